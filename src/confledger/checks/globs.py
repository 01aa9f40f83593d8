"""Globs over paths, in time that a hostile pattern cannot stretch.

`*` and `?` stay within a folder, `**` stands for any number of folders, `[ab]` for one
character, `{a,b}` for either. A folder stands for all that is in it.
"""

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_ALTERNATIVES = 256


def matcher(patterns: list[str]) -> "Callable[[str], bool]":
    """Return a function that says whether a path matches any of the patterns."""
    exact: set[str] = set()
    folders: list[str] = []
    rest: list[list[str]] = []
    for pattern in patterns:
        for glob in _alternatives(pattern.removeprefix("./").removeprefix("/")):
            if glob.endswith("/"):
                glob += "**"
            if glob == "**":
                return lambda path: True
            if not any(mark in glob for mark in "*?["):
                exact.add(glob)
            elif glob.endswith("/**") and not any(mark in glob[:-2] for mark in "*?["):
                folders.append(glob[:-2])
            else:
                rest.append(glob.split("/"))
    prefixes = tuple(folders)

    def matches(path: str) -> bool:
        if path in exact or (prefixes and path.startswith(prefixes)):
            return True
        if not rest:
            return False
        steps = path.split("/")
        return any(_path(steps, glob) for glob in rest)

    return matches


def _alternatives(pattern: str) -> list[str]:
    """Write out `{a,b}`; not nested."""
    done = [""]
    at = 0
    while at < len(pattern):
        opened = pattern.find("{", at)
        shut = pattern.find("}", opened) if opened >= 0 else -1
        if shut < 0:
            return [head + pattern[at:] for head in done]
        options = pattern[opened + 1 : shut].split(",")
        done = [head + pattern[at:opened] + option for head in done for option in options]
        if len(done) > _MOST_ALTERNATIVES:
            raise ConfledgerError(
                f"the glob {pattern[:60]!r} stands for more than {_MOST_ALTERNATIVES} globs",
                help="write fewer alternatives in braces",
            )
        at = shut + 1
    return done


def _path(steps: list[str], glob: list[str]) -> bool:
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
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return all(left == "**" for left in glob[j:])


def _segment(name: str, glob: str) -> bool:
    """Match one name; on failure only the last `*` takes one more character."""
    if glob == "*":
        return True
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
        end = glob.find("]", at + 2)
        if end > 0:
            inside = glob[at + 1 : end]
            wanted = inside[0] not in "!^"
            return (end + 1 - at) if _among(character, inside.lstrip("!^")) == wanted else 0
    return int(glob[at] == character and glob[at] != "*")


def _among(character: str, inside: str) -> bool:
    for index, one in enumerate(inside):
        if one == character:
            return True
        if one == "-" and 0 < index < len(inside) - 1:
            if inside[index - 1] <= character <= inside[index + 1]:
                return True
    return False
