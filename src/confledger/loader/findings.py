"""What a load says beside its configuration: nothing that stops it, all that somebody may mean."""

from confledger.location import Path

# A variable or flag that stands for no key; a removal of nothing; a local overlay that everybody
# has; a schema that is not here.
UNKNOWN_VARIABLE = "unknown-variable"
NOTHING_REMOVED = "nothing-removed"
TRACKED_OVERLAY = "tracked-local-overlay"
SCHEMA_ELSEWHERE = "schema-elsewhere"


class Finding:
    """One remark; `place` is `file:line:column` or the name of a variable. Never quotes a value."""

    __slots__ = ("help", "kind", "message", "path", "place")

    def __init__(
        self, kind: str, place: str, message: str, *, help: str | None = None, path: Path = ()
    ) -> None:
        self.kind = kind
        self.place = place
        self.message = message
        self.help = help
        self.path = path

    def __repr__(self) -> str:
        return f"Finding({self.kind!r}, {self.place!r})"

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" + (f"; {self.help}" if self.help else "")


class ConfigWarning(UserWarning):
    """What `confledger.load` warns with, once for each finding."""


def warn(findings: "list[Finding]") -> None:
    """Warn of each finding, at the line that called into confledger."""
    if not findings:
        return
    import sys
    import warnings

    depth, frame = 1, sys._getframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith("confledger."):
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]  # None ends the loop
    for one in findings:
        warnings.warn(str(one), ConfigWarning, stacklevel=depth)
