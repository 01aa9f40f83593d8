"""The rows of `log`, printed as they are found."""

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from shutil import get_terminal_size

from confledger.cli.opened_ledger import Opened
from confledger.cli.output import coloured
from confledger.cli.streams import abandon, tell
from confledger.errors import ConfledgerError
from confledger.ledger.entry_id import EntryIds
from confledger.ledger.past import Past
from confledger.ledger.query import Line, Query
from confledger.ledger.question import Question
from confledger.ledger.reverts import Reverts

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

_PART = 1 << 15


def print_lines(asked: "argparse.Namespace", ledger: Opened, question: Question) -> None:
    """Print the rows in the format that was asked for."""
    query = Query(ledger.store)
    lines = query.lines(question, reverse=asked.reverse)
    if asked.limit is not None:
        lines = _newest(query, question, asked.limit, reverse=asked.reverse)
    past = Past(ledger.store, query.commits)
    reverts = Reverts(ledger.repository, ledger.store)
    try:
        _print(asked, ledger, lines, past, reverts, of_keys=question.keys is not None)
    finally:
        reverts.close()


def _print(
    asked: "argparse.Namespace",
    ledger: Opened,
    lines: Iterator[Line],
    past: Past,
    reverts: Reverts,
    *,
    of_keys: bool,
) -> None:
    if asked.format == "text":
        pour(_text(asked, ledger, lines, past, reverts, of_keys=of_keys))
        return
    from confledger.cli.log_scope import environments
    from confledger.reports.ledger import rows

    ids = EntryIds(ledger.store)
    telling = rows.Telling(
        environments(ledger.settings, ledger.store), ids, past.back_until, reverts
    )
    pour(rows.as_json(lines, telling) if asked.format == "json" else rows.as_csv(lines, telling))


def _newest(query: Query, question: Question, limit: int, *, reverse: bool) -> Iterator[Line]:
    found = islice(query.lines(question), limit)
    return reversed(list(found)) if reverse else found


def _text(
    asked: "argparse.Namespace",
    ledger: Opened,
    lines: Iterator[Line],
    past: Past,
    reverts: Reverts,
    *,
    of_keys: bool,
) -> Iterator[str]:
    from confledger.reports.ledger import text

    layout = text.Layout(
        past,
        width=width(),
        colour=coloured(asked.color),
        ids=EntryIds(ledger.store) if asked.ids else None,
        reverts=reverts,
    )
    about: set[tuple[object, object]] = set()
    any_line = False

    def noted(found: Iterator[Line]) -> Iterator[Line]:
        nonlocal any_line
        for line in found:
            any_line = True
            if len(about) < 2:
                held = line.entry
                about.add((None, None) if held is None else (held.key, held.lineage))
            yield line

    yield from text.rows(noted(lines), layout, of_keys=of_keys)
    if not any_line:
        tell("no value changed that fits\n")
    elif of_keys and len(about) == 1 and (None, None) not in about and not asked.all:
        ((key, lineage),) = about
        found = past.life(key, lineage)
        if found is not None:
            yield text.life(found, int(time.time())) + "\n"


def width() -> int:
    """Return how wide a line may be: as the terminal, or of any width elsewhere."""
    if not sys.stdout.isatty():
        return 0
    return max(40, get_terminal_size((100, 24)).columns)


def pour(parts: Iterable[str]) -> None:
    """Write what comes as it comes; stop where the reader has had enough."""
    held: list[str] = []
    size = 0
    try:
        for part in parts:
            held.append(part)
            size += len(part)
            if size >= _PART:
                _write("".join(held))
                held, size = [], 0
        _write("".join(held))
    except BrokenPipeError:
        abandon()


def _write(text: str) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon()
        raise ConfledgerError(
            f"standard output could not be written: {(error.strerror or '').lower()}",
            help="see where it is redirected to",
        ) from error
