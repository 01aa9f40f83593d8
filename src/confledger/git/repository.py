"""Which repository we stand in, found without starting git where that is certain."""

import os

from confledger.errors import ConfledgerError
from confledger.git.process import Running, environment


class NotARepository(ConfledgerError):
    """There is no git repository here or above."""

    def __init__(self, directory: str) -> None:
        super().__init__(
            f"{directory!r} is not inside a git repository",
            help="run it in a clone, or name the files: confledger check FILE ...",
        )


class Repository:
    """The places of one repository, all absolute.

    `top` is None in a bare one. `git_dir` is this work tree's own; `common_dir` is shared by
    all linked work trees. `index_file` honours GIT_INDEX_FILE.
    """

    __slots__ = ("_index_from_environment", "common_dir", "git_dir", "index_file", "top")

    def __init__(
        self, top: str | None, git_dir: str, common_dir: str, index_file: str | None = None
    ) -> None:
        self.top = top
        self.git_dir = git_dir
        self.common_dir = common_dir
        self._index_from_environment = index_file
        self.index_file = index_file or os.path.join(git_dir, "index")

    def start(self, *arguments: str, talk: bool = False) -> Running:
        """Start git in this repository; see Running."""
        where = ["--git-dir", self.git_dir]
        if self.top is not None:
            where += ["-C", self.top, "--work-tree", self.top]
        env = environment(self._index_from_environment)
        return Running(where, list(arguments), env, talk=talk)

    def run(self, *arguments: str) -> bytes:
        """Run git and return its output; raise GitFailed when it ends with an error."""
        return self.start(*arguments).read()

    @property
    def cache_dir(self) -> str:
        """Where what can be computed again is kept; shared by all work trees."""
        return os.path.join(self.common_dir, "confledger")


def discover(directory: str) -> Repository:
    """Find the repository of `directory` as git would; raise NotARepository when there is none."""
    directory = os.path.abspath(directory)
    if "GIT_DIR" in os.environ or "GIT_WORK_TREE" in os.environ:
        return _ask_git(directory)
    here = directory
    while True:
        git_dir = _git_dir_in(here)
        if git_dir is not None:
            common_dir = _common_dir(git_dir)
            return Repository(here, git_dir, common_dir, _index(git_dir, here))
        if _is_git_dir(here):
            # A bare repository, or the inside of a `.git`; git knows which.
            return _ask_git(directory)
        parent = os.path.dirname(here)
        if parent == here:
            raise NotARepository(directory)
        here = parent


def surely_unborn(repository: Repository) -> bool:
    """Whether there is no commit yet, as far as files tell: no branch file, no packed refs."""
    try:
        with open(os.path.join(repository.git_dir, "HEAD"), "rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    name = os.fsdecode(head[5:].strip())
    return (
        head.startswith(b"ref: refs/heads/")
        and not name.endswith("/.invalid")
        and not os.path.exists(os.path.join(repository.common_dir, name))
        and not os.path.exists(os.path.join(repository.common_dir, "packed-refs"))
        and not os.path.exists(os.path.join(repository.common_dir, "reftable"))
    )


def _git_dir_in(folder: str) -> str | None:
    """Return the git directory that `folder/.git` is or names, if it is a work tree's root."""
    path = os.path.join(folder, ".git")
    try:
        with open(path, "rb") as file:
            text = file.read(4096)
    except IsADirectoryError:
        return path if _is_git_dir(path) else None
    except OSError:
        return None
    if not text.startswith(b"gitdir: "):
        return None
    named = os.fsdecode(text[len(b"gitdir: ") :].rstrip(b"\r\n"))
    named = os.path.normpath(os.path.join(folder, named))
    if not _is_git_dir(named):
        raise ConfledgerError(
            f"{path!r} points to {named!r}, which is no git directory",
            help="if the work tree was moved, run `git worktree repair`",
        )
    return named


def _is_git_dir(path: str) -> bool:
    return os.path.lexists(os.path.join(path, "HEAD")) and (
        os.path.isdir(os.path.join(path, "objects"))
        or os.path.isfile(os.path.join(path, "commondir"))
    )


def _common_dir(git_dir: str) -> str:
    try:
        with open(os.path.join(git_dir, "commondir"), "rb") as file:
            named = os.fsdecode(file.read(4096).rstrip(b"\r\n"))
    except OSError:
        return git_dir
    return os.path.normpath(os.path.join(git_dir, named))


def _index(git_dir: str, top: str) -> str | None:
    """Return GIT_INDEX_FILE, absolute, unless it lies in another repository's git directory.

    A hook of one repository that runs a command in another one passes its own index along.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return None
    path = os.path.join(os.getcwd() if os.path.isabs(named) else top, named)
    folder = os.path.dirname(os.path.realpath(path))
    if folder != os.path.realpath(git_dir) and _is_git_dir(folder):
        return None
    return path


def _ask_git(directory: str) -> Repository:
    """Let git say, with all that the environment says of it."""
    env = dict(os.environ)
    env["LC_ALL"] = "C"
    asked = ["--is-bare-repository", "--absolute-git-dir", "--git-common-dir"]
    lines = _lines(Running(["-C", directory], ["rev-parse", *asked], env))
    bare, git_dir = lines[0] == "true", lines[1]
    common_dir = os.path.normpath(os.path.join(directory, lines[2]))
    top = None
    if not bare:
        answer = _lines(Running(["-C", directory], ["rev-parse", "--show-toplevel"], env))
        top = answer[0] if answer else None
    return Repository(top, git_dir, common_dir, _index(git_dir, top or directory))


def _lines(running: Running) -> list[str]:
    return os.fsdecode(running.read()).splitlines()
