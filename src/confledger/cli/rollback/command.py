"""`confledger rollback`: bring configuration back to an earlier state, as one new commit."""

import os
import sys
from time import sleep

from confledger.cli.rollback.asked import parser, way_of
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git.commit_writing import Locked, Moved
from confledger.git.switch_intent import place
from confledger.git.switching import Busy, alone, recover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.git.repository import Repository
    from confledger.rollback.plan import Plan

__all__ = ["parser", "run"]

# So often a plan is made anew because somebody else was faster.
_TRIES = 10
# Seconds that another program of git is given to be done with the index.
_PAUSE = 0.1


def run(arguments: list[str]) -> int:
    """Show the plan, ask, do it; return the exit code."""
    asked = parser().parse_args(arguments)
    if way_of(asked) == "interactive" and not _chosen(asked):
        return 1
    return carried_out(asked)


def _chosen(asked: "Namespace") -> bool:
    """Let somebody choose what to go back to; whether they did."""
    from confledger.cli.rollback.target import chosen
    from confledger.cli.rollback.work import Work

    work = Work()
    try:
        _finish(work.repository)
        work.verify_quiet()
        return chosen(work, asked)
    finally:
        work.close()


def carried_out(asked: "Namespace") -> int:
    """Do what was asked, by this command or by `undo`; return the exit code."""
    from confledger.cli.rollback.work import Work

    shown: Plan | None = None
    for attempt in range(_TRIES):
        work = Work()
        try:
            _finish(work.repository)
            work.verify_quiet()
            from confledger.cli.rollback.making import made

            plan = made(work, asked)
            if shown is None or not _alike(shown, plan):
                code = _shown(asked, plan, work, again=shown is not None)
                if code is not None:
                    return code
                shown = plan
                _settle(asked, plan)
            from confledger.cli.rollback.doing import done

            return done(asked, plan, work.repository)
        except (Busy, Locked):
            if attempt + 1 == _TRIES:
                raise
            sleep(_PAUSE)
        except Moved:
            continue
        finally:
            work.close()
    raise ConfledgerError("others commit faster than a plan can be made", help="run it again")


def _settle(asked: "Namespace", plan: "Plan") -> None:
    """Name what was shown by its id: `HEAD~3` is another commit when somebody has committed."""
    if asked.to is not None and plan.target is not None:
        asked.to = plan.target.oid
    if asked.entry is not None and plan.entry is not None and ":" not in asked.entry:
        asked.entry = plan.entry.oid


def _finish(repository: "Repository") -> None:
    """Finish what was stopped before."""
    if repository.top is None or not os.path.lexists(place(repository)):
        return
    with alone(repository):
        left = recover(repository)
    if left is not None:
        what = "finished" if left.moved else "taken back"
        tell(f"an earlier rollback was stopped before its end; it is {what} now\n")


def _alike(one: "Plan", two: "Plan") -> bool:
    """Whether a plan made anew does the same, so that nobody has to be asked again."""
    first, second = (
        (
            plan.ref,
            {path: repr(edit) for path, edit in plan.edits.items()},
            [refusal.code for refusal in plan.refusals],
        )
        for plan in (one, two)
    )
    return first == second


def _shown(asked: "Namespace", plan: "Plan", work: "Work", *, again: bool) -> int | None:
    """Print the plan; return the exit code where that was all, None where it is to be done."""
    from confledger.cli.failure import shown as safe
    from confledger.cli.rollback.showing import shown
    from confledger.cli.secrets.asking import agreed

    if again:
        if asked.yes:
            raise ConfledgerError(
                "somebody committed meanwhile, or changed the branch, and this is another plan by "
                "now; nothing was changed",
                help="look again: the same with --plan",
            )
        tell("somebody committed meanwhile, or changed the branch; the plan as it is now:\n")
    only = asked.plan or asked.dry_run or plan.empty
    if asked.print_commands and not plan.refusals:
        from confledger.cli.rollback.commands import script_of

        put(script_of(asked, plan, work))
        return 0
    # What is done on a new branch has another answer: the text for its merge request.
    other = asked.print_commands or (plan.branch and asked.format != "json")
    say = tell if other and not only else put
    say(shown(plan, asked.format))
    if plan.empty and not plan.refusals:
        return 0
    if asked.plan or asked.dry_run:
        if not plan.refusals and sys.stderr.isatty():
            tell("Nothing was changed. To do it: the same without --plan and --dry-run\n")
        return 1
    if plan.refusals:
        flags = " ".join(one.flag for one in plan.refusals if one.flag)
        raise ConfledgerError(
            "nothing was changed: " + "; ".join(one.reason for one in plan.refusals),
            help=f"to do it all the same: {flags}" if flags else "nothing overrides this",
        )
    branch = f"the new branch {plan.branch}" if plan.branch else plan.ref
    question = f"Make this one commit on {safe(branch.removeprefix('refs/heads/'))}?"
    return None if agreed(question, "add --yes, or --plan to look only", yes=asked.yes) else 1
