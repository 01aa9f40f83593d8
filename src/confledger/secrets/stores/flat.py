"""Metadata in formats without depth, such as `age__list_0__map_enc`; line ends escaped."""

import re
from itertools import islice

from confledger.location import Path

_MAP = "__map_"
_LIST = "__list_"
# No list of recipients is that long; a number may be written with any count of digits.
_LONGEST = 1_000
# Nor is any metadata that deep.
_DEEPEST = 10


def nested(flat: "Mapping[str, str]") -> dict[str, object]:
    """Return metadata as YAML would have it; what cannot be nested keeps its flat name."""
    told: dict[str, object] = {}
    for name, text in flat.items():
        path = parse(name)
        if path is None or not _put(told, path, _value(name, text)):
            told[name] = text
    return told


def parse(name: str) -> Path | None:
    """Take a flat name apart; None where the number of a list item is none."""
    first, *rest = name.replace(_MAP, "\0m").replace(_LIST, "\0l").split("\0")
    path: list[str | int] = [first]
    for part in rest:
        if part[0] == "m":
            path.append(part[1:])
        elif part[1:].isdecimal() and len(part) < 5 and int(part[1:]) < _LONGEST:
            path.append(int(part[1:]))
        else:
            return None
    return tuple(path)


def name_of(path: Path) -> str:
    """Return the flat name of a path below `sops`."""
    rest = (f"{_LIST}{step}" if isinstance(step, int) else f"{_MAP}{step}" for step in path[1:])
    return str(path[0]) + "".join(rest)


def ends(name: str) -> list[int]:
    """Return where each of the first steps of a flat name ends, and where the name does."""
    found = [one.start() for one in islice(re.finditer(f"{_MAP}|{_LIST}", name), _DEEPEST)]
    return [*found, len(name)]


def _value(name: str, text: str) -> object:
    """Return what a text stands for; SOPS 3.13.0 wrote the backslash of a line end twice."""
    if name == "mac_only_encrypted":
        return text == "true"
    if name == "shamir_threshold" and text.isdecimal() and len(text) < 5:
        return int(text)
    return text.replace("\\\\n", "\n").replace("\\n", "\n")


def _put(told: dict[str, object], path: Path, value: object) -> bool:
    """Put a value where it belongs; return False where something else is in its way."""
    here: object = told
    for step, following in zip(path, (*path[1:], None), strict=True):
        empty: object = value
        if following is not None:
            empty = [] if isinstance(following, int) else {}
        if isinstance(step, int) and isinstance(here, list):
            here.extend([None] * (step + 1 - len(here)))
            if here[step] is None:
                here[step] = empty
            here = here[step]
        elif isinstance(step, str) and isinstance(here, dict):
            here = here.setdefault(step, empty)
        else:
            return False
    return here is value


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
