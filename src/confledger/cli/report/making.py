"""One statement, or all of them: made once for each commit, with what became of the last one."""

import os
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from types import ModuleType

from confledger.cli.report.basis import FORMAT, Basis
from confledger.cli.report.kinds import ALL, KINDS
from confledger.errors import ConfledgerError
from confledger.reports.statement.model import UNKNOWN, Statement, Unmeasured, Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.cli.report.earlier import Earlier


def statement(
    basis: Basis, kind: str, earlier: "Earlier | None" = None, span: str | None = None
) -> Statement:
    """Make a report of one kind; raise ConfledgerError where it cannot be made.

    With `earlier`, it says what is new and what is gone since the last one. Of changes, `span`
    names the range.
    """
    if span is not None:
        ranged: Statement = module(kind).statement(basis, span)
        return ranged
    if kind == "all":
        return everything(basis, list(KINDS), earlier)[-1]
    made: Statement = module(kind).statement(basis)
    if not made.digest:
        made = replace(made, digest=content_digest(made))
    before = None if earlier is None else earlier.of(kind, made.digest)
    if before is None:
        return made
    from confledger.reports.statement.since import compared

    return compared(made, before)


def everything(
    basis: Basis, kinds: "Iterable[str]", earlier: "Earlier | None" = None
) -> list[Statement]:
    """Make all reports, and the page about all of them as the last; none hides another."""
    parts = []
    for kind in kinds:
        try:
            parts.append(statement(basis, kind, earlier))
        except ConfledgerError as error:
            parts.append(_failed(basis, kind, error))
    return [*parts, module("all").statement(basis, parts)]


def module(kind: str) -> ModuleType:
    """Return the module of a kind."""
    found = ALL if kind == "all" else KINDS[kind]
    return import_module(f"confledger.cli.report.{found.module}")


def content_digest(made: Statement) -> str:
    """Return what stands for the input of a report that says nothing of ages.

    It may look at every file, so that all of them would be its input, although a new one rarely
    bears on it: what it says, without the day and what is new, stands for that.
    """
    from confledger.reports.statement.renderers.json import render

    said = render(replace(made, as_of=None, since=None))
    return sha256(f"{FORMAT}\0{said}".encode("utf-8", "backslashreplace")).hexdigest()


def _failed(basis: Basis, kind: str, error: ConfledgerError) -> Statement:
    """Return what a report says that could not be made."""
    title = KINDS[kind].about
    return Statement(
        kind=kind,
        title=title[:1].upper() + title[1:],
        verdict=Verdict(UNKNOWN, f"This could not be reported: {error}."),
        digest=basis.digest(kind, history=True),
        as_of=basis.as_of,
        unmeasured=(Unmeasured(title, str(error), error.help or ""),),
        reproduce=f"confledger report {kind}",
    )


def earlier_of(basis: Basis, since: str | None) -> "Earlier":
    """Return the reports that new ones are compared with: of a file, a commit, or the last ones."""
    from confledger.cli.report.earlier import Committed, OfFile

    if since is not None and os.path.isfile(since):
        return OfFile(since)
    return Committed(basis, since)
