"""The states that a scope went through: each as it would come back, the newest first.

A state is what the files of the scope hold. It is named by the commit of the mainline that
brought it; commits that changed nothing of the scope bring none. Files that stay as they are in
any case, because they hold secrets, are those of now in each.
"""

from collections.abc import Iterator

from confledger.cli.rollback.keeping import Keeping
from confledger.git.mainline import Step, count, steps, tree_file
from confledger.git.tree_writing import Put, as_put
from confledger.git.trees import TreeFile
from confledger.rollback.plan import Revision
from confledger.rollback.restoring import OF_SECRETS
from confledger.rollback.scope import FILE, FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.work import Work
    from confledger.rollback.scope import Scope


class Past:
    """One state: the commit that brought it, and how many of its files are others now.

    `changed` are the paths that differ from the state that was yielded before. `empty` says that
    there was nothing of the scope.
    """

    __slots__ = ("changed", "differing", "empty", "revision")

    def __init__(
        self, revision: Revision, changed: frozenset[str], differing: int, *, empty: bool
    ) -> None:
        self.revision = revision
        self.changed = changed
        self.differing = differing
        self.empty = empty


class States:
    """Goes back through the states of a scope; `files` are those of the one it is at.

    Those that hold the same as a newer one are left out.
    """

    def __init__(self, work: "Work", scope: "Scope", *, secrets: bool) -> None:
        self._work = work
        self._scope = scope
        self.holds = scope.holds
        self._secrets = secrets
        self._keeping = Keeping(work)
        self._kept: dict[tuple[str, TreeFile | None], bool] = {}
        self.now: dict[str, TreeFile] = {}
        for path, entry in work.now.entries().items():
            file = tree_file(entry)
            if file is not None and scope.holds(path):
                self.now[path] = file
        self.files = dict(self.now)
        self._differing: set[str] = set()
        # Files that were met which stay as they are, though they were others.
        self.stays: set[str] = set()
        # How many commits were looked at.
        self.looked = 0

    def __iter__(self) -> Iterator[Past]:
        """Yield each state, that of now first; where there is none of it now, what was before."""
        seen: set[int] = set()
        differing = self._differing
        changed: set[str] = set()
        mark = hash(None)
        for path, file in self.files.items():
            mark ^= hash((path, file))
        for step in steps(self._work.repository, self._work.head, self._paths()):
            self.looked += 1
            befores = {
                path: before
                for path, (before, after) in step.changes.items()
                if before != after and self.holds(path)
            }
            if not befores:
                continue
            if mark not in seen:
                seen.add(mark)
                revision = _revision(step)
                empty = not self.files
                yield Past(revision, frozenset(changed), len(differing), empty=empty)
                changed.clear()
            for path, before in befores.items():
                was, then = self.files.get(path), self._then(path, before)
                if was == then:
                    continue
                changed.add(path)
                (differing.discard if then == self.now.get(path) else differing.add)(path)
                mark ^= 0 if was is None else hash((path, was))
                mark ^= 0 if then is None else hash((path, then))
                if then is None:
                    del self.files[path]
                else:
                    self.files[path] = then

    def edits(self) -> dict[str, Put | None]:
        """Return what leads from now to the state it is at."""
        return {path: as_put(self.files.get(path)) for path in sorted(self._differing)}

    def commits(self) -> int:
        """Count the commits that there are to look at."""
        return count(self._work.repository, self._work.head, self._paths())

    def _then(self, path: str, file: TreeFile | None) -> TreeFile | None:
        """Return what a file would be again: what it was, or what it is where it is kept."""
        now = self.now.get(path)
        if file == now:
            return now
        known = self._kept.get((path, file))
        if known is None:
            why = self._keeping(path, (now, file))
            known = why is not None and not (self._secrets and why == OF_SECRETS)
            if known:
                self.stays.add(path)
            self._kept[path, file] = known
        return now if known else file

    def _paths(self) -> tuple[str, ...]:
        """Return what git may leave the rest out by; nothing where it has to list all."""
        if self._scope.kind in (FOLDER, FILE) and self._scope.name != ".":
            return (self._scope.name,)
        return ()


def _revision(step: Step) -> Revision:
    return Revision(step.oid, step.time, step.author, step.subject)
