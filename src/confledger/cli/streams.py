"""Standard streams that may be closed, full, or without a reader.

Whatever becomes of them, the exit code says what was found.
"""

import os
import sys

from confledger.errors import ConfledgerError


def complete() -> None:
    """Give each closed stream its number back, so that no other file gets it.

    What would go to a closed standard error is dropped; writing to a closed standard output
    fails.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is the one that open takes.
            os.open(os.devnull, mode)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def put(text: str) -> None:
    """Write an answer to standard output, as UTF-8; raise ConfledgerError when it does not fit.

    A reader that went away (`| head`) has had enough: that is no error.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        abandon()
    except OSError as error:
        abandon()
        raise ConfledgerError(
            f"standard output could not be written: {(error.strerror or '').lower()}",
            help="see where it is redirected to",
        ) from error


def tell(text: str) -> None:
    """Write a message to standard error; when nobody can hear it, do without."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        abandon(2)


def hanging(start: str, text: str) -> str:
    """Return `start` and the lines of a text beside it, on a terminal none wider than that."""
    inner = " " * len(start)
    if not sys.stdout.isatty():
        return start + text.replace("\n", f"\n{inner}") + "\n"
    from shutil import get_terminal_size
    from textwrap import fill

    columns = max(get_terminal_size().columns, len(start) + 20)
    parts = (
        fill(
            part,
            columns,
            initial_indent=inner,
            subsequent_indent=inner,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for part in text.splitlines()
    )
    return (start + "\n".join(parts)[len(start) :]).rstrip() + "\n"


def abandon(number: int = 1) -> None:
    """Drop what is left for a stream: Python would try again at its end, and exit with 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
