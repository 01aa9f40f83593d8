"""`--interactive`: the last states of a scope, each with what going back to it would change."""

import sys
from itertools import islice

from confledger.cli.failure import shown
from confledger.cli.rollback.passing import Passing
from confledger.cli.rollback.states import Past, States
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.reports.ledger.fields import day
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.rollback.plan import Revision
    from confledger.rollback.scope import Scope

# So many states are shown, and of so many files it is counted which keys differ.
_MOST = 15
_FILES = 20
# A line that fits beside its number; narrower terminals wrap it.
_AUTHOR = 16
_LEAST = 20


class Choice:
    """A state that can be chosen: its commit, its effect in words, and whether it passes."""

    __slots__ = ("effect", "passes", "revision")

    def __init__(self, revision: "Revision", effect: str, *, passes: bool) -> None:
        self.revision = revision
        self.effect = effect
        self.passes = passes


def choose(work: "Work", asked: "Namespace", scope: "Scope") -> str | None:
    """Let somebody at a terminal choose a commit; return None where they leave it.

    Raise ConfledgerError where nobody is there, or nothing to choose from.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfledgerError(
            "--interactive asks at a terminal, and there is none here",
            help="name the state: --to REV, --before DATE or --last-good; "
            "see what there is: git log --first-parent --oneline",
        )
    choices = _choices(work, asked, scope)
    if not choices:
        raise ConfledgerError(
            f"{scope} has no earlier state", help="see when it came: git log --first-parent"
        )
    tell(f"States of {shown(str(scope))}, the newest first; what each changes against now:\n")
    tell("".join(_rows(choices)))
    number = _asked(len(choices))
    if number is None:
        put("Nothing was changed.\n")
        return None
    return choices[number - 1].revision.oid


def _choices(work: "Work", asked: "Namespace", scope: "Scope") -> list[Choice]:
    """Return the last states, but for that of now and those without any file."""
    states = States(work, scope, secrets=asked.with_secrets)
    passing = Passing(work, states)
    found = []
    try:
        for past in islice(states, _MOST + 1):
            passes = passing.passes(past.changed)
            if past.differing and not past.empty:
                effect = _effect(work, states, past)
                found.append(Choice(past.revision, effect, passes=passes))
    finally:
        passing.close()
    return found[:_MOST]


def _effect(work: "Work", states: States, past: Past) -> str:
    """Return in words how much would change: files, and keys where these are few."""
    files = plural(past.differing, "file", "files")
    if past.differing > _FILES:
        return files
    from confledger.cli.rollback.file_values import changed

    values, left = changed(work.now, work.then(past.revision.oid), sorted(states.edits()))
    keys = sum(one.added + one.removed + one.changed for one in values)
    if left or not keys or any(one.why and not one.first for one in values):
        return files
    return f"{files}, {plural(keys, 'key', 'keys')}"


def _rows(choices: list[Choice]) -> list[str]:
    """Return the table; on a narrow terminal, subjects are cut."""
    from shutil import get_terminal_size

    columns = get_terminal_size().columns
    wide = max(len(one.effect) for one in choices)
    names = [_cut(shown(one.revision.author), _AUTHOR) for one in choices]
    broad = max(map(len, names))
    passing = all(one.passes for one in choices)
    rows = []
    for number, (one, name) in enumerate(zip(choices, names, strict=True), 1):
        mark = "" if passing else "      " if one.passes else "fails "
        start = (
            f"{number:>3}  {one.revision.oid[:10]}  {day(one.revision.time)}  {name:{broad}}  "
            f"{mark}{one.effect:{wide}}  "
        )
        room = max(_LEAST, columns - len(start) - 1)
        rows.append(f"{start}{_cut(shown(one.revision.subject), room)}".rstrip() + "\n")
    if not passing:
        rows.append("     fails: not all of its files pass the checks of today\n")
    return rows


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _asked(most: int) -> int | None:
    """Ask until the answer is a number of the list, or that somebody leaves."""
    while True:
        tell(f"Go back to which one? [1-{most}, q to leave] ")
        line = sys.stdin.readline()
        answer = line.strip().lower()
        if answer in ("", "q", "quit"):
            if not line:
                tell("\n")
            return None
        if answer.isdecimal() and 1 <= int(answer) <= most:
            return int(answer)
        tell(f"{shown(answer)!r} is none of them.\n")
