"""Run git, and nothing else.

By `posix_spawn`, because importing subprocess costs a hook more than git itself does.
"""

import os

from confledger.errors import ConfledgerError

# What may reach git from our own environment: who runs it, where git is, and nothing that
# could point it at another repository or make it ask, page, lock, or fetch.
_OWN = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    # The same, for a git that does not know the variable: no way to fetch is allowed.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
# Variables that say how the objects of this very repository are to be read.
_OF_THIS_REPOSITORY = (
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
)
_OF_THIS_USER = (
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CEILING_DIRECTORIES",
    "GIT_EXEC_PATH",
)
# Of our own alone: no helper or hook of git has a use for it.
_NOT_FOR_GIT = ("CONFLEDGER_FORGE_TOKEN",)


# What any pipe takes without being read, and how much is written in one go.
_AT_ONCE, _CHUNK = 4096, 1 << 16


class GitFailed(ConfledgerError):
    """git ended with an error; `said` is what it wrote to standard error."""

    def __init__(self, arguments: list[str], code: int, said: str) -> None:
        super().__init__(
            f"git {' '.join(arguments[:2])}: {_reason(said) or f'exit code {code}'}",
            help=_advice(said),
        )
        self.code = code
        self.said = said


def _reason(said: str) -> str:
    """Return the line that says why; warnings may come before it."""
    lines = [line for line in said.splitlines() if line.strip()]
    for line in lines:
        # What comes after it says less.
        if "No space left" in line or "insufficient permission" in line:
            return line.removeprefix("fatal: ").removeprefix("error: ")
    for mark in ("fatal: ", "error: "):
        for line in lines:
            if line.startswith(mark):
                return line.removeprefix(mark)
    return next((line for line in lines if not line.startswith("warning: ")), "")


def _advice(said: str) -> str | None:
    if "dubious ownership" in said:
        return (
            "the repository belongs to another user; if you trust it: "
            "git config --global --add safe.directory DIRECTORY"
        )
    if "promisor" in said or "transport '" in said:
        return "this is a partial clone and nothing is fetched from a hook; run `git fetch` first"
    return None


def environment(index_file: str | None = None, *, foreign: bool = False) -> dict[str, str]:
    """Return the environment for git: every other `GIT_*` variable is scrubbed.

    With `foreign`, also those that say where objects are: they are another repository's.
    """
    kept = _OF_THIS_USER if foreign else _OF_THIS_USER + _OF_THIS_REPOSITORY
    clean = {
        name: value
        for name, value in os.environ.items()
        if (not name.startswith("GIT_") or name in kept) and name not in _NOT_FOR_GIT
    }
    clean.update(_OWN)
    if index_file is not None:
        clean["GIT_INDEX_FILE"] = index_file
    return clean


class Running:
    """A git process; one of `wait`, `read` and `end` must be called."""

    __slots__ = ("_arguments", "_ended", "_errors", "output", "pid", "stdin")

    def __init__(
        self, where: list[str], arguments: list[str], env: dict[str, str], *, talk: bool = False
    ) -> None:
        self._arguments = arguments
        self._ended: tuple[int, str] | None = None
        read_end, write_end = os.pipe()
        self._errors = os.memfd_create("git-errors") if hasattr(os, "memfd_create") else _unlinked()
        actions = [
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            (os.POSIX_SPAWN_DUP2, self._errors, 2),
        ]
        self.stdin: int | None = None
        theirs = None
        if talk:
            theirs, self.stdin = os.pipe()
            actions.append((os.POSIX_SPAWN_DUP2, theirs, 0))
        else:
            actions.append((os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0))  # type: ignore[arg-type]  # mode and flags, as documented
        try:
            self.pid = os.posix_spawnp(
                "git", ["git", *where, *arguments], env, file_actions=actions
            )
        except OSError as error:
            os.close(read_end)
            os.close(self._errors)
            if self.stdin is not None:
                os.close(self.stdin)
            if isinstance(error, FileNotFoundError):
                raise ConfledgerError(
                    "git was not found on PATH", help="install git, or add its folder to PATH"
                ) from error
            raise ConfledgerError(
                f"git could not be started: {(error.strerror or '').lower()}"
            ) from error
        finally:
            os.close(write_end)
            if theirs is not None:
                os.close(theirs)
        self.output = os.fdopen(read_end, "rb", 1 << 16)

    def feed(self, request: bytes) -> None:
        """Write to git while its output is read, and close its input behind that."""
        assert self.stdin is not None
        if len(request) <= _AT_ONCE:
            _write(self.stdin, request)
        else:
            # Not of threading: in a thread of our own nothing is collected that belongs to
            # another one, as long as nothing is made there that could be part of a cycle.
            from _thread import start_new_thread

            start_new_thread(_write, (self.stdin, request))
        self.stdin = None

    def read(self) -> bytes:
        """Return everything git writes; raise GitFailed when it ends with an error."""
        data = self.output.read()
        self.wait()
        return data

    def wait(self) -> None:
        """Close the pipes and wait for the end; raise GitFailed when it was an error."""
        code, said = self._end()
        if code:
            raise GitFailed(self._arguments, code, said)

    def end(self) -> None:
        """Close the pipes and wait for the end, however it comes."""
        self._end()

    def _end(self) -> tuple[int, str]:
        """Return the exit code and what was written to standard error; again when asked again."""
        if self._ended is not None:
            return self._ended
        if self.stdin is not None:
            os.close(self.stdin)
            self.stdin = None
        self.output.close()
        try:
            _, status = os.waitpid(self.pid, 0)
            os.lseek(self._errors, 0, os.SEEK_SET)
            said = os.read(self._errors, 1 << 16).decode("utf-8", "replace")
        finally:
            os.close(self._errors)
        self._ended = os.waitstatus_to_exitcode(status), said
        return self._ended


def _write(descriptor: int, request: bytes) -> None:
    at, end = 0, len(request)
    try:
        while at < end:
            at += os.write(descriptor, request[at : at + _CHUNK])
    except BrokenPipeError:
        pass
    finally:
        os.close(descriptor)


def _unlinked() -> int:
    """Open a file without a name, where memory files are not to be had."""
    from tempfile import TemporaryFile

    with TemporaryFile() as file:
        return os.dup(file.fileno())
