"""What was said a moment ago, said again: the way of a hook that runs on what it has seen.

Imports as little as it can. A run over the index is known by the checksum of the index and
what HEAD is; a run over the work tree by asking git whether a file changed since.
"""

import os
import time

from confledger.checks import baseline
from confledger.checks.cache import digest, write
from confledger.checks.engine import identity
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository, discover, surely_unborn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.deltas import Delta

# What git said of the work tree, for the run that has to be done when that is not nothing:
# in a large repository no other question takes as long.
_asked: "dict[tuple[bytes | None, bytes | None, str | None], list[Delta]]" = {}


def answer(arguments: list[str]) -> int | None:
    """Return 0 after saying what the same run said before; None when it has to be done."""
    _asked.clear()
    if arguments in ([], ["--all"]):
        return _work_tree()
    if not remembered(arguments):
        return None
    repository = _repository()
    if repository is None:
        return None
    key = staged_key(repository, arguments)
    if key is None:
        return None
    try:
        with open(os.path.join(repository.cache_dir, _name(repository)), "rb") as file:
            known = file.read()
    except OSError:
        return None
    said = known[2 * len(key) :]
    if known[: len(key)] != key or known[len(key) : 2 * len(key)] != digest(said):
        return None
    tell(said.decode("utf-8", "replace"))
    return 0


def remembered(arguments: list[str]) -> bool:
    """Whether a run with these arguments is one whose answer is kept: what hooks ask."""
    # What follows `--` is the name of a file, whatever it looks like.
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--staged" in options and not any(
        one.startswith("-") and one != "--staged" for one in options
    )


def remember(repository: Repository, key: bytes, said: str) -> None:
    """Keep what a clean run over the index said; `key` is its `staged_key` before it began."""
    data = said.encode("utf-8")
    write(repository.cache_dir, _name(repository), key + digest(data) + data)


def staged_key(repository: Repository, arguments: list[str]) -> bytes | None:
    """Return what identifies a run over the index; None when that is not certain."""
    checksum = baseline.index_checksum(repository.index_file)
    head = head_identity(repository)
    if checksum is None or head is None:
        return None
    words = "\0".join((os.getcwd(), *arguments)).encode("utf-8", "surrogateescape")
    return digest(b"\0\0".join((identity(), checksum, head, words, today().encode("ascii"))))


def today() -> str:
    """Return the day, in UTC, as `2026-01-31`: what was accepted until yesterday is told today."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def head_identity(repository: Repository) -> bytes | None:
    """Return bytes that change whenever HEAD names another commit; None when in doubt.

    The content of HEAD and of the branch's file; of packed-refs when the branch has none.
    """
    try:
        with open(os.path.join(repository.git_dir, "HEAD"), "rb") as file:
            head = file.read(4096)
        if not head.startswith(b"ref: "):
            return head
        name = os.fsdecode(head[5:].strip())
        if not name.startswith("refs/heads/"):
            return None
        try:
            with open(os.path.join(repository.common_dir, name), "rb") as file:
                commit = file.read(4096)
            # A branch may stand for another one, whose file then says where it is.
            return None if commit.startswith(b"ref:") else head + commit
        except FileNotFoundError:
            if surely_unborn(repository):
                return head + b"no commit yet"
            status = os.stat(os.path.join(repository.common_dir, "packed-refs"))
            return head + f"{status.st_mtime_ns} {status.st_size} {status.st_ino}".encode()
    except OSError:
        return None


def _name(repository: Repository) -> str:
    return "staged-" + digest(os.fsencode(repository.git_dir), 6).hex()


def _repository() -> Repository | None:
    try:
        return discover(os.getcwd())
    except NotARepository:
        return None


def _work_tree() -> int | None:
    """Answer for the whole work tree when git knows of no difference to the last clean run."""
    repository = _repository()
    if repository is None or repository.top is None:
        return None
    last = baseline.read(repository.cache_dir, baseline.name_for(repository.git_dir))
    if last is None or last.again or last.said is None or last.engine != identity():
        return None
    if last.day != today():
        return None
    if not loose_unchanged(repository.top, last.loose):
        return None
    try:
        if differing(repository, last) != []:
            return None
    except ConfledgerError:
        return None
    tell(last.said)
    return 0


def differing(repository: Repository, last: baseline.Baseline) -> "list[Delta] | None":
    """Return what git says has changed on disk since; None when there is nothing to go by.

    Raise GitFailed when the tree of the last time is gone: `git gc` removes what no branch holds.
    """
    from confledger.git.deltas import on_disk

    index = baseline.index_checksum(repository.index_file)
    question = (index, last.index, last.tree)
    if question not in _asked:
        if index == last.index is not None:
            _asked[question] = on_disk(repository)
        elif last.tree is not None:
            _asked[question] = on_disk(repository, last.tree)
        else:
            return None
    return _asked[question]


def loose_unchanged(top: str, loose: dict[str, str | None]) -> bool:
    """Whether the untracked files that a run rested on are still what they were."""
    from confledger.git.snapshot import blob_id

    for path, oid in loose.items():
        full = os.path.join(top, path)
        if oid in (None, baseline.FOLDER, baseline.THERE):
            kind = baseline.FOLDER if os.path.isdir(full) else baseline.THERE
            found = kind if os.path.lexists(full) else None
        else:
            try:
                with open(full, "rb") as file:
                    found = blob_id(file.read(), "sha256" if len(oid or "") > 40 else "sha1")
            except OSError:
                found = None
        if found != oid:
            return False
    return True
