"""Whom a creation rule names, in each of the ways that SOPS has for it."""

from confledger.location import Path
from confledger.secrets.metadata import Recipient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Faults = list[tuple[Path, str]]

# Flat in a rule, as text with commas or as a list: in this order, SOPS writes them to a file.
FLAT = {
    "age": "age",
    "pgp": "pgp",
    "kms": "kms",
    "gcp_kms": "gcp_kms",
    "hckms": "hckms",
    "azure_keyvault": "azure_kv",
    "hc_vault_transit_uri": "hc_vault",
}
# In a key group, each is a list; some of texts, some of maps.
GROUPED = {
    "age": "age",
    "pgp": "pgp",
    "kms": "kms",
    "gcp_kms": "gcp_kms",
    "hckms": "hckms",
    "azure_keyvault": "azure_kv",
    "hc_vault": "hc_vault",
}
_TEXTS = ("age", "pgp", "hc_vault")
_KEYS_OF_MAPS = {
    "kms": ("arn", "role", "context", "aws_profile"),
    "gcp_kms": ("resource_id",),
    "hckms": ("key_id",),
    "azure_keyvault": ("vaultUrl", "key", "version"),
}
# `merge` may be nested; nobody needs more.
_DEEPEST = 20
# So many digits has a key id of PGP.
_SHORTEST = 16


def flat(rule: dict[str, object], at: Path, faults: "Faults") -> list[Recipient]:
    """Return the recipients of a rule without key groups."""
    found: list[Recipient] = []
    for name, kind in FLAT.items():
        told = rule.get(name)
        if isinstance(told, str) and name == "hckms" and told:
            faults.append(((*at, name), f"`{name}` must be a list"))
        elif isinstance(told, str):
            found += _each(kind, told.split(","), (*at, name), 0, faults)
        elif isinstance(told, list):
            for index, item in enumerate(told):
                here = (*at, name, index)
                if isinstance(item, str):
                    found += _each(kind, item.split(","), here, 0, faults)
                else:
                    faults.append((here, f"each entry of `{name}` must be a text"))
        elif told is not None:
            faults.append(((*at, name), f"`{name}` must be a text or a list of texts"))
    return _distinct(found)


def grouped(
    told: object, at: Path, number: int, faults: "Faults", depth: int = 0
) -> list[Recipient]:
    """Return the recipients of one key group, those of `merge` first."""
    if not isinstance(told, dict):
        faults.append((at, "a key group must be a map"))
        return []
    found: list[Recipient] = []
    merged = told.get("merge")
    if isinstance(merged, list) and depth < _DEEPEST:
        for index, item in enumerate(merged):
            found += grouped(item, (*at, "merge", index), number, faults, depth + 1)
    elif merged is not None:
        faults.append(((*at, "merge"), "`merge` must be a list of key groups, not nested deeply"))
    for name, kind in GROUPED.items():
        listed = told.get(name)
        if listed is None:
            continue
        if not isinstance(listed, list):
            faults.append(((*at, name), f"`{name}` must be a list in a key group"))
            continue
        for index, item in enumerate(listed):
            found += _entry(name, kind, item, (*at, name, index), number, faults)
    return _distinct(found)


def _entry(
    name: str, kind: str, item: object, at: Path, number: int, faults: "Faults"
) -> "Iterator[Recipient]":
    if name in _TEXTS:
        if isinstance(item, str):
            yield from _each(kind, item.split(",") if kind == "age" else [item], at, number, faults)
        else:
            faults.append((at, f"each entry of `{name}` must be a text"))
        return
    keys = _KEYS_OF_MAPS[name]
    if not isinstance(item, dict) or not isinstance(item.get(keys[0]), str):
        faults.append((at, f"each entry of `{name}` must be a map with `{keys[0]}`"))
        return
    if kind == "kms":
        yield kms(item, group=number, at=at)
    elif kind == "azure_kv":
        yield azure(item["vaultUrl"], item.get("key"), item.get("version"), group=number, at=at)
    else:
        address = str(item[keys[0]]).strip()
        yield Recipient(kind, address, group=number, endpoint=address, at=at)


