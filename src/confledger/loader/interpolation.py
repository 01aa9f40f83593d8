"""References put in for what they refer to: a pure function over the merged tree.

A text that is one reference and nothing else takes the value with its type; in a longer text
the value is written out. What was put in is not looked at again: no value can smuggle in a
reference that its author did not write.
"""

from confledger.errors import ConfledgerError, nearest
from confledger.loader.keys import located, path_of
from confledger.loader.references import Malformed, Parts, Reference, parts
from confledger.loader.schema import INTERPOLATE
from confledger.loader.secret import Secret, joined
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.loader.schema import SchemaView

    # What a value becomes where it is, or names, a secret.
    Secreted = Callable[[Path, object], object]

    # An environment variable by its name: its text; the path of the key whose value stands in
    # for it; None where there is neither.
    Variables = Callable[[str], "str | Path | None"]

_BEGINS = "${"
_ENV = "env:"
# A chain of references this long is no configuration; nor is a text that they make this long.
_DEEPEST = 50
_LONGEST = 1_000_000
# All that is put in, in characters: a few lines of references make very many. A value counts as
# so many of them, since more is done with it.
_MOST = 10_000_000
_OF_A_VALUE = 50


class Interpolated:
    """The tree with every reference put in, and what each text was made of.

    `inputs` has for each path that held a reference what it names, in order: a path, or
    `env:NAME`. `problems` are paths with what is wrong there; nothing is raised.
    """

    __slots__ = ("inputs", "problems", "tree")

    def __init__(
        self,
        tree: dict[str, object],
        inputs: "dict[Path, tuple[Path | str, ...]]",
        problems: "list[tuple[Path, str]]",
    ) -> None:
        self.tree = tree
        self.inputs = inputs
        self.problems = problems


def interpolated(
    tree: dict[str, object],
    schema: "SchemaView | None",
    variables: "Variables",
    secreted: "Secreted | None" = None,
) -> Interpolated:
    """Put the values in for all references of `tree`, which is not changed.

    Each single value is then given to `secreted`, and what refers to it gets what that returns.
    """
    work = _Work(tree, schema, variables, secreted)
    done = work.through(tree, ())
    assert isinstance(done, dict)
    return Interpolated(done, work.inputs, work.problems)


class _Fault(Exception):
    """What is wrong with a reference; the message never quotes a value."""


