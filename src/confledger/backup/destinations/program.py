"""A program of the user: what it is given, what it writes, and its end, with no shell between."""

import io
import os
import selectors
import signal
import subprocess
from contextlib import suppress
from time import monotonic
from typing import IO, BinaryIO

from confledger.backup.destinations.place import Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_BLOCK = 1 << 16


class Program:
    """One command while it runs; it is stopped, with all it started, when it takes too long."""

    def __init__(
        self, what: str, words: list[str], environ: "Mapping[str, str]", seconds: float
    ) -> None:
        self._what = what
        self._within = seconds
        self._errors = b""
        try:
            self._process = subprocess.Popen(
                words,
                env=dict(environ),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                process_group=0,
            )
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or "it cannot be").lower()
            raise Failed(
                f"{what}: {words[0]!r} could not be started: {reason}",
                help="commands are started without a shell: the first word is a program",
            ) from error

    def feed(self, file: BinaryIO) -> None:
        """Write a file to it, and wait for its end."""
        stdin = self._process.stdin
        assert stdin is not None
        os.set_blocking(stdin.fileno(), False)
        waiting = memoryview(b"")
        ended = False
        try:
            with selectors.DefaultSelector() as ready:
                self._watch(ready)
                ready.register(stdin, selectors.EVENT_WRITE, stdin)
                while ready.get_map():
                    for one in self._ready(ready):
                        if one is not stdin:
                            self._take(ready, one)
                            continue
                        waiting = waiting or memoryview(file.read(_BLOCK))
                        ended = not waiting
                        try:
                            waiting = waiting[os.write(stdin.fileno(), waiting) :]
                        except BrokenPipeError:
                            ended = True
                        if ended:
                            ready.unregister(stdin)
                            stdin.close()
            short = bool(waiting)
        except BaseException:
            self.stop()
            raise
        self._end()
        if short:
            raise Failed(f"{self._what} did not take all of it")

    def output(self, most: int) -> bytes:
        """Return what it writes, no more than so much; raise Failed unless it ends well."""
        parts = []
        while piece := self.read(_BLOCK):
            parts.append(piece)
            most -= len(piece)
            if most < 0:
                self.stop()
                raise Failed(f"{self._what} wrote more than it should")
        return b"".join(parts)

    def read(self, size: int) -> bytes:
        """Return some of what it writes; nothing once it has ended well."""
        stdout = self._process.stdout
        assert stdout is not None
        if self._process.stdin is not None:
            self._process.stdin.close()
            self._process.stdin = None
        try:
            with selectors.DefaultSelector() as ready:
                self._watch(ready)
                while ready.get_map():
                    for one in self._ready(ready):
                        if one is stdout and (piece := os.read(stdout.fileno(), size)):
                            return piece
                        self._take(ready, one)
        except BaseException:
            self.stop()
            raise
        self._end()
        return b""

    def stop(self) -> None:
        """Kill it with all that it started, unless it has ended."""
        with suppress(ProcessLookupError, PermissionError):
            if self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)
        self._close()

    def _watch(self, ready: selectors.BaseSelector) -> None:
        for one in (self._process.stdout, self._process.stderr):
            if one is not None and not one.closed:
                ready.register(one, selectors.EVENT_READ, one)

    def _ready(self, ready: selectors.BaseSelector) -> list[IO[bytes]]:
        until = monotonic() + self._within
        while monotonic() < until:
            if found := ready.select(max(0.0, until - monotonic())):
                return [key.data for key, _ in found]
        raise Failed(
            f"{self._what} did nothing for {self._within:g} seconds, and was stopped",
            help="see what it waits for; it cannot ask anybody",
        )

    def _take(self, ready: selectors.BaseSelector, one: IO[bytes]) -> None:
        """Read what it says beside; of its errors the last are remembered."""
        piece = os.read(one.fileno(), _BLOCK)
        if not piece:
            ready.unregister(one)
            one.close()
        elif one is self._process.stderr:
            self._errors = (self._errors + piece)[-_BLOCK:]

    def _end(self) -> None:
        try:
            code = self._process.wait(self._within)
        except subprocess.TimeoutExpired:
            self.stop()
            raise Failed(f"{self._what} closed its output and did not end") from None
        finally:
            self._close()
        if code:
            said = self._errors.decode("utf-8", "replace").strip().splitlines()
            last = f": {said[-1].strip()}" if said else ""
            raise Failed(f"{self._what} ended with exit code {code}{last}")

    def _close(self) -> None:
        for one in (self._process.stdin, self._process.stdout, self._process.stderr):
            if one is not None and not one.closed:
                with suppress(BrokenPipeError):
                    one.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)


class Output(io.RawIOBase):
    """What a command writes, as a file."""

    def __init__(self, running: Program) -> None:
        self._running = running
        self._ended = False

    def readable(self) -> bool:
        """Say that it is."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read some, as the interface wants it."""
        room = memoryview(buffer)
        if self._ended:
            return 0
        piece = self._running.read(len(room))
        self._ended = not piece
        room[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        """Stop what is not at its end."""
        if not self.closed and not self._ended:
            self._ended = True
            self._running.stop()
        super().close()
