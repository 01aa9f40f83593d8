"""The command `secrets log`: who opened which secret, and whether the journal is whole."""

import os

from confledger.cli.parser import Parser
from confledger.cli.secrets.journal_place import checkpoints_path, journal_path
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.git.repository import Repository

FORMATS = ("text", "json")
_ABOUT = """\
Show who opened which secret through confledger on this machine, the newest last.

Each opening is noted down before anything is shown, with names only: user, host, program,
file, and which values; never a value. The journal is outside of every work tree, and each of
its events holds the hash of the one before, so that --verify finds what was changed, taken
out, put in or moved. That its end was cut off shows only against a checkpoint: make some,
and keep them elsewhere."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets log",
        _ABOUT,
        examples=(
            "confledger secrets log --since 2026-01-01 secrets/prod.yaml",
            "confledger secrets log --verify",
            "confledger secrets log --checkpoint --output audit/ada.jsonl",
        ),
        meant={"--check": "did you mean --verify?", "-n": "did you mean --limit?"},
    )
    made.add_argument("path", nargs="?", help="only this file of the repository, or this folder")
    made.add_argument("--since", metavar="DATE", help="not before this day, or time, in UTC")
    made.add_argument("--user", help="only what this user opened, by name or number")
    made.add_argument("--action", help="only this action, such as view, get or exec")
    made.add_argument("--limit", type=_count, metavar="N", help="only the newest N")
    made.add_format(*FORMATS)
    made.add_argument("--verify", action="store_true", help="prove that it is whole; 1 if not")
    made.add_argument(
        "--checkpoint-file",
        metavar="FILE",
        help="with --verify: checkpoints that were kept elsewhere",
    )
    made.add_argument(
        "--allowed-signers",
        metavar="FILE",
        help="with --verify: whose keys count, as for `git log --show-signature`",
    )
    made.add_argument(
        "--checkpoint", action="store_true", help="sign where the journal stands, by an SSH key"
    )
    made.add_argument(
        "--key", metavar="FILE", help="with --checkpoint: else user.signingkey of git"
    )
    made.add_argument("--output", metavar="FILE", help="with --checkpoint: add it to this file")
    return made


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ConfledgerError(f"--limit takes a number from 1, not {text!r}")
    return int(text)


# What each option is about.
_WITH = {
    "verify": ("checkpoint_file", "allowed_signers"),
    "checkpoint": ("key", "output"),
    None: ("path", "since", "user", "action", "limit"),
}


def run(arguments: list[str]) -> int:
    """Show, verify or sign the journal."""
    asked = parser().parse_args(arguments)
    if asked.verify and asked.checkpoint:
        raise ConfledgerError(
            "--verify and --checkpoint are two things", help="verify first, then sign"
        )
    mode = "verify" if asked.verify else "checkpoint" if asked.checkpoint else None
    for one, options in _WITH.items():
        for option in options:
            if one != mode and getattr(asked, option) is not None:
                raise ConfledgerError(
                    f"{_said(option)} goes with {f'--{one}' if one else 'the list of events'}",
                    help="see `confledger secrets log --help`",
                )
    journal = journal_path()
    if mode == "verify":
        from confledger.cli.secrets.log_verify import verified

        return verified(asked, journal)
    if mode == "checkpoint":
        return _sign(asked, journal)
    return _show(asked, journal)


def _said(option: str) -> str:
    return "PATH" if option == "path" else f"--{option.replace('_', '-')}"


def _show(asked: "argparse.Namespace", journal: str) -> int:
    from confledger.cli.secrets import log_table
    from confledger.cli.workspace import repository_here

    repository = repository_here()
    events = log_table.chosen(
        log_table.events(journal),
        since=log_table.moment(asked.since),
        user=asked.user,
        action=asked.action,
        place=_place(asked.path, repository),
        limit=asked.limit,
    )
    top = None if repository is None else repository.top
    put(log_table.as_json(events) if asked.format == "json" else log_table.as_text(events, top))
    if not os.path.exists(journal):
        tell("nothing was opened through confledger yet\n")
    tell(log_table.LIMITS)
    return 0


def _place(given: str | None, repository: "Repository | None") -> tuple[str, str] | None:
    """Return root and path of the files that are asked for."""
    if given is None:
        return None
    from confledger.cli.workspace import relative, work_tree

    top = work_tree(repository).top
    return top, relative(given, top)


def _sign(asked: "argparse.Namespace", journal: str) -> int:
    """Sign the last event, once the journal is whole up to it."""
    from datetime import UTC, datetime

    from confledger.cli.secrets.signing import key_of, sign
    from confledger.cli.workspace import repository_here
    from confledger.secrets.checkpoint import Checkpoint
    from confledger.secrets.journal import lines
    from confledger.secrets.journal_verify import verify

    found = verify(lines(journal))
    if found.faults:
        raise ConfledgerError(
            "the journal is not whole, so it is not signed",
            help="see what is wrong: confledger secrets log --verify",
        )
    if found.last is None:
        raise ConfledgerError(f"there is no event in {journal} to sign yet")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    checkpoint = Checkpoint(found.last.sequence, found.last.hash, now)
    checkpoint.signature = sign(checkpoint.statement(), key_of(asked.key, repository_here()))
    file = asked.output or checkpoints_path(journal)
    _append(file, checkpoint.line())
    put(f"signed that event {checkpoint.sequence} is the last, in {file}\n")
    if asked.output is None:
        tell("keep a copy elsewhere: whoever cuts the journal off can change this file as well\n")
    return 0


def _append(file: str, line: bytes) -> None:
    """Add one line to a file, in one piece."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise ConfledgerError(
            f"{file} cannot be written: {(error.strerror or '').lower()}",
            help="name another file with --output",
        ) from error
