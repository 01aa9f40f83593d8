"""The folder that `ci` writes to: never one of tracked files, and never through a link of a branch.

What is checked out is what somebody wants to merge: it may hold a link in the place of the folder.
"""

import os
import stat

from confledger.cli import atomic
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository

USUAL = "confledger-ci"
IGNORE = ".gitignore"
_OTHER = "name a folder that is not part of the repository: --out DIR"
# All that is written; of an earlier run, none of it must be taken for what holds now.
FILES = (
    *("codequality.json", "confledger.sarif", "junit.xml", "annotations.txt", "summary.md"),
    *("metrics.txt", "confledger.env", "terraform.json", "comment.md", "ci-summary.json"),
    *("badge-config.json", "badge-debt.json", "badge-reviews.json"),
)


class Out:
    """A folder that may be written to; raise ConfledgerError where it may not."""

    def __init__(self, repository: Repository, folder: str) -> None:
        self.path = os.path.abspath(folder)
        top = repository.top
        if top is not None:
            _verify_links(top, self.path)
        real = os.path.realpath(self.path)
        git_dirs = [os.path.realpath(one) for one in (repository.git_dir, repository.common_dir)]
        if any(_inside(real, one) for one in git_dirs):
            raise ConfledgerError(f"{folder!r} is inside of the git directory", help=_OTHER)
        if top is not None and (_inside(real, os.path.realpath(top))):
            _verify_untracked(repository, os.path.relpath(real, os.path.realpath(top)), folder)
        self.name = folder

    def prepare(self) -> None:
        """Make the folder, ignored by git, and take away what an earlier run has left."""
        try:
            os.makedirs(self.path, exist_ok=True)
            for name in FILES:
                place = os.path.join(self.path, name)
                if os.path.lexists(place) and not os.path.isdir(place):
                    os.unlink(place)
            atomic.replace(os.path.join(self.path, IGNORE), b"*\n", mode=0o644)
        except OSError as error:
            raise _unwritable(self.name, error) from error

    def write(self, name: str, text: str) -> None:
        """Replace a file as a whole."""
        assert name in FILES
        try:
            data = text.encode("utf-8", "backslashreplace")
            atomic.replace(os.path.join(self.path, name), data, mode=0o644)
        except OSError as error:
            raise _unwritable(os.path.join(self.name, name), error) from error


def _verify_links(top: str, path: str) -> None:
    """Raise where a step of the path, inside of the work tree, is not a folder of its own."""
    roots = (os.path.abspath(top), os.path.realpath(top))
    root = next((one for one in roots if _inside(path, one)), None)
    if root is None:
        return
    here = root
    for step in os.path.relpath(path, root).split(os.sep):
        here = os.path.join(here, step)
        try:
            mode = os.lstat(here).st_mode
        except FileNotFoundError:
            return
        if not stat.S_ISDIR(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a folder"
            raise ConfledgerError(
                f"{os.path.relpath(here, root)!r} is {what}, so nothing is written there",
                help=_OTHER,
            )


def _verify_untracked(repository: Repository, inside: str, folder: str) -> None:
    if inside == ".":
        raise ConfledgerError("the folder for the results is that of the repository", help=_OTHER)
    tracked = repository.run("ls-files", "-z", "--full-name", "--", f":(top,literal){inside}")
    if tracked:
        raise ConfledgerError(f"{folder!r} has tracked files", help=_OTHER)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _unwritable(name: str, error: OSError) -> ConfledgerError:
    return ConfledgerError(
        f"{name!r} could not be written: {(error.strerror or '').lower()}", help=_OTHER
    )
