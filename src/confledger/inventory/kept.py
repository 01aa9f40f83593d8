"""What was found in contents, kept as rows under the ids of these contents.

One file of the cache folder, written as a whole. It can be deleted at any time; anything odd in it
is as good as nothing, and so is the file of another build of ours.
"""

import json
import os
from collections.abc import Callable
from typing import TypeVar

from confledger.checks.cache import digest, write

# What other commits have is kept while it is not most of the file.
_TIMES = 3

Row = list[object]
Thing = TypeVar("Thing")


def key_of(oid: str, path: str) -> str:
    """Return what a content at a path is kept under."""
    return digest(f"{oid}\0{path}".encode("utf-8", "surrogateescape"), 12).hex()


class Kept:
    """The rows of one file of the cache folder; without a folder, none."""

    def __init__(self, folder: str | None, name: str, build: bytes, largest: int) -> None:
        self._folder = folder
        self._name = name
        self._build = build.hex()
        self._largest = largest
        self._known = {} if folder is None else self._read(os.path.join(folder, name))
        self._used: dict[str, Row] = {}
        self._new = False

    def get(self, key: str, read: Callable[[Row], Thing]) -> Thing | None:
        """Return what a row says, if there is one; `read` raises an error about an odd one."""
        row = self._known.get(key)
        if not isinstance(row, list):
            return None
        try:
            found = read(row)
        except (TypeError, ValueError, LookupError):
            return None
        self._used[key] = row
        return found

    def keep(self, key: str, row: Row) -> None:
        """Remember a row until `save`."""
        self._used[key] = row
        self._new = True

    def save(self) -> None:
        """Write what is known; never fails for want of space or rights."""
        if self._folder is None or not self._new:
            return
        files = self._known | self._used
        if len(files) > _TIMES * len(self._used):
            files = self._used
        text = json.dumps({"build": self._build, "files": files}, separators=(",", ":"))
        write(self._folder, self._name, text.encode("ascii"))

    def _read(self, path: str) -> dict[str, Row]:
        try:
            if os.path.getsize(path) > self._largest:
                return {}
            with open(path, "rb") as file:
                held = json.loads(file.read())
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(held, dict) or held.get("build") != self._build:
            return {}
        files = held.get("files")
        return files if isinstance(files, dict) else {}
