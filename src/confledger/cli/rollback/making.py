"""A plan made from what was asked: where to, what of it, and all that is to be known first."""

from collections.abc import Iterator
from contextlib import contextmanager

from confledger.cli import workspace
from confledger.cli.rollback.asked import way_of
from confledger.cli.rollback.draft import Draft
from confledger.errors import ConfledgerError
from confledger.git.snapshot import CommitSnapshot
from confledger.git.tree_writing import apart, write_tree
from confledger.git.uncommitted import few
from confledger.rollback.plan import Plan
from confledger.rollback.restoring import restored
from confledger.rollback.scope import FILE, FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work


def made(work: "Work", asked: "Namespace") -> Plan:
    """Return the plan for what was asked; nothing is written that outlives it."""
    draft = _begun(work, asked)
    plan = draft.plan
    if plan.empty:
        return plan
    with _written(draft):
        _add_all(draft)
    return plan


def _begun(work: "Work", asked: "Namespace") -> Draft:
    """Return what was asked as edits."""
    if asked.entry is not None:
        from confledger.cli.rollback import entry

        return entry.begun(work, asked)
    from confledger.cli.rollback.target import target_of

    draft = _restoring(work, asked, target_of(work, asked))
    if asked.key is None:
        draft.plan.way = way_of(asked)
    return draft


def _restoring(work: "Work", asked: "Namespace", target: str) -> Draft:
    if asked.key is not None:
        from confledger.cli.rollback import key

        return key.begun(work, asked, target)
    from confledger.cli.rollback.keeping import Keeping, refuse_nothing_left

    scope = work.scope(asked.scope, target)
    plan = Plan(work.head, work.ref, str(scope))
    plan.target = work.revision(target)
    draft = Draft(work, asked, plan, scope)
    draft.target = target
    if scope.kind in (FILE, FOLDER) and not any(
        map(scope.holds, {*work.now.entries(), *work.then(target).entries()})
    ):
        plan.notes.append(f"{scope} is not there now, and was not there then")
    keeping = Keeping(work)
    found = restored(work.pairs(target), scope, keeping, work.now.entries())
    plan.edits, plan.files, plan.kept = found.edits, found.files, found.kept
    if asked.with_secrets and keeping.sealed:
        from confledger.cli.rollback import sealed

        sealed.put_back(draft, keeping.sealed)
    refuse_nothing_left(draft)
    return draft


@contextmanager
def _written(draft: Draft) -> Iterator[None]:
    """Give the state that would come out, while others look at it."""
    work, plan = draft.work, draft.plan
    with apart(work.repository) as draft.aside:
        plan.tree = write_tree(draft.aside, work.head, plan.edits)
        draft.result = CommitSnapshot(draft.aside, plan.tree, workspace.LIMIT)
        try:
            _verify_taken(plan, draft.result)
            yield
        finally:
            draft.result.close()


def _verify_taken(plan: Plan, result: CommitSnapshot) -> None:
    """Raise ConfledgerError for a path that git leaves out of an index, such as `.GIT/config`."""
    there = result.entries()
    left = [path for path, edit in plan.edits.items() if (edit is None) == (path in there)]
    if left:
        raise ConfledgerError(
            f"git makes no file called {few(left)}", help="choose another state, or a smaller scope"
        )


def _add_all(draft: Draft) -> None:
    """Add what is to be known before anything happens."""
    from confledger.cli.rollback import (
        branching,
        companions,
        effects,
        judged,
        local,
        migrations,
        past,
        pushing,
        sealed,
        standing,
    )

    branching.add(draft)
    standing.add(draft)
    pushing.add(draft)
    past.add(draft)
    effects.add(draft)
    migrations.add(draft)
    companions.add(draft)
    sealed.add(draft)
    judged.add(draft)
    local.add(draft)
