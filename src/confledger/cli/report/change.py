"""The report `change`: what a range of commits of the mainline changed in the end."""

from confledger.cli.report.activity import people
from confledger.cli.report.basis import Basis
from confledger.cli.report.places import places
from confledger.errors import ConfledgerError
from confledger.ledger import mailmap
from confledger.reports.statement.model import Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from confledger.ledger.commit import Commit
    from confledger.ledger.store import Store
    from confledger.reports.change_report.gathered import Risky

DAYS = 30
_DAY = 86_400
# The newest version of each file that changed in a range.
_STATES = """
  SELECT f.path, v.state, v.kind, max(v.rowid) FROM versions v JOIN files f ON f.id = v.file
  WHERE v.mainline AND v."commit" <= ? GROUP BY f.lineage HAVING v."commit" > ?
"""
_RECENT = "SELECT max(id) FROM commits WHERE mainline AND committed < ?"


class _Range:
    """After which commit it begins and with which it ends, by number; and in words."""

    __slots__ = ("first", "last", "words")

    def __init__(self, first: int, last: int, words: str) -> None:
        self.first = first
        self.last = last
        self.words = words


def add_options(parser: "ArgumentParser") -> None:
    """Take a range as well."""
    parser.add_argument(
        "range",
        nargs="?",
        metavar="REV[..REV]",
        help=f"what landed after the first, up to the second (default: the last {DAYS} days)",
    )


def statement(basis: Basis, span: str | None = None) -> Statement:
    """Make the report of a range `REV..REV` or `REV`; without any, of the last days.

    Days are counted back from the commit, not from tags: other clones may have others.
    """
    from confledger.ledger.activity import landed
    from confledger.ledger.between import between
    from confledger.ledger.commit import Commits
    from confledger.ledger.kinds import UNREAD
    from confledger.ledger.taken_back import said, undone
    from confledger.reports.change_report.content import content
    from confledger.reports.change_report.gathered import Gathered

    where = places(basis)
    with basis.ledger() as ledger:
        store = ledger.store
        wanted = _recent(store, basis.as_of) if span is None else _named(basis, store, span)
        commits = Commits(store)
        base = commits[wanted.first] if wanted.first else None
        found = landed(store, people(basis), after=wanted.first)
        inside = [one for one in found.landings if wanted.first < one.number <= wanted.last]
        saying = said(store, ledger.repository, inside)
        end = commits[wanted.last].oid if wanted.last else basis.revision
        unread = store.connection.execute(_STATES, (wanted.last, wanted.first)).fetchall()
        gathered = Gathered(
            period=wanted.words,
            base=None if base is None else base.oid,
            since=_day(inside[0].at if inside else basis.as_of),
            landings=inside,
            called=found.called,
            quiet=found.quiet if inside == found.landings else 0,
            files=between(store, wanted.first, wanted.last),
            backs=[one for one in undone(store, inside) if one.by.number <= wanted.last],
            saying=[*saying.reverts, *saying.rollbacks],
            risks=_risks(basis, base.oid, end) if base is not None and inside else [],
            unread=sorted(str(path) for path, state, kind, _ in unread if state in UNREAD),
            environments=where.names,
            of=where.of,
            bases=where.bases,
            as_of=basis.as_of,
        )
    asked = "change" if span is None else f"change {wanted.first}..{wanted.last}"
    return content(
        gathered,
        digest=basis.digest(asked, [mailmap.FILE], history=True),
        shallow=basis.shallow,
        guessed=where.guessed,
    )


def _recent(store: "Store", as_of: int) -> _Range:
    """Return the last days before a moment."""
    row = store.connection.execute(_RECENT, (as_of - DAYS * _DAY,)).fetchone()
    return _Range(row[0] or 0, store.head()[0], f"in the last {DAYS} days")


def _named(basis: Basis, store: "Store", span: str) -> _Range:
    """Return the range that somebody names; raise ConfledgerError where it is none."""
    first, dots, last = span.partition("..")
    if last.startswith("."):
        raise ConfledgerError(
            "a range of the mainline is written REV..REV", help="leave the third point out"
        )
    start = _landed(basis, store, first)
    end = _landed(basis, store, last) if dots and last else None
    words = f"after {start.oid[:12]} ({_day(start.committed)})"
    if end is None:
        return _Range(start.number, store.head()[0], words)
    if end.number < start.number:
        raise ConfledgerError(
            "the range ends before it begins", help="the first revision is the older one"
        )
    up_to = f" and up to {end.oid[:12]} ({_day(end.committed)})"
    return _Range(start.number, end.number, words + up_to)


def _landed(basis: Basis, store: "Store", text: str) -> "Commit":
    """Return a commit that is on the mainline."""
    from confledger.git.snapshot import resolve
    from confledger.ledger.commit import Commits

    oid = resolve(basis.repository, text, "commit")
    commits = Commits(store)
    number = commits.numbered(oid)
    found = None if number is None else commits[number]
    if found is None or not found.mainline:
        raise ConfledgerError(
            f"{text!r} is not on the mainline of this history",
            help="name a commit that `git log --first-parent` lists, and --rev for another branch",
        )
    return found


def _risks(basis: Basis, before: str, after: str) -> "list[Risky]":
    """Return the keys that differ and are marked with a risk by their schema, then or now."""
    from confledger.cli import workspace
    from confledger.cli.changed_keys import States
    from confledger.git.deltas import of_trees
    from confledger.git.snapshot import CommitSnapshot
    from confledger.location import pointer
    from confledger.reports.change_report.gathered import Risky

    old = CommitSnapshot(basis.repository, before, workspace.LIMIT)
    new = CommitSnapshot(basis.repository, after, workspace.LIMIT)
    try:
        states = States(old, new, basis.settings)
        deltas = states.configuration(of_trees(basis.repository, before, after))
        return [
            Risky(risk, changed.path, pointer(one.path))
            for changed in states.changed(deltas, risky=True)
            for risk, those in sorted(changed.risks.items())
            for one in those
        ]
    finally:
        old.close()
        new.close()


def _day(seconds: int | None) -> str:
    from confledger.reports.ledger.fields import day

    return day(seconds).strip()
