"""One commit brought to a branch of a remote: never over what is not known here.

git runs there with all that the user's own environment says: credentials, agents, proxies.
"""

import os

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running
from confledger.git.repository import Repository

_BRANCHES = "refs/heads/"
# What is about one repository, and may be about another one than this; the rest is the user's.
_OF_A_REPOSITORY = (
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE"),
    *("GIT_PREFIX", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE", "GIT_REPLACE_REF_BASE"),
    *("GIT_NO_REPLACE_OBJECTS", "GIT_INTERNAL_SUPER_PREFIX", "GIT_IMPLICIT_WORK_TREE"),
)


class Destination:
    """A branch of a remote; `seen` is the commit it had when it was looked at, None for none."""

    __slots__ = ("ref", "remote", "seen")

    def __init__(self, remote: str, ref: str, seen: str | None) -> None:
        self.remote = remote
        self.ref = ref
        self.seen = seen

    @property
    def branch(self) -> str:
        """The branch, as the remote names it."""
        return self.ref.removeprefix(_BRANCHES)

    def __str__(self) -> str:
        return f"{self.remote}/{self.branch}"


class Rejected(ConfledgerError):
    """The remote did not take a commit; `said` are the lines it gave as a reason."""

    def __init__(self, to: Destination, why: str, said: list[str]) -> None:
        super().__init__(f"{to} did not take it: {why}")
        self.said = said


def remotes(repository: Repository) -> list[str]:
    """Return the names of all remotes."""
    return repository.run("remote").decode("utf-8", "surrogateescape").splitlines()


def tracked(repository: Repository, ref: str, wanted: str) -> tuple[str, str]:
    """Return the remote that a branch is pushed to, and what it is called there.

    `wanted` is a remote that was named, or empty: then it is that of the branch, or the only
    one, or `origin`. Raise ConfledgerError where there is none.
    """
    known = remotes(repository)
    if wanted and wanted not in known:
        raise ConfledgerError(
            f"there is no remote {wanted!r}",
            help=f"there are: {', '.join(known)}" if known else "add one: git remote add NAME URL",
        )
    form = "%00".join(f"%({one})" for one in ("push:remotename", "upstream:remotename"))
    form += "%00%(upstream:remoteref)"
    said = os.fsdecode(repository.run("for-each-ref", f"--format={form}", ref)).rstrip("\n")
    push, upstream, merge = said.split("\0") if said else ("", "", "")
    own = next((one for one in (push, upstream) if one in known), "")
    only = known[0] if len(known) == 1 else "origin" if "origin" in known else ""
    remote = wanted or own or only
    if not remote:
        raise ConfledgerError(
            "it is not known which remote to push to" if known else "there is no remote to push to",
            help="name it: --remote NAME" if known else "add one: git remote add origin URL",
        )
    same = remote == upstream and merge.startswith(_BRANCHES)
    return remote, merge if same else ref


def seen(repository: Repository, remote: str, ref: str, *, ask: bool) -> str | None:
    """Return the commit that a branch of a remote has now; None where there is no such branch.

    `ask` lets git ask for a password. Raise ConfledgerError where the remote does not answer.
    """
    running = talking(repository, ["ls-remote", "--", remote, ref], ask=ask)
    try:
        said = os.fsdecode(running.read())
    except GitFailed as error:
        raise ConfledgerError(
            f"{remote} does not answer: {_last(error.said)}", help=f"try: git ls-remote {remote}"
        ) from error
    for line in said.splitlines():
        oid, _, name = line.partition("\t")
        if name == ref:
            return oid
    return None


def follows(repository: Repository, new: str, old: str) -> bool:
    """Whether a commit is there, and another one comes after it."""
    try:
        repository.run("merge-base", "--is-ancestor", old, new)
    except GitFailed:
        return False
    return True


def unpushed(repository: Repository, head: str, to: Destination) -> int:
    """Return how many commits up to `head` the remote does not have, as far as it is known."""
    known = [f"^{to.seen}"] if to.seen else ["--not", f"--remotes={to.remote}"]
    return int(repository.run("rev-list", "--count", head, *known, "--"))


def push(repository: Repository, commit: str, to: Destination, *, ask: bool) -> None:
    """Bring a commit to the remote, if its branch is as it was seen.

    The commit comes after what was seen. Raise Rejected where the remote does not take it.
    """
    lease = f"--force-with-lease={to.ref}:{to.seen or ''}"
    how = ["push", "--porcelain", "--no-follow-tags", lease, "--", to.remote, f"{commit}:{to.ref}"]
    running = talking(repository, how, ask=ask)
    answer = running.output.read().decode("utf-8", "replace")
    try:
        running.wait()
    except GitFailed as error:
        why = _why(answer) or _last(error.said)
        raise Rejected(to, why, _remote_lines(error.said)) from error


def talking(repository: Repository, arguments: list[str], *, ask: bool) -> Running:
    """Start git to talk with a remote; who is not to be asked is not."""
    env = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    if repository._foreign:
        for name in ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
            env.pop(name, None)
    env["LC_ALL"] = "C"
    if not ask:
        env["GIT_TERMINAL_PROMPT"] = "0"
    return Running(["--git-dir", repository.git_dir], arguments, env)


def _why(answer: str) -> str:
    """Return why a reference was not taken: what stands in brackets behind it, and after that."""
    for line in answer.splitlines():
        if line.startswith("!\t"):
            return line.split("\t")[-1].replace("[rejected] ", "").replace("[remote rejected] ", "")
    return ""


def _remote_lines(said: str) -> list[str]:
    lines = (line.removeprefix("remote:").strip() for line in _lines(said) if "remote:" in line)
    return [line for line in lines if line]


def _last(said: str) -> str:
    lines = [line for line in _lines(said) if line.startswith(("fatal: ", "error: "))]
    found = lines or _lines(said) or ["git says nothing"]
    return found[0].removeprefix("fatal: ").removeprefix("error: ")


def _lines(said: str) -> list[str]:
    """Return what was written, without what clears the rest of a line of a terminal."""
    return [line for one in said.splitlines() if (line := one.replace("\x1b[K", "").strip())]
