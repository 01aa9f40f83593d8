"""Which build of confledger, and of what it stands on, a verdict was made by."""

import os
import sys

from confledger import __version__
from confledger.checks.cache import digest


def identity() -> bytes:
    """Return a digest that changes with our version, Python's, and any installed package.

    Packages are told by the folders of sys.path: installing or removing one touches its
    folder, and asking each for its version would cost more than most runs. Where we are not
    installed but developed, each of our modules counts.
    """
    parts = [__version__, sys.version]
    ours = os.path.dirname(os.path.dirname(__file__))
    if os.path.basename(os.path.dirname(ours)) not in ("site-packages", "dist-packages"):
        parts += sorted(_modules(ours))
    for folder in (*sys.path[1:], ours):
        try:
            parts.append(f"{folder}:{os.stat(folder).st_mtime_ns}")
        except OSError:
            continue
    return digest("\n".join(parts).encode("utf-8", "surrogateescape"))


def _modules(folder: str) -> list[str]:
    """Return path, size and time of each module in a folder."""
    found = []
    for item in os.scandir(folder):
        if item.name.endswith(".py"):
            status = item.stat()
            found.append(f"{item.path}:{status.st_size}:{status.st_mtime_ns}")
        elif item.name != "__pycache__" and item.is_dir():
            found += _modules(item.path)
    return found
