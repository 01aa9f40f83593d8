"""Show the reference log, verify all of it, and say what was rewritten between its entries."""

import os
import sys

from confledger.cli.audit import believed
from confledger.cli.audit.log_table import as_json, as_text
from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git import reference_memory
from confledger.git.history import is_ancestor
from confledger.git.reference_verification import read
from confledger.git.references import LOG, REWRITING, Log, LogMissing, fetched
from confledger.git.repository import Repository, discover


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "audit log",
        "Show the reference log: where branches and tags stood, and which were forced. Every\n"
        "entry is held against the one before, against git, and against the end that the log had\n"
        "when it was last seen here. Exit code 1 where that does not fit.",
        examples=(
            "confledger audit log",
            "confledger audit log --forced --exit-code",
            "confledger audit log refs/remotes/origin/confledger/log",
        ),
    )
    made.add_argument(
        "ref", metavar="REF", nargs="?", default=LOG, help=f"another log (default: {LOG})"
    )
    made.add_argument("--forced", action="store_true", help="show only what was forced or deleted")
    made.add_argument(
        "--exit-code", action="store_true", help="exit code 1 also where anything was"
    )
    made.add_argument(
        "--forget",
        action="store_true",
        help="take the log as it is from now on, although it was cut or begun anew",
    )
    believed.add_option(made)
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print the log; return 1 when it is not whole."""
    asked = parser().parse_args(arguments)
    repository = discover(os.getcwd())
    trust = believed.believed(repository, asked.allowed_signers)
    progress = None
    if sys.stderr.isatty():
        from confledger.cli.progress import Progress

        progress = Progress()
    try:
        log = read(repository, asked.ref, trust=trust, progress=progress)
    finally:
        if progress is not None:
            progress.close()
    last = None if asked.forget else reference_memory.lost(repository, log.head, asked.ref)
    if log.head is None and last is None:
        if asked.ref != LOG:
            raise ConfledgerError(f"there is no reference {asked.ref!r} here", help="git ls-remote")
        raise LogMissing(sorted(fetched(repository)))
    if last is not None:
        what = "is gone" if log.head is None else "no longer comes from it"
        log.faults.append((last, f"the log ended here when it was last seen, and {what}"))
    elif log.head is not None and not log.faults:
        reference_memory.remember(repository, log.head, asked.ref)
    if asked.ref == LOG:
        log.faults += _apart(repository, log)
    put(as_json(log) if asked.format == "json" else as_text(log, forced=asked.forced))
    forced = any(one.how in REWRITING for entry in log.entries for one in entry.updates)
    return int(bool(log.faults) or (asked.exit_code and forced))


def _apart(repository: Repository, log: Log) -> list[tuple[str, str]]:
    """Return the logs of other repositories that ours neither comes from nor leads to."""
    found = []
    for ref, oid in sorted(fetched(repository).items()):
        if log.head is None:
            found.append((oid, f"{ref} has entries, and there is none here"))
        elif not is_ancestor(repository, oid, log.head) and not is_ancestor(
            repository, log.head, oid
        ):
            found.append((oid, f"{ref} has other entries behind the same beginning"))
    return found
