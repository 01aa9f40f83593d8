"""The ends of what `log` lists: a time, or a commit that landed."""

from confledger.cli.moments import EXAMPLES, known
from confledger.cli.opened_ledger import Opened
from confledger.errors import ConfledgerError
from confledger.git.deltas import common_ancestor
from confledger.git.snapshot import RevisionNotFound, resolve
from confledger.ledger.commit import Commits


def ends(ledger: Opened, text: str | None, option: str) -> tuple[int | None, int | None]:
    """Return a second, or the number of a commit of the mainline; one of them, or neither.

    What looks like a date comes before a name, as for `--at`.
    """
    if text is None:
        return None, None
    at_end = option == "--until"
    repository = ledger.repository
    time = None
    if text[:4].isdecimal() and "-" in text:
        time = known(repository, text, end=at_end)
    if time is None:
        try:
            oid = resolve(repository, text, "commit")
        except RevisionNotFound as error:
            time = known(repository, text, end=at_end)
            if time is None:
                raise ConfledgerError(
                    f"{option} takes a time or a revision, not {text!r}",
                    help=f"{EXAMPLES}; {error.help}",
                ) from error
        else:
            return None, _landing(ledger, oid, text, at_end=at_end)
    return time, None


def _landing(ledger: Opened, oid: str, text: str, *, at_end: bool) -> int:
    """Return the commit of the mainline with which a commit landed.

    Of a branch that went on elsewhere, what counts is where the two parted.
    """
    commits = Commits(ledger.store)
    number = commits.numbered(oid)
    if number is None and not at_end:
        number = commits.numbered(common_ancestor(ledger.repository, oid, "HEAD"))
    if number is None:
        raise ConfledgerError(
            f"{text!r} is not part of the history of HEAD",
            help="switch to a branch that has it",
        )
    return commits[number].landed
