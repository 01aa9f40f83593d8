"""Which schema a well-known file has, and who reads it, told by its path alone.

    known(".github/workflows/build.yml")   github-workflow, its address, read as `github`
    named("compose")                       the entry of that name

The table in known_files.txt is read when the first path is asked for; after that an answer takes
one or two look-ups in a dictionary.
"""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FILE = "known_files.txt"
_STORE = "https://www.schemastore.org/"
_GITHUB = "https://raw.githubusercontent.com/"


class Entry:
    """A kind of file: its `name`, `globs`, the `address` of its schema, and its `reader`.

    `address` is None where nobody publishes a schema that we know of; `reader` where the format
    says all.
    """

    __slots__ = ("address", "globs", "name", "reader")

    def __init__(
        self, name: str, globs: tuple[str, ...], address: str | None, reader: str | None
    ) -> None:
        self.name = name
        self.globs = globs
        self.address = address
        self.reader = reader

    def __repr__(self) -> str:
        return f"Entry({self.name!r})"

    def paths(self) -> list[str]:
        """Return the globs as `paths` of confledger.yaml takes them."""
        return [glob[1:] if glob.startswith("/") else f"**/{glob}" for glob in self.globs]


def known(path: str) -> Entry | None:
    """Return what a file is known as by its path from the root; None for most files."""
    table = _table()
    steps = path.split("/")
    name = steps[-1]
    best = (False, -1, -1)
    found = None
    for certain, folders, pattern, entry in (*table.by_name.get(name, ()), *table.wild(name)):
        if certain and certain not in steps:
            continue
        # The name of a file says more than a pattern, folders say more than none.
        rank = (pattern == name, len(folders), len(pattern))
        if rank > best and _name_fits(pattern, name) and _folders_fit(folders, steps[:-1]):
            best, found = rank, entry
    return found


def named(name: str) -> Entry | None:
    """Return the entry of that name."""
    return next((entry for entry in _table().entries if entry.name == name), None)


def entries() -> "tuple[Entry, ...]":
    """Return the whole catalogue, in its own order."""
    return _table().entries


# A folder that must be there; all of them, an empty first one for the root; the name of the
# file; what it is then.
_Rule = tuple[str, tuple[str, ...], str, Entry]


class _Table:
    """The entries, by the names of files, and by the last letters of their patterns."""

    __slots__ = ("_by_end", "_ends", "by_name", "entries")

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self.by_name: dict[str, list[_Rule]] = {}
        self._by_end: dict[str, list[_Rule]] = {}
        for entry in entries:
            for glob in entry.globs:
                for plain in _alternatives(glob):
                    *folders, name = plain.split("/")
                    certain = next((one for one in folders if one.strip("*")), "")
                    rule = (certain, tuple(folders), name, entry)
                    where = self._by_end if "*" in name else self.by_name
                    where.setdefault(_end(name) if "*" in name else name, []).append(rule)

    def wild(self, name: str) -> "list[_Rule]":
        """Return the rules with a pattern that may fit a name."""
        return self._by_end.get(_end(name), [])


_tables: list[_Table] = []


def _table() -> _Table:
    if not _tables:
        with open(os.path.join(os.path.dirname(__file__), _FILE), encoding="utf-8") as file:
            _tables.append(_Table(tuple(_read(file))))
    return _tables[0]


def _read(lines: "Iterable[str]") -> "Iterator[Entry]":
    for line in lines:
        if line.startswith("#"):
            continue
        name, reader, globs, address = (cell.strip() for cell in line.split(" |"))
        if address.startswith("github:"):
            address = _GITHUB + address.removeprefix("github:")
        elif address and "://" not in address:
            address = f"{_STORE}{address}.json"
        yield Entry(name, tuple(globs.split(" ")), address or None, reader or None)


def _end(name: str) -> str:
    """Return the suffix of a name, by which patterns are found."""
    return name[name.rfind(".") :] if "." in name else name


def _alternatives(glob: str) -> list[str]:
    """Write out the one `{a,b}` that a glob of the table may have."""
    head, brace, rest = glob.partition("{")
    if not brace:
        return [glob]
    inside, _, tail = rest.partition("}")
    return [head + one + tail for one in inside.split(",")]


def _name_fits(pattern: str, name: str) -> bool:
    if "*" not in pattern:
        return pattern == name
    head, _, tail = pattern.partition("*")
    return len(name) > len(head) + len(tail) - 1 and name.startswith(head) and name.endswith(tail)


def _folders_fit(folders: tuple[str, ...], steps: list[str]) -> bool:
    """Whether the folders of a rule are the last ones of a path; all of them from the root."""
    if not folders:
        return True
    if folders[0] == "":
        return _same(folders[1:], steps)
    # Somewhere above the file: as far up as it takes.
    return any(_same(folders, steps[start:]) for start in range(len(steps)))


def _same(folders: tuple[str, ...], steps: list[str]) -> bool:
    if not folders:
        return not steps
    if folders[0] == "**":
        return any(_same(folders[1:], steps[skip:]) for skip in range(len(steps) + 1))
    return bool(steps) and folders[0] in ("*", steps[0]) and _same(folders[1:], steps[1:])
