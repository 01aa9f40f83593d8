"""Which repository we stand in, found without starting git where that is certain."""

import os

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running, environment


class NotARepository(ConfledgerError):
    """There is no git repository here or above."""

    def __init__(self, directory: str) -> None:
        super().__init__(
            f"{directory!r} is not inside a git repository",
            help="run it in a clone, or name the files: confledger check FILE ...",
        )


class Repository:
    """The places of one repository, all absolute.

    `top` is None in a bare one, and inside of a git directory. `git_dir` is this work tree's
    own; `common_dir` is shared by all linked work trees. `index_file` honours GIT_INDEX_FILE.
    `foreign` says that the rest of the environment is about another repository.
    """

    __slots__ = (
        "_foreign",
        "_index_from_environment",
        "common_dir",
        "git_dir",
        "index_file",
        "top",
    )

    def __init__(
        self,
        top: str | None,
        git_dir: str,
        common_dir: str,
        index_file: str | None = None,
        *,
        foreign: bool = False,
    ) -> None:
        self.top = top
        self.git_dir = git_dir
        self.common_dir = common_dir
        self._index_from_environment = index_file
        self._foreign = foreign
        self.index_file = index_file or os.path.join(git_dir, "index")

    def _stand_where(self, of: "Repository") -> None:
        """Be about the places of another one, as views of it are."""
        Repository.__init__(
            *(self, of.top, of.git_dir, of.common_dir, of._index_from_environment),
            foreign=of._foreign,
        )

    def start(self, *arguments: str, talk: bool = False) -> Running:
        """Start git in this repository; see Running."""
        where = ["--git-dir", self.git_dir]
        if self.top is not None:
            where += ["-C", self.top, "--work-tree", self.top]
        return Running(where, list(arguments), self.environment(), talk=talk)

    def environment(self) -> dict[str, str]:
        """Return what git gets to know of its surroundings here; to be changed as one likes."""
        return environment(self._index_from_environment, foreign=self._foreign)

    def run(self, *arguments: str) -> bytes:
        """Run git and return its output; raise GitFailed when it ends with an error."""
        return self.start(*arguments).read()

    def fed(self, given: bytes, *arguments: str) -> bytes:
        """Run git on something that it reads, and return its output; raise GitFailed."""
        running = self.start(*arguments, talk=True)
        running.feed(given)
        return running.read()

    def indexed(self, file: str) -> "Repository":
        """Return the same repository with another index."""
        from copy import copy

        found = copy(self)
        found._index_from_environment = found.index_file = file
        return found

    @property
    def cache_dir(self) -> str:
        """Where what can be computed again is kept; shared by all work trees."""
        return os.path.join(self.common_dir, "confledger")


def discover(directory: str) -> Repository:
    """Find the repository of `directory` as git would; raise NotARepository when there is none.

    With one exception: what a hook of another repository passes on by accident is not
    followed; git would compare the index of one with the files of the other.
    """
    directory = os.path.abspath(directory)
    environ = os.environ
    found = _above(directory)
    standing = found is not None and found.top is not None
    foreign = found is not None and standing and _passed_on(found.git_dir, directory)
    if "GIT_CEILING_DIRECTORIES" in environ:
        return _ask_git(directory, foreign=foreign)
    if not foreign and ("GIT_WORK_TREE" in environ or ("GIT_DIR" in environ and not standing)):
        return _ask_git(directory)
    if found is None:
        raise NotARepository(directory)
    if not _ours(found):
        return _ask_git(directory, foreign=foreign)
    if foreign:
        return Repository(found.top, found.git_dir, found.common_dir, foreign=True)
    return found


def _passed_on(git_dir: str, directory: str) -> bool:
    """Whether the environment is about another repository than the one we stand in.

    One that names a work tree around us on purpose is followed. A hook gets the name `.`.
    """
    named, tree = os.environ.get("GIT_DIR"), os.environ.get("GIT_WORK_TREE")
    if named is None:
        return False
    if os.path.realpath(os.path.join(directory, named)) == os.path.realpath(git_dir):
        return False
    if tree is None or not os.path.isabs(tree):
        return True
    inside = os.path.realpath(directory) + "/"
    return not inside.startswith(os.path.realpath(tree).rstrip("/") + "/")


def _above(directory: str) -> Repository | None:
    """Look for a repository here and in every folder above."""
    here = directory
    while True:
        git_dir = _git_dir_in(here)
        if git_dir is not None:
            return Repository(here, git_dir, _common_dir(git_dir), _index(git_dir, here))
        if _is_git_dir(here):
            return Repository(None, here, here)
        parent = os.path.dirname(here)
        if parent == here:
            return None
        here = parent


def _ours(found: Repository) -> bool:
    """Whether git needs no asking: it has a work tree, and no one else decides what it runs.

    The configuration of a repository can name programs; git refuses to follow that of
    another user unless safe.directory allows it, and so must we. Without an index it may be
    a bare repository that a `.git` file points to.
    """
    if found.top is None or not os.path.exists(os.path.join(found.git_dir, "index")):
        return False
    places = (found.top, os.path.join(found.top, ".git"), found.git_dir)
    user = os.geteuid()
    return all(os.stat(place).st_uid == user for place in places)


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

    A hook of one repository that runs a command in another one passes its own index along;
    as `.git/index`, which in a submodule leads nowhere.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    if not named:
        return None
    path = os.path.join(top, named)
    folder = os.path.dirname(os.path.realpath(path))
    if folder != os.path.realpath(git_dir) and (_is_git_dir(folder) or os.path.isfile(folder)):
        return None
    if not os.path.isabs(named) and not os.path.exists(path):
        return None
    return path


def _ask_git(directory: str, *, foreign: bool = False) -> Repository:
    """Let git say, with all that the environment says of it."""
    env = dict(os.environ)
    env["LC_ALL"] = "C"
    if foreign:
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"):
            env.pop(name, None)
    asked = ["--is-bare-repository", "--is-inside-git-dir", "--absolute-git-dir"]
    asked += ["--git-common-dir"]
    try:
        lines = _lines(Running(["-C", directory], ["rev-parse", *asked], env))
    except GitFailed as error:
        if "(or any" in error.said:
            raise NotARepository(directory) from error
        raise
    bare, git_dir = "true" in lines[:2], lines[2]
    common_dir = os.path.normpath(os.path.join(directory, lines[3]))
    top = None
    if not bare:
        answer = _lines(Running(["-C", directory], ["rev-parse", "--show-toplevel"], env))
        top = answer[0] if answer else None
    index_file = None if foreign else _index(git_dir, top or directory)
    return Repository(top, git_dir, common_dir, index_file, foreign=foreign)


def _lines(running: Running) -> list[str]:
    return os.fsdecode(running.read()).splitlines()
