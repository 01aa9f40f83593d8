"""The first ledger of a large repository, worked out by several processes.

Each takes some of the files, whatever they were called: what a commit made of one file depends
on no other. This process writes what they find, in the order of the commits.
"""

import marshal
import os
import signal
from collections import deque
from collections.abc import Iterator
from threading import Condition, Thread

from confledger.errors import ConfledgerError
from confledger.git.history import HistoryIncomplete
from confledger.git.landing import AsStored, Change, Commit
from confledger.git.repository import Repository
from confledger.ledger.differing import Differences, moves
from confledger.ledger.lineages import Lineages
from confledger.ledger.outcome import Bundle, Packing, Texts, Unpacked, unpacked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.ledger.differing import Rules

Work = list[tuple[Commit, list[Change]]]
# What was found, or the kind, message and help of an error.
Part = Bundle | tuple[str, str, str | None]
# Fewer changes are worked out sooner than a process is started.
_WORTH = 2000
# To read so many bytes takes as long as all else that a change needs.
_AS_LONG = 4_700
# So many results are sent at once.
_PART = 200
_LENGTH = 8
_INCOMPLETE = 4
# So many bytes of results one process may be ahead of the ledger.
_LEAD = 16_000_000


def worthwhile(work: Work) -> bool:
    """Whether there is enough to do for several processes, and a way to start them."""
    return hasattr(os, "fork") and sum(len(changes) for _, changes in work) >= _WORTH


class Spread:
    """Does what Differences does, for changes asked for in the order in which they were given."""

    def __init__(self, repository: Repository, rules: "Rules", work: Work, workers: int) -> None:
        groups = _grouped(work, workers, _sizes(repository, work))
        self._whose = {path: number for number, paths in enumerate(groups) for path in paths}
        self._results: list[deque[Unpacked]] = [deque() for _ in groups]
        self._texts = [Texts() for _ in groups]
        self._pids: list[int] = []
        self._drained: list[_Drained] = []
        self._parts: list[Iterator[Part]] = []
        try:
            answers = []
            for paths in groups:
                own = [(one, [x for x in given if _path(x) in paths]) for one, given in work]
                pid, answer = _started(repository, rules, own)
                self._pids.append(pid)
                answers.append(answer)
            # Threads begin when nothing is forked any more.
            self._drained = [_Drained(answer) for answer in answers]
            self._parts = [one.parts() for one in self._drained]
        except BaseException:
            self.close()
            raise

    def file(self, commit: Commit, one: Change, lineage: str) -> Unpacked:
        """Return what became of one file in one commit, and of its leaves, sorted by key.

        Raise HistoryIncomplete, and ConfledgerError where a process has ended early.
        """
        number = self._whose[_path(one)]
        results = self._results[number]
        if not results:
            part = next(self._parts[number], None)
            if part is None:
                raise self._ended(number)
            if len(part) == 3:
                raise _same_as(*part)
            results.extend(unpacked(part, self._texts[number]))
            if part[2]:
                self._texts[number] = Texts()
        return results.popleft()

    def close(self) -> None:
        """End the processes."""
        for pid in filter(None, self._pids):
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._pids = []
        for one in self._drained:
            one.end()

    def _ended(self, number: int) -> ConfledgerError:
        code = os.waitstatus_to_exitcode(os.waitpid(self._pids[number], 0)[1])
        self._pids[number] = 0
        if code == _INCOMPLETE:
            return HistoryIncomplete()
        how = f"with {code}" if code >= 0 else f"by signal {-code}"
        return ConfledgerError(
            f"a process that reads the history ended early, {how}",
            help="run it again: what was written is kept"
            + ("; there may be too little memory" if code == -signal.SIGKILL else ""),
        )


