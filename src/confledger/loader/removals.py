"""What a YAML text removes: the values with the tag `!unset`, and whether anything was there.

pool: !unset                 the key, and its default
jobs:
  - !unset {name: nightly}   the item of a list that is merged by that key; `!unset nightly`
"""

from collections.abc import Iterator

from confledger.errors import ConfledgerError
from confledger.loader.findings import NOTHING_REMOVED, Finding
from confledger.loader.layer import BASE, UNSET, Layer, UnsetItem
from confledger.loader.merging import BY_KEY, identity, merged, stripped, whole
from confledger.loader.resolution import Fault
from confledger.loader.resolution import at as found_at
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from confledger.loader.merging import Merges
    from confledger.loader.schema import SchemaView

TAG = "!unset"
# libyaml takes a bracket or comma right after a tag for a part of it; YAML 1.2 does not. As many
# characters as before, so that nothing moves.
_SHORT = "!unse"
# So many places of one file are looked at, with what aliases bring in.
_MOST = 2_100_000


def mark(tree: object, data: bytes, file: str) -> list[Path]:
    """Put `UNSET` and `UnsetItem` into the tree of a YAML text, where it has the tag.

    Return their paths. Raise ConfledgerError, with file and line, for what removes nothing that
    could be named.
    """
    done = []
    for path, node in _tagged(data, file):
        at = f"{file}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
        if not path:
            raise ConfledgerError(
                f"{at}: {TAG} stands at the top", help="remove the file, or single keys"
            )
        try:
            above = found_at(tree, path[:-1])
        except KeyError:
            raise _lost(at) from None
        step = path[-1]
        if isinstance(above, dict) and step in above:
            if node.value:
                raise ConfledgerError(
                    f"{at}: `{dotted(path)}` is removed, and has a value",
                    help=f"write `{TAG}` alone",
                )
            above[step] = UNSET
        elif isinstance(above, list) and isinstance(step, int) and step < len(above):
            if not node.value:
                raise ConfledgerError(
                    f"{at}: `{dotted(path)}` does not say which item is removed",
                    help=f"- {TAG} {{name: x}}, in a list that is merged by key",
                )
            # What an alias brings in twice is one object.
            if not isinstance(above[step], UnsetItem):
                above[step] = UnsetItem(above[step])
        else:
            raise _lost(at)
        done.append(path)
    return done


def _lost(at: str) -> ConfledgerError:
    return ConfledgerError(
        f"{at}: {TAG} cannot be followed through `<<` or a key that is no text",
        help="write it where it is meant",
    )


def _tagged(data: bytes, file: str) -> "Iterator[tuple[Path, Any]]":
    """Yield each value that has the tag, with its path; texts were read without a fault before."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(_apart(data), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}:{mark.column + 1}" if mark is not None else ""
        raise ConfledgerError(
            f"{file}{at}: {TAG} is not found in a text that is written like this",
            help="write the file in plainer YAML",
        ) from None
    todo: list[tuple[Path, Any]] = [] if node is None else [((), node)]
    for _ in range(_MOST):
        if not todo:
            return
        path, node = todo.pop()
        if node.tag in (TAG, _SHORT):
            yield path, node
        elif isinstance(node, yaml.MappingNode):
            todo += [((*path, str(key.value)), value) for key, value in reversed(node.value)]
        elif isinstance(node, yaml.SequenceNode):
            todo += [((*path, at), one) for at, one in reversed(list(enumerate(node.value)))]


def _apart(data: bytes) -> bytes:
    for mark in (b",", b"}", b"]"):
        data = data.replace(TAG.encode() + mark, _SHORT.encode() + b" " + mark)
    return data


def looked_at(
    layers: "Sequence[Layer]", removals: dict[int, list[Path]], schema: "SchemaView | None"
) -> tuple[list[Finding], list[Fault]]:
    """Return what is to be said of the removals of each layer, by its number.

    A removal of what no weaker source has is a finding; of an item of a list that is not merged
    by key, a fault, since the list is replaced whole.
    """
    findings: list[Finding] = []
    faults: list[Fault] = []
    merges: Merges = whole if schema is None else schema.merges
    for number, paths in removals.items():
        layer = layers[number]
        below = stripped(merged(layers[:number], merges))
        named: _Named = {}
        for path in paths:
            value = _value(layer.tree, path)
            how = merges(_unnumbered(path[:-1]))
            if isinstance(value, UnsetItem) and (how is None or not how.startswith(BY_KEY)):
                message = (
                    "removes an item of a list that is not merged by key; write the whole list"
                )
                faults.append(Fault(path, message, place=layer.at(path)))
                continue
            if _was_there(layer.tree, below, path, merges, named):
                continue
            if schema is not None and value is UNSET and schema.default(path)[0]:
                continue
            message = f"`{dotted(path)}` is removed, and was not there"
            if layer.kind == BASE:
                message = f"`{dotted(path)}` is removed in the base, below which there is nothing"
            findings.append(Finding(NOTHING_REMOVED, layer.at(path), message, path=path))
    return findings, faults


def _value(tree: object, path: Path) -> object:
    for step in path:
        tree = tree[step]  # type: ignore[index]  # a path of this tree
    return tree


def _unnumbered(path: Path) -> Path:
    return tuple(-1 if isinstance(step, int) else step for step in path)


# Of lists that are alive, by their ids: what each name in them stands for.
_Named = dict[int, dict[tuple[str, object] | None, object]]


def _was_there(own: object, below: object, path: Path, merges: "Merges", named: "_Named") -> bool:
    """Whether weaker sources have what stands at a path of a layer's own tree."""
    for number, step in enumerate(path):
        if isinstance(step, str):
            if not isinstance(below, dict) or step not in below:
                return False
            below = below[step]
        else:
            how = merges(_unnumbered(path[:number]))
            if not isinstance(below, list) or how is None or not how.startswith(BY_KEY):
                return False
            key = how[len(BY_KEY) :]
            name = identity(own[step], key)  # type: ignore[index]  # a path of this layer
            if id(below) not in named:
                named[id(below)] = {identity(one, key): one for one in below}
            if name is None or name not in named[id(below)]:
                return False
            below = named[id(below)][name]
        own = own[step]  # type: ignore[index]  # the same
    return True
