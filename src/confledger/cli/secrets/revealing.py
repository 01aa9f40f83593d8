"""Plaintext on its way to standard output: the only place where it is written."""

import os
import sys

from confledger.cli.streams import abandon
from confledger.errors import ConfledgerError
from confledger.loader.surroundings import in_ci
from confledger.secrets.plain import Plain

# What moves the cursor, or does worse, is shown as the picture of it.
_PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {
    127: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}


def show(value: Plain) -> None:
    """Write text to a terminal, without what a terminal would obey, and end the line."""
    with Plain(_shown(value)) as text:
        write(text if _ends_line(text) else Plain(text.reveal() + b"\n"))


def write(value: Plain) -> None:
    """Write bytes to standard output as they are; raise ConfledgerError when they do not fit."""
    try:
        sys.stdout.flush()
        start = value.give(1, 0) if value.exceeds(0) else 0
        while start:
            start = value.give(1, start)
    except BrokenPipeError:
        abandon()
    except OSError as error:
        abandon()
        reason = (error.strerror or "").lower()
        raise ConfledgerError(
            f"standard output could not be written: {reason}", help="see where it is redirected to"
        ) from None


def only_to_a_person(reveal: bool, instead: str) -> None:
    """Raise ConfledgerError where clear text would be kept: by a pipe, a file, or a log of CI."""
    if in_ci(os.environ):
        raise ConfledgerError(
            "nothing is shown in clear text in continuous integration: "
            "logs are kept and read by many",
            help=instead,
        )
    if not reveal and not sys.stdout.isatty():
        raise ConfledgerError(
            "standard output is no terminal, so the clear text would be kept somewhere",
            help=f"{instead}, or add --reveal",
        )


def _shown(value: Plain) -> bytes:
    return value.reveal().decode("utf-8", "backslashreplace").translate(_PICTURES).encode("utf-8")


def _ends_line(value: Plain) -> bool:
    return value.reveal().endswith(b"\n")