class _Drained:
    """Reads what a process sends as it comes, so that it hardly ever waits for us."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._parts: deque[bytes] = deque()
        self._ahead = 0
        self._room = Condition()
        self._thread = Thread(target=self._drain, daemon=True)
        self._read, self._wake = os.pipe()
        self._thread.start()

    def parts(self) -> Iterator[Part]:
        """Yield what was sent, part by part."""
        try:
            # A byte for each part; at the end there are no more.
            while os.read(self._read, 1):
                part = self._parts.popleft()
                with self._room:
                    self._ahead -= len(part)
                    self._room.notify()
                yield marshal.loads(part)  # noqa: S302 - written by our own child
        finally:
            os.close(self._read)

    def end(self) -> None:
        """Wait for nothing any more."""
        with self._room:
            self._ahead = -(1 << 60)
            self._room.notify()

    def _drain(self) -> None:
        try:
            with os.fdopen(self._descriptor, "rb") as answers:
                while len(head := answers.read(_LENGTH)) == _LENGTH:
                    size = int.from_bytes(head, "big")
                    part = answers.read(size)
                    if len(part) < size:
                        return
                    self._parts.append(part)
                    os.write(self._wake, b".")
                    with self._room:
                        self._ahead += size
                        self._room.wait_for(lambda: self._ahead <= _LEAD)
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
    packing = Packing()
    try:
        with os.fdopen(write_end, "wb") as out:
            try:
                for commit, changes in work:
                    if commit.mainline:
                        lineages.next_group()
                    moved = lineages.move(moves(changes, rules), commit)
                    for one in changes:
                        path = _path(one)
                        lineage = moved.get(path) or lineages.of(path, commit)
                        packing.add(*differences.file(commit, one, lineage))
                    if len(packing) >= _PART:
                        _send(out, packing.taken())
                _send(out, packing.taken())
            except (HistoryIncomplete, BrokenPipeError):
                raise
            except Exception as error:
                _send(out, _told(error))
    except HistoryIncomplete:
        return _INCOMPLETE
    except (BrokenPipeError, KeyboardInterrupt):
        return 1
    finally:
        differences.close()
    return 0


def _told(error: Exception) -> tuple[str, str, str | None]:
    """Return what another process needs to raise the same.

    Of what is a fault of ours, where it was: its own words could quote a value.
    """
    if isinstance(error, ConfledgerError):
        return "", str(error), error.help
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}"
    return type(error).__name__, where, None


def _same_as(kind: str, message: str, help: str | None) -> Exception:
    """Return the exception that a process has told of."""
    if not kind:
        return ConfledgerError(message, help=help)
    if kind == "MemoryError":
        return MemoryError()
    fault: Exception = type(f"{kind} at {os.path.basename(message)}", (RuntimeError,), {})()
    return fault


def _send(out: object, found: Part) -> None:
    part = marshal.dumps(found)
    out.write(len(part).to_bytes(_LENGTH, "big") + part)  # type: ignore[attr-defined] # a file
    out.flush()  # type: ignore[attr-defined] # a file


def _sizes(repository: Repository, work: Work) -> dict[str, int]:
    """Return how many bytes each version has, as far as git knows it at once."""
    oids = sorted({oid for _, changes in work for one in changes if (oid := _oid(one))})
    running = AsStored(repository).start(
        "cat-file", "--buffer", "--batch-check=%(objectsize)", talk=True
    )
    running.feed("".join(f"{oid}\n" for oid in oids).encode("ascii"))
    try:
        found = running.output.read().split(b"\n")
    finally:
        running.end()
    return {oid: int(size) for oid, size in zip(oids, found, strict=False) if size.isdigit()}


def _grouped(work: Work, count: int, sizes: dict[str, int]) -> list[set[str]]:
    """Return groups of paths of about the same weight; a file and all its names are in one."""
    above: dict[str, str] = {}

    def top(path: str) -> str:
        while (held := above.setdefault(path, path)) != path:
            above[path] = above[held]
            path = held
        return path

    weights: dict[str, int] = {}
    left = dict(sizes)
    for _, changes in work:
        for one in changes:
            own = _path(one)
            # A version is read once.
            weights[own] = weights.get(own, 0) + _AS_LONG + left.pop(_oid(one), 0)
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


def _oid(one: Change) -> str:
    held = one.after or one.before
    return (held.oid or "") if held is not None and held.kind != "submodule" else ""
