"""The same run on several processes.

Threads would only wait for one another: the parsers and the validator hold the lock of the
interpreter.
"""

import marshal
import os

from confledger.checks.run import Outcome, Run
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Entry


def spread(run: Run, entries: list[Entry], jobs: int) -> None:
    """Judge the entries in `jobs` forks, this process included; the run gets all results.

    Raise ConfledgerError when a worker ends otherwise than by finishing.
    """
    children = []
    for number in range(1, jobs):
        read_end, write_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read_end)
            os._exit(_work(run, entries[number::jobs], write_end))
        os.close(write_end)
        children.append((pid, read_end))
    try:
        run.judge(entries[0::jobs])
    finally:
        answers = [(pid, _read(read_end)) for pid, read_end in children]
        statuses = [os.waitpid(pid, 0)[1] for pid, _ in answers]
    for status, (_, data) in zip(statuses, answers, strict=True):
        if status:
            code = os.waitstatus_to_exitcode(status)
            raise ConfledgerError(
                f"a worker ended with {'signal' if code < 0 else 'exit code'} {abs(code)}",
                help="run it again with --jobs 1 to see which file does that",
            )
        _merge(run, data)


def _work(run: Run, entries: list[Entry], pipe: int) -> int:
    """Judge in the child and send what it came to; return the exit code."""
    try:
        run._progress = None
        run.findings, run.outcomes = [], []
        run.snapshot._blobs = None
        run.judge(entries)
        shared: dict[int, int] = {}
        members: list[dict[str, str | None]] = []
        rows = []
        for outcome in run.outcomes:
            index = -1
            if outcome.members is not None:
                index = shared.setdefault(id(outcome.members), len(members))
                if index == len(members):
                    members.append(outcome.members)
            rows.append((outcome.path, outcome.status, outcome.reason, outcome.key, index))
        rest = b""
        if run.findings or run.judging.broken:
            import pickle

            rest = pickle.dumps((run.findings, run.judging.broken))
        with open(pipe, "wb") as file:
            file.write(marshal.dumps((rows, members, rest)))
    except KeyboardInterrupt:
        return 130
    except BaseException:
        import traceback

        traceback.print_exc()
        return 3
    return 0


def _merge(run: Run, data: bytes) -> None:
    # From our own child, over a pipe that nobody else has.
    rows, members, rest = marshal.loads(data)  # noqa: S302
    for path, status, reason, key, index in rows:
        run.outcomes.append(
            Outcome(path, status, reason, key, members[index] if index >= 0 else None)
        )
    if rest:
        import pickle

        findings, broken = pickle.loads(rest)  # noqa: S301
        run.findings += findings
        run.judging.broken |= broken


def _read(descriptor: int) -> bytes:
    with open(descriptor, "rb") as file:
        return file.read()
