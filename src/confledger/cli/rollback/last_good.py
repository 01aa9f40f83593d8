"""`--last-good`: the newest earlier state of a scope that passes all checks of today."""

import sys
import time
from collections.abc import Iterator
from itertools import islice

from confledger.checks.result import failing_severities
from confledger.cli.rollback.passing import Passing
from confledger.cli.rollback.states import Past, States
from confledger.errors import ConfledgerError
from confledger.git.mainline import is_cut
from confledger.git.snapshot import CommitSnapshot
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.rollback.scope import Scope

# So many states are told where the one of now passes, and so many are looked at.
_TOLD = 3
_MOST = 50_000


def target(work: "Work", asked: "Namespace", scope: "Scope") -> str:
    """Return the commit that brought the state; raise ConfledgerError where there is none."""
    states = States(work, scope, secrets=asked.with_secrets)
    search = _Search(work, scope, states)
    shown = _Shown(states)
    try:
        pasts = iter(states)
        for past in islice(pasts, _MOST):
            shown()
            if search.takes(past):
                if past.differing:
                    return past.revision.oid
                raise _unneeded(work, scope, pasts)
    finally:
        search.passing.close()
        shown.close()
    raise search.nothing()


def _unneeded(work: "Work", scope: "Scope", pasts: Iterator[Past]) -> ConfledgerError:
    """Return what is said where there is nothing to go back from."""
    if work.settings_from:
        return ConfledgerError(
            f"{scope} passes all checks of today as it is, but for the settings",
            help=f"to have them back: confledger rollback --last-good --scope {work.settings.file}",
        )
    from confledger.reports.ledger.fields import day

    earlier = islice((one.revision for one in pasts if not one.empty), _TOLD)
    rows = [f"\n    {one.oid[:10]}  {day(one.time)}  {one.subject}" for one in earlier]
    return ConfledgerError(
        f"{scope} passes all checks of today as it is",
        help=f"to go back all the same, name a state: --to REV, or --interactive{''.join(rows)}",
    )


class _Search:
    """What was seen on the way back."""

    def __init__(self, work: "Work", scope: "Scope", states: States) -> None:
        self._work = work
        self._scope = scope
        self._states = states
        self.passing = Passing(work, states)
        self._severities = failing_severities(work.settings.fail_on)
        self._number = 0
        # What does not pass now.
        self._now: set[str] = set()

    def takes(self, past: Past) -> bool:
        """Whether a state passes."""
        passes = self.passing.passes(past.changed)
        if past.empty:
            return False
        self._number += 1
        if past.differing == 0:
            self._now = set(self.passing.failing)
        return passes and self._passes_across()

    def _passes_across(self) -> bool:
        """Whether nothing is wrong across files, in the scope or newly elsewhere."""
        from confledger.checks.survey import concerned
        from confledger.cli.rollback.judging import findings, state_of
        from confledger.git.tree_writing import apart, write_tree

        work, edits = self._work, self._states.edits()
        gone = {path for path, edit in edits.items() if edit is None}
        touched = {*edits, *self._states.files}
        if not concerned(work.settings, touched, gone):
            return True
        with apart(work.repository) as aside:
            result = CommitSnapshot(aside, write_tree(aside, work.head, edits), work.now.limit)
            try:
                found = findings(state_of(work, result), [], touched, gone)
            finally:
                result.close()
        bad = [one for one in found if one.severity in self._severities]
        if not bad or any(self._scope.holds(one.path) for one in bad):
            return not bad
        from confledger.checks.novelty import parted

        now = findings(state_of(work, work.now), [], touched, set())
        return not parted(bad, now, {})[0]

    def nothing(self) -> ConfledgerError:
        """Return what is said where no state passes."""
        scope, work = self._scope, self._work
        staying = sorted(self._now & self._states.stays)
        if staying:
            return ConfledgerError(
                f"no earlier state of {scope} passes all checks of today: {staying[0]} does not, "
                "and stays as it is, since it holds secrets",
                help=f"see what is wrong: confledger check {staying[0]}; to go back with it: "
                "--with-secrets",
            )
        if is_cut(work.repository, work.head):
            return ConfledgerError(
                f"no state of {scope} passes all checks of today as far back as this shallow "
                f"clone goes ({plural(self._number, 'state', 'states')})",
                help="fetch more of it with `git fetch --unshallow`, or name a state: --to REV",
            )
        last = f"none of the last {self._number} states" if self._number >= _MOST else "no state"
        return ConfledgerError(
            f"{last} of {scope} passes all checks of today",
            help=self._mended() + "go back all the same: --to REV, or --interactive",
        )

    def _mended(self) -> str:
        if not self._now:
            return ""
        first, more = min(self._now), len(self._now) - 1
        others = f" and {plural(more, 'more file', 'more files')}" if more else ""
        return f"see what is wrong with {first}{others}: confledger check; "


class _Shown:
    """How far it is, on a terminal; what there is to do is counted only where that takes long."""

    def __init__(self, states: States) -> None:
        from confledger.cli.progress import Progress

        self._states = states
        self._progress = Progress("looking back") if sys.stderr.isatty() else None
        self._started = time.monotonic()
        self._total = 0

    def __call__(self) -> None:
        """Show it."""
        if self._progress is None or time.monotonic() - self._started < 1.0:
            return
        self._total = self._total or self._states.commits()
        self._progress(self._states.looked, self._total)

    def close(self) -> None:
        """Take it away."""
        if self._progress is not None:
            self._progress.close()
