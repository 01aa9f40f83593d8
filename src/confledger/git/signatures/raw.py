"""The raw commits and tags behind many ids, through one `git cat-file --batch`."""

import os
from collections.abc import Iterator

from confledger.git.process import GitFailed, Running
from confledger.git.repository import Repository

# Larger ones are not looked at.
_MOST_BYTES = 1 << 24

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


def objects(repository: Repository, oids: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """Yield each id with the type and the bytes of its object, in order.

    The type is empty for what is not there, too large, or damaged; git, which gives up on the
    last, is started anew for the rest.
    """
    done = 0
    while done < len(oids):
        start = done
        running = repository.start("cat-file", "--batch", "--buffer", talk=True)
        running.feed("".join(f"{oid}\n" for oid in oids[done:]).encode("ascii"))
        try:
            while done < len(oids) and (answer := _next(running.output)) is not None:
                yield (oids[done], *answer)
                done += 1
            if done == start:
                running.wait()
        except GitFailed as error:
            if "unable to" not in error.said and "corrupt" not in error.said:
                raise
        finally:
            running.end()
        if done < len(oids):
            yield oids[done], "", b""
            done += 1


class OneByOne:
    """The same, of which each is asked for when it is wanted; git is started for the first."""

    __slots__ = ("_repository", "_running")

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._running: Running | None = None

    def __call__(self, oid: str) -> bytes:
        """Return the bytes of an object; none of one that is not there, or cannot be read."""
        running = self._running
        if running is None:
            asked = ("--no-replace-objects", "cat-file", "--batch")
            running = self._running = self._repository.start(*asked, talk=True)
        assert running.stdin is not None
        try:
            os.write(running.stdin, f"{oid}\n".encode("ascii"))
            answer = _next(running.output)
        except BrokenPipeError:
            answer = None
        if answer is None:
            self.close()
            return b""
        return answer[1]

    def close(self) -> None:
        """End git, if it was started."""
        if self._running is not None:
            self._running.end()
            self._running = None


def _next(output: "IO[bytes]") -> tuple[str, bytes] | None:
    """Read one answer; None when git has ended, in the middle of it or before."""
    head = output.readline()
    if not head.endswith(b"\n"):
        return None
    words = head.split()
    if len(words) != 3 or not words[2].isdigit():
        return "", b""
    left = int(words[2]) + 1
    parts: list[bytes] = []
    keep = left <= _MOST_BYTES
    while left:
        part = output.read(min(left, 1 << 20))
        if not part:
            return None
        left -= len(part)
        if keep:
            parts.append(part)
    return (words[1].decode("ascii"), b"".join(parts)[:-1]) if keep else ("", b"")
