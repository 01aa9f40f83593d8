"""The arguments of `rollback`."""

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _ArgumentGroup


def parser() -> Parser:
    """Return the parser of `rollback`."""
    made = Parser(
        "rollback",
        "Bring configuration back to an earlier state, as one new commit: what it will do comes "
        "first.",
        examples=(
            "confledger rollback --to v1.4 --scope prod --plan      what would change",
            "confledger rollback --last-good --scope prod           the newest valid state",
            "confledger rollback --to HEAD~3 --key prod:db.pool     one key",
            "confledger rollback --entry 8218b9dd                   without one commit",
        ),
        meant={
            "--rev": "did you mean --to REV?",
            "--hard": "history is never rewritten: --to REV makes a new commit",
            "--env": "did you mean --scope ENVIRONMENT?",
            "--message": "did you mean --reason TEXT?",
            "-m": "did you mean --reason TEXT?",
            "--commit": "did you mean --to REV, or --entry COMMIT to take one back?",
            "--date": "did you mean --before DATE?",
            "--since": "did you mean --before DATE?",
            "--file": "did you mean --scope FILE?",
            "--secrets": "did you mean --with-secrets?",
            "--force": "each refusal names the option that overrides it",
        },
        surplus="say what it is: --to REV, --scope SCOPE, --key ENVIRONMENT:KEY or --key FILE#KEY",
    )
    _add_where(made)
    _add_what(made)
    add_how(made)
    add_overrides(made)
    return made


def _add_where(made: Parser) -> None:
    where = made.add_argument_group("where to")
    where.add_argument("--to", metavar="REV", help="a commit, a tag, a branch")
    where.add_argument(
        "--last-good",
        action="store_true",
        help="the newest earlier state of the scope that passes all checks of today",
    )
    where.add_argument("--before", metavar="DATE", help="the last state before a day or a time")
    where.add_argument(
        "--entry", metavar="ID", help="without one commit, or one row of the ledger (COMMIT:N)"
    )
    where.add_argument(
        "--interactive", action="store_true", help="choose from the last states of the scope"
    )


def _add_what(made: Parser) -> None:
    what = made.add_argument_group("what")
    what.add_argument(
        "--scope",
        metavar="SCOPE",
        help="all (the default), an environment, a folder or a file",
    )
    what.add_argument(
        "--key", metavar="KEY", help="one key: ENVIRONMENT:KEY or FILE#KEY; comments stay"
    )
    add_secrets(what)
    what.add_argument(
        "--mainline", metavar="N", type=int, help="of a merge, the parent that stays (default: 1)"
    )


def add_secrets(made: "ArgumentParser | _ArgumentGroup") -> None:
    """Add that encrypted files are meant, too."""
    made.add_argument(
        "--with-secrets",
        action="store_true",
        help="encrypted files too, for those who may read them today",
    )


def add_how(made: Parser) -> None:
    """Add how it is done."""
    how = made.add_argument_group("how")
    how.add_argument("--plan", action="store_true", help="show what would change, and do nothing")
    how.add_argument("--dry-run", action="store_true", help="the same")
    how.add_argument("--yes", action="store_true", help="do it without asking")
    how.add_argument(
        "--reason", metavar="TEXT", default="", help="for the commit: why, or a ticket"
    )
    how.add_argument(
        "--branch",
        metavar="NAME",
        nargs="?",
        const="",
        help="make the commit on a new branch, for a merge request; it has a name by itself",
    )
    how.add_argument("--push", action="store_true", help="push it, if the remote has not moved")
    how.add_argument("--remote", metavar="NAME", help="where to (default: that of the branch)")
    how.add_argument("--no-sign", action="store_true", help="do not sign, whatever git is set to")
    how.add_argument(
        "--print-commands",
        action="store_true",
        help="print commands of plain git that do the same, and do nothing",
    )
    made.add_format("text", "json", "markdown")


def add_overrides(made: Parser) -> None:
    """Add what overrides refusals."""
    over = made.add_argument_group("in spite of a refusal")
    over.add_argument(
        "--allow-invalid",
        action="store_true",
        help="the state does not pass the checks of today, or has secrets in plain text",
    )
    over.add_argument(
        "--allow-missing", action="store_true", help="the scope was not there yet: delete it"
    )
    over.add_argument(
        "--allow-conflicts", action="store_true", help="leave keys that were changed again since"
    )
    over.add_argument(
        "--allow-irreversible",
        action="store_true",
        help="back over a schema migration that has no way back",
    )
    over.add_argument(
        "--allow-shallow", action="store_true", help="this clone does not have the whole history"
    )
    over.add_argument(
        "--discard-local", action="store_true", help="overwrite local changes; a copy is kept"
    )


def way_of(asked: "Namespace") -> str:
    """Return the one way that was named; raise ConfledgerError for none, or several."""
    from confledger.errors import ConfledgerError

    named = [
        way
        for way, given in (
            ("to", asked.to is not None),
            ("last-good", asked.last_good),
            ("before", asked.before is not None),
            ("entry", asked.entry is not None),
            ("interactive", asked.interactive),
        )
        if given
    ]
    if len(named) > 1:
        raise ConfledgerError(
            f"--{named[0]} and --{named[1]} exclude each other", help="choose one"
        )
    if not named:
        raise ConfledgerError(
            "where to? name --to REV, --last-good, --before DATE, --entry ID or --interactive",
            help="see what there is: confledger log, or git log --oneline",
        )
    return named[0]
