"""A process that dies, or finds the disk full, at one of its operations that change something.

Counted are calls that change the file system and calls of git, each with a moment before and one
after; a write has one in its middle too, when half of it is on the disk.
"""

import builtins
import errno
import os
import signal
from collections.abc import Callable
from typing import Any

BEFORE, HALF, AFTER = "before", "half", "after"
# What is counted, in the order in which it happened: the operation and its moment.
Moment = tuple[str, str]

_PATHS = (
    *("rename", "replace", "link", "symlink", "unlink", "remove", "mkdir", "rmdir"),
    *("chmod", "truncate", "fsync", "fchmod", "fchown", "ftruncate", "utime"),
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# What needs no room.
_FREEING = ("unlink", "remove", "rmdir", "rename", "replace")
# What git does without changing anything.
_READS = frozenset(
    (
        *("rev-parse", "ls-tree", "ls-files", "diff-tree", "log", "status", "cat-file", "config"),
        *("symbolic-ref", "merge-base", "for-each-ref", "diff-files", "diff-index", "rev-list"),
        *("check-ref-format", "ls-remote", "show-ref", "count-objects", "version", "check-attr"),
        *("fsck", "var", "remote", "diff", "name-rev", "worktree", "mktag", "check-ignore"),
    )
)


class Interposed:
    """Counts the moments; at moment `at` (from 1) it calls `act`, which may not return."""

    def __init__(self, at: int, act: Callable[[Moment], None]) -> None:
        self.moments: list[Moment] = []
        self._at = at
        self._act = act
        self._within = False

    def moment(self, operation: str, when: str) -> None:
        """Note one moment."""
        if self._within:
            return
        self.moments.append((operation, when))
        if len(self.moments) == self._at:
            self._act((operation, when))

    def install(self, outside: Callable[[str], bool]) -> None:
        """Take the place of what changes something; paths that are `outside` do not count."""
        for name in _PATHS:
            setattr(os, name, self._around(name, getattr(os, name), outside))
        os.open = self._opening(os.open, outside)  # type: ignore[assignment]  # the same shape
        os.write = self._writing(os.write)
        builtins.open = self._files(builtins.open, outside)
        self._git()

    def _around(
        self, name: str, real: Callable[..., Any], outside: Callable[[str], bool]
    ) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if given and isinstance(given[0], (str, bytes)) and outside(os.fsdecode(given[0])):
                return real(*given, **named)
            said = f"{name} {_short(given)}"
            self.moment(said, BEFORE)
            made = real(*given, **named)
            self.moment(said, AFTER)
            return made

        return called

    def _opening(
        self, real: Callable[..., int], outside: Callable[[str], bool]
    ) -> Callable[..., int]:
        def called(path: Any, flags: int, *given: Any, **named: Any) -> int:
            if not flags & _WRITES or outside(os.fsdecode(path)):
                return real(path, flags, *given, **named)
            said = f"open {_short((path,))}"
            self.moment(said, BEFORE)
            made = real(path, flags, *given, **named)
            self.moment(said, AFTER)
            return made

        return called

    def _writing(self, real: Callable[..., int]) -> Callable[..., int]:
        def called(file: int, data: bytes) -> int:
            if file <= 2:
                return real(file, data)
            self.moment("write", BEFORE)
            half = bytes(data)[: len(data) // 2]
            if half and self._next():
                real(file, half)
                self.moment("write", HALF)
                data = data[len(half) :]
                return len(half) + real(file, data)
            self.moment("write", HALF)
            made = real(file, data)
            self.moment("write", AFTER)
            return made

        return called

    def _next(self) -> bool:
        return len(self.moments) + 1 == self._at

    def _files(
        self, real: Callable[..., Any], outside: Callable[[str], bool]
    ) -> Callable[..., Any]:
        def opened(file: Any, mode: str = "r", *given: Any, **named: Any) -> Any:
            known = isinstance(file, int) or outside(os.fsdecode(file))
            if known or not set(mode) & set("wax+"):
                return real(file, mode, *given, **named)
            said = f"open {_short((file,))}"
            self.moment(said, BEFORE)
            made = real(file, mode, *given, **named)
            self.moment(said, AFTER)
            return _Watched(made, self) if "b" in mode else made

        return opened

    def _git(self) -> None:
        from confledger.git import process

        interposed = self

        class Running(process.Running):
            """A git whose start and end are counted where it changes something."""

            def __init__(self, where: Any, arguments: Any, env: Any, **named: Any) -> None:
                self._said = _command(arguments)
                if self._said:
                    interposed.moment(self._said, BEFORE)
                    if interposed.failing:
                        interposed.failing = False
                        arguments = ["confledger-disk-full"]
                super().__init__(where, arguments, env, **named)

            def _end(self) -> tuple[int, str]:
                first = self._ended is None
                ended = super()._end()
                if first and self._said:
                    interposed.moment(self._said, AFTER)
                return ended

        self.failing = False
        real = process.Running
        process.Running = Running  # type: ignore[misc]  # it is one
        import gc

        # Modules have it by name.
        for module in list(__import__("sys").modules.values()):
            if getattr(module, "Running", None) is real and module is not process:
                module.Running = Running  # type: ignore[attr-defined]  # just seen
        gc.collect()


class _Watched:
    """A file opened for writing: each write has a middle."""

    def __init__(self, file: Any, interposed: Interposed) -> None:
        self._file = file
        self._interposed = interposed

    def write(self, data: Any) -> int:
        view = bytes(data)
        self._interposed.moment("write", BEFORE)
        self._file.write(view[: len(view) // 2])
        self._file.flush()
        self._interposed.moment("write", HALF)
        self._file.write(view[len(view) // 2 :])
        self._file.flush()
        self._interposed.moment("write", AFTER)
        return len(view)

    def __enter__(self) -> "_Watched":
        self._file.__enter__()
        return self

    def __exit__(self, *given: Any) -> Any:
        return self._file.__exit__(*given)

    def __iter__(self) -> Any:
        return iter(self._file)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _command(arguments: list[str]) -> str:
    """Return what a call of git is called; nothing for one that changes nothing."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in ("-c", "-C", "--git-dir", "--work-tree") else 1
    name = arguments[at] if at < len(arguments) else ""
    return "" if name in _READS else f"git {name}"


def _short(given: tuple[Any, ...]) -> str:
    paths = [os.fsdecode(one) for one in given if isinstance(one, (str, bytes, os.PathLike))]
    return " ".join(os.path.basename(one) for one in paths[:2])


def kill(_: Moment) -> None:
    """Die at once, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def full(interposed: Interposed) -> Callable[[Moment], None]:
    """Return what finds the disk full; git finds it too."""

    def act(moment: Moment) -> None:
        operation, when = moment
        if operation.startswith("git "):
            if when == BEFORE:
                interposed.failing = True
            return
        if when == AFTER or operation.startswith(_FREEING):
            return
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return act