def _each(
    kind: str, texts: list[str], at: Path, number: int, faults: "Faults"
) -> "Iterator[Recipient]":
    """Yield a recipient for each text: white space around it, and empty ones, mean nothing."""
    for text in texts:
        told = text.strip()
        if not told:
            continue
        reason = misspelt(kind, told)
        if reason is not None:
            faults.append((at, reason))
        if kind == "kms":
            arn, plus, role = told.replace(" ", "").partition("+arn:")
            named: dict[str, object] = {"arn": arn, "role": f"arn:{role}" if plus else None}
            yield kms(named, group=number, at=at)
        elif kind == "azure_kv":
            vault, _, key = told.partition("/keys/")
            name, _, version = key.partition("/")
            yield azure(vault, name, version, group=number, at=at)
        elif kind == "hc_vault":
            address = told.partition("/v1/")[0]
            yield Recipient(kind, told, group=number, endpoint=address, at=at)
        elif kind == "pgp":
            yield Recipient(kind, told.replace(" ", ""), group=number, at=at)
        elif kind == "age":
            yield Recipient(kind, told, group=number, at=at)
        else:
            yield Recipient(kind, told, group=number, endpoint=told, at=at)


def kms(told: dict[str, object], *, group: int, at: Path) -> Recipient:
    """Return a key of AWS, of `arn`, and maybe `role` and `context`."""
    arn = str(told["arn"]).replace(" ", "")
    identity = arn
    if told.get("role"):
        identity += f"+{told['role']}"
    context = told.get("context")
    if isinstance(context, dict) and context:
        identity += "|" + ",".join(f"{name}:{context[name]}" for name in sorted(context))
    return Recipient("kms", identity, group=group, endpoint=arn, at=at)


def azure(vault: object, key: object, version: object, *, group: int, at: Path) -> Recipient:
    """Return a key of Azure; without a version, it has the latest of its time."""
    address = str(vault).strip().rstrip("/")
    parts = [str(part).strip() for part in (key, version) if part]
    identity = "/".join((address, "keys", *parts))
    return Recipient("azure_kv", identity, group=group, endpoint=address, at=at)


def kind_of(told: str) -> str | None:
    """Return of which kind a recipient is that somebody wrote; None where it looks like none."""
    digits = told.replace(" ", "").removeprefix("0x")
    if told.lower().startswith(("age1", "age-", "ssh-")):
        return "age"
    if len(digits) >= _SHORTEST and all(c in "0123456789abcdefABCDEF" for c in digits):
        return "pgp"
    if told.startswith("arn:"):
        return "kms"
    if told.startswith("projects/"):
        return "gcp_kms"
    if "://" in told and "/keys/" in told:
        return "hc_vault" if "/v1/" in told else "azure_kv"
    return None


def made(kind: str, told: str, group: int = 0) -> Recipient:
    """Return a recipient as a rule without key groups would have it from this text."""
    return next(_each(kind, [told.removeprefix("0x")], (), group, []))


def misspelt(kind: str, told: str) -> str | None:
    """Return why a text names nobody of this kind, None where it may."""
    if kind == "age":
        from confledger.secrets.age_recipients import misspelt as of_age

        return of_age(told)
    if kind == "pgp":
        digits = told.replace(" ", "")
        if len(digits) < _SHORTEST or any(c not in "0123456789abcdefABCDEF" for c in digits):
            return "this is no fingerprint of PGP: it has 40 hexadecimal digits"
    elif kind == "kms" and not told.startswith("arn:"):
        return "this is no ARN of a key: arn:aws:kms:REGION:ACCOUNT:key/ID"
    elif kind == "gcp_kms" and not told.startswith("projects/"):
        return "this is no resource id: projects/…/locations/…/keyRings/…/cryptoKeys/…"
    elif kind == "hckms" and ":" not in told:
        return "this is no key id: REGION:UUID"
    elif kind == "azure_kv" and not (told.startswith("https://") and "/keys/" in told):
        return "this is no address of a key: https://VAULT/keys/NAME/VERSION"
    elif kind == "hc_vault" and not ("://" in told and "/v1/" in told and "/keys/" in told):
        return "this is no address of a key: https://VAULT/v1/ENGINE/keys/NAME"
    return None


def _distinct(found: list[Recipient]) -> list[Recipient]:
    return list({one.key(): one for one in reversed(found)}.values())[::-1]
