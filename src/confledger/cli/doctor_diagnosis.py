"""What `doctor` says of one thing: how it is, why that matters, and the command that mends it."""

from collections.abc import Callable

OK, WARNING, PROBLEM = "ok", "warning", "problem"
LEVELS = (OK, WARNING, PROBLEM)


class Diagnosis:
    """One thing that was looked at.

    `command` mends it, where one command does; `mend` does so in this process, where that can
    do no harm, and returns what it did.
    """

    __slots__ = ("command", "level", "mend", "message", "name")

    def __init__(
        self,
        name: str,
        level: str,
        message: str,
        *,
        command: str | None = None,
        mend: Callable[[], str] | None = None,
    ) -> None:
        self.name = name
        self.level = level
        self.message = message
        self.command = command
        self.mend = mend

    def __repr__(self) -> str:
        return f"Diagnosis({self.name!r}, {self.level!r}, {self.message!r}, {self.command!r})"


def worst(found: list[Diagnosis]) -> str:
    """Return the worst level of several things; ok of none."""
    return max((one.level for one in found), key=LEVELS.index, default=OK)
