"""Work that comments announce: TODO and its like, as old as the line that holds it."""

from collections.abc import Callable, Iterator, Mapping
from shlex import quote
from typing import NamedTuple

from confledger.checks.whole import Documents, Whole
from confledger.debt.item import Item, item
from confledger.inventory.observability.markers import markers

RULE = "todo"
# The path decides what a comment is, and is no part of what an answer is kept under.
_QUESTION = "debt markers 2"
# Of one file: nobody reads more.
_MOST = 1000
_DAY = 86_400


class Mark(NamedTuple):
    """One comment: its line, its word, and what it says, for comparing only."""

    line: int
    word: str
    text: str


def marks(whole: Whole, paths: list[str]) -> dict[str, list[Mark]]:
    """Return the comments of each file that has any."""
    by_kind: dict[str, list[str]] = {}
    for path in paths:
        _, dot, last = path.rpartition("/")[2].rpartition(".")
        by_kind.setdefault(dot + last, []).append(path)
    found: dict[str, list[Mark]] = {}
    for kind, those in sorted(by_kind.items()):
        answers = whole.ask(those, f"{_QUESTION} {kind}", _of(those[0]))
        for path, answer in answers.items():
            found[path] = [Mark(*one) for one in answer]  # type: ignore[attr-defined]
    return found


def _of(path: str) -> "Callable[[bytes, Documents], object]":
    def answer(data: bytes, documents: Documents) -> object:
        found = [(one.line, one.word, one.text) for one in markers(path, data)[:_MOST]]
        return found or None

    return answer


def todos(
    found: Mapping[str, list[Mark]], ages: "Mapping[str, Mapping[int, int]] | None", as_of: int
) -> Iterator[Item]:
    """Yield an item for each comment; `ages` says when each line was written, None: unknown."""
    for path, those in sorted(found.items()):
        for one in those:
            written = None if ages is None else ages.get(path, {}).get(one.line)
            days = None if written is None else max(0, (as_of - written) // _DAY)
            told = "" if days is None else f", {days} days old"
            yield item(
                RULE,
                path,
                line=one.line,
                message=f"a {one.word}{told}",
                subject=one.word,
                overdue=days,
                likeness=one.text,
                command=f"git log -1 -L {quote(f'{one.line},{one.line}:{path}')}",
            )
