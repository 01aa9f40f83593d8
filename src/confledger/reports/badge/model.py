"""What a badge says: a name, a few words, and how it stands."""

from dataclasses import dataclass

from confledger.reports.statement.model import ATTENTION, BAD, GOOD, NOTE, STANDINGS, UNKNOWN

__all__ = ["ATTENTION", "BAD", "GOOD", "NOTE", "STANDINGS", "UNKNOWN", "Badge", "worst"]


@dataclass(frozen=True, slots=True)
class Badge:
    """One of them; `standing` is that of what it is about."""

    name: str
    message: str
    standing: str

    @property
    def label(self) -> str:
        """What stands on its left side."""
        return LABELS.get(self.name, self.name)


LABELS = {
    "config-valid": "config",
    "config-health": "config health",
    "model": "schemas",
    "debt": "config debt",
    "secrets": "secrets",
    "audit": "config audit",
    "report": "reports",
    "review": "config review",
}
NOT_MEASURED = "n/a"


def unmeasured(name: str) -> Badge:
    """Return the badge of what nobody has measured."""
    return Badge(name, NOT_MEASURED, UNKNOWN)


def worst(name: str, parts: "list[Badge]") -> Badge:
    """Return the badge of several: as the worst of them, and not good while one is unknown."""
    order = {GOOD: 0, NOTE: 1, UNKNOWN: 2, ATTENTION: 3, BAD: 4}
    if not parts:
        return unmeasured(name)
    found = max(parts, key=lambda one: order[one.standing])
    if found.standing == GOOD:
        return Badge(name, "good", GOOD)
    if found.standing == UNKNOWN:
        return Badge(name, NOT_MEASURED, UNKNOWN)
    return Badge(name, f"{found.label}: {found.message}", found.standing)
