"""Globs over paths, in time that a hostile pattern cannot stretch.

`*` and `?` stay within a folder, `**` stands for any number of folders, `[ab]` for one
character, `[!ab]` for any other, `{a,b}` for either; all else is meant literally. A name at
the end of a glob may be that of a folder, and stands for all that is in it.
"""

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_ALTERNATIVES = 256
# What one name between slashes has to be: the texts between its `*`, or the glob itself when
# it has more than those, or is `**`.
Segment = tuple[str, ...] | str


def matcher(patterns: list[str]) -> "Callable[[str], bool]":
    """Return a function that says whether a path matches any of the patterns."""
    exact: set[str] = set()
    folders: list[str] = []
    rest: list[list[Segment]] = []
    for pattern in patterns:
        for glob in _alternatives(pattern.removeprefix("./").removeprefix("/")):
            if glob.endswith("/"):
                glob += "**"
            if glob == "**":
                return lambda path: True
            if not any(mark in glob for mark in "*?["):
                exact.add(glob)
                folders.append(glob + "/")
            elif glob.endswith("/**") and not any(mark in glob[:-2] for mark in "*?["):
                folders.append(glob[:-2])
            else:
                rest.append([_made_ready(segment) for segment in glob.split("/")])
    prefixes = tuple(folders)

    def matches(path: str) -> bool:
        if path in exact or path.startswith(prefixes):
            return True
        if not rest:
            return False
        steps = path.split("/")
        return any(_path(steps, glob) for glob in rest)

    return matches


def belonging(entries: "list[dict[str, object]]") -> "Callable[[str], list[str]]":
    """Return a function that names the entries (`name` and `paths`) that a path is part of.

    As in `environments` of the settings; the names come in the order of the entries.
    """
    named = [(str(one["name"]), matcher(_texts(one["paths"]))) for one in entries]
    return lambda path: [name for name, match in named if match(path)]


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def _alternatives(pattern: str) -> list[str]:
    """Write out `{a,b}`, also within one another; braces without a comma stand for themselves."""
    done: list[str] = []
    todo = [pattern]
    while todo:
        glob = todo.pop()
        group = _group(glob)
        if group is None:
            done.append(glob)
        else:
            opened, commas, shut = group
            starts = [opened, *commas]
            parts = [glob[a + 1 : b] for a, b in zip(starts, [*commas, shut], strict=True)]
            todo += [glob[:opened] + part + glob[shut + 1 :] for part in reversed(parts)]
        if len(done) + len(todo) > _MOST_ALTERNATIVES:
            raise ConfledgerError(
                f"the glob {pattern[:60]!r} stands for more than {_MOST_ALTERNATIVES} globs",
                help="write fewer alternatives in braces",
            )
    return done


def _group(glob: str) -> tuple[int, list[int], int] | None:
    """Return where the first braces with a comma open, part and shut."""
    if "{" not in glob:
        return None
    levels: list[tuple[int, list[int]]] = []
    first: tuple[int, list[int], int] | None = None
    for at, character in enumerate(glob):
        if character == "{":
            levels.append((at, []))
        elif character == "," and levels:
            levels[-1][1].append(at)
        elif character == "}" and levels:
            opened, commas = levels.pop()
            if commas and (first is None or opened < first[0]):
                first = (opened, commas, at)
    return first


def _made_ready(segment: str) -> Segment:
    if segment == "**" or "?" in segment or "[" in segment:
        return segment
    return tuple(segment.split("*"))


def _path(steps: list[str], glob: list[Segment]) -> bool:
    """Match folder by folder; on failure only the last `**` takes one more, so it stays short."""
    i = j = 0
    star = mark = -1
    while i < len(steps):
        if j < len(glob) and glob[j] == "**":
            star, mark = j, i
            j += 1
        elif j < len(glob) and _segment(steps[i], glob[j]):
            i += 1
            j += 1
        elif j == len(glob) and isinstance(glob[-1], tuple) and len(glob[-1]) == 1:
            return True  # a folder
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return j == len(glob)


def _segment(name: str, glob: Segment) -> bool:
    """Match one name; each `*` takes as little as it can."""
    if isinstance(glob, str):
        return _characters(name, glob)
    first, last = glob[0], glob[-1]
    if len(glob) == 1:
        return name == first
    at, end = len(first), len(name) - len(last)
    if at > end or not name.startswith(first) or not name.endswith(last):
        return False
    for part in glob[1:-1]:
        at = name.find(part, at, end) + len(part)
        if at < len(part):
            return False
    return True


def _characters(name: str, glob: str) -> bool:
    """Match character by character; on failure only the last `*` takes one more."""
    i = j = 0
    star = mark = -1
    while i < len(name):
        width = _one(name[i], glob, j) if j < len(glob) else 0
        if j < len(glob) and glob[j] == "*":
            star, mark = j, i
            j += 1
        elif width:
            i += 1
            j += width
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return not glob[j:].strip("*")


def _one(character: str, glob: str, at: int) -> int:
    """Return how much of the glob stands for this one character; 0 when it does not."""
    if glob[at] == "?":
        return 1
    if glob[at] == "[":
        wanted = glob[at + 1 : at + 2] not in ("!", "^")
        first = at + 1 if wanted else at + 2
        # A `]` that comes first is one of the characters.
        end = glob.find("]", first + 1)
        if end > 0:
            return (end + 1 - at) if _among(character, glob[first:end]) == wanted else 0
    return int(glob[at] == character and glob[at] != "*")


def _among(character: str, inside: str) -> bool:
    for index, one in enumerate(inside):
        if one == character:
            return True
        if one == "-" and 0 < index < len(inside) - 1:
            if inside[index - 1] <= character <= inside[index + 1]:
                return True
    return False
