"""One commit made of a tree: by whom and signed how the user's git says, and in no branch yet."""

import os
import re

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running
from confledger.git.repository import Repository

_LOCK = re.compile(r"Unable to create '(.*?\.lock)'")
_PEOPLE = (
    *("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE"),
    *("GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE"),
)


class Moved(ConfledgerError):
    """A reference is not where it was: somebody else was faster, and nothing was changed."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            f"{ref.removeprefix('refs/heads/')} has another commit by now; nothing was changed",
            help="run it again; the plan is made anew",
        )


class Locked(Moved):
    """Another program is at work on a reference, or has left its lock behind."""

    def __init__(self, ref: str, lock: str) -> None:
        super().__init__(ref)
        self.args = (f"another git process is at work: {lock!r} is there",)
        self.help = "wait for it; if none runs, remove that file"


def write_commit(
    repository: Repository, tree: str, parents: list[str], message: str, *, sign: bool | None = None
) -> str:
    """Write a commit and return its id; no reference names it yet.

    It is signed where `commit.gpgsign` says so, or as `sign` does. Raise ConfledgerError where
    git does not know who commits, or the signature fails.
    """
    env = repository.environment()
    env |= {name: value for name in _PEOPLE if (value := os.environ.get(name))}
    signed = _signs(repository) if sign is None else sign
    how = ["-S"] if signed else ["--no-gpg-sign"]
    for parent in parents:
        how += ["-p", parent]
    settings = ["-c", "core.fsync=all", "-c", "i18n.commitEncoding=UTF-8"]
    where = ["--git-dir", repository.git_dir, *settings]
    running = Running(where, ["commit-tree", *how, tree], env, talk=True)
    running.feed(message.encode("utf-8", "surrogateescape"))
    try:
        return running.read().decode("ascii").strip()
    except GitFailed as error:
        if "tell me who you are" in error.said or "empty ident" in error.said:
            raise ConfledgerError(
                "git does not know who you are",
                help='git config --global user.name "Your Name"; '
                "git config --global user.email you@example.org",
            ) from error
        if signed:
            raise ConfledgerError(
                f"the commit could not be signed: {_last(error.said)}",
                help="is the key in the agent? unsigned: add --no-sign",
            ) from error
        raise


def move(repository: Repository, ref: str, new: str, old: str, reason: str) -> None:
    """Let a reference name another commit if it still names `old`; raise Moved if it does not.

    `old` may be all zeros: there is to be none yet. HEAD is moved itself, whatever it names.
    """
    own = ["--no-deref"] if ref == "HEAD" else []
    how = ["--create-reflog", *own, "-m", " ".join(reason.split())]
    try:
        repository.run("-c", "core.fsync=all", "update-ref", *how, ref, new, old)
    except GitFailed as error:
        if "but expected" in error.said or "already exists" in error.said:
            raise Moved(ref) from error
        lock = _LOCK.search(error.said)
        if lock is not None:
            raise Locked(ref, lock[1]) from error
        raise


def head_of(repository: Repository) -> str:
    """Return the branch that HEAD names, as a reference; HEAD itself where it names none."""
    try:
        return os.fsdecode(repository.run("symbolic-ref", "-q", "HEAD")).strip()
    except GitFailed:
        return "HEAD"


def _signs(repository: Repository) -> bool:
    try:
        said = repository.run("config", "--type=bool", "--get", "commit.gpgsign")
    except GitFailed:
        return False
    return said.strip() == b"true"


def _last(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    wanted = [line for line in lines if not line.startswith(("fatal: ", "hint: "))]
    return (wanted or lines or ["git says nothing"])[0].removeprefix("error: ")
