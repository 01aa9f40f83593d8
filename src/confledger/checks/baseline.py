"""What a whole work tree came to the last time, so that only what changed is looked at.

Kept per work tree: the index it was for, by checksum, and the tree of HEAD. git then says
which files differ from either, faster than any listing of all of them.
"""

import marshal
import os

from confledger.checks.cache import digest, write

_MAGIC = b"confledger baseline 2\n"
_DIGEST = 16
# What is known of an untracked path that was not read: that a file, or a folder, is there.
THERE = "file"
FOLDER = "folder"


class Baseline:
    """Counts of the files that were clean; `again` are the paths that are not among them.

    `rules` is a digest of the settings, `engine` of the versions. `members` are the tracked
    files that bear on others (schemas, settings); `loose` the untracked ones, with their blob
    ids, or THERE or FOLDER where that is all that matters, None where there must be none. `index`
    is None when the index has no checksum, `tree` when there is no commit. `said` is the summary
    of the run on one `day`, since what was accepted may end; None when it was not clean. `across`
    tells that files did not fit each other.
    """

    __slots__ = (
        "across",
        "again",
        "counts",
        "day",
        "engine",
        "ignored",
        "index",
        "loose",
        "members",
        "rules",
        "said",
        "tree",
    )

    def __init__(
        self,
        *,
        rules: bytes,
        engine: bytes,
        said: str | None,
        index: bytes | None,
        tree: str | None,
        counts: dict[str, int],
        ignored: dict[str, int],
        again: list[str],
        members: list[str],
        loose: dict[str, str | None],
        day: str,
        across: bool,
    ) -> None:
        self.across = across
        self.day = day
        self.rules = rules
        self.engine = engine
        self.said = said
        self.index = index
        self.tree = tree
        self.counts = counts
        self.ignored = ignored
        self.again = again
        self.members = members
        self.loose = loose

    def save(self, folder: str, name: str) -> None:
        """Replace the baseline of that name."""
        body = marshal.dumps(tuple(getattr(self, slot) for slot in self.__slots__))
        write(folder, name, _MAGIC + digest(body, _DIGEST) + body)


def read(folder: str, name: str) -> Baseline | None:
    """Return the baseline of that name; None when there is none or it is damaged."""
    try:
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
    except OSError:
        return None
    head = len(_MAGIC) + _DIGEST
    body = data[head:]
    # Only what was written here is decoded: marshal is no format for strangers.
    if not data.startswith(_MAGIC) or data[len(_MAGIC) : head] != digest(body, _DIGEST):
        return None
    values = dict(zip(Baseline.__slots__, marshal.loads(body), strict=True))  # noqa: S302
    return Baseline(**values)


def name_for(git_dir: str) -> str:
    """Return the name under which a work tree keeps its baseline in the shared folder."""
    return "baseline-" + digest(os.fsencode(git_dir), 6).hex()


def index_checksum(path: str) -> bytes | None:
    """Return the checksum at the end of an index; None without one (`index.skipHash`).

    https://git-scm.com/docs/index-format: the last 20 bytes (32 with SHA-256) over the rest.
    """
    try:
        with open(path, "rb") as file:
            file.seek(-20, os.SEEK_END)
            checksum = file.read(20)
    except OSError:
        return None
    return checksum if checksum.strip(b"\0") else None
