"""The debt of both ends of a change, as far as the change can have a part in it."""

import os
from datetime import UTC, datetime

from confledger.checks.scope import Fanout
from confledger.checks.survey import concerned
from confledger.cli import sides, workspace
from confledger.cli.options import Options
from confledger.cli.report.debt_state import Site, table
from confledger.cli.secrets.proving import Proving
from confledger.cli.wanted import Wanted
from confledger.debt.found import UNVENDORED, of_findings
from confledger.debt.gate import Compared, compared
from confledger.debt.item import Item, regrouped
from confledger.debt.measured import Sources
from confledger.git import deltas
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.debt.minutes import Minutes


def of_change(
    repository: Repository, base: str, head: str, *, trust_head: bool = False
) -> tuple[Compared, str]:
    """Return what a change does to debt, and the id of the merge base that it began at."""
    change = _Change(repository, base, head, trust_head=trust_head)
    try:
        found = compared(change.after(), change.before())
        return change.settled(found), change.base
    finally:
        change.close()


class _Change:
    """A change from the merge base to its head, both measured on the day of the younger one."""

    def __init__(self, repository: Repository, base: str, head: str, *, trust_head: bool) -> None:
        self.repository = repository
        self.head = resolve(repository, head, "commit")
        self.base = _ancestor(repository, base, self.head)
        self.moved = deltas.moved(repository, self.base, end=self.head, cached=False)
        # Whoever writes a commit chooses its time, and could make it that of an older waiver.
        times = ("log", "--no-walk", "--no-show-signature", "--format=%ct", self.base, self.head)
        time = max(map(int, repository.run(*times).decode("ascii").split()), default=0)
        self.as_of = time
        self.today = datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")
        self.trust_head = trust_head
        reviewed = CommitSnapshot(repository, self.base, workspace.LIMIT)
        self._reviewed = reviewed
        earlier = None if trust_head else sides.Earlier(repository, reviewed, self.head)
        self.now = Site(
            *(repository, self.head, self.today),
            found=None if trust_head else workspace.settings_of(reviewed),
            trusted=None if trust_head else reviewed,
            earlier=earlier,
        )
        self.then = Site(repository, self.base, self.today, found=self.now.found)
        self.minutes: Minutes = table(
            self.now.settings, self.now.snapshot if trust_head else reviewed
        )
        self.options = Options()
        self.options.since, self.options.until = self.base, self.head
        if trust_head:
            self.options.trust = "head"
        state = self.now.state
        fanout = Fanout(
            *(
                state.snapshot,
                state.selection,
                state.schemas,
                state.judge,
                self.now.settings.vendored,
            )
        )
        wanted = Wanted(self.options, repository, state.snapshot, fanout)
        self.entries = {one.path: one for one in wanted.entries()}
        self.gone = wanted.gone or set()
        earlier_names = {self.moved.get(path, path) for path in self.entries} | self.gone
        held = self.then.snapshot.entries()
        self.earlier = {path: held[path] for path in sorted(earlier_names) if path in held}
        # Of what the change has no part in, both ends say the same.
        self.across = concerned(self.now.settings, {*self.entries, *earlier_names}, self.gone)

    def close(self) -> None:
        """End what is still running."""
        self.now.close()
        self.then.close()
        self._reviewed.close()

    def after(self) -> list[Item]:
        """Return the items of the head, known by the earlier paths of their files."""
        findings, accepted = self.now.checked(self.entries.values(), across=self.across)
        proving = Proving(self.options, self.today)
        try:
            result = proving.result()
        finally:
            proving.close()
        found = self._measured(
            *(self.now, set(self.entries)),
            findings=[*findings, *result.findings],
            accepted=[*accepted, *result.accepted],
        )
        return regrouped(found, self.moved)

    def before(self) -> list[Item]:
        """Return the items of the merge base."""
        findings, accepted = self.then.checked(self.earlier.values(), across=self.across)
        options = Options()
        options.rev = self.base
        options.paths = [_from_here(self.repository, path) for path in self.earlier]
        secrets: list[Finding] = []
        if self.earlier:
            proving = Proving(options, self.today)
            try:
                result = proving.result()
            finally:
                proving.close()
            secrets, more = result.findings, result.accepted
            accepted = [*accepted, *more]
        return self._measured(
            *(self.then, set(self.earlier)),
            findings=[*findings, *secrets],
            accepted=accepted,
        )

    def settled(self, found: Compared) -> Compared:
        """Leave out schemas that files need which the change has no part in, at both ends."""
        doubtful = [one for one in (*found.new, *found.gone) if one.rule == UNVENDORED]
        if not doubtful:
            return found
        now, then = self._unvendored(self.now), self._unvendored(self.then)
        return Compared(
            [one for one in found.new if one.rule != UNVENDORED or one.subject not in then],
            [one for one in found.gone if one.rule != UNVENDORED or one.subject not in now],
        )

    def _unvendored(self, site: Site) -> set[str]:
        """Return the schemas that any file of a commit needs and the repository has not."""
        findings, _ = site.checked(site.snapshot.entries().values(), across=False)
        items = of_findings(findings, (), lambda path: (), self.today, None, frozenset())
        return {one.subject for one in items if one.rule == UNVENDORED}

    def _measured(
        self,
        site: Site,
        only: set[str],
        *,
        findings: "list[Finding]",
        accepted: "list[Accepted]",
    ) -> list[Item]:
        found = site.measured(
            Sources(
                *(site.whole, self.minutes),
                findings=findings,
                accepted=accepted,
                today=self.today,
                as_of=self.as_of,
                only=frozenset(only),
                together=self.across,
            )
        )
        return found.items


def _ancestor(repository: Repository, base: str, head: str) -> str:
    """Return the merge base; `base` itself where there is none."""
    start = resolve(repository, base, "commit")
    try:
        return deltas.sole_ancestor(repository, start, head, base)
    except GitFailed:
        return start


def _from_here(repository: Repository, path: str) -> str:
    """Return a path from the root as options take it."""
    return path if repository.top is None else os.path.join(repository.top, path)
