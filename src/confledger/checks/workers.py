"""The same run on several processes.

Threads would only wait for one another: the parsers and the validator hold the lock of the
interpreter.
"""

import marshal
import os
import signal
from collections.abc import Callable

from confledger.checks.run import Outcome, Run
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Entry


def spread(run: Run, entries: list[Entry], jobs: int) -> None:
    """Judge the entries in `jobs` forks, this process included; the run gets all results.

    Raise ConfledgerError when a worker ends otherwise than by finishing. None of them outlives
    this call, not even when it is interrupted or the process is told to terminate.
    """
    children: list[tuple[int, int]] = []
    answers: list[bytes] = []
    statuses: list[int] = []
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        for number in range(1, jobs):
            children.append(_started(run, entries[number::jobs]))
        run.judge(entries[0::jobs])
        answers = [_read(read_end) for _, read_end in children]
    except BaseException:
        for pid, _ in children:
            os.kill(pid, signal.SIGKILL)
        raise
    finally:
        statuses = [os.waitpid(pid, 0)[1] for pid, _ in children]
        signal.signal(signal.SIGTERM, before)
    for status, data in zip(statuses, answers, strict=True):
        if status:
            code = os.waitstatus_to_exitcode(status)
            raise ConfledgerError(
                f"a worker ended with {'signal' if code < 0 else 'exit code'} {abs(code)}",
                help="run it again with --jobs 1 to see which file does that",
            )
        _merge(run, data)


def _leave(number: int, frame: object) -> None:
    """End as the signal would have ended us, but not before the workers have."""
    raise SystemExit(128 + number)


def _started(run: Run, entries: list[Entry]) -> tuple[int, int]:
    """Start a worker; return its process id and where its answer will come from."""
    read_end, write_end = os.pipe()
    parent = os.getpid()
    pid = os.fork()  # noqa: TID251 - the same work, on more cores
    if pid == 0:
        code = 3
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(read_end)
            code = _work(run, entries, write_end, _orphaned(parent))
        finally:
            os._exit(code)
    os.close(write_end)
    return pid, read_end


def _orphaned(parent: int) -> Callable[[int, int], None]:
    """Return what ends a worker, between two files, when nobody waits for it any more."""

    def look(done: int, total: int) -> None:
        if os.getppid() != parent:
            os._exit(1)

    return look


def _work(run: Run, entries: list[Entry], pipe: int, progress: Callable[[int, int], None]) -> int:
    """Judge in the child and send what it came to; return the exit code."""
    try:
        run._progress = progress
        run.findings, run.outcomes = [], []
        run.judging.accepted, run.judging.comments = [], {}
        try:
            run.judge(entries)
            answer = _packed(run)
        except ConfledgerError as error:
            answer = marshal.dumps((str(error), error.help))
        with open(pipe, "wb") as file:
            file.write(answer)
    except KeyboardInterrupt:
        return 130
    except BaseException:
        # What it was, a run with one process tells: it has the right words for it.
        return 3
    return 0


def _packed(run: Run) -> bytes:
    shared: dict[int, int] = {}
    members: list[dict[str, str | None]] = []
    rows = []
    for outcome in run.outcomes:
        index = -1
        if outcome.members is not None:
            index = shared.setdefault(id(outcome.members), len(members))
            if index == len(members):
                members.append(outcome.members)
        known = (outcome.key, index, outcome.remembered)
        rows.append((outcome.path, outcome.status, outcome.reason, *known))
    rest = b""
    judging = run.judging
    if run.findings or judging.broken or judging.comments:
        import pickle

        rest = pickle.dumps((run.findings, judging.broken, judging.accepted, judging.comments))
    return marshal.dumps((rows, members, rest))


def _merge(run: Run, data: bytes) -> None:
    # From our own child, over a pipe that nobody else has.
    answer = marshal.loads(data)  # noqa: S302 - see above
    if len(answer) == 2:
        raise ConfledgerError(answer[0], help=answer[1])
    rows, members, rest = answer
    for path, status, reason, key, index, remembered in rows:
        used = members[index] if index >= 0 else None
        run.outcomes.append(Outcome(path, status, reason, key, used, remembered=remembered))
    if rest:
        import pickle

        findings, broken, accepted, comments = pickle.loads(rest)  # noqa: S301
        run.findings += findings
        run.judging.broken |= broken
        run.judging.accepted += accepted
        run.judging.comments |= comments


def _read(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()
