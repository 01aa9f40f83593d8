"""A branch of files that are made, beside those that people write: its commits have no tree here.

Neither the index nor the work tree is touched. The same files on the same parent are the same
commit everywhere, and a branch moves in one step or not at all.
"""

import os

from confledger.errors import ConfledgerError
from confledger.git.commit_writing import Locked, Moved, move
from confledger.git.process import GitFailed, Running
from confledger.git.pushing import talking
from confledger.git.repository import Repository
from confledger.git.tree_writing import FILE_MODE, Edits, Put, write_tree
from confledger.git.trees import TreeFile, files_of, tree_of

BRANCHES = "refs/heads/"
# Whoever runs it: the bytes decide, and nobody's name does.
_NAME, _EMAIL = "confledger", "confledger@noreply.invalid"
# What the last commit of such a branch has in its message.
MARK = "Confledger-Reports"


def reference(repository: Repository, branch: str) -> str:
    """Return the reference of a branch that can be written; raise ConfledgerError."""
    ref = branch if branch.startswith(BRANCHES) else BRANCHES + branch
    name = ref.removeprefix(BRANCHES)
    try:
        # `HEAD` or `refs/tags/v1` would be a branch that nobody can name without mistake.
        if name == "HEAD" or name.startswith("refs/"):
            raise ConfledgerError(
                f"{branch!r} is the name of something else than a branch",
                help="such as confledger-reports",
            )
        repository.run("check-ref-format", ref)
    except GitFailed as error:
        raise ConfledgerError(
            f"{branch!r} is no name of a branch", help="such as confledger-reports"
        ) from error
    here = repository.run("for-each-ref", "--format=%(worktreepath)", ref)
    if here.strip() or _unborn(repository) == ref:
        raise ConfledgerError(
            f"{branch!r} is checked out, and would differ from its files afterwards",
            help="name a branch that nobody works on",
        )
    return ref


def _unborn(repository: Repository) -> str:
    try:
        return os.fsdecode(repository.run("symbolic-ref", "-q", "HEAD")).strip()
    except GitFailed:
        return ""


def tip(repository: Repository, ref: str) -> str | None:
    """Return the commit that a reference names; None where there is none."""
    try:
        said = repository.run("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    except GitFailed:
        return None
    return said.decode("ascii").strip()


def verify_made(repository: Repository, commit: str, branch: str) -> None:
    """Raise ConfledgerError where a branch has something else than what is made here."""
    message = repository.run("log", "-1", "--format=%B", commit)
    if f"\n{MARK}: ".encode("ascii") not in message:
        raise ConfledgerError(
            f"the branch {branch!r} has something else than reports",
            help="name another one: --branch NAME",
        )


def brought(repository: Repository, remote: str, ref: str, oid: str, *, ask: bool) -> None:
    """Bring a commit of a remote here, if it is not; no reference is changed."""
    if tip(repository, oid) is not None:
        return
    how = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"]
    running = talking(repository, [*how, "--", remote, ref], ask=ask)
    running.read()


def held(repository: Repository, commit: str | None) -> dict[str, TreeFile]:
    """Return the files of a commit by their paths; of None there are none."""
    return {} if commit is None else files_of(repository, commit)


def written(
    repository: Repository, parent: str | None, edits: Edits, message: str, seconds: int
) -> str | None:
    """Write a commit on a parent and return it; None where it would change nothing.

    No reference names it yet. `seconds` since 1970 is its time, which is UTC.
    """
    before = _empty(repository) if parent is None else tree_of(repository, parent)
    tree = write_tree(repository, before, edits)
    if tree == before:
        return None
    env = repository.environment()
    for role in ("AUTHOR", "COMMITTER"):
        env[f"GIT_{role}_NAME"], env[f"GIT_{role}_EMAIL"] = _NAME, _EMAIL
        env[f"GIT_{role}_DATE"] = f"@{seconds} +0000"
    where = ["--git-dir", repository.git_dir, "-c", "core.fsync=all"]
    where += ["-c", "i18n.commitEncoding=UTF-8"]
    parents = [] if parent is None else ["-p", parent]
    running = Running(where, ["commit-tree", "--no-gpg-sign", *parents, tree], env, talk=True)
    running.feed(message.encode("utf-8", "backslashreplace"))
    return running.read().decode("ascii").strip()


def moved(repository: Repository, ref: str, new: str, old: str | None) -> bool:
    """Let a branch name a new commit, if it is where it was; say whether it was.

    Raise Locked where another process is at work on it, or has left its lock.
    """
    try:
        move(repository, ref, new, old or "0" * len(new), "confledger: reports")
    except Locked:
        raise
    except Moved:
        return False
    return True


def as_edits(files: dict[str, bytes], gone: "list[str]") -> dict[str, Put | None]:
    """Return the edits that give files their bytes, and take others away."""
    edits: dict[str, Put | None] = dict.fromkeys(gone)
    edits |= {path: Put(FILE_MODE, data=data) for path, data in files.items()}
    return edits


def _empty(repository: Repository) -> str:
    running = repository.start("mktree", talk=True)
    running.feed(b"")
    return running.read().decode("ascii").strip()
