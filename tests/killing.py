"""A command that is killed at each of its operations on files, or told that each has failed.

Run as a program, in a process of its own: it loads the product once, and forks for each
attempt, so that one costs what the work itself costs.
"""

import base64
import builtins
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

# What Python reports before it does it, and what we count ourselves.
CHANGES = (
    *("os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"),
    *("os.truncate", "os.utime", "subprocess.Popen", "os.posix_spawn"),
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
MOST = 400
JOURNAL = "state/journal.jsonl"


class Attempt(NamedTuple):
    """What came of one attempt: at which operation, how it ended, and what was there then.

    `files` are those that were watched, None where there was none; `leaks` the files below the
    folder that held one of the words; `again` the exit code of the same command after it,
    `finally_` the watched files then, and `journal` what is wrong with the journal.
    """

    operation: str
    code: int
    said: str
    files: dict[str, bytes | None]
    leaks: list[str]
    again: int
    said_again: str
    finally_: dict[str, bytes | None]
    journal: list[str]


def attempts(
    template: Path,
    arguments: Sequence[str],
    *,
    watch: Sequence[str],
    words: Sequence[str],
    given: str = "",
    env: Mapping[str, str] | None = None,
    error: int = 0,
) -> list[Attempt]:
    """Run a command in copies of a folder, killed at its first, second, … operation on files.

    With `error`, it is not killed: the operation fails with that number. The last attempt is
    one that nothing happened to.
    """
    asked = {
        "template": str(template),
        "arguments": list(arguments),
        "watch": list(watch),
        "words": list(words),
        "given": given,
        "error": error,
    }
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
        cwd=template.parent,
        check=True,
    )
    return [_attempt(json.loads(line)) for line in done.stdout.splitlines()]


def _attempt(told: dict[str, object]) -> Attempt:
    for name in ("files", "finally_"):
        held: dict[str, str | None] = told[name]  # type: ignore[assignment]
        told[name] = {
            path: None if data is None else base64.b64decode(data) for path, data in held.items()
        }
    return Attempt(**told)  # type: ignore[arg-type]


