"""The commit that is gone back to, from whichever way it was asked for."""

from confledger.cli.rollback.asked import way_of
from confledger.errors import ConfledgerError
from confledger.git.snapshot import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.rollback.scope import Scope


def target_of(work: "Work", asked: "Namespace") -> str:
    """Return its full id; raise ConfledgerError where nothing answers to what was asked."""
    way = way_of(asked)
    if way == "last-good":
        from confledger.cli.rollback import last_good

        return last_good.target(work, asked, scope_of(work, asked))
    if way == "before":
        from confledger.cli.rollback import before

        return before.target(work, asked.before)
    return resolve(work.repository, asked.to, "commit")


def scope_of(work: "Work", asked: "Namespace") -> "Scope":
    """Return what is gone back in, by the state of now; of one key, the files that may hold it."""
    if asked.key is None or asked.scope is not None:
        return work.scope(asked.scope, work.head)
    file, mark, _ = asked.key.partition("#")
    if mark:
        return work.scope(file, work.head)
    environment, mark, _ = asked.key.partition(":")
    if not mark:
        raise ConfledgerError(
            f"{asked.key!r} names no key", help="write ENVIRONMENT:KEY, or FILE#KEY"
        )
    return work.scope(f"env:{environment}", work.head)


def chosen(work: "Work", asked: "Namespace") -> bool:
    """Let somebody choose, and note it as if it had been named; whether they did."""
    from confledger.cli.rollback import choosing

    commit = choosing.choose(work, asked, scope_of(work, asked))
    if commit is None:
        return False
    asked.to, asked.interactive = commit, False
    return True
