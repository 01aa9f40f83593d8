"""The bytes of objects, one after the other."""

import os
import signal

from confledger.git.repository import discover
from confledger.git.signatures.raw import OneByOne
from support import Repository


def test_objects_are_read_one_by_one_whatever_becomes_of_git(repository: Repository) -> None:
    one, two = repository.commit("One"), repository.commit("Two")
    read = OneByOne(discover(str(repository.root)))

    messages = [read(oid).rpartition(b"\n\n")[2] for oid in (one, "0" * 40, two)]
    assert read._running is not None
    os.kill(read._running.pid, signal.SIGKILL)
    os.waitid(os.P_PID, read._running.pid, os.WEXITED | os.WNOWAIT)
    messages += [read(oid).rpartition(b"\n\n")[2] for oid in (one, two)]
    read.close()
    read.close()

    assert messages == [b"One\n", b"", b"Two\n", b"", b"Two\n"]