class Counter:
    """Counts operations on files, and lets something happen at one of them."""

    def __init__(self, at: int, happen: Callable[[], None]) -> None:
        self.at = at
        self.count = 0
        self.happen = happen
        self.reached = ""
        self.quiet = False

    def pass_(self, operation: str) -> bool:
        """Count one operation; whether it is the one."""
        if self.quiet:
            return False
        self.count += 1
        if self.count == self.at:
            self.reached = operation
        return self.count == self.at

    def audit(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count what Python is about to do."""
        changes = event in CHANGES
        if event == "open":
            flags = arguments[2]
            changes = isinstance(flags, int) and bool(flags & WRITING)
            changes = changes and str(arguments[0]) != os.devnull
        if changes and self.pass_(f"{event} {_shown(arguments[0])}"):
            self.happen()

    def install(self) -> None:
        """Watch this process from now on."""
        plain_open, write, sync = builtins.open, os.write, os.fsync

        def opened(file: object, mode: str = "r", *rest: object, **named: object) -> object:
            found = plain_open(file, mode, *rest, **named)  # type: ignore[call-overload]
            return Torn(found, self) if set(mode) & set("wax+") else found

        def written(descriptor: int, data: bytes) -> int:
            if self.pass_("os.write"):
                # Half of it, as when the end comes in the middle.
                write(descriptor, bytes(data)[: len(data) // 2])
                self.happen()
            return write(descriptor, data)

        def synced(descriptor: int) -> None:
            if self.pass_("os.fsync"):
                self.happen()
            sync(descriptor)

        builtins.open = opened  # type: ignore[assignment]
        io.open = opened  # type: ignore[assignment]
        os.write = written  # type: ignore[assignment]
        os.fsync = synced  # type: ignore[assignment]
        sys.addaudithook(self.audit)


class Torn:
    """A file that is written to: of one write only the half is done."""

    def __init__(self, file: "io.BufferedWriter", counter: Counter) -> None:
        self._file = file
        self._counter = counter

    def write(self, data: bytes) -> int:
        """Write, or write the half."""
        if self._counter.pass_("write"):
            self._file.write(data[: len(data) // 2])
            self._file.flush()
            self._counter.happen()
        return self._file.write(data)

    def __enter__(self) -> "Torn":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def _shown(path: object) -> str:
    return os.path.basename(os.fsdecode(path)) if isinstance(path, (str, bytes)) else str(path)


def main() -> None:
    """Make all attempts, and write each as a line of JSON."""
    asked = json.load(sys.stdin)
    sys.dont_write_bytecode = True
    template, work = Path(asked["template"]), Path(asked["template"]).parent / "work"
    _load(template, work, asked)
    # Which `sops` it is, each attempt would have to find out from its 50 MB.
    from confledger.secrets.sops_program import program

    program(os.environ["PATH"])
    after: dict[str, dict[str, object]] = {}
    for number in range(1, MOST):
        _copy(template, work)
        code, said, reached = _fork(work, asked, number)
        told: dict[str, object] = {
            "operation": reached,
            "code": code,
            "said": said,
            "files": _files(work, asked["watch"]),
            "leaks": _leaks(work, asked["words"]),
        }
        state = _state(work)
        if state not in after:
            # What the same command makes of what was left; a fault is an answer already.
            again, said_again, _ = (0, "", "") if asked["error"] else _fork(work, asked, 0)
            after[state] = {
                "again": again,
                "said_again": said_again,
                "finally_": _files(work, asked["watch"]),
                "journal": _faults(work),
            }
        sys.stdout.write(json.dumps(told | after[state]) + "\n")
        sys.stdout.flush()
        if not reached:
            return
    raise SystemExit("it does not end")


def _copy(template: Path, work: Path) -> None:
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(template, work, symlinks=True)


def _load(template: Path, work: Path, asked: dict[str, object]) -> None:
    """Import all that the command imports, so that only what it does is counted."""
    import importlib

    _copy(template, work)
    _fork(work, asked | {"error": 0}, 0)
    for name in (work.parent / "modules").read_text("utf-8").split():
        if name != "__main__":
            importlib.import_module(name)


def _state(work: Path) -> str:
    """Return what was left of one attempt, as far as it can matter to the next one."""
    found = []
    for path in sorted((work / "r").rglob("*")):
        if ".git" not in path.parts and path.is_file():
            name = "".join(letter for letter in str(path) if not letter.isdigit())
            found.append(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    journal = work / JOURNAL
    if journal.exists():
        data = journal.read_bytes()
        found.append(f"{data.count(bytes([10]))} lines, {data[-1:]!r} at the end")
    return "\n".join(found)


def _fork(work: Path, asked: dict[str, object], at: int) -> tuple[int, str, str]:
    """Run the command in a process of its own: exit code, messages, the operation it reached."""
    reader, writer = os.pipe()
    said, reached = work.parent / "said", work.parent / "reached"
    for file in (said, reached):
        file.write_bytes(b"")
    child = os.fork()
    if child == 0:
        _run(work, asked, at, reader, writer, said, reached)
    os.close(reader)
    os.write(writer, str(asked["given"]).encode())
    os.close(writer)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), said.read_text("utf-8"), reached.read_text("utf-8")


def _run(
    work: Path,
    asked: dict[str, object],
    at: int,
    reader: int,
    writer: int,
    said: Path,
    reached: Path,
) -> NoReturn:
    code = 99
    try:
        os.setsid()
        os.close(writer)
        os.dup2(reader, 0)
        os.dup2(os.open(said, os.O_WRONLY), 1)
        os.dup2(1, 2)
        os.chdir(work / "r")
        tell = os.open(reached, os.O_WRONLY)
        write, kill, error = os.write, os.kill, int(str(asked["error"]))
        for name, folder in (("TMPDIR", "tmp"), ("XDG_RUNTIME_DIR", "run"), ("HOME", "home")):
            os.environ[name] = str(work / folder)
        os.environ["CONFLEDGER_JOURNAL"] = str(work / JOURNAL)
        import tempfile

        tempfile.tempdir = None

        def happen() -> None:
            write(tell, counter.reached.encode())
            if error:
                raise OSError(error, os.strerror(error))
            kill(os.getpid(), signal.SIGKILL)

        counter = Counter(at, happen)
        from confledger.cli import entry

        sys.argv = ["confledger", *asked["arguments"]]  # type: ignore[misc]
        counter.install()
        code = entry.main()
        counter.quiet = True
        (work.parent / "modules").write_text("\n".join(sys.modules), "utf-8")
        sys.stdout.flush()
        sys.stderr.flush()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 98
    finally:
        os._exit(code)


def _files(work: Path, watch: object) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for path in watch:  # type: ignore[attr-defined]
        file = work / "r" / path
        found[path] = base64.b64encode(file.read_bytes()).decode() if file.is_file() else None
    return found


def _faults(work: Path) -> list[str]:
    from confledger.secrets.journal import lines
    from confledger.secrets.journal_verify import verify

    found = verify(lines(str(work / JOURNAL)))
    return [fault.message for fault in found.faults]


def _leaks(work: Path, words: Sequence[str]) -> list[str]:
    """Return the files that hold one of the words, from the folder."""
    return sorted(
        str(path.relative_to(work))
        for path in work.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and any(word.encode() in path.read_bytes() for word in words)
    )


if __name__ == "__main__":
    main()
