"""Values of documents that look like secrets and stand in plain text; the values are not kept.

Two things give one away: its key (`password`, `api_key`), as long as the value is no
placeholder and no reference to where the secret really is; and its own form (a private key,
a token with a known beginning, a password within an address).
"""

import re
from collections.abc import Iterator

from confledger.location import Path
from confledger.secrets.leaks import values
from confledger.secrets.leaks.glance import names_secrets
from confledger.secrets.leaks.kinds import shows
from confledger.secrets.leaks.names import INNER, PASSWORD, kind, names_a_secret
from confledger.secrets.leaks.rules import Rule, form_of, likely
from confledger.secrets.metadata import NAMES
from confledger.secrets.stores.stored import METADATA
from confledger.secrets.tokens import BEGINNING

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(\S+)")
NAMED, DRAWN = "its key says so", "its key says so, and the value looks random"
IN_KUBERNETES = "it is in a Kubernetes Secret"
IN_ADDRESS = "a password is in its address"
# Kinds of Kubernetes that describe secrets kept elsewhere, or encrypted.
_STORES = frozenset(
    (
        *("external-secrets.io", "generators.external-secrets.io", "bitnami.com"),
        *("secrets-store.csi.x-k8s.io", "isindir.github.com"),
    )
)
# Texts for people, in which `password` is a label.
_TRANSLATIONS = frozenset(("i18n", "l10n", "lang", "langs", "locale", "locales", "translations"))
# Of so many characters a value can have a form that a rule knows.
_SHORTEST = 12


class PlainSecret:
    """One value: where it is, what it is called, and what gives it away.

    `rule` is the form that it has, None where only its name tells.
    """

    __slots__ = ("document", "key", "path", "rule", "why")

    def __init__(
        self, document: int, path: Path, key: str, why: str, rule: Rule | None = None
    ) -> None:
        self.document = document
        self.path = path
        self.key = key
        self.why = why
        self.rule = rule

    def __repr__(self) -> str:
        return f"PlainSecret({self.document}, {self.path!r}, {self.key!r}, {self.why!r})"


def worth_reading(data: bytes) -> bool:
    """Whether there can be a plain secret in these bytes; for most files there cannot."""
    return bool(likely(data)) or names_secrets(data)


def find(documents: list[object], path: str = "", *, forms: bool = True) -> list[PlainSecret]:
    """Return the plain secrets of a file, in the order of its text.

    Without `forms`, only by their names: where it is known that none has one.
    """
    labels = for_people(path)
    shown = shows(path)
    found = []
    for number, document in enumerate(documents):
        named = not (labels or _refers(document))
        holder = isinstance(document, dict) and document.get("kind") in ("Secret", "List")
        for at, key, value in texts(document):
            if value.startswith(BEGINNING) and value.endswith("]"):
                continue
            one: tuple[str, Rule | None] | None = None
            if forms and len(value) >= _SHORTEST:
                one = _by_form(value, shown=shown)
            if one is None and named and (why := by_name(key, value, shown=shown)) is not None:
                one = why, None
            if one is None and holder:
                one = _of_kubernetes(document, at, value, shown=shown)
            if one is not None:
                found.append(PlainSecret(number, at, key, *one))
    return found


def for_people(path: str) -> bool:
    """Whether a file is one of translations, by its folders."""
    return not _TRANSLATIONS.isdisjoint(path.lower().split("/"))


def texts(document: object) -> Iterator[tuple[Path, str, str]]:
    """Yield the texts and numbers of a document, each with the name it goes by."""
    todo: list[tuple[Path, str, object]] = [((), "", document)]
    while todo:
        path, name, value = todo.pop()
        if isinstance(value, dict):
            named = value.get("name", value.get("key"))
            inside = []
            for key, item in value.items():
                key = str(key)
                if _is_metadata(path, key):
                    continue
                goes_by = key
                if key in INNER:
                    goes_by = named if isinstance(named, str) and key == "value" else name or key
                inside.append(((*path, key), goes_by, item))
            todo += reversed(inside)
        elif isinstance(value, list):
            todo += reversed([((*path, at), name, item) for at, item in enumerate(value)])
        elif isinstance(value, str):
            assigned = _ASSIGNMENT.fullmatch(value)
            if assigned and path and isinstance(path[-1], int):
                yield path, assigned[1], assigned[2]
            else:
                yield path, name, value
        elif isinstance(value, int) and not isinstance(value, bool):
            yield path, name, str(value)


def _is_metadata(path: Path, key: str) -> bool:
    """Whether this is metadata of SOPS: ciphertext and public keys. Other names have no part."""
    if path:
        return path == (METADATA,) and key in NAMES
    flat = key.removeprefix(f"{METADATA}_")
    return flat != key and flat.partition("__")[0] in NAMES


def by_name(key: str, value: str, *, shown: bool = False) -> str | None:
    """Return why a value is a secret by the name it goes by, or None.

    `shown` says that the file is one in which people show what secrets look like.
    """
    named = kind(key)
    if named is None or len(value) > values.LONGEST or not values.literal(value):
        return None
    if values.random(value):
        return DRAWN if named != PASSWORD else NAMED
    if named != PASSWORD or len(value) < 4 or any(c.isspace() for c in value):
        return None
    if names_a_secret(value) or (shown and not values.strong(value)):
        return None
    return NAMED


def _by_form(value: str, *, shown: bool) -> tuple[str, Rule | None] | None:
    rule = form_of(value, shown=shown)
    if rule is None:
        return None
    return (IN_ADDRESS if rule.id == "password-in-address" else said(rule)), rule


def said(rule: Rule) -> str:
    """Return what gives away a value of this form."""
    return f"it has the form of {rule.what}"


def _refers(document: object) -> bool:
    """Whether a document says where secrets are, and so names them everywhere."""
    api = document.get("apiVersion") if isinstance(document, dict) else None
    return isinstance(api, str) and api.partition("/")[0] in _STORES


def _of_kubernetes(
    document: object, at: Path, value: str, *, shown: bool
) -> tuple[str, Rule | None] | None:
    """Return what gives away a value of a Secret, or of one in a list of objects."""
    held, steps = document, at
    if steps[:1] == ("items",) and len(steps) > 2 and isinstance(document, dict):
        held, steps = document["items"][steps[1]], steps[2:]
    if not (
        isinstance(held, dict) and held.get("kind") == "Secret" and held.get("apiVersion") == "v1"
    ):
        return None
    if steps[:1] == ("stringData",):
        text: str | None = value
    elif steps[:1] == ("data",):
        text = decoded(value)
    else:
        return None
    if text is None or not values.literal(text):
        return None
    rule = form_of(text, shown=shown)
    return (IN_KUBERNETES, None) if rule is None else (said(rule), rule)


def decoded(value: str) -> str | None:
    """Return the text that a value of a Secret stands for; None when it is no base64."""
    from base64 import b64decode

    try:
        data = b64decode("".join(value.split()), validate=True)
    except ValueError:
        return None
    return data.decode("utf-8", "replace")