class _Work:
    def __init__(
        self,
        tree: dict[str, object],
        schema: "SchemaView | None",
        variables: "Variables",
        secreted: "Secreted | None" = None,
    ) -> None:
        self.tree = tree
        self.secreted = secreted
        self.schema = schema
        self.variables = variables
        self.inputs: dict[Path, tuple[Path | str, ...]] = {}
        self.problems: list[tuple[Path, str]] = []
        # Texts with references that were worked out, or are being worked out.
        self.known: dict[Path, object] = {}
        self.failed: set[Path] = set()
        self.open: list[Path] = []
        self.amount = 0
        # The keys that there are, once somebody asks what was meant, and how often that was.
        self.names: list[str] | None = None
        self.hints = 0

    def through(self, value: object, path: Path) -> object:
        """Return a value with every reference in it put in."""
        if isinstance(value, dict):
            return {name: self.through(one, (*path, name)) for name, one in value.items()}
        if isinstance(value, list):
            return [self.through(one, (*path, at)) for at, one in enumerate(value)]
        if isinstance(value, str) and _BEGINS in value:
            value = self.text(value, path)
        return value if self.secreted is None else self.secreted(path, value)

    def text(self, text: str, path: Path) -> object:
        """Return what a text with references comes to; itself where something is wrong."""
        if path in self.known:
            return self.known[path]
        if path in self.failed:
            if not self.open:
                return text
            raise _Fault(f"refers to `{dotted(path)}`, which is wrong itself")
        if len(self.open) >= _DEEPEST:
            raise _Fault(f"references follow each other more than {_DEEPEST} times")
        self.open.append(path)
        named: list[Path | str] = []
        try:
            value = self.made(parts(text), path, named)
        except (_Fault, Malformed) as fault:
            self.failed.add(path)
            self.problems.append((path, str(fault)))
            if len(self.open) > 1:
                raise _Fault(f"refers to `{dotted(path)}`, which is wrong itself") from None
            value = text
        finally:
            self.open.pop()
        if path not in self.failed:
            self.known[path] = value
            if named:
                self.inputs[path] = tuple(dict.fromkeys(named))
        return value

    def made(self, pieces: Parts, path: Path, named: "list[Path | str]") -> object:
        """Return the value of a text in its parts."""
        if len(pieces) == 1 and isinstance(pieces[0], Reference):
            return self.referred(pieces[0], path, named)
        texts: list[str | Secret] = []
        for one in pieces:
            if isinstance(one, str):
                texts.append(one)
            else:
                texts.append(_written(self.referred(one, path, named), one.name))
        length = sum(len(one) for one in texts if isinstance(one, str))
        if length > _LONGEST:
            raise _Fault(f"comes to more than {_LONGEST:,} characters")
        self.spend(length)
        if any(isinstance(one, Secret) for one in texts):
            return joined(texts)
        return "".join(one for one in texts if isinstance(one, str))

    def referred(self, reference: Reference, path: Path, named: "list[Path | str]") -> object:
        """Return the value that a reference leads to, or what stands in for it."""
        if reference.name.startswith(_ENV):
            found, value = self.variable(reference.name[len(_ENV) :], path, named)
        else:
            found, value = self.key(reference.name, named)
        if found:
            return value
        if reference.instead is not None:
            return self.made(reference.instead, path, named) if reference.instead else ""
        raise _Fault(self.missing(reference.name))

    def key(self, name: str, named: "list[Path | str]") -> tuple[bool, object]:
        try:
            steps = path_of(name)
        except (ConfledgerError, ValueError):
            raise _Fault(f"refers to `{name}`, which is no key") from None
        merges = None if self.schema is None else self.schema.merges
        place = located(self.tree, steps, merges)
        if place is None:
            return False, None
        path, value = place
        named.append(path)
        # Whoever refers to what it is in itself, would never end.
        if any(one[: len(path)] == path for one in self.open):
            circle = [*self.open, path]
            raise _Fault("refers to itself: " + " -> ".join(map(dotted, circle)))
        self.spend(1)
        return True, self.counted(self.through(value, path))

    def variable(self, name: str, path: Path, named: "list[Path | str]") -> tuple[bool, object]:
        if self.schema is None or self.schema.keyword(path, INTERPOLATE) != "env":
            raise _Fault(
                f"refers to the environment variable {name}, which the schema does not allow here "
                "(`x-interpolate: env`)"
            )
        named.append(_ENV + name)
        value = self.variables(name)
        if isinstance(value, tuple):
            place = located(self.tree, value, None)
            if place is None:
                return False, None
            named.append(place[0])
            return True, self.through(place[1], place[0])
        return value is not None, value

    def missing(self, name: str) -> str:
        if name.startswith(_ENV):
            return (
                f"refers to the environment variable {name[len(_ENV) :]}, which is not set; "
                f"`${{{name}:-TEXT}}` would stand in for it"
            )
        close = self.near(name)
        hint = f"did you mean `{close}`?" if close else f"`$${{{name}}}` is the text itself"
        return f"refers to `{name}`, which is not there; {hint}"

    def near(self, name: str) -> str | None:
        """Return the key that is nearest to a name; None for all but the first that are missing.

        What is told ends with these, and it is dear where there are many keys.
        """
        self.hints += 1
        if self.hints > _MOST_HINTS:
            return None
        if self.names is None:
            self.names = _keys(self.tree)
        return nearest(name, self.names)

    def counted(self, value: object) -> object:
        """Spend what a whole map, list or text costs that is put in."""
        todo = [value]
        while todo:
            one = todo.pop()
            self.spend(_OF_A_VALUE + len(one) if isinstance(one, str) else _OF_A_VALUE)
            if isinstance(one, dict):
                todo += one.values()
            elif isinstance(one, list):
                todo += one
        return value

    def spend(self, amount: int) -> None:
        self.amount += amount
        if self.amount > _MOST:
            raise _Fault("more is put in for references than any configuration needs")


def _written(value: object, name: str) -> str | Secret:
    """Write a value as a part of a text."""
    if isinstance(value, (str, Secret)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    what = "nothing" if value is None else "a map" if isinstance(value, dict) else "a list"
    raise _Fault(f"refers to `{name}`, which is {what} and cannot be part of a text")


# So many keys are compared with one that is not there.
_MOST_KEYS = 5_000
_MOST_HINTS = 20


def _keys(tree: object) -> list[str]:
    found: list[str] = []
    todo: list[tuple[Path, object]] = [((), tree)]
    while todo and len(found) < _MOST_KEYS:
        path, value = todo.pop()
        if path:
            found.append(dotted(path))
        if isinstance(value, dict):
            todo += [((*path, name), one) for name, one in value.items()]
    return found
