"""A folder that only this user can look into, and that is gone in the end, however it comes."""

import os
import signal

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from types import FrameType

# What asks a program to end; interrupting one raises an exception already.
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def private_folder(
    below: str | None = None, prefix: str = "confledger-"
) -> "AbstractContextManager[str]":
    """Make a folder of mode 0700, and remove it with all that is in it.

    Also when the process is asked to end: it ends a little later then, with the exit code that
    shells know. `below` is where it is made, the folder for temporary files if None.
    """
    from contextlib import contextmanager

    @contextmanager
    def made() -> "Iterator[str]":
        import shutil
        import tempfile

        with ending_as_exit():
            try:
                folder = os.path.realpath(tempfile.mkdtemp(prefix=prefix, dir=below))
            except FileNotFoundError:
                raise ConfledgerError(
                    "no folder for temporary files can be written to",
                    help="make room there, or name another one in TMPDIR",
                ) from None
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    return made()


def ending_as_exit() -> "AbstractContextManager[None]":
    """Let SIGTERM, SIGHUP and SIGQUIT raise SystemExit, so that what is open gets closed."""
    from contextlib import contextmanager

    @contextmanager
    def caught() -> "Iterator[None]":
        before = {one: _replaced(one) for one in _ENDING}
        try:
            yield
        finally:
            for one, old in before.items():
                if old is not None:
                    signal.signal(one, old)

    return caught()


def _replaced(number: signal.Signals) -> "Callable[[int, FrameType | None], object] | int | None":
    """Take a signal over; None where somebody else has, or none can be had in this thread."""
    if signal.getsignal(number) is not signal.SIG_DFL:
        return None
    try:
        return signal.signal(number, _exit)
    except ValueError:
        return None


def _exit(number: int, _: object) -> None:
    raise SystemExit(128 + number)
