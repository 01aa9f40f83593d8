"""One source of values, and the order in which sources are laid over each other."""

from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.location import Span

# From weak to strong. `confledger explain --order` prints these, with what is there of each.
DEFAULT, BASE, ENVIRONMENT, HOST, LOCAL = "default", "base", "environment", "host", "local"
VARIABLE, FLAG, OVERLAY = "variable", "flag", "overlay"
ORDER = (DEFAULT, BASE, ENVIRONMENT, HOST, LOCAL, VARIABLE, FLAG, OVERLAY)
# As people read them.
WORDS = {
    DEFAULT: "schema default",
    BASE: "base",
    ENVIRONMENT: "environment",
    HOST: "host",
    LOCAL: "local overlay",
    VARIABLE: "environment variable",
    FLAG: "flag",
    OVERLAY: "overlay",
}


class Unset:
    """What stands where a source removes a key: `key: !unset` in YAML."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "!unset"


UNSET = Unset()


class UnsetItem:
    """What stands in a list that removes an item of a weaker one: `- !unset {name: x}`.

    `item` is what was written, or the name alone, so that it has the identity of the item.
    """

    __slots__ = ("item",)

    def __init__(self, item: object) -> None:
        self.item = item

    def __repr__(self) -> str:
        return "!unset"


class Items:
    """Some items of a list by their numbers; all others stay as they are.

    Variables and flags have these: `APP_SERVERS__0__HOST`. The number after the last adds one.
    """

    __slots__ = ("by_number",)

    def __init__(self, by_number: "dict[int, object] | None" = None) -> None:
        self.by_number: dict[int, object] = {} if by_number is None else by_number

    def __repr__(self) -> str:
        return f"Items({sorted(self.by_number)})"


class Layer:
    """One source: what it says, and where each part of it stands.

    `tree` is what was read, maps as dict, lists as list, `UNSET` where a key is removed and a
    `Secret` where a value is encrypted. `file` is the path of the file from the root of the
    configuration's repository or folder, None where it is no file; `name` is the name of the
    environment, host, variable prefix, or address. `data` are the bytes of the file, for places.
    """

    __slots__ = ("data", "dialect", "file", "kind", "name", "tree", "variables")

    def __init__(
        self,
        kind: str,
        name: str,
        tree: dict[str, object],
        *,
        file: str | None = None,
        data: bytes | None = None,
        dialect: str = "",
        variables: "dict[Path, str] | None" = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.tree = tree
        self.file = file
        self.data = data
        self.dialect = dialect
        # Of environment variables and flags: the name that each path was given by.
        self.variables = variables or {}

    def __repr__(self) -> str:
        return f"Layer({self.kind!r}, {self.name!r}, file={self.file!r})"

    def span(self, path: Path) -> "Span | None":
        """Return where the value at `path` of this layer stands; None where there is no text."""
        if self.data is None:
            return None
        from confledger.documents.load import positions

        return positions(self.data, self.dialect).value(0, path)

    def at(self, path: Path) -> str:
        """Return `file:line:column` of a value, or the name of what it was given by."""
        if self.file is None:
            return ", ".join(self.given_by(path)) or self.said()
        span = self.span(path)
        return f"{self.file}:{span.line}:{span.column}" if span else self.file

    def given_by(self, path: Path) -> list[str]:
        """Return the variables or flags that gave what is at `path`, or a part of it; sorted."""
        found = set()
        for one, name in self.variables.items():
            short = min(len(one), len(path))
            if one[:short] == path[:short]:
                found.add(name)
        return sorted(found)

    def said(self) -> str:
        """Return what people call it: the file, or `environment variables APP_*`."""
        return self.file if self.file is not None else self.name or WORDS[self.kind]
