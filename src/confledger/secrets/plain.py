"""A decrypted value that cannot be shown by accident."""

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_SHOWN = "<secret>"
# So many bytes are read from a pipe at once.
_PIECE = 1 << 16


class Plain:
    """Bytes in clear text: printed, formatted or pickled they give `<secret>`, or raise.

    `reveal()` is the one way to the bytes, so that each use of it can be found by its name.
    Two of them are never equal, nor is their length known, but by `equals` and `reveal`.
    The bytes are overwritten when it is wiped, which its end does as well; copies that Python
    made of what was revealed are beyond that.
    """

    __slots__ = ("__weakref__", "_held")

    def __init__(self, held: "bytes | bytearray" = b"") -> None:
        self._held = bytearray(held)

    def reveal(self) -> bytes:
        """Return the bytes themselves."""
        return bytes(self._held)

    def wipe(self) -> None:
        """Overwrite the bytes, and forget them."""
        self._held[:] = bytes(len(self._held))
        self._held.clear()

    def equals(self, other: "Plain") -> bool:
        """Whether both hold the same bytes; the time it takes does not tell where they differ."""
        from hmac import compare_digest

        return compare_digest(self._held, other._held)

    def exceeds(self, most: int) -> bool:
        """Whether there are more bytes than a limit."""
        return len(self._held) > most

    def take(self, file: int) -> bool:
        """Read what a file has ready into the end, with no other copy; False at its end."""
        end = len(self._held)
        self._held.extend(bytes(_PIECE))
        got = 0
        try:
            with memoryview(self._held) as view, view[end:] as rest:
                got = os.readv(file, [rest])
        finally:
            del self._held[end + got :]
        return got > 0

    def save(self, path: str) -> None:
        """Write to a new file that only this user can read."""
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            start = self.give(file, 0)
            while start:
                start = self.give(file, start)
        finally:
            os.close(file)

    def give(self, file: int, start: int) -> int:
        """Write what a file takes, from `start` on; return where to go on, 0 when all is gone."""
        with memoryview(self._held) as view, view[start : start + _PIECE] as piece:
            start += os.write(file, piece)
        return start if start < len(self._held) else 0

    def __enter__(self) -> "Plain":
        return self

    def __exit__(self, *_: object) -> None:
        self.wipe()

    def __del__(self) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return _SHOWN

    def __str__(self) -> str:
        return _SHOWN

    def __format__(self, _: str) -> str:
        return _SHOWN

    def __reduce_ex__(self, _: object) -> "NoReturn":
        raise TypeError("a secret is not copied, and not pickled")

    def __getstate__(self) -> "NoReturn":
        raise TypeError("a secret is not copied, and not pickled")
