"""Files that a `schema` action is about to write: worked out, shown, then written whole."""

import os
from difflib import unified_diff

from confledger.cli import workspace
from confledger.cli.atomic import replace
from confledger.cli.failure import shown
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git.work_tree import WorkTreeSnapshot


class Tree:
    """The work tree, with what is to be written in it."""

    def __init__(self) -> None:
        self.repository = workspace.repository_here()
        self.snapshot: WorkTreeSnapshot = workspace.work_tree(self.repository)
        self.top = self.snapshot.top
        self._changes: dict[str, bytes] = {}

    def content(self, path: str) -> bytes | None:
        """Return what a file holds on disk; None when it is not there."""
        found = self.snapshot.find(path)
        if found is None:
            return None
        if not isinstance(found[1], bytes):
            raise ConfledgerError(
                f"{shown(path)} cannot be used: {getattr(found[1], 'reason', 'it is too large')}"
            )
        return found[1]

    def within(self, path: str) -> str:
        """Return a path of the command line from the root; raise when it leads out of it."""
        return workspace.relative(path, self.top)

    def change(self, path: str, content: bytes) -> None:
        """Plan to write a file, unless it already holds that."""
        folder = os.path.realpath(os.path.join(self.top, os.path.dirname(path)))
        root = os.path.realpath(self.top)
        if folder != root and not folder.startswith(root.rstrip("/") + "/"):
            raise ConfledgerError(
                f"{shown(path)} lies outside of the repository, behind a symbolic link"
            )
        if self.content(path) != content:
            self._changes[path] = content

    def settle(self, *, diffs: tuple[str, ...], dry: bool) -> None:
        """Write everything, or say what would be; of `diffs`, show what changes beforehand.

        Each file is written as a whole, in the order in which it was planned.
        """
        for path, content in self._changes.items():
            if path in diffs:
                put(_diff(path, self.content(path) or b"", content))
        for path, content in self._changes.items():
            if not dry:
                _replace(os.path.join(self.top, path), path, content)
            put(f"{'would write' if dry else 'wrote'} {shown(path)} ({len(content):,} bytes)\n")
        if not self._changes:
            put("nothing to do: everything is as it should be\n")


def _diff(path: str, old: bytes, new: bytes) -> str:
    before, after = (one.decode("utf-8", "surrogateescape").splitlines(True) for one in (old, new))
    lines = unified_diff(before, after, f"a/{path}" if old else "/dev/null", f"b/{path}")
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _replace(full: str, path: str, content: bytes) -> None:
    try:
        os.makedirs(os.path.dirname(full), exist_ok=True)
        replace(full, content)
    except OSError as error:
        raise ConfledgerError(
            f"{shown(path)} could not be written: {(error.strerror or '').lower()}"
        ) from error
