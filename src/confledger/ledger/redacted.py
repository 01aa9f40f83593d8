"""What of a leaf may be stored: secrets leave nothing behind but their type."""

from functools import lru_cache

from confledger.changes.leaves import LINK, PLACES, ROOT, TEXT, Leaves, plain, unescaped
from confledger.secrets.governed import selects
from confledger.secrets.leaks.names import INNER, kind
from confledger.secrets.metadata import KINDS
from confledger.secrets.redaction import (
    BESIDE,
    GENERATOR,
    HELD,
    KIND,
    LITERALS,
    SEALED,
    SHORTEST,
    named,
    option,
    singular,
    told,
)
from confledger.secrets.redaction import HIDDEN as REDACTED
from confledger.secrets.scope import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from confledger.changes.identity import Identities

    Declared = tuple[str, Identities] | None

    class Beside(Protocol):
        """The leaves of a file."""

        def get(self, key: str, other: str, /) -> str:
            """Return the value of one leaf."""


# How items are known in a file whose values may all be secrets.
BY_PLACE = ("its values may be secrets", PLACES)
# What a hidden value begins with, before its type.
HIDDEN = "!"
_SCALARS = frozenset((TEXT, "i", "f", LINK))
_SECRET = TEXT + KIND
# Whom SOPS encrypted a file for. A program may have settings of its own below `sops`.
_METADATA = tuple(f"/sops{joint}{one}" for joint in "/_" for one in (*KINDS, "key_groups"))
# No form of a secret is as short as this.
_PLAIN = 15
# What was found of longer values is not remembered here.
_SHORT = 200


def redacted(leaves: Leaves, scope: Scope | None) -> Leaves:
    """Return the leaves of a file as they may be stored: of a secret, its type alone.

    `scope` says which values of the file ought to be encrypted.
    """
    if scope is not None and sealed(leaves):
        scope = None
    return {
        key: hidden(text) if hides(key, text, leaves, scope=scope) else text
        for key, text in leaves.items()
    }


def subject(text: str) -> str:
    """Return the subject of a commit as it may be stored: somebody may have pasted a secret."""
    return REDACTED if len(text) > _PLAIN and told(text) else text


def guarded(
    read: "Callable[[Declared], Leaves | None]", scope: Scope | None, declared: "Declared" = None
) -> Leaves | None:
    """Return the leaves of a file, read anew where what an item is known by may be a secret.

    `read` is given how items of lists are told apart in this file alone, with a name for it;
    `scope` says which values of the file ought to be encrypted.
    """
    found = read(declared)
    return read(BY_PLACE) if found and scope is not None and not sealed(found) else found


def hidden(text: str) -> str:
    """Return what is stored of a secret."""
    return HIDDEN + text[0]


def hides(key: str, text: str, beside: "Beside", *, scope: Scope | None = None) -> bool:
    """Whether a leaf must neither be stored nor shown.

    `beside` are the leaves of the same file: the name of a variable stands beside its value.
    `scope` says which values of the file ought to be encrypted and are not: each of these may be
    a secret. None of a file that is `sealed`.
    """
    if scope is None and _unnamed(key):
        return _tells(text) if len(text) <= _SHORT else _told(text)
    first = text[0]
    if first not in _SCALARS:
        return False
    if first == TEXT and text.startswith(SEALED, 1):
        return True
    if scope is not None:
        steps = key.partition(ROOT)[2].split("/")[1:]
        if selects(scope, tuple(unescaped(one) for one in steps if one[:1] != "[")):
            return True
    called = _called(key[key.rfind("/") + 1 :])
    if called is None or "/data/" in key or "/stringData/" in key or GENERATOR in key:
        always, objects, name, around = _facts(key)
        if always or any(beside.get(one, "") == _SECRET for one in objects):
            return True
        for one in around:
            given = beside.get(one, "")
            if given[:1] == TEXT:
                if one.endswith("]"):
                    # The item before: `--password`. Any other says nothing.
                    name = option(given[1:]) or name
                    continue
                name = given[1:]
                break
    else:
        name = called
    if name and named(name, plain(text)):
        return True
    return len(text) > SHORTEST and first in (TEXT, LINK) and told(text[1:])


def sealed(leaves: Leaves) -> bool:
    """Whether a file has metadata of SOPS."""
    return any(key.startswith(_METADATA, key.find(ROOT) + 1) for key in leaves)


@lru_cache(maxsize=1 << 14)
def _unnamed(key: str) -> bool:
    """Whether a value is no secret for its key or for what stands beside it, whatever it is."""
    called = _called(key[key.rfind("/") + 1 :])
    if called is None or "/data/" in key or "/stringData/" in key or GENERATOR in key:
        return not any(_facts(key))
    return not called


def _told(text: str) -> bool:
    """Whether a value is hidden for what is in it alone."""
    if text[0] not in (TEXT, LINK):
        return False
    return (text[0] == TEXT and text.startswith(SEALED, 1)) or (
        len(text) > SHORTEST and told(text[1:])
    )


_tells = lru_cache(maxsize=1 << 15)(_told)


@lru_cache(maxsize=1 << 14)
def _called(last: str) -> str | None:
    """Return the last step of a key if it names a secret, else nothing; None if others decide."""
    if last[:1] == "[" or last in INNER:
        return None
    name = unescaped(last)
    return name if kind(name) is not None else ""


@lru_cache(maxsize=1 << 12)
def _facts(key: str) -> "tuple[bool, tuple[str, ...], str, tuple[str, ...]]":
    """Return what a key alone says of its value.

    Whether it is hidden in any case, the keys that may say that an object is a Secret, the name
    the value goes by if that is one of a secret, and the keys that may hold a better one.
    """
    pointer = key.partition(ROOT)[2]
    steps = pointer.split("/")
    always = GENERATOR in steps and LITERALS in steps
    objects: list[str] = []
    if any(one in steps for one in HELD):
        document = key[: len(key) - len(pointer)]
        for at, one in enumerate(steps[:-1]):
            if one in HELD:
                objects.append(f"{document}{'/'.join(steps[:at])}/kind")
    last = steps[-1]
    around: tuple[str, ...] = ()
    if last[:1] == "[":
        number = last[1:-1]
        if number.isdecimal() and number != "0":
            around = (f"{key[: -len(last)]}[{int(number) - 1}]",)
    elif unescaped(last) in INNER:
        parent = key[: -len(last)]
        around = tuple(parent + one for one in BESIDE)
    name = _name(steps, listed=last[:1] == "[", inner=unescaped(last) in INNER)
    return always, tuple(objects), name if kind(name) is not None else "", around


def _name(steps: list[str], *, listed: bool, inner: bool) -> str:
    """Return the name that a value goes by for its key alone."""
    above = [one for one in steps[:-1] if one[:1] != "["]
    if listed:
        return singular(unescaped(above[-1])) if above else ""
    if inner:
        return unescaped(above[-1]) if above else ""
    return unescaped(steps[-1])
