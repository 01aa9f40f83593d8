"""The command `show`: an entry of the ledger or a commit, or the configuration that holds."""

from confledger.cli import effective, show_config
from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.entry import Entry
    from confledger.ledger.reverts import Reverts
    from confledger.reports.ledger.details import Details

_ABOUT = """\
Show an entry of the ledger with all that is known about it: who wrote it and when, which commit
brought it to the mainline, the values before and after in full, and the entries of the same key
before and after it. An entry is named as `log --ids` prints it, COMMIT:NUMBER; for a commit
alone, all its entries are listed.

With --env, and for a KEY that is no commit: the configuration that holds in an environment, or
what it has at that key, as `confledger.load` gives it. Secrets are masked."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "show",
        _ABOUT,
        examples=(
            "confledger show 4f1c2a9e01:3",
            "confledger show --env prod managers.storage.pool",
        ),
        meant={
            "--oneline": "see `confledger log`",
            "-p": "the values are shown anyway",
            "--stat": "see `confledger diff --stat`",
        },
    )
    made.add_argument("what", nargs="?", metavar="ENTRY|COMMIT|KEY", help="else HEAD")
    effective.add_to(made)
    made.add_format()
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Print an entry, or a commit."""
    asked = parser().parse_args(arguments)
    if show_config.meant(asked):
        return show_config.run(asked, asked.what)
    from confledger.git.repository import NotARepository
    from confledger.git.snapshot import RevisionNotFound

    try:
        return _of_the_ledger(asked)
    except (NotARepository, RevisionNotFound):
        if asked.what is None or not _is_key(asked):
            raise
    return show_config.run(asked, asked.what)


def _is_key(asked: "Namespace") -> bool:
    """Whether the configuration has such a key where no environment is named."""
    try:
        config = effective.loaded(asked)
    except ConfledgerError as error:
        if "." not in asked.what:
            return False
        raise ConfledgerError(
            f"there is no commit {asked.what!r}",
            help=f"if it is a key: confledger show --env ENV {asked.what}",
        ) from error
    try:
        effective.placed(config, asked.what)
    except ConfledgerError:
        return False
    return True


def _of_the_ledger(asked: "Namespace") -> int:
    what = "HEAD" if asked.what is None else asked.what
    from contextlib import ExitStack, closing

    from confledger.cli.log_output import pour, width
    from confledger.cli.opened_ledger import opened
    from confledger.cli.output import coloured
    from confledger.ledger.entry_id import parsed
    from confledger.ledger.reverts import Reverts
    from confledger.reports.ledger import details

    with ExitStack() as stack:
        ledger = stack.enter_context(opened())
        reverts = closing(Reverts(ledger.repository, ledger.store, every=True))
        known = _details(ledger, stack.enter_context(reverts))
        named = parsed(_by_id(ledger, what))
        entry = None if named is None else _entry(ledger, *named)
        if entry is not None:
            if asked.format == "json":
                pour([details.entry_as_json(entry, known)])
            else:
                pour(details.entry_as_text(entry, known, width(), colour=coloured(asked.color)))
            return 0
        number = _commit(ledger, what)
        if asked.format == "json":
            pour(details.commit_as_json(number, known))
        else:
            pour(details.commit_as_text(number, known, width(), colour=coloured(asked.color)))
    return 0


def _by_id(ledger: "Opened", text: str) -> str:
    """Write `HEAD:3` with the id of its commit; leave what is not of that form as it is."""
    from confledger.git.snapshot import RevisionNotFound, resolve
    from confledger.ledger.entry_id import parsed

    name, _, number = text.rpartition(":")
    if not name or parsed(text) is not None:
        return text
    try:
        oid = resolve(ledger.repository, name, "commit")
    except RevisionNotFound:
        return text
    if number.isdecimal():
        return f"{oid}:{number}"
    raise ConfledgerError(
        f"{text!r} names a file, not an entry",
        help=f"what it held: confledger log --at {name} {number}; what changed in it: "
        f"confledger log {number}",
    )


def _details(ledger: "Opened", reverts: "Reverts") -> "Details":
    from confledger.cli.log_scope import environments
    from confledger.reports.ledger.details import Details

    return Details(ledger.store, environments(ledger.settings, ledger.store), reverts)


def _entry(ledger: "Opened", start: str, number: int) -> "Entry | None":
    from confledger.ledger.entry_id import commits_named, entry_of

    found = commits_named(ledger.store, start)
    if len(found) > 1:
        raise ConfledgerError(
            f"{start!r} is the beginning of {len(found)} commits", help="write more of the id"
        )
    if not found:
        raise ConfledgerError(
            f"there is no commit {start!r} in the ledger",
            help="it holds the history of HEAD: confledger log --ids",
        )
    entry = entry_of(ledger.store, found[0], number)
    if entry is None:
        raise ConfledgerError(
            f"commit {start!r} has no entry {number}", help=f"see all: confledger show {start}"
        )
    return entry


def _commit(ledger: "Opened", text: str) -> int:
    from confledger.git.snapshot import resolve
    from confledger.ledger.commit import Commits

    oid = resolve(ledger.repository, text, "commit")
    number = Commits(ledger.store).numbered(oid)
    if number is None:
        raise ConfledgerError(
            f"commit {oid[:10]} is not part of the history of HEAD",
            help="switch to a branch that has it",
        )
    return number
