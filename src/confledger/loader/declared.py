"""Environment variables that the configuration itself declares: a list, at one of its keys.

Each has a `name`, and maybe `kind` (text, integer, number, boolean, file, url), `required`,
`default` (what `${env:NAME}` is where it is not set), `overrides` (a key that it overrides where
it is set; `*` stands for any) and `secret`.
"""

from confledger.errors import ConfledgerError, nearest
from confledger.loader.keys import path_of
from confledger.loader.naming import keys
from confledger.loader.resolution import Fault, at
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.loader.schema import SchemaView

_TYPES = {"integer": "integer", "number": "number", "boolean": "boolean"}
_MOST = 2_000
_ANY = "*"


class Declared:
    """One variable; `place` is where it is declared, `type` what its text is read as."""

    __slots__ = ("default", "name", "overrides", "place", "required", "secret", "type")

    def __init__(self, name: str, said: "dict[str, object]", place: Path) -> None:
        self.name = name
        self.place = place
        self.required = said.get("required") is True
        self.secret = said.get("secret") is True
        self.type = _TYPES.get(str(said.get("kind")), "string")
        overrides = said.get("overrides")
        self.overrides = overrides if isinstance(overrides, str) else None
        # The path of it, since it may hold references itself.
        self.default = (*place, "default") if said.get("default") is not None else None


def declared(tree: object, key: str) -> tuple[dict[str, Declared], list[Fault]]:
    """Return the variables that are declared at a key, by name; a list, or a map by name."""
    if not key:
        return {}, []
    try:
        where = path_of(key)
        held = at(tree, where)
    except ConfledgerError:
        return {}, [
            Fault((), f"declares no variables at `{key}`, which is no key (`load.declared`)")
        ]
    except KeyError:
        return {}, []
    named: Iterator[tuple[str | int, object]]
    if isinstance(held, dict):
        named = iter(held.items())
        where_name = True
    elif isinstance(held, list):
        named = iter(enumerate(held))
        where_name = False
    else:
        return {}, [Fault(where, "is no list of environment variables")]
    found: dict[str, Declared] = {}
    faults = []
    for step, said in named:
        place = (*where, step)
        said = {} if said is None and where_name else said
        name = step if where_name else said.get("name") if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(name, str) or not name:
            faults.append(Fault(place, "declares no environment variable: it needs a `name`"))
        elif name in found:
            faults.append(Fault(place, f"declares {name} again"))
        else:
            found[name] = Declared(name, said, place)
    return found, faults


def overridden(one: Declared, tree: object, schema: "SchemaView | None") -> list[Path]:
    """Return the keys that a variable overrides; raise ConfledgerError where there is none."""
    if one.overrides is None:
        return []
    found = list(_spread(path_of(one.overrides), tree, schema))
    if found:
        return found
    known = [dotted(path) for path in keys(tree, schema)]
    close = nearest(one.overrides, known)
    raise ConfledgerError(
        f"overrides `{one.overrides}`, which is no key"
        + (f"; did you mean `{close}`?" if close else "")
    )


def _spread(steps: Path, tree: object, schema: "SchemaView | None") -> "Iterator[Path]":
    """Yield the paths that steps with `*` stand for, in order; so many."""
    todo: list[tuple[Path, object]] = [((), tree)]
    for step in steps:
        more: list[tuple[Path, object]] = []
        for path, value in todo:
            for name in _named(step, path, value, schema):
                if isinstance(value, list):
                    more.append(((*path, name), value[int(name)]))
                else:
                    below = value.get(name) if isinstance(value, dict) else None
                    more.append(((*path, name), below))
        todo = more[:_MOST]
    for path, _ in todo:
        yield path


def _named(
    step: str | int, path: Path, value: object, schema: "SchemaView | None"
) -> "list[str | int]":
    if isinstance(value, list):
        if step == _ANY:
            return list(range(len(value)))
        from confledger.loader.keys import located

        place = located(value, (step,), None if schema is None else lambda _: schema.merges(path))
        return [] if place is None else list(place[0])
    there = dict.fromkeys(value) if isinstance(value, dict) else {}
    if step == _ANY:
        return list(there)
    known = step in there or (schema is not None and schema.knows((*path, step)))
    return [str(step)] if known else []
