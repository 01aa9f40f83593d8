"""The content of many objects through one `git cat-file --batch`."""

import os
from collections.abc import Iterator

from confledger.errors import ConfledgerError
from confledger.git.process import Running
from confledger.git.repository import Repository

# Up to here the requests are made one by one; more are written by a second thread.
_FEW = 64

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


class TooLarge:
    """A file that is not read because of its size, in bytes."""

    __slots__ = ("size",)

    def __init__(self, size: int) -> None:
        self.size = size


class Blobs:
    """Two ways to read objects: one after the other, or many in one stream.

    Content is None where the object is missing or damaged. More than `limit` bytes are not
    kept. Raise ConfledgerError when git ends before it has answered.
    """

    __slots__ = ("_one", "_repository", "limit")

    def __init__(self, repository: Repository, limit: int) -> None:
        self._repository = repository
        self.limit = limit
        self._one: Running | None = None

    def one(self, name: str) -> tuple[str, bytes | TooLarge | None]:
        """Return the id and content of an object by any name that git knows it by."""
        if self._one is None:
            self._one = self._repository.start("cat-file", "--batch", talk=True)
        running = self._one
        assert running.stdin is not None
        try:
            os.write(running.stdin, os.fsencode(name) + b"\n")
            answer = _next(running.output, self.limit)
        except BrokenPipeError:
            answer = None
        if answer is None:
            self._one = None
            raise _ended(running)
        return answer

    def read(self, oids: list[str]) -> Iterator[bytes | TooLarge | None]:
        """Yield the content of each object, in order."""
        if len(oids) <= _FEW:
            for oid in oids:
                yield self.one(oid or "-")[1]
            return
        request = "".join(f"{oid or '-'}\n" for oid in oids).encode("ascii")
        running = self._repository.start("cat-file", "--batch", "--buffer", talk=True)
        assert running.stdin is not None
        from threading import Thread

        Thread(target=_write, args=(running.stdin, request), daemon=True).start()
        running.stdin = None
        try:
            for _ in oids:
                answer = _next(running.output, self.limit)
                if answer is None:
                    raise _ended(running)
                yield answer[1]
        finally:
            running.end()

    def close(self) -> None:
        """End the process that `one` started."""
        if self._one is not None:
            self._one.end()
            self._one = None


def _ended(running: Running) -> ConfledgerError:
    """Return why git ended in the middle of the answers."""
    try:
        running.wait()
    except ConfledgerError as error:
        return error
    return ConfledgerError("git ended early", help="see what is wrong with `git fsck`")


def _next(output: "IO[bytes]", limit: int) -> tuple[str, bytes | TooLarge | None] | None:
    """Read one answer of `git cat-file --batch`: a line with id, type and size, then content.

    None when git ended before it was complete.
    """
    head = output.readline()
    if not head.endswith(b"\n"):
        return None
    parts = head.rstrip(b"\n").rsplit(b" ", 2)
    if len(parts) < 3 or not parts[2].isdigit():
        return "", None
    oid, size = parts[0].decode("ascii", "replace"), int(parts[2])
    if size > limit:
        left = size + 1
        while left and (read := output.read(min(left, 1 << 20))):
            left -= len(read)
        return None if left else (oid, TooLarge(size))
    data = output.read(size)
    if len(output.read(1)) < 1:
        return None
    return oid, data if parts[1] == b"blob" else None


def _write(descriptor: int, request: bytes) -> None:
    try:
        with open(descriptor, "wb", 0) as pipe:
            view = memoryview(request)
            while view:
                view = view[pipe.write(view) :]
    except BrokenPipeError:
        pass
