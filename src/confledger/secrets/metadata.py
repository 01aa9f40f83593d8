"""What SOPS writes beside the values: who can read them, which are hidden, and the MAC."""

from confledger.location import Path
from confledger.secrets.scope import WAYS, Scope

KINDS = ("age", "pgp", "kms", "gcp_kms", "hckms", "azure_kv", "hc_vault")
# What nobody writes by chance below a key `sops`; a `version` many have.
_TELLING = ("mac", "lastmodified", "key_groups", "shamir_threshold", *WAYS)
NAMES = frozenset((*KINDS, *_TELLING, "version", "mac_only_encrypted"))


class Recipient:
    """Who can open a file: `identity` is what a creation rule calls them.

    `kind` is one of KINDS; `identity` the age recipient, fingerprint, ARN (with role and context
    as `arn+role|context`), resource id, or address of a key; `group` the number of the key group,
    from 0; `enc` the wrapped data key; `endpoint` the address or name of the service that would
    be asked, empty for age and pgp; `at` where it stands below `sops`.
    """

    __slots__ = ("at", "enc", "endpoint", "group", "identity", "kind")

    def __init__(
        self,
        kind: str,
        identity: str,
        *,
        group: int = 0,
        enc: str = "",
        endpoint: str = "",
        at: Path = (),
    ) -> None:
        self.kind = kind
        self.identity = identity
        self.group = group
        self.enc = enc
        self.endpoint = endpoint
        self.at = at

    def key(self) -> tuple[str, str]:
        """Return what tells recipients apart, however each of them is written."""
        identity = self.identity
        if self.kind == "age" and identity.startswith("ssh-"):
            # What follows the key is a comment.
            identity = " ".join(identity.split()[:2])
        elif self.kind == "pgp":
            identity = identity.replace(" ", "").upper()
        elif self.kind in ("azure_kv", "hc_vault"):
            identity = identity.rstrip("/")
        return (self.kind, identity)


class Metadata:
    """The metadata of one file; `faults` are (path below `sops`, what is wrong there)."""

    __slots__ = (
        *("faults", "groups", "last_modified", "mac", "mac_only_encrypted", "recipients"),
        *("scope", "threshold", "version"),
    )

    recipients: list[Recipient]
    groups: int
    threshold: int | None
    scope: Scope
    mac_only_encrypted: bool
    mac: str | None
    last_modified: str | None
    version: str | None
    faults: list[tuple[Path, str]]


def is_metadata(told: object) -> bool:
    """Whether what stands below a key `sops` is, or pretends to be, the metadata of SOPS.

    A program may have settings below that key; they have neither a MAC nor lists of recipients.
    """
    return isinstance(told, dict) and (
        any(name in told for name in _TELLING)
        or any(isinstance(told.get(kind), list) for kind in KINDS)
    )


def read(told: object) -> Metadata:
    """Read the map below `sops`; whatever is wrong with it is in `faults`, nothing is raised."""
    metadata = Metadata()
    faults = metadata.faults = []
    if not isinstance(told, dict):
        faults.append(((), "the metadata is no map"))
        told = {}
    metadata.mac = _text(told, "mac", faults)
    metadata.last_modified = _text(told, "lastmodified", faults)
    metadata.version = _text(told, "version", faults)
    if metadata.mac is not None:
        from confledger.secrets.tokens import read as token

        found = token(metadata.mac)
        if found is None or found.type != "str":
            faults.append((("mac",), "the MAC is no complete ciphertext"))
    if metadata.last_modified is not None and not _is_time(metadata.last_modified):
        faults.append((("lastmodified",), "`lastmodified` is no time as in RFC 3339"))
    if metadata.version is not None and not metadata.version[:1].isdigit():
        faults.append((("version",), "`version` is no version of SOPS"))
    metadata.scope = _scope(told, faults)
    only = told.get("mac_only_encrypted", False)
    metadata.mac_only_encrypted = only is True
    if not isinstance(only, bool):
        faults.append((("mac_only_encrypted",), "`mac_only_encrypted` is neither true nor false"))
    metadata.recipients, metadata.groups = _recipients(told, faults)
    metadata.threshold = _threshold(told, metadata.groups, faults)
    _verify_names(told, (), faults)
    return metadata


def _verify_names(told: "Mapping[str, object]", at: Path, faults: list[tuple[Path, str]]) -> None:
    """Add a fault for each name by which SOPS could read what is not read here.

    Its JSON takes `HC_VAULT` for `hc_vault`, its YAML merges what is below `<<`, and a newer one
    may know more kinds of recipients: a service would be asked that nobody was told of.
    """
    for name, value in told.items():
        if name in NAMES:
            continue
        if not (name.isascii() and name.islower() and name.replace("_", "").isalnum()):
            faults.append(((*at, name), "a name that SOPS may take for another one"))
        elif isinstance(value, (dict, list)) or "__" in name:
            faults.append(((*at, name), "what this is for is not known: maybe who can open it"))


def _text(told: "Mapping[str, object]", name: str, faults: list[tuple[Path, str]]) -> str | None:
    value = told.get(name)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)  # a version such as 3.9, without quotes
    if isinstance(value, str) and value:
        return value
    what = "the MAC" if name == "mac" else f"`{name}`"
    missing = value is None or value == ""
    faults.append(((name,), f"{what} is missing" if missing else f"{what} is no text"))
    return None


