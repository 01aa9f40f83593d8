"""`log --at`: what files held at a time, or at a commit."""

from collections.abc import Iterator

from confledger.cli.log_output import pour, width
from confledger.cli.log_scope import Arguments, Scope, environment, environments
from confledger.cli.moments import EXAMPLES, known
from confledger.cli.opened_ledger import Opened
from confledger.cli.output import coloured
from confledger.errors import ConfledgerError
from confledger.git.snapshot import CommitSnapshot, RevisionNotFound, resolve
from confledger.ledger.commit import Commit, Commits
from confledger.ledger.read_state import Reading
from confledger.ledger.scope import present
from confledger.ledger.state import State, lineage_at, lineages_with, state_at, texts_of
from confledger.reports.ledger import states

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

# What `--at` says already, or what is about changes.
_NOT_WITH = ("since", "until", "author", "grep", "kind", "limit", "all", "secret")


class Moment:
    """The state that is asked for: after a commit of the mainline, or of another one.

    `time` is the time that was asked for, None where it was a commit.
    """

    __slots__ = ("commit", "number", "oid", "time")

    def __init__(
        self, oid: str, *, number: int | None, commit: Commit | None, time: int | None
    ) -> None:
        self.oid = oid
        self.number = number
        self.commit = commit
        self.time = time


def moment_of(ledger: Opened, text: str, option: str = "--at") -> Moment:
    """Return what a time or a revision means; a day, or a time, comes before a name."""
    commits = Commits(ledger.store)
    time = known(ledger.repository, text) if text[:4].isdecimal() and "-" in text else None
    if time is None:
        try:
            oid = resolve(ledger.repository, text, "commit")
        except RevisionNotFound as error:
            time = known(ledger.repository, text)
            if time is None:
                raise ConfledgerError(
                    f"{option} takes a time or a revision, not {text!r}",
                    help=f"{EXAMPLES}; {error.help}",
                ) from error
        else:
            number = commits.numbered(oid)
            commit = None if number is None else commits[number]
            on_mainline = commit is not None and commit.mainline
            return Moment(oid, number=number if on_mainline else None, commit=commit, time=None)
    number = commits.last_before(time)
    if number is None:
        raise _too_early(ledger, time, text)
    return Moment(commits[number].oid, number=number, commit=commits[number], time=time)


def _too_early(ledger: Opened, time: int, text: str) -> ConfledgerError:
    """Return what is said of a time before the first commit."""
    from confledger.git.history import boundary
    from confledger.reports.ledger.fields import utc

    if boundary(ledger.repository):
        advice = "this clone is shallow; fetch more of it with `git fetch --unshallow`"
    else:
        oid, first = ledger.store.connection.execute(
            "SELECT oid, committed FROM commits WHERE mainline ORDER BY id LIMIT 1"
        ).fetchone()
        advice = f"its first commit is {oid[:10]}, of {utc(first) or 'an unknown date'}"
    return ConfledgerError(
        f"the history of this clone begins after {utc(time) or repr(text)}", help=advice
    )


def print_state(asked: "argparse.Namespace", ledger: Opened) -> int:
    """Print the files that are asked for as they were."""
    for name in _NOT_WITH:
        if getattr(asked, name):
            option = "-n" if name == "limit" else f"--{name}"
            raise ConfledgerError(
                f"{option} is about changes, and --at about a state", help="leave out one of them"
            )
    moment = moment_of(ledger, asked.at)
    scope = Arguments(ledger.repository, ledger.store, follow=asked.follow).scope(asked.what)
    if scope.files is None and scope.keys is None and asked.env is None:
        raise ConfledgerError(
            "--at needs to know of what", help="name a file, a key, or an environment with --env"
        )
    belongs = None if asked.env is None else environment(ledger.settings, ledger.store, asked.env)
    found = (
        _from_git(ledger, moment, scope) if moment.number is None else _held(ledger, moment, scope)
    )
    wanted = (one for one in found if belongs is None or belongs(one.path))
    commit = moment.commit
    telling = states.Telling(
        moment.oid, commit, moment.time, environments(ledger.settings, ledger.store)
    )
    if asked.format == "json":
        pour(states.as_json(wanted, telling))
    elif asked.format == "csv":
        pour(states.as_csv(wanted, telling))
    else:
        pour(states.as_text(wanted, telling, width(), colour=coloured(asked.color)))
    return 0


def _held(ledger: Opened, moment: Moment, scope: Scope) -> Iterator[State]:
    """Yield the files, from the rows."""
    store, number = ledger.store, moment.number
    assert number is not None
    there = present(store, number)
    if scope.files is not None:
        lineages = _lineages(ledger, scope, there, number)
        there = {path: lineage for path, lineage in there.items() if lineage in lineages}
    if scope.keys is not None:
        with_keys = lineages_with(store, scope.keys)
        there = {path: lineage for path, lineage in there.items() if lineage in with_keys}
    texts = None if scope.keys is None else texts_of(store, scope.keys)
    some = False
    for _, lineage in sorted(there.items()):
        state = state_at(store, lineage, number)
        if state is None:
            continue
        if texts is not None:
            state.values = {key: text for key, text in state.values.items() if key in texts}
            if not state.values:
                continue
        some = True
        yield state
    if not some and len(scope.named) == 1 and scope.keys is None:
        raise ConfledgerError(
            f"{scope.named[0]!r} was not there at that time",
            help=f"see when it came: confledger log {scope.named[0]}",
        )


def _lineages(ledger: Opened, scope: Scope, there: dict[str, str], number: int) -> set[str]:
    """Return the lineages that are meant: of files there, else of those called so later."""
    store = ledger.store
    found = set()
    for (path,) in store.connection.execute(
        "SELECT path FROM files WHERE id IN (SELECT value FROM json_each(?))",
        (f"[{','.join(str(one) for one in scope.files or ())}]",),
    ):
        if path in there:
            found.add(there[path])
    for name in scope.named:
        if name not in there:
            lineage = lineage_at(store, name, number)
            if lineage is not None:
                found.add(lineage)
    return found


def _from_git(ledger: Opened, moment: Moment, scope: Scope) -> Iterator[State]:
    """Yield the files of a commit that is no state of the mainline."""
    paths = None
    if scope.files is not None:
        given = f"[{','.join(str(one) for one in scope.files)}]"
        found = ledger.store.connection.execute(
            "SELECT path FROM files WHERE id IN (SELECT value FROM json_each(?))", (given,)
        )
        paths = {str(one) for (one,) in found}
    texts = None if scope.keys is None else texts_of(ledger.store, scope.keys)
    snapshot = CommitSnapshot(ledger.repository, moment.oid, ledger.rules.limits.max_bytes)
    reading = Reading(ledger.repository, ledger.rules)
    try:
        for path, entry in sorted(snapshot.entries().items()):
            if paths is not None and path not in paths:
                continue
            state = reading.state(entry)
            if state is None:
                continue
            if texts is not None:
                state.values = {
                    key: text
                    for key, text in state.values.items()
                    if key in texts or any(one.matches(key) for one in scope.patterns)
                }
                if not state.values:
                    continue
            yield state
    finally:
        reading.close()
        snapshot.close()
