"""Where something is, as people write it in waivers and settings.

`PATHS`, `PATHS#/pointer` with globs in both, or `ENVIRONMENT:key.of.it`. In a pointer `*`
stands for one step and `**` for any number of them.
"""

from confledger.checks.globs import matcher
from confledger.location import parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Address:
    """One address, ready to be compared; ValueError when the text is none."""

    __slots__ = ("_environment", "_path", "_steps", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._environment: str | None = None
        self._steps: tuple[str, ...] | None = None
        head, colon, keys = text.partition(":")
        if "#" in text:
            path, _, pointer = text.partition("#")
            self._steps = parse_pointer(pointer)
        elif colon and head and "/" not in head and "." not in head:
            path, self._environment = "**", head
            self._steps = tuple(keys.split(".")) if keys else None
        else:
            path = text
        if not path:
            raise ValueError("an address names files, or an environment")
        self._path = matcher([path])

    @property
    def exact(self) -> tuple[str, ...] | None:
        """The steps of the one value that it covers in a file; None when there may be several."""
        if self._steps is None or any("*" in step for step in self._steps):
            return None
        return self._steps

    def in_file(self, path: str, environments: "Callable[[str], Sequence[str]]") -> bool:
        """Whether it covers anything of a file; `environments` names those a path is part of."""
        if self._environment is None:
            return self._path(path)
        names = environments(path)
        return bool(names) if self._environment == "*" else self._environment in names

    def at_value(self, steps: "Sequence[str]") -> bool:
        """Whether it covers a value of a file that it is about."""
        return self._steps is None or steps_fit(steps, self._steps)


def steps_fit(steps: "Sequence[str]", glob: "Sequence[str]") -> bool:
    """Whether a path of keys fits a glob: `*` within one step, `**` for any number of steps."""
    # As with folders, only the last `**` has to take more when the rest does not fit.
    i = j = 0
    star = mark = -1
    while i < len(steps):
        if j < len(glob) and glob[j] == "**":
            star, mark = j, i
            j += 1
        elif j < len(glob) and _fits(steps[i], glob[j]):
            i += 1
            j += 1
        elif star >= 0:
            mark += 1
            i, j = mark, star + 1
        else:
            return False
    return all(one == "**" for one in glob[j:])


def _fits(step: str, glob: str) -> bool:
    if "*" not in glob:
        return step == glob
    first, *middle, last = glob.split("*")
    at, end = len(first), len(step) - len(last)
    if at > end or not step.startswith(first) or not step.endswith(last):
        return False
    for part in middle:
        found = step.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
