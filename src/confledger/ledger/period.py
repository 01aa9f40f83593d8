"""From when to when, and what landed in between: in UTC, by the times that commits hold."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.git.snapshot import RevisionNotFound, resolve
from confledger.ledger.store import Store

_QUARTER = re.compile(r"(\d{4})-?[Qq]([1-4])")
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:Z|\+00:00)?)?)?")
_WRITTEN = "dates are written 2026-03-31, months 2026-03, quarters 2026-Q1"
UNDATED = "unknown"
_AFTER, _UP_TO = "after commit ", "commit "


class Landed:
    """A commit in its place; `landed` is the commit of the mainline that brought it, and when.

    `month` is the one in which it counts.
    """

    __slots__ = ("baseline", "landed", "landed_at", "mainline", "month", "number", "oid")

    def __init__(
        self,
        number: int,
        oid: str,
        landed: str,
        landed_at: int | None,
        month: str,
        *,
        mainline: bool,
        baseline: bool,
    ) -> None:
        self.number = number
        self.oid = oid
        self.mainline = mainline
        self.baseline = baseline
        self.landed = landed
        self.landed_at = landed_at
        self.month = month


class Period:
    """What was asked for, with both ends: a moment, a commit, or nothing.

    `first` and `last` are seconds, both included; `after` and `up_to` are ids of commits, of
    which the first is not in the period and the second is.
    """

    __slots__ = ("after", "first", "last", "up_to")

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None
        self.after: str | None = None
        self.up_to: str | None = None

    def described(self) -> dict[str, object]:
        """Return both ends as they are written down."""
        return {
            "from": moment(self.first) if self.after is None else _AFTER + self.after,
            "to": moment(self.last) if self.up_to is None else _UP_TO + self.up_to,
        }


def period(repository: Repository, since: str | None, until: str | None) -> Period:
    """Read both ends; raise ConfledgerError for what is neither a date nor a commit.

    What `Period.described` writes is read too.
    """
    found = Period()
    since = since and since.removeprefix(_AFTER)
    until = until and until.removeprefix(_UP_TO)
    if since is not None:
        span = _span(since)
        if span is None:
            found.after = _commit(repository, since)
        else:
            found.first = span[0]
    if until is not None:
        span = _span(until)
        if span is None:
            found.up_to = _commit(repository, until)
        else:
            found.last = span[1]
    if found.first is not None and found.last is not None and found.last < found.first:
        raise ConfledgerError(
            "the period ends before it begins",
            help="`--from` is the earlier date, `--to` the later",
        )
    return found


def of(store: Store, repository: Repository, wanted: Period) -> list[Landed]:
    """Return the commits that landed in a period, in the order in which they landed.

    What a merge brought counts when the merge landed. A commit of the mainline that holds no
    date counts with the one before it.
    """
    listed = store.connection.execute(
        "SELECT id, oid, mainline, baseline, landed, committed FROM commits ORDER BY id"
    ).fetchall()
    known = {row[0]: row[1] for row in listed}
    landings: dict[int, tuple[int | None, int | None]] = {}
    before: int | None = None
    for number, _, mainline, _, _, committed in listed:
        if mainline:
            before = committed if committed is not None else before
            landings[number] = (committed, before)
    mainline_of = {oid for _, oid, mainline, *_ in listed if mainline}
    for one in (wanted.after, wanted.up_to):
        if one is not None and one not in mainline_of:
            raise ConfledgerError(
                f"{one[:12]} is not on the mainline of this history",
                help="name a date, or a commit that `git log --first-parent` lists",
            )
    outside = _reached(repository, wanted.after)
    inside = None if wanted.up_to is None else _reached(repository, wanted.up_to)
    found = []
    for number, oid, mainline, baseline, landed, _ in listed:
        written, time = landings.get(landed, (None, None))
        if time is not None and (
            (wanted.first is not None and time < wanted.first)
            or (wanted.last is not None and time > wanted.last)
        ):
            continue
        if oid in outside or (inside is not None and oid not in inside):
            continue
        found.append(
            Landed(
                number,
                oid,
                known.get(landed, oid),
                written,
                month_of(time),
                mainline=bool(mainline),
                baseline=bool(baseline),
            )
        )
    return found


def month_of(seconds: int | None) -> str:
    """Return the month of a time, `2026-03`."""
    return (moment(seconds) or UNDATED)[:7]


def moment(seconds: int | None) -> str | None:
    """Write a time in UTC; None for none."""
    if seconds is None:
        return None
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .zfill(20)
    )


def _reached(repository: Repository, oid: str | None) -> frozenset[str]:
    if oid is None:
        return frozenset()
    listed = repository.run("--no-replace-objects", "rev-list", oid)
    return frozenset(listed.decode("ascii").split())


def _commit(repository: Repository, text: str) -> str:
    try:
        return resolve(repository, text, "commit")
    except RevisionNotFound as error:
        raise ConfledgerError(
            f"{text!r} is neither a date nor a commit of this clone",
            help=f"{_WRITTEN}; {error.help}",
        ) from error


def _span(text: str) -> tuple[int, int] | None:
    """Return the first and last second of a quarter, month, day or moment; None for no date."""
    quarter = _QUARTER.fullmatch(text)
    if quarter is not None:
        third = 3 * int(quarter[2])
        one, two = _span(f"{quarter[1]}-{third - 2:02}"), _span(f"{quarter[1]}-{third:02}")
        return None if one is None or two is None else (one[0], two[1])
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (
        None if one is None else int(one) for one in found.groups()
    )
    assert year is not None
    assert month is not None
    try:
        if day is None:
            days = monthrange(year, month)[1] if 1 <= month <= 12 else 1
            start = datetime(year, month, 1, tzinfo=UTC)
            end = start + timedelta(days=days)
        elif hour is None:
            start = datetime(year, month, day, tzinfo=UTC)
            end = start + timedelta(days=1)
        else:
            start = datetime(year, month, day, hour, minute or 0, second or 0, tzinfo=UTC)
            end = start + timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise ConfledgerError(f"there is no date {text!r}", help=_WRITTEN) from None
    return int(start.timestamp()), int(end.timestamp()) - 1
