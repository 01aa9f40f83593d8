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


class Damaged:
    """An object that git names and cannot read to its end."""

    __slots__ = ()


DAMAGED = Damaged()


class Blobs:
    """Two ways to read objects: one after the other, or many in one stream.

    Content is None where there is no such object, and DAMAGED where git gives up on it; git
    is then started anew for the rest. More than `limit` bytes are not kept. Raise
    ConfledgerError when git ends for another reason.
    """

    __slots__ = ("_mark", "_one", "_repository", "limit")

    def __init__(self, repository: Repository, limit: int) -> None:
        self._repository = repository
        self.limit = limit
        self._one: Running | None = None
        # Of no object: asked for after each one, its answer shows where the other has ended.
        self._mark = b"!" + os.urandom(8).hex().encode("ascii")

    def one(self, name: str) -> tuple[str, bytes | TooLarge | Damaged | None]:
        """Return the id and content of an object by any name that git knows it by."""
        if self._one is None:
            self._one = self._repository.start("cat-file", "--batch", talk=True)
        running = self._one
        assert running.stdin is not None
        try:
            os.write(running.stdin, os.fsencode(name) + b"\n" + self._mark + b"\n")
        except BrokenPipeError:
            # Why is known when its answer is read.
            pass
        answer = _next(running.output, self.limit, self._mark + b" missing\n")
        if answer is None or answer[1] is DAMAGED:
            self._one = None
            reason = _ended(running)
            if answer is None:
                raise reason
            return "", DAMAGED
        return answer

    def read(self, oids: list[str]) -> Iterator[bytes | TooLarge | Damaged | None]:
        """Yield the content of each object, in order."""
        if len(oids) <= _FEW:
            for oid in oids:
                yield self.one(oid or "-")[1]
            return
        done = 0
        while done < len(oids):
            for content in self._stream(oids[done:]):
                done += 1
                yield content

    def _stream(self, oids: list[str]) -> Iterator[bytes | TooLarge | Damaged | None]:
        """Yield the content of each object up to the first that is damaged."""
        request = "".join(f"{oid or '-'}\n" for oid in oids).encode("ascii")
        running = self._repository.start("cat-file", "--batch", "--buffer", talk=True)
        running.feed(request)
        try:
            for _ in oids:
                answer = _next(running.output, self.limit)
                if answer is None:
                    raise _ended(running)
                yield answer[1]
                if answer[1] is DAMAGED:
                    return
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


def _next(
    output: "IO[bytes]", limit: int, mark: bytes = b""
) -> tuple[str, bytes | TooLarge | Damaged | None] | None:
    """Read one answer of `git cat-file --batch`: a line with id, type and size, then content.

    None when git has ended. DAMAGED when it ended in the middle, or wrote more or less than it
    had said, as it does of some objects. `mark` is what comes after the answer, if known.
    """
    head = output.readline()
    if not head:
        return None
    parts = head.rstrip(b"\n").rsplit(b" ", 2)
    if len(parts) < 3 or not parts[2].isdigit():
        return ("", None) if _exactly(output, 0, mark, keep=False) is not None else None
    oid, size = parts[0].decode("ascii", "replace"), int(parts[2])
    data = _exactly(output, size, b"\n" + mark, keep=size <= limit)
    if data is None:
        return oid, DAMAGED
    if parts[1] != b"blob":
        return oid, None
    return oid, TooLarge(size) if size > limit else data


def _exactly(output: "IO[bytes]", size: int, end: bytes, *, keep: bool) -> bytes | None:
    """Return `size` bytes that `end` follows; none of them unless to `keep`; None if it does not.

    Read as it comes: to wait for bytes that git does not write would be to wait forever.
    """
    left = size + len(end)
    parts: list[bytes] = []
    tail = b""
    while left:
        part = output.read1(min(left, 1 << 20))  # type: ignore[attr-defined]  # a buffered one
        if not part:
            return None
        left -= len(part)
        tail = (tail + part)[-len(end) :]
        if left and len(end) > 1 and tail == end:
            return None
        if keep:
            parts.append(part)
    if tail != end:
        return None
    return b"".join(parts)[:size] if keep else b""
