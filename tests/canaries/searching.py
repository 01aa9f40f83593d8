"""What a command has left behind, searched for the secrets of a world."""

import os
import re
import subprocess
import zlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from canaries.forms import PLAINLY
from canaries.watching import CHILD, Done
from canaries.world import World

_ANSWER = "standard output"
_IN_MEMORY = re.compile(
    r"(?:private file|removed|renamed|replaced|overwritten) (?:/dev/shm|.*/run)/"
)
# Of the repository, what confledger alone writes: it is no place for what stands elsewhere either.
_OURS = ("repo/.git/confledger/", "repo/reports/", "repo/docs/auto_docs/", "repo/needs/")


class Leak(NamedTuple):
    """A secret in a place where it is not to be; the secret by its name, never itself."""

    where: str
    secret: str
    form: str


class Search:
    """Everything below the folder of a world: each file is read again when it has changed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[str, tuple[int, int, int]] = {}
        self._changed()

    def after(
        self,
        done: Done,
        *,
        shows: frozenset[str] = frozenset(),
        gives: frozenset[str] = frozenset(),
        given: str = "",
        in_memory: bool = False,
    ) -> list[Leak]:
        """Return what a command has leaked: with its answer, on its way, or into a file.

        `shows` are the secrets that its standard output is for, `gives` those that the program
        is to have which it starts, `given` one that its user has put into its arguments;
        `in_memory` allows a folder for this user alone, on a file system that is no disk.
        """
        leaks = self._of("standard error", done.stderr)
        leaks += _without(shows, self._of(_ANSWER, done.stdout))
        for where, content in done.seen:
            if in_memory and _IN_MEMORY.match(where):
                continue
            found = self._of(where, content)
            if where == CHILD:
                found = _without(gives, found)
            if where == "trace":
                found = [one for one in found if one.secret != given]
            leaks += found
        leaks += self._changed()
        return sorted(set(leaks))

    def objects(self) -> list[Leak]:
        """Return what is told by an object of git, reachable or not, or by a note."""
        done = subprocess.run(
            ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"],
            cwd=self.world.repository.root,
            capture_output=True,
            check=True,
        )
        return self._of("object of git", done.stdout)

    def told(self, where: str, content: bytes) -> list[Leak]:
        """Return what is told by something that is elsewhere."""
        return self._of(where, content)

    def _of(self, where: str, content: bytes) -> list[Leak]:
        found = [Leak(where, *hit) for hit in self.world.sealed.found_in(content)]
        if not self._stands_there(where):
            found += [Leak(where, *hit) for hit in self.world.plain.found_in(content)]
        return found

    def _stands_there(self, where: str) -> bool:
        """Whether what was left plain may be in this place, as it is in the files themselves."""
        if where in ("object of git", "trace"):
            return True
        name = where.split(" ", 1)[-1].removeprefix(f"{self.world.root}/")
        return name.startswith("repo/") and not name.startswith(_OURS)

    def _changed(self) -> list[Leak]:
        leaks: list[Leak] = []
        for top, folders, names in os.walk(self.world.root):
            if Path(top) == self.world.root:
                # Where identities are; and the programs of the world, which know what they type.
                folders[:] = [name for name in folders if name not in ("keys", "bin")]
            for name in names:
                path = os.path.join(top, name)
                try:
                    told = os.lstat(path)
                    state = (told.st_mtime_ns, told.st_size, told.st_ino)
                    if self._known.get(path) == state:
                        continue
                    self._known[path] = state
                    content = Path(path).read_bytes()
                except OSError:
                    continue
                if re.search(r"/objects/[0-9a-f]{2}/[0-9a-f]{38}$", path):
                    content = zlib.decompress(content)
                if "/.git/confledger/" in path:
                    content += _inflated(content)
                where = f"file {os.path.relpath(path, self.world.root)}"
                leaks += self._of(where, content)
        return leaks


def _inflated(content: bytes) -> bytes:
    """Return what stands in a file in compressed form, behind anything."""
    found = b""
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):
        with suppress(zlib.error):
            found += zlib.decompressobj().decompress(content[start.start() :])
    return found


def _without(expected: frozenset[str], leaks: list[Leak]) -> list[Leak]:
    """Leave out what is where it belongs, as it is; in any other form it belongs nowhere."""
    return [one for one in leaks if one.secret not in expected or one.form != PLAINLY]
