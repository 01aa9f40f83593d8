"""Add where each branch and tag stands to the reference log."""

import os
import time
from datetime import UTC, datetime

from confledger.cli.audit.log_table import update_lines
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git import reference_memory, reference_recording
from confledger.git.history import is_ancestor
from confledger.git.process import GitFailed
from confledger.git.reference_recording import Moved, Recorder
from confledger.git.reference_verification import read
from confledger.git.references import LOG, REWRITING, Entry, Log, Update, fetched
from confledger.git.repository import Repository, discover

# So often an entry is made anew, when others are added meanwhile.
_TIMES = 20
_NO_KEY = "not signed, for git has no key (user.signingkey)"


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "audit record",
        f"Add an entry to the reference log ({LOG}): which branches and tags moved since\n"
        "the last one, from which commit to which, and whether commits were taken out of them. It\n"
        "is signed where git is set up to sign. Nothing is added when nothing moved.",
        examples=(
            "confledger audit record --dry-run",
            "confledger audit record main",
            "confledger audit record && git push origin refs/confledger/log",
        ),
    )
    made.add_argument(
        "refs", metavar="REF", nargs="*", help="only these (default: all branches and tags)"
    )
    made.add_argument("--all", action="store_true", help="all branches and tags: the default")
    made.add_argument(
        "--ledger", action="store_true", help="bring the ledger up to date and record its head"
    )
    made.add_argument("--no-sign", action="store_true", help="do not sign the entry")
    made.add_argument("--dry-run", action="store_true", help="only say what would be added")
    return made


def run(arguments: list[str]) -> int:
    """Add an entry; return 1 when the log is found to have been cut, otherwise 0."""
    asked = parser().parse_args(arguments)
    if asked.all and asked.refs:
        raise ConfledgerError("all references, or some", help="leave out --all, or the names")
    repository = discover(os.getcwd())
    ledger = _ledger_head() if asked.ledger and not asked.dry_run else None
    signed = not asked.no_sign and reference_recording.signs(repository)
    how = "signed" if signed else "not signed" if asked.no_sign else _NO_KEY
    for _ in range(_TIMES):
        log = read(repository)
        _verify_place(repository, log)
        entry = _entry(repository, log, asked.refs, ledger)
        if entry is None:
            _say_nothing(log)
            if log.head is not None:
                reference_memory.remember(repository, log.head)
            return 0
        if asked.dry_run:
            put(_text(repository, entry, "would add entry", how))
            return int(entry.lost is not None)
        recorder = Recorder(*_identity(repository), int(time.time()), signed=signed)
        entry.by = f"{recorder.name} <{recorder.email}>"
        entry.time = _written(recorder.seconds)
        try:
            made = reference_recording.append(repository, log, entry, recorder)
        except Moved:
            continue
        reference_memory.remember(repository, made)
        put(_text(repository, entry, "entry", how))
        return int(entry.lost is not None)
    raise Moved


def _entry(
    repository: Repository, log: Log, wanted: list[str], ledger: tuple[str, str] | None
) -> Entry | None:
    """Return what there is to record; None when nothing moved and nothing was taken away."""
    before = log.state()
    after = reference_recording.standing(repository, wanted, before)
    moved = reference_recording.updates(repository, before, after, wanted)
    lost = reference_memory.lost(repository, log.head)
    if not moved and lost is None:
        return None
    number = log.entries[-1].number + 1 if log.entries else 1
    shallow = reference_recording.shallow(repository)
    return Entry(number, "", "", moved, ledger=ledger, shallow=shallow, lost=lost)


def _verify_place(repository: Repository, log: Log) -> None:
    """Raise ConfledgerError where another entry would make two logs of one, or hide a fault."""
    if log.faults:
        oid, why = log.faults[0]
        raise ConfledgerError(
            f"the reference log is broken at {oid[:12]}: {why}",
            help="see `confledger audit log`; to begin another one, keep this one under another "
            f"name: git update-ref refs/confledger/broken {LOG} && git update-ref -d {LOG}",
        )
    for ref, oid in sorted(fetched(repository).items()):
        if oid == log.head or (log.head and is_ancestor(repository, oid, log.head)):
            continue
        if log.head is None or is_ancestor(repository, log.head, oid):
            raise ConfledgerError(
                f"{ref} has entries that are not here", help=f"git update-ref {LOG} {ref}"
            )
        raise ConfledgerError(
            f"{ref} and {LOG} have different entries behind the same beginning",
            help=f"see both with `confledger audit log` and `confledger audit log {ref}`",
        )


def _identity(repository: Repository) -> tuple[str, str]:
    """Return name and address as git would have them in a commit made here."""
    name, email = (os.environ.get(f"GIT_COMMITTER_{part}") for part in ("NAME", "EMAIL"))
    if name and email:
        return name, email
    try:
        said = os.fsdecode(repository.run("var", "GIT_COMMITTER_IDENT"))
    except GitFailed as error:
        raise ConfledgerError(
            "git does not know who records this",
            help="git config user.name NAME && git config user.email ADDRESS",
        ) from error
    head, _, _ = said.rpartition(">")
    theirs, _, address = head.partition(" <")
    return name or theirs, email or address


def _ledger_head() -> tuple[str, str]:
    """Bring the ledger up to date; return the commit it ends at, and its head."""
    from confledger.cli.opened_ledger import opened

    with opened() as ledger:
        _, oid, chain = ledger.store.head()
    return oid, chain.hex()


def _written(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _say_nothing(log: Log) -> None:
    if log.entries:
        tell(f"nothing moved since entry {log.entries[-1].number}\n")
    else:
        tell("there is no branch and no tag yet\n")


def _text(repository: Repository, entry: Entry, what: str, how: str) -> str:
    """Return an entry as it is told when it is added."""
    count = len(entry.updates)
    lines = [f"{what} {entry.number}: {count} reference{'s' * (count != 1)}, {how}"]
    lines += [f"  {line}" for line in update_lines(entry.updates)]
    lines += [f"  {line}" for one in entry.updates for line in _gone(repository, one)]
    if entry.lost is not None:
        lines.append(f"  the log was cut: it had {entry.lost} at its end")
    return shown("".join(f"{line}\n" for line in lines))


def _gone(repository: Repository, one: Update) -> list[str]:
    """Say how many commits a reference lost, and by which id they can be had back."""
    if one.how not in REWRITING:
        return []
    count = reference_recording.lost_commits(repository, one)
    if count == 0:
        return []
    many = {None: "commits that are not here", 1: "1 commit"}.get(count, f"{count} commits")
    if one.new is None:
        return [f"no branch or tag has {many} that {one.ref} had at {one.old}"]
    return [f"{one.ref} no longer has {many} that it had at {one.old}"]
