"""Compute the ledger, or a bundle, again from git, and name what differs first."""

import os
from tempfile import TemporaryDirectory

from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.opened_ledger import opened
from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git.references import head_of
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.ledger.audit import Audit


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "audit verify",
        "Compute the ledger again from git, from nothing, and compare it with the one that is\n"
        "kept here and with the reference log. With FILE, check a bundle: by itself, and, in a\n"
        "clone that has its last commit, against git, byte by byte. Exit code 1 where something\n"
        "differs; the first difference is named.",
        examples=(
            "confledger audit verify",
            "confledger audit verify q1.tar",
        ),
    )
    made.add_argument("file", metavar="FILE", nargs="?", help="a bundle of `audit report`")
    made.add_argument(
        "--from", dest="since", metavar="REV", help="only compare what landed after this commit"
    )
    made.add_argument(
        "--offline", action="store_true", help="only look at the bundle, whatever is around it"
    )
    return made


def run(arguments: list[str]) -> int:
    """Say what was compared and what differs; return 1 where something does."""
    asked = parser().parse_args(arguments)
    if asked.file is not None:
        if asked.since is not None:
            raise ConfledgerError("a bundle is checked as a whole", help="leave out --from")
        return _bundle(asked.file, offline=asked.offline)
    if asked.offline:
        raise ConfledgerError("--offline is about a bundle", help="name one")
    from confledger.cli.audit import stored

    return stored.verify(asked.since)


def _bundle(path: str, *, offline: bool) -> int:
    from hashlib import sha256

    from confledger.ledger.audit import SIGNERS
    from confledger.ledger.bundle import NotABundle, unpack
    from confledger.reports.audit import files, recomputed, verification

    data = _read(path)
    try:
        held = unpack(data)
        damages = verification.damages(held)
    except NotABundle as error:
        put(f"{shown(path)}: {shown(str(error))}\n")
        return 1
    if damages:
        damages += _by_another(held)
        put("".join(f"{shown(path)}: {shown(one)}\n" for one in damages))
        return 1
    content = recomputed.manifest(held)
    about: dict[str, object] = content["about"]  # type: ignore[assignment]  # checked when read
    counts: dict[str, int] = content["counts"]  # type: ignore[assignment]  # checked when read
    lines = [
        f"{counts['commits']:,} commits, {counts['rows']:,} rows, the last hash is "
        f"{content['head']}",
        f"the bundle is whole: SHA-256 {sha256(data).hexdigest()}",
        "commits, facts, rows and reports follow from each other",
    ]
    signers = held.get(files.POLICY + SIGNERS)
    if signers is not None:
        digest = sha256(signers).hexdigest()
        lines.append(f"signatures were held against allowed_signers in it: SHA-256 {digest}")
    history = held.get(files.HISTORY)
    if history is not None:
        lines += _from_objects(held, about, history)
    if not offline:
        lines += _from_git(held, about, history)
    differs = any(line.startswith(_DIFFERS) for line in lines)
    if differs:
        lines += _by_another(held)
    put("".join(f"{shown(line)}\n" for line in lines))
    return int(differs)


def _by_another(held: dict[str, bytes]) -> list[str]:
    """Return a line where another version, which may write otherwise, has made a bundle."""
    from confledger import __version__
    from confledger.ledger.bundle import NotABundle
    from confledger.reports.audit import recomputed

    try:
        about: dict[str, object] = recomputed.manifest(held)["about"]  # type: ignore[assignment]  # checked when read
    except (NotABundle, recomputed.Wrong):
        return []
    ours, tool = f"confledger {__version__}", str(about["tool"])[:60]
    if tool == ours:
        return []
    return [f"it was made by {tool}, and this is {ours}, which may write otherwise"]


_DIFFERS = "DIFFERS: "


def _from_objects(held: dict[str, bytes], about: dict[str, object], history: bytes) -> list[str]:
    """Compare with what follows from the history in the bundle, in a repository of its own."""
    from confledger.cli.audit.history_bundle import unpacked

    with TemporaryDirectory(prefix="confledger-") as folder:
        repository = unpacked(history, folder)
        found = _compared(held, about, history, repository)
    return _told(found, "the history in it gives the same bytes")


def _from_git(held: dict[str, bytes], about: dict[str, object], history: bytes | None) -> list[str]:
    """Compare with what follows from the repository we stand in, if it has the commit."""
    from confledger.git.process import GitFailed

    repository = workspace.repository_here()
    if repository is None:
        return ["not compared with git: this is no clone of the repository"]
    tip = str(about["tip"])
    try:
        repository.run("rev-parse", "--verify", "--quiet", f"{tip}^{{commit}}")
    except GitFailed:
        return [f"not compared with git: this clone does not have commit {tip[:12]}"]
    found = _told(_compared(held, about, history, repository), "git gives the same bytes")
    from confledger.cli.audit.doubts import doubts
    from confledger.ledger.audit import SIGNERS
    from confledger.reports.audit.files import POLICY

    return found + doubts(repository, about, held.get(POLICY + SIGNERS))


def _told(found: list[str], good: str) -> list[str]:
    return [_DIFFERS + one for one in found] or [good]


def _compared(
    held: dict[str, bytes],
    about: dict[str, object],
    history: bytes | None,
    repository: Repository,
) -> list[str]:
    from confledger.reports.audit.verification import differences

    with TemporaryDirectory(prefix="confledger-") as folder:
        return differences(held, _again(held, about, repository, folder), history)


def _again(
    held: dict[str, bytes], about: dict[str, object], repository: Repository, folder: str
) -> "Audit":
    """Return what the report is made of, computed from nothing but the objects of git."""
    from confledger import __version__
    from confledger.ledger import audit
    from confledger.ledger.period import period
    from confledger.reports.audit.files import POLICY

    span: dict[str, str | None] = about["period"]  # type: ignore[assignment]  # checked when read
    wanted = period(repository, span["from"], span["to"])
    environment = about["environment"]
    log = about["reference_log"]
    head = log["head"] if isinstance(log, dict) else None
    with opened(str(about["tip"]), repository=repository, folder=folder) as ledger:
        made = audit.audit(
            ledger.store,
            repository,
            ledger.settings,
            wanted,
            None if environment is None else str(environment),
            held.get(POLICY + audit.SIGNERS),
            head if head and head_of(repository, head) else None,
        )
    if log is None or head_of(repository, str(head)) is None:
        # What only the other clone knew is not held against the bundle.
        made.about["reference_log"] = log
    if about["tool"] != f"confledger {__version__}":
        made.about["tool"] = about["tool"]
    return made


def _read(path: str) -> bytes:
    from confledger.ledger.bundle import MOST_BYTES

    try:
        if os.path.isfile(path) and os.path.getsize(path) > MOST_BYTES:
            raise ConfledgerError(f"{path!r} is too large for a bundle", help="see what it is")
        with open(path, "rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} cannot be read: {(error.strerror or '').lower()}",
            help="name a bundle of `confledger audit report --bundle`",
        ) from error
