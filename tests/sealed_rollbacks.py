"""Plans of rollbacks with encrypted files, made in this process."""

from collections.abc import Iterator
from contextlib import chdir, contextmanager

from confledger.cli.rollback.asked import parser
from confledger.cli.rollback.making import made
from confledger.cli.rollback.work import Work
from confledger.git.repository import discover
from confledger.rollback.plan import Plan
from support import Repository

# Commits are a minute apart.
DAY = 24 * 60


@contextmanager
def working(repository: Repository) -> Iterator[Work]:
    """Give what a rollback works with."""
    with chdir(repository.root):
        work = Work(discover(str(repository.root)))
        try:
            yield work
        finally:
            work.close()


def planned(repository: Repository, *arguments: str) -> Plan:
    """Return the plan of `rollback`."""
    with working(repository) as work:
        return made(work, parser().parse_args(list(arguments)))


def refused(plan: Plan) -> list[tuple[str, str]]:
    """Return code and flag of each refusal."""
    return [(one.code, one.flag) for one in plan.refusals]


def edited(plan: Plan, path: str) -> bytes:
    """Return what a file would be."""
    put = plan.edits[path]
    assert put is not None
    assert put.data is not None
    return put.data


def commit(repository: Repository, message: str, *, days: int = 1) -> str:
    """Commit all, some days after the last time."""
    repository.commits += days * DAY - 1
    return repository.commit(message)
