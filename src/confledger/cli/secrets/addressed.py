"""One value of a file by what people call it: `db.password`, `db/password`, `/db/password`.

A list item is `users[0]`; a key with a dot in it is `db["a.b"]`, or stands in a JSON Pointer.
"""

import re

from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, dotted, parse_pointer, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.secrets.sops_file import SopsFile

HELP = 'db.password, db/password, /db/password, users[0].name or db["a.b"]'
ABSENT = object()
_STEP = re.compile(r'\.?([^.\[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')
_FLAT = "sops_"


def located(file: "SopsFile", given: str) -> Path:
    """Return the path of what is there; raise ConfledgerError, with the nearest key."""
    document = file.documents[0] if file.documents else {}
    found = _there(document, given)
    if found is not None:
        return found
    names = [(pointer if given.startswith("/") else dotted)(path) for path in _paths(document, ())]
    close = nearest(given, names)
    others = any(_there(other, given) is not None for other in file.documents[1:])
    if others:
        raise ConfledgerError(
            f"{file.path}: `{given}` is not in its first document, and SOPS sees no other",
            help=f"confledger secrets view {file.path}",
        )
    raise ConfledgerError(
        f"{file.path}: there is no `{given}`",
        help=f"did you mean `{close}`?" if close else f"keys are written as {HELP}",
    )


def placed(file: "SopsFile", given: str) -> Path:
    """Return the path of what is there, or of what may be set; raise ConfledgerError."""
    document = file.documents[0]
    found = _there(document, given)
    if found is not None:
        return found
    wanted = next(iter(_readings(given)), None)
    if not wanted:
        raise ConfledgerError(f"`{given}` names no key", help=f"keys are written as {HELP}")
    path = _new(document, wanted, file.path)
    if path[0] == "sops" or (file.store == "dotenv" and str(path[0]).startswith(_FLAT)):
        raise ConfledgerError(
            f"`{dotted(path)}` is where SOPS keeps its own", help="choose another key"
        )
    depth = {"dotenv": 1, "ini": 2, "binary": 0}.get(file.store)
    if depth is not None and len(path) != depth:
        raise ConfledgerError(
            f"{file.path}: `{given}` cannot be in a file of this format",
            help={0: "it holds one value, `data`", 1: "it has no keys inside of keys"}.get(
                depth, "a key is in a section: section.key"
            ),
        )
    return path


def held(file: "SopsFile", path: Path) -> object:
    """Return what stands at a path of the first document, encrypted or not; ABSENT if nothing."""
    value = file.documents[0]
    for step in path:
        try:
            value = value[step]  # type: ignore[index] # a map or list by its path, else what is caught
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return value


def _there(document: object, given: str) -> Path | None:
    """Return the path that a name means in a document; raise where it may mean two."""
    found = {
        path: None for steps in _readings(given) if (path := _walked(document, steps)) is not None
    }
    if len(found) > 1:
        either = " or ".join(f"`{pointer(path)}`" for path in found)
        raise ConfledgerError(f"`{given}` may mean {either}", help="write one of these")
    return next(iter(found), None)


def _readings(given: str) -> "Iterator[tuple[str, ...]]":
    """Yield what a name may mean, the likeliest first."""
    if given.startswith("/"):
        yield parse_pointer(given)
        return
    steps = _dotted(given)
    if "/" in given and "." not in given and "[" not in given:
        yield tuple(given.split("/"))
    if steps is not None:
        yield steps
    if given and steps != (given,):
        yield (given,)
    if "/" in given and ("." in given or "[" in given):
        yield tuple(given.split("/"))


def _dotted(given: str) -> tuple[str, ...] | None:
    steps: list[str] = []
    at = 0
    while at < len(given):
        step = _STEP.match(given, at)
        if step is None or (at == 0 and step[0].startswith(".")):
            return None
        name, index, quoted = step.groups()
        steps.append(name or index or re.sub(r"\\(.)", r"\1", quoted or ""))
        at = step.end()
    return tuple(steps) or None


def _walked(value: object, steps: tuple[str, ...]) -> Path | None:
    path: list[str | int] = []
    for step in steps:
        if isinstance(value, dict) and step in value:
            path.append(step)
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            path.append(int(step))
            value = value[int(step)]
        else:
            return None
    return tuple(path) or None


def _new(document: object, steps: tuple[str, ...], file: str) -> Path:
    """Return where something new would be: in a map, or at the end of a list."""
    value = document
    path: list[str | int] = []
    for step in steps:
        if isinstance(value, list):
            if not step.isdecimal() or int(step) > len(value):
                raise ConfledgerError(
                    f"{file}: `{dotted(tuple(path))}` is a list of {len(value)}",
                    help=f"the next item is `{dotted((*path, len(value)))}`",
                )
            path.append(int(step))
            value = value[int(step)] if int(step) < len(value) else {}
        elif isinstance(value, dict):
            path.append(step)
            value = value.get(step, {})
        else:
            raise ConfledgerError(
                f"{file}: `{dotted(tuple(path))}` is a value, it has no keys",
                help="unset it first, or choose another key",
            )
    return tuple(path)


def _paths(value: object, path: Path) -> "Iterator[Path]":
    inside = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, item in inside:
        yield (*path, step)
        yield from _paths(item, (*path, step))