def _is_time(text: str) -> bool:
    """Whether this is a time with an offset, to the second or more exact: RFC 3339."""
    import re

    return (
        re.fullmatch(
            r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
            r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
            text,
            re.ASCII,
        )
        is not None
    )


def _scope(told: "Mapping[str, object]", faults: list[tuple[Path, str]]) -> Scope:
    given = [way for way in WAYS if told.get(way) not in (None, "")]
    if len(given) > 1:
        both = " and ".join(f"`{way}`" for way in given)
        faults.append(((given[1],), f"{both} are both given: SOPS takes one at most"))
    if not given:
        return Scope()
    pattern = told[given[0]]
    if not isinstance(pattern, str):
        faults.append(((given[0],), f"`{given[0]}` is no text"))
        return Scope()
    if given[0].endswith("_regex"):
        from confledger.secrets.patterns import PatternError, compiled

        try:
            compiled(pattern)
        except PatternError:
            faults.append(((given[0],), f"`{given[0]}` is no regular expression of Go"))
    return Scope(given[0], pattern)


def _threshold(
    told: "Mapping[str, object]", groups: int, faults: list[tuple[Path, str]]
) -> int | None:
    value = told.get("shamir_threshold")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool):
        faults.append((("shamir_threshold",), "`shamir_threshold` is no whole number"))
        return None
    if not 0 <= value <= max(groups, 1):
        faults.append((("shamir_threshold",), "`shamir_threshold` is more than the key groups"))
    return value


def _recipients(
    told: "Mapping[str, object]", faults: list[tuple[Path, str]]
) -> tuple[list[Recipient], int]:
    """Return the recipients and the number of key groups; SOPS asks for those at the top first."""
    listed = told.get("key_groups")
    found = _group(told, (), 0, faults)
    count = 1
    if listed not in (None, []):
        if not isinstance(listed, list):
            faults.append((("key_groups",), "`key_groups` is no list"))
        elif found:
            why = "recipients are named beside `key_groups`, of which SOPS then takes none"
            faults.append((("key_groups",), why))
        else:
            count = len(listed)
            for number, group in enumerate(listed):
                found += _group(group, ("key_groups", number), number, faults)
    if not found:
        faults.append(((), "no recipient is named: nobody can open the file"))
    return found, count


def _group(
    told: object, above: Path, number: int, faults: list[tuple[Path, str]]
) -> list[Recipient]:
    if not isinstance(told, dict):
        faults.append((above, "this key group is no map"))
        return []
    found = []
    if above:
        _verify_names(told, above, faults)
    for kind in KINDS:
        listed = told.get(kind)
        if listed is None:
            continue
        if not isinstance(listed, list):
            faults.append(((*above, kind), f"`{kind}` is no list"))
            continue
        for index, entry in enumerate(listed):
            at = (*above, kind, index)
            if isinstance(entry, dict):
                fields = {name: item for name, item in entry.items() if name != "context"}
                _verify_names(fields, at, faults)
            one = _recipient(kind, entry, at, number) if isinstance(entry, dict) else None
            if one is None:
                faults.append((at, f"this recipient of `{kind}` is not named"))
                continue
            found.append(one)
            if not _is_wrapped(one):
                faults.append(((*at, "enc"), "the data key is not there for this recipient"))
    return found


def _recipient(kind: str, entry: "Mapping[str, object]", at: Path, group: int) -> Recipient | None:
    names, identity = _IDENTITIES[kind]
    parts = [entry.get(name) for name in names]
    if not all(isinstance(part, str) and part for part in parts):
        return None
    endpoint = "" if kind in ("age", "pgp") else str(parts[0])
    named = identity.format(*parts)
    if kind == "kms":
        named += _role_and_context(entry)
    enc = entry.get("enc")
    return Recipient(
        kind,
        named,
        group=group,
        enc=enc if isinstance(enc, str) else "",
        endpoint=endpoint,
        at=at,
    )


# The fields that tell who it is, and how a creation rule writes them.
_IDENTITIES = {
    "age": (("recipient",), "{}"),
    "pgp": (("fp",), "{}"),
    "kms": (("arn",), "{}"),
    "gcp_kms": (("resource_id",), "{}"),
    "hckms": (("key_id",), "{}"),
    "azure_kv": (("vault_url", "name", "version"), "{}/keys/{}/{}"),
    "hc_vault": (("vault_address", "engine_path", "key_name"), "{}/v1/{}/keys/{}"),
}


def _role_and_context(entry: "Mapping[str, object]") -> str:
    role, context = entry.get("role"), entry.get("context")
    text = f"+{role}" if isinstance(role, str) and role else ""
    if isinstance(context, dict) and context:
        text += "|" + ",".join(f"{name}:{context[name]}" for name in sorted(context))
    return text


_ARMOURS = {"age": "-----BEGIN AGE ENCRYPTED FILE-----", "pgp": "-----BEGIN PGP MESSAGE-----"}


def _is_wrapped(one: Recipient) -> bool:
    """Whether a data key may be there: armoured for age and PGP, in any form for the others."""
    return bool(one.enc.strip()) and one.enc.lstrip().startswith(_ARMOURS.get(one.kind, ""))


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
