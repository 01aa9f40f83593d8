"""Which values of a document must not be shown or stored, whatever the question was.

More is hidden than the scan for secrets would tell: there, a false alarm costs a person's time;
here, it costs a value that can still be read in git.
"""

import re
from functools import lru_cache

from confledger.location import Path
from confledger.secrets.governed import selects
from confledger.secrets.leaks.glance import names_secrets
from confledger.secrets.leaks.names import INNER, PASSWORD, kind
from confledger.secrets.leaks.rules import form_of

# What stands in the place of a value that is hidden.
HIDDEN = "<redacted>"
# Where an object of Kubernetes of this kind keeps its values.
KIND = "Secret"
HELD = ("data", "stringData")
# Where the name of a variable stands, beside its value.
BESIDE = ("name", "key")
# Of `secretGenerator` of kustomize: a list of `NAME=value`.
GENERATOR, LITERALS = "secretGenerator", "literals"
# What a ciphertext begins with: of SOPS, and of those that write alike.
SEALED = "ENC["
# Where the value really is, written out as nothing else: `${DB_PASSWORD}`, `{{ password }}`.
_REFERENCE = re.compile(r"\$\{[^{}]*\}|\$\w+|\$\([^()]*\)|\$?\{\{[^{}]*\}\}|<[^<>]*>|!\w+ \w+")
# What `secret: grafana-admin` holds, the name of an object, and `secretKey: ADMIN_PASS`, that of
# one of its keys. Nothing random looks like it: no word is so long.
_OBJECT = re.compile(
    r"/?[a-z]{1,18}(?:[-./_][a-z]{1,18})*(?:[-.]?\d{1,2})?|[A-Z]{1,18}(?:_[A-Z]{1,18}){1,6}\d{0,2}"
)
# Shorter texts have no form that is known, and name nothing beside themselves.
SHORTEST = 8


class Redaction:
    """Answers for one document of a file; `kind: Secret` and its like are told from the whole.

    `scope` says which values of the file ought to be encrypted and are not.
    """

    __slots__ = ("_document", "_scope")

    def __init__(self, document: object, scope: "Scope | None" = None) -> None:
        self._document = document
        self._scope = scope

    def hides(self, at: Path, value: object) -> bool:
        """Whether the value at a path must not be shown; of a map or list, never.

        `at` has the steps of this very document: the name of a variable stands beside its value.
        """
        if isinstance(value, str):
            if value.startswith(SEALED):
                return True
        elif not isinstance(value, (int, float)) or isinstance(value, bool):
            return False
        if self._scope is not None and selects(self._scope, at):
            return True
        if self._held(at):
            return True
        name = self._name(at)
        if name and named(name, value):
            return True
        return isinstance(value, str) and len(value) >= SHORTEST and told(value)

    def _held(self, at: Path) -> bool:
        """Whether a path leads into what a Secret of Kubernetes holds, or one is made of."""
        for number, step in enumerate(at[:-1]):
            if step in HELD and _secret(self._value(at[:number])):
                return True
        return GENERATOR in at and LITERALS in at

    def _name(self, at: Path) -> str:
        """Return the name that a value goes by: its key, or what stands beside or before it."""
        steps = [step for step in at if isinstance(step, str)]
        if at and isinstance(at[-1], int):
            before = self._value((*at[:-1], at[-1] - 1)) if at[-1] else None
            return option(before) or (singular(steps[-1]) if steps else "")
        if not steps:
            return ""
        if steps[-1] not in INNER:
            return steps[-1]
        beside = self._value(at[:-1])
        if isinstance(beside, dict):
            for one in BESIDE:
                given = beside.get(one)
                if isinstance(given, str):
                    return given
        return steps[-2] if len(steps) > 1 else ""

    def _value(self, at: Path) -> object:
        held = self._document
        for step in at:
            try:
                held = held[step]  # type: ignore[index]  # tried
            except (KeyError, IndexError, TypeError):
                return None
        return held


@lru_cache(maxsize=1 << 14)
def named(name: str, value: object) -> bool:
    """Whether a scalar is hidden for the name that it goes by."""
    called = kind(name)
    if called is None:
        return False
    text = str(value)
    if not text or _REFERENCE.fullmatch(text):
        return False
    if called == PASSWORD:
        return True
    return isinstance(value, str) and _OBJECT.fullmatch(text) is None and text != HIDDEN


@lru_cache(maxsize=1 << 15)
def told(text: str) -> bool:
    """Whether a text is hidden for what is in it: a token, or lines that name secrets."""
    data = text.encode("utf-8", "replace")
    return names_secrets(data) or form_of(text) is not None


def key_shown(key: str) -> str:
    """Return a key as it may be shown: a token may be one, as what a user is known by."""
    return HIDDEN if len(key) >= SHORTEST and told(key) else key


def path_shown(path: Path) -> Path:
    """Return a path as it may be shown."""
    return tuple(key_shown(step) if isinstance(step, str) else step for step in path)


def keys_shown(value: "dict[str, object]") -> "dict[str, object]":
    """Return a map with its keys as they may be shown, each once; itself if all may be."""
    if all(key_shown(key) is key for key in value):
        return value
    found: dict[str, object] = {}
    hidden = 0
    for key, one in value.items():
        if (name := key_shown(key)) is not key:
            hidden += 1
            name = HIDDEN if hidden == 1 else f"{HIDDEN}[{hidden}]"
        found[name] = one
    return found


def option(item: object) -> str:
    """Return the name of a secret whose value is the next item of a list: `--password`."""
    if isinstance(item, str) and item.startswith("-") and kind(item.lstrip("-")) is not None:
        return item.lstrip("-")
    return ""


def singular(name: str) -> str:
    """Return what one item of a list is named: of `tokens`, `token`."""
    return name[:-1] if name.endswith("s") and kind(name) is None else name


def _secret(document: object) -> bool:
    return isinstance(document, dict) and document.get("kind") == KIND


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope
