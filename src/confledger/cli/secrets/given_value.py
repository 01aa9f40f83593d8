"""A value that the user gives: from standard input, never from the command line.

It is in a Plain from the first byte on; what is wrong with it is told without it.
"""

import re
import sys

from confledger.errors import ConfledgerError
from confledger.location import Path
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import YAML

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = ("str", "int", "float", "bool", "json")
MOST_BYTES = 1 << 20
_INTEGER = re.compile(rb"-?(0|[1-9]\d*)\Z")
# SOPS makes a float of each number that is set. From here on, YAML has it with an exponent.
_LARGEST = {YAML: 999_999}
# A double has no other whole number next to these.
_EXACT = 2**53 - 1


def read(name: str, *, raw: bool = False) -> tuple[Plain, bool]:
    """Return what standard input holds, and whether one line end was cut off.

    On a terminal it is asked for, twice, and not shown.
    """
    if sys.stdin.isatty():
        return _asked(name), False
    value = Plain()
    while value.take(0):
        if value.exceeds(MOST_BYTES):
            raise ConfledgerError(
                f"standard input holds more than {MOST_BYTES} bytes", help="that is no secret"
            )
    return (value, False) if raw else _cut(value)


def as_json(value: Plain, kind: str, store: str) -> Plain:
    """Return a value as `sops` takes it; raise ConfledgerError where it is not of that type."""
    reason = _reason(value, kind, store)
    if reason is not None:
        raise ConfledgerError(f"the value {reason}", help=_ADVICE.get(kind, "see --type"))
    return _text(value) if kind == "str" else Plain(value.reveal().strip())


def below(told: Plain, at: Path) -> list[Path]:
    """Return where the values are that JSON has, if it is put at a path; empty ones are nowhere."""
    import json

    return [*_paths(json.loads(told.reveal()), at)]


def _paths(value: object, at: Path) -> "Iterator[Path]":
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*at, index))
    elif value not in ("", None):
        yield at


_ADVICE = {
    "str": "a file of bytes is encrypted as a whole: confledger secrets encrypt FILE",
    "int": "with --type str it is a text; a large number can be set by `confledger secrets edit`",
    "float": "write it as short as it can be, or with --type str as a text",
    "bool": "with --type str it is a text",
}


def _asked(name: str) -> Plain:
    from getpass import getpass

    with Plain(getpass(f"{name}: ").encode()) as again:
        value = Plain(getpass(f"{name}, again: ").encode())
        if not value.equals(again):
            raise ConfledgerError("the two are not the same", help="nothing was written; again")
    return value


def _cut(value: Plain) -> tuple[Plain, bool]:
    """Return a value without the line end that an editor or `echo` has put after it."""
    for end in (b"\r\n", b"\n"):
        if value.reveal().endswith(end):
            return Plain(value.reveal()[: -len(end)]), True
    return value, False


def _text(value: Plain) -> Plain:
    import json

    return Plain(json.dumps(value.reveal().decode("utf-8")).encode("utf-8"))


def _reason(value: Plain, kind: str, store: str) -> str | None:
    """Return what is wrong with a value, or None; nothing that could quote it leaves this."""
    import json

    try:
        value.reveal().decode("utf-8")
    except UnicodeDecodeError:
        return "is not UTF-8"
    if kind == "str":
        return "holds a NUL byte" if b"\0" in value.reveal() else None
    if kind == "int" and _INTEGER.match(value.reveal().strip()) is None:
        return "is no integer"
    if kind == "bool" and value.reveal().strip() not in (b"true", b"false"):
        return "is neither true nor false"
    try:
        return _unfit(json.loads(value.reveal(), parse_constant=_refused), kind, store)
    except (ValueError, RecursionError):
        return "is no number" if kind == "float" else "is no JSON"


def _refused(_: str) -> object:
    raise ValueError


def _unfit(value: object, kind: str, store: str) -> str | None:
    """Return why SOPS would change what JSON says, or None."""
    if kind == "float" and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return "is no number"
    if isinstance(value, dict):
        inside = [*value.values()]
    elif isinstance(value, list):
        inside = value
    else:
        inside = []
    for item in inside:
        reason = _unfit(item, "json", store)
        if reason is not None:
            return reason
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > min(_EXACT, _LARGEST.get(store, _EXACT)):
            return "is an integer that SOPS would change into a float"
    if isinstance(value, float) and (value in (float("inf"), float("-inf")) or not value):
        return "is a float that SOPS would change"
    return None
