"""Values from outside the files put where they belong: one layer of variables, or of flags.

What is said of a part of a list leaves the rest of it as it is. A text is literal: only files
hold references such as `${db.host}`.
"""

from confledger.loader.layer import WORDS, Items, Layer
from confledger.loader.resolution import Fault
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Given:
    """One value from outside: the name it was given by, the key that it is for."""

    __slots__ = ("name", "path", "value")

    def __init__(self, name: str, path: Path, value: object) -> None:
        self.name = name
        self.path = path
        self.value = value


def laid(kind: str, name: str, given: "Iterable[Given]") -> tuple[Layer, list[Fault]]:
    """Return the layer of these values, and what is wrong with them together.

    One that is for a part of another counts there; two that give one key different values are a
    fault, as nobody can know which is meant.
    """
    tree: dict[str, object] = {}
    names: dict[Path, str] = {}
    said: dict[Path, Given] = {}
    faults: list[Fault] = []
    for one in sorted(given, key=lambda one: (len(one.path), one.name)):
        other = said.setdefault(one.path, one)
        if other is not one:
            if not _same(other.value, one.value):
                message = f"is set by {other.name} as well; unset one of them"
                faults.append(Fault(one.path, message, place=f"{WORDS[kind]} {one.name}"))
            continue
        if not _put(tree, one.path, _literal(one.value)):
            whole = next(names[one.path[:n]] for n in range(len(one.path)) if one.path[:n] in names)
            faults.append(
                Fault(
                    one.path, f"is no part of what {whole} sets", place=f"{WORDS[kind]} {one.name}"
                )
            )
            continue
        names[one.path] = one.name
    return Layer(kind, name, tree, variables=names), faults


def _same(one: object, two: object) -> bool:
    from confledger.loader.secret import Secret

    if isinstance(one, Secret) and isinstance(two, Secret):
        return one.matches(two)
    return type(one) is type(two) and one == two


def _put(node: object, path: Path, value: object) -> bool:
    """Put a value into a tree, with whatever it takes to be there; False where it does not fit."""
    for number, step in enumerate(path[:-1]):
        made: object = Items() if isinstance(path[number + 1], int) else {}
        below = _inside(node, step)
        if below is None:
            if not _set(node, step, made):
                return False
            below = made
        node = below
    return _set(node, path[-1], value)


def _inside(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, Items):
        return node.by_number.get(step)  # type: ignore[arg-type]  # a text is no number there
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _set(node: object, step: str | int, value: object) -> bool:
    if isinstance(node, dict) and isinstance(step, str):
        node[step] = value
    elif isinstance(node, Items) and isinstance(step, int):
        node.by_number[step] = value
    elif isinstance(node, list) and isinstance(step, int) and step < len(node):
        node[step] = value
    else:
        return False
    return True


def _literal(value: object) -> object:
    """Return a copy in which no text refers to anything."""
    if isinstance(value, str):
        return value.replace("${", "$${") if "${" in value else value
    if isinstance(value, dict):
        return {str(name): _literal(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_literal(one) for one in value]
    return value
