"""What a schema says is on its way out, as changes of the files: `x-replaced-by`."""

import re

from confledger.errors import ConfledgerError
from confledger.loader.migration.operation import MOVE, RENAME, Operation, deepest, done, found
from confledger.loader.migration.rewriting import Rewriting
from confledger.loader.migration.steps import emptied
from confledger.location import Path, dotted, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.schema import SchemaView

# `pool`, `db.pool.size`; anything else is a sentence for people.
_KEYS = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class Retired:
    """One deprecated key of a file; `instead` is where it goes, or `why` says why it stays."""

    __slots__ = ("instead", "last", "path", "why")

    def __init__(self, path: Path, instead: Path | None, last: str, why: str) -> None:
        self.path = path
        self.instead = instead
        self.last = last
        self.why = why

    def said(self) -> str:
        """Return what becomes of it, for people."""
        until = f" (goes after {self.last})" if self.last else ""
        if self.instead is None or self.why:
            return f"`{dotted(self.path)}` is deprecated{until}: {self.why}"
        return f"move `{dotted(self.path)}` to `{dotted(self.instead)}`{until}"


def retired(document: object, schema: "SchemaView") -> list[Retired]:
    """Return each deprecated key that a document has, in its order."""
    found: list[Retired] = []
    todo: list[tuple[object, Path]] = [(document, ())]
    while todo:
        value, path = todo.pop()
        if path and schema.keyword(path, "deprecated") is True:
            found.append(_retired(document, path, schema))
            continue
        if isinstance(value, dict):
            todo += [(one, (*path, str(key))) for key, one in reversed(value.items())]
        elif isinstance(value, list):
            todo += [(one, (*path, at)) for at, one in reversed(list(enumerate(value)))]
    return found


def replace(text: Rewriting, schema: "SchemaView") -> list[Retired]:
    """Move every deprecated key of a file to where its schema says; return what was met."""
    met: list[Retired] = []
    for number, document in enumerate(text.documents):
        for one in retired(document, schema):
            if one.instead is not None and not one.why:
                # What went before may have taken the place.
                again = _retired(text.documents[number], one.path, schema)
                if again.why:
                    one = again
                else:
                    text.make(number, _operations(text.documents[number], one))
            met.append(one)
    return met


def _operations(document: object, one: Retired) -> list[Operation]:
    assert one.instead is not None
    if one.instead[:-1] == one.path[:-1]:
        return [Operation(RENAME, one.path, value=one.instead[-1])]
    move = Operation(MOVE, one.path, target=one.instead)
    return [move, *emptied(done(move, document), one.path)]


def _retired(document: object, path: Path, schema: "SchemaView") -> Retired:
    last = schema.keyword(path, "x-remove-after")
    named = schema.keyword(path, "x-replaced-by")
    until = last[:10] if isinstance(last, str) else ""
    if not isinstance(named, str) or not named:
        return Retired(path, None, until, "the schema names nothing instead; take it out by hand")
    instead = _instead(path, named)
    if instead is None or not all(isinstance(step, str) for step in instead[-1:]):
        return Retired(path, None, until, "what is used instead is no key; see its description")
    place = deepest(document, instead[:-1])
    above = found(document, place)
    if not isinstance(above, dict) or instead[len(place)] in above:
        return Retired(path, instead, until, f"`{dotted(instead)}` is there as well; take it out")
    return Retired(path, instead, until, "")


def _instead(path: Path, named: str) -> Path | None:
    if named.startswith("/"):
        try:
            return parse_pointer(named)
        except ValueError as error:
            raise ConfledgerError(str(error)) from None
    if _KEYS.fullmatch(named) is None:
        return None
    return tuple(named.split(".")) if "." in named else (*path[:-1], named)
