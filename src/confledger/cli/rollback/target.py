"""The commit that is gone back to, from whichever way it was asked for."""

from confledger.cli.rollback.asked import way_of
from confledger.cli.rollback.key_words import unclear
from confledger.errors import ConfledgerError, nearest
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
    try:
        return resolve(work.repository, asked.to, "commit")
    except ConfledgerError as error:
        meant = _meant(work, asked.to)
        raise error if meant is None else ConfledgerError(str(error), help=meant) from error


def _meant(work: "Work", word: str) -> str | None:
    """Return what to do about a revision that there is not: it is a time, or nearly a name."""
    from confledger.cli.moments import known

    if not word.isalnum() or word in ("yesterday", "today", "midnight", "noon"):
        try:
            moment = known(work.repository, word)
        except ConfledgerError:
            moment = None
        if moment is not None:
            return f"for a day or a time: --before {word!r}"
    names = work.repository.run(
        "for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads"
    )
    close = nearest(word, names.decode("utf-8", "replace").split("\n"))
    return f"did you mean {close!r}?" if close else None


def scope_of(work: "Work", asked: "Namespace") -> "Scope":
    """Return what is gone back in, by the state of now; of one key, the files that may hold it."""
    if asked.key is None or asked.scope is not None:
        return work.scope(asked.scope, work.head)
    file, mark, _ = asked.key.partition("#")
    if mark:
        return work.scope(file, work.head)
    environment, mark, _ = asked.key.partition(":")
    if not mark:
        names = [str(one["name"]) for one in work.environments]
        raise unclear(asked.key, names, work.now.entries())
    return work.scope(f"env:{environment}", work.head)


def chosen(work: "Work", asked: "Namespace") -> bool:
    """Let somebody choose, and note it as if it had been named; whether they did."""
    from confledger.cli.rollback import choosing

    commit = choosing.choose(work, asked, scope_of(work, asked))
    if commit is None:
        return False
    asked.to, asked.interactive = commit, False
    return True
