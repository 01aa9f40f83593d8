"""The smallest input that still shows a fault; what could end the process is tried in another."""

import os
import signal
import time
from collections.abc import Callable

from fuzzing.mutations import Input
from fuzzing.oracles import hold, judge_of
from fuzzing.seeds import Seeds
from fuzzing.workers import HANG_SECONDS, bounded, kind_of, limited

_SECONDS = 20


def shrunk(seeds: Seeds, one: Input, kind: str) -> Input:
    """Leave out what can be left out, lines first, then less and less, for a while."""
    outside = kind.startswith(("a crash", "a worker", "a hang outside"))
    judge = judge_of(seeds)

    def shows(data: bytes) -> bool:
        tried = one._replace(data=data)
        if outside:
            return _ends(seeds, tried)
        try:
            with limited():
                hold(judge, tried, render=True)
        except BaseException as error:  # a panic of a Rust library is no Exception
            return kind_of(error) == kind
        return False

    until = time.monotonic() + _SECONDS
    pieces = one.data.splitlines(keepends=True)
    if shows(one.data):
        pieces = _fewer(pieces, lambda kept: shows(b"".join(kept)), until)
        letters = [bytes([letter]) for letter in b"".join(pieces)]
        pieces = _fewer(letters, lambda kept: shows(b"".join(kept)), until)
    return one._replace(data=b"".join(pieces))


def _fewer(pieces: list[bytes], shows: Callable[[list[bytes]], bool], until: float) -> list[bytes]:
    size = len(pieces) // 2
    while size:
        at = 0
        while at < len(pieces) and time.monotonic() < until:
            kept = pieces[:at] + pieces[at + size :]
            if shows(kept):
                pieces = kept
            else:
                at += size
        size //= 2
    return pieces


def _ends(seeds: Seeds, one: Input) -> bool:
    """Whether an input ends, or holds up, a process of its own."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        bounded()
        try:
            hold(judge_of(seeds), one)
        except BaseException:  # told by the workers, not here
            os._exit(0)
        os._exit(0)
    for _ in range(int(30 * HANG_SECONDS)):
        time.sleep(0.05)
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return True
