"""What a plan keeps of a command that was run for a box, and which command it names for one.

`<!-- evidence: scripts/test -->` names a command. `<!-- proven: ... -->` says what came of one,
and `<!-- failed: ... -->` likewise; only `confledger plan finalize` writes these.
"""

import re
from dataclasses import dataclass

from confledger.plans.items import DONE, OPEN, WRITTEN, Item
from confledger.plans.lines import Line
from confledger.plans.plan import Plan

# Neither looks past the next one, or begins within blanks: a line may have megabytes of either.
_COMMAND = re.compile(r"<!--[ \t]*evidence:((?:(?!-->|<!--[ \t]*evidence:)[^\n])*)-->")
_RECORD = re.compile(
    r"(?:(?<![ \t])[ \t]+)?"
    r"<!-- (?:proven|failed): (?:(?!-->|<!-- (?:proven|failed): )[^\n])*-->"
)
# Another sign for a box that is one sign itself.
_SIGNS = {DONE: "☑", OPEN: "☐"}


@dataclass(frozen=True, slots=True)
class Run:
    """One command that was run, and what came of it."""

    command: str
    """As it may be shown: secrets masked."""
    code: int
    commit: str
    day: str
    """Of the commit."""
    digest: str
    """SHA-256 of what it printed."""
    dirty: bool
    """Whether there were changes that the commit does not have."""


def command_of(plan: Plan, item: Item) -> str | None:
    """Return the command that the line of an item names for it."""
    found = _COMMAND.search(plan.lines[item.line].text)
    return (found[1].strip(" \t").replace("--\\u003e", "-->") or None) if found else None


def record_of(plan: Plan, item: Item) -> str:
    """Return what the line of an item says of the last command that was run for it."""
    found = _RECORD.search(plan.lines[item.line].text)
    return found[0].strip().removeprefix("<!-- ").removesuffix("-->").strip() if found else ""


def recorded(plan: Plan, item: Item, run: Run) -> list[Line]:
    """Return the lines of the plan with what came of a command; the box follows from it."""
    lines = list(plan.lines)
    line = lines[item.line]
    state = DONE if run.code == 0 else OPEN
    text = with_state(line.text, item, state)
    assert text is not None
    bare = _RECORD.sub("", text)
    row = not item.listed and bare.rstrip().endswith("|")
    head = bare.rstrip()[:-1].rstrip() if row else bare.rstrip()
    tail = " |" if row else bare[len(head) :]
    lines[item.line] = Line(f"{head} {_written(run)}{tail}", line.end)
    return lines


def with_state(text: str, item: Item, state: str) -> str | None:
    """Return a line with its box in another state; None where the box has no sign for it."""
    sign = text[item.box]
    new = _SIGNS.get(state) if sign in _SIGNS.values() else WRITTEN[state]
    if new is None:
        return None
    return text if item.state == state else text[: item.box] + new + text[item.box + 1 :]


def _written(run: Run) -> str:
    word = "proven" if run.code == 0 else "failed"
    dirty = " with uncommitted changes" if run.dirty else ""
    # The one thing that would end the comment.
    command = " ".join(run.command.split()).replace("-->", "--\\u003e")
    return (
        f"<!-- {word}: {run.day}, exit {run.code}, commit {run.commit}{dirty}, "
        f"output sha256:{run.digest}, by {command} -->"
    )
