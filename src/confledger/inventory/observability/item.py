"""One thing that was found: what it is, what it is called, where, and how it was told."""

from typing import NamedTuple

from confledger.secrets.redaction import HIDDEN, key_shown

LOG = "log"
PRINT = "print"
METRIC = "metric"
ALERT = "alert"
RECORDING = "recording rule"
DASHBOARD = "dashboard"
MONITOR = "scrape"
HEALTH = "health"
REPORT = "report"
SWALLOWED = "swallowed exception"
DEBT = "debt marker"
UNREAD = "not read"
# An environment variable that code reads: configuration, not observability.
VARIABLE = "variable"
KINDS = (
    *(LOG, METRIC, ALERT, RECORDING, DASHBOARD, MONITOR, HEALTH, REPORT),
    *(SWALLOWED, PRINT, DEBT, UNREAD),
)
# Longer names and texts are cut.
LONGEST = 160
_JUDGED = 20_000


class Item(NamedTuple):
    """`how` is `ast`, `tokenize`, `document`, or `rule` with the name of the rule."""

    kind: str
    name: str
    path: str
    line: int
    how: str
    more: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return one of its attributes; empty without it."""
        return next((value for key, value in self.more if key == name), "")

    def names(self, name: str) -> list[str]:
        """Return an attribute that is a list of names."""
        return self.get(name).split()


def cut(text: str) -> str:
    """Return a text on one line, at most LONGEST characters of it; nothing of a secret.

    What may be one is told from the whole: half a token has no form that is known.
    """
    if key_shown(text[:_JUDGED]) != text[:_JUDGED]:
        return HIDDEN
    line = " ".join(text[: 4 * LONGEST].split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
