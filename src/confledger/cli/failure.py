"""How an error reaches the user: what happened, what to do; a log when it is our fault."""

import os
import sys

from confledger import __version__
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError


def report(error: Exception) -> int:
    """Print an error; return 2 when the user can put it right, 3 when only we can."""
    if isinstance(error, ConfledgerError):
        tell(f"error: {shown(str(error))}\n")
        if error.help:
            tell(f"  help: {shown(error.help)}\n")
        return 2
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        tell("error: the current folder does not exist any more\n  help: cd to one that does\n")
        return 2
    if isinstance(error, (OSError, MemoryError)) and not isinstance(error, FileNotFoundError):
        reason = getattr(error, "strerror", None) or "not enough memory"
        name = getattr(error, "filename", None)
        where = f": {shown(os.fsdecode(name))}" if isinstance(name, (str, bytes)) else ""
        tell(f"error: {reason.lower()}{where}\n")
        return 2
    path = _log(error)
    if path:
        tell(
            f"error: this is a fault of confledger {__version__} ({type(error).__name__})\n"
            f"  help: report it and attach {path}; it holds no content of your files\n"
        )
    else:
        tell(f"error: this is a fault of confledger {__version__}: {type(error).__name__}\n")
    return 3


def _is_somewhere() -> bool:
    """Whether the current folder is there."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return False
    return True


def shown(text: str) -> str:
    """Return text that a terminal can be shown: control characters and surrogates escaped."""
    return "".join(
        character
        if character.isprintable() or character == "\n"
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )


def _log(error: Exception) -> str | None:
    """Write where the error came from, without values: a traceback could quote a secret."""
    import tempfile
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"confledger {__version__}, Python {sys.version.split()[0]}, {sys.platform}"]
    lines += [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
    lines.append(type(error).__name__)
    try:
        descriptor, path = tempfile.mkstemp(prefix="confledger-", suffix=".log")
        with open(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return path
