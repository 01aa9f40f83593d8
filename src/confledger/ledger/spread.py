"""The first ledger of a large repository, worked out by several processes.

Each takes some of the files, whatever they were called: what a commit made of one file depends
on no other. This process writes what they find, in the order of the commits.
"""

import marshal
import os
import signal
from collections import deque
from collections.abc import Iterator
from threading import Thread

from confledger.errors import ConfledgerError
from confledger.git.history import HistoryIncomplete
from confledger.git.landing import Change, Commit
from confledger.git.repository import Repository
from confledger.ledger.differing import Differences, Row, moves
from confledger.ledger.lineages import Lineages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.ledger.differing import Rules

Work = list[tuple[Commit, list[Change]]]
# Fewer changes are worked out sooner than a process is started.
_WORTH = 3000
# So many results are sent at once.
_PART = 200
_LENGTH = 8
_INCOMPLETE = 4


def worthwhile(work: Work) -> bool:
    """Whether there is enough to do for several processes, and a way to start them."""
    return hasattr(os, "fork") and sum(len(changes) for _, changes in work) >= _WORTH


class Spread:
    """Does what Differences does, for changes asked for in the order in which they were given."""

    def __init__(self, repository: Repository, rules: "Rules", work: Work, workers: int) -> None:
        groups = _grouped(work, workers)
        self._whose = {path: number for number, paths in enumerate(groups) for path in paths}
        self._results: list[deque[tuple[str, list[Row]]]] = [deque() for _ in groups]
        self._pids: list[int] = []
        self._parts: list[Iterator[list[tuple[str, list[Row]]]]] = []
        try:
            answers = []
            for paths in groups:
                own = [(one, [x for x in given if _path(x) in paths]) for one, given in work]
                pid, answer = _started(repository, rules, own)
                self._pids.append(pid)
                answers.append(answer)
            # Threads begin when nothing is forked any more.
            self._parts = [_Drained(answer).parts() for answer in answers]
        except BaseException:
            self.close()
            raise

    def file(self, commit: Commit, one: Change, lineage: str) -> tuple[str, list[Row]]:
        """Return what became of one file in one commit, and of its leaves, sorted by key.

        Raise HistoryIncomplete, and ConfledgerError where a process has ended early.
        """
        number = self._whose[_path(one)]
        results = self._results[number]
        if not results:
            part = next(self._parts[number], None)
            if part is None:
                raise self._ended(number)
            results.extend(part)
        return results.popleft()

    def close(self) -> None:
        """End the processes."""
        for pid in filter(None, self._pids):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._pids = []

    def _ended(self, number: int) -> ConfledgerError:
        code = os.waitstatus_to_exitcode(os.waitpid(self._pids[number], 0)[1])
        self._pids[number] = 0
        if code == _INCOMPLETE:
            return HistoryIncomplete()
        return ConfledgerError(
            f"a process that reads the history ended early, with {abs(code)}",
            help="run it again; what was written is kept",
        )


class _Drained:
    """Reads what a process sends as it comes, so that it never waits for us."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._parts: deque[bytes] = deque()
        self._thread = Thread(target=self._drain, daemon=True)
        self._read, self._wake = os.pipe()
        self._thread.start()

    def parts(self) -> Iterator[list[tuple[str, list[Row]]]]:
        """Yield what was sent, part by part."""
        try:
            # A byte for each part; at the end there are no more.
            while os.read(self._read, 1):
                yield marshal.loads(self._parts.popleft())  # noqa: S302 - written by our own child
        finally:
            os.close(self._read)

    def _drain(self) -> None:
        try:
            with os.fdopen(self._descriptor, "rb") as answers:
                while head := answers.read(_LENGTH):
                    size = int.from_bytes(head, "big")
                    part = answers.read(size)
                    if len(part) < size:
                        return
                    self._parts.append(part)
                    os.write(self._wake, b".")
        except OSError:
            return
        finally:
            os.close(self._wake)


def _started(repository: Repository, rules: "Rules", work: Work) -> tuple[int, int]:
    """Start a process; return its id, and where its results will come from."""
    read_end, write_end = os.pipe()
    pid = os.fork()  # noqa: TID251 - the same work, on more cores
    if pid == 0:
        code = 3
        try:
            os.close(read_end)
            code = _work(repository, rules, work, write_end)
        finally:
            os._exit(code)
    os.close(write_end)
    return pid, read_end


def _work(repository: Repository, rules: "Rules", work: Work, write_end: int) -> int:
    """Work through the changes, and send what became of each; return the exit code."""
    lineages = Lineages(None)
    differences = Differences(repository, rules, lineages, work)
    results: list[tuple[str, list[Row]]] = []
    try:
        with os.fdopen(write_end, "wb") as out:
            for commit, changes in work:
                if commit.mainline:
                    lineages.next_group()
                moved = lineages.move(moves(changes, rules), commit)
                for one in changes:
                    path = _path(one)
                    lineage = moved.get(path) or lineages.of(path, commit)
                    results.append(differences.file(commit, one, lineage))
                if len(results) >= _PART:
                    _send(out, results)
                    results = []
            _send(out, results)
    except HistoryIncomplete:
        return _INCOMPLETE
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
    finally:
        differences.close()
    return 0


def _send(out: object, results: list[tuple[str, list[Row]]]) -> None:
    part = marshal.dumps(results)
    out.write(len(part).to_bytes(_LENGTH, "big") + part)  # type: ignore[attr-defined] # a file
    out.flush()  # type: ignore[attr-defined] # a file


def _grouped(work: Work, count: int) -> list[set[str]]:
    """Return groups of paths of about the same weight; a file and all its names are in one."""
    above: dict[str, str] = {}

    def top(path: str) -> str:
        while (held := above.setdefault(path, path)) != path:
            above[path] = above[held]
            path = held
        return path

    weights: dict[str, int] = {}
    for _, changes in work:
        for one in changes:
            own = _path(one)
            weights[own] = weights.get(own, 0) + 1
            for entry in (one.before, one.after, *one.others):
                if entry is not None:
                    above[top(entry.path)] = top(own)
    together: dict[str, int] = {}
    for path, weight in weights.items():
        together[top(path)] = together.get(top(path), 0) + weight
    filled = [0] * count
    whose: dict[str, int] = {}
    for path, weight in sorted(together.items(), key=lambda one: (-one[1], one[0])):
        number = filled.index(min(filled))
        filled[number] += weight
        whose[path] = number
    groups: list[set[str]] = [set() for _ in range(count)]
    for path in weights:
        groups[whose[top(path)]].add(path)
    return groups


def _path(one: Change) -> str:
    held = one.after or one.before
    assert held is not None
    return held.path
