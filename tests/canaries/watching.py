"""Commands run in children of one process, and all that they do watched while they run."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_RUNNER = Path(__file__).with_name("runner.py")
# So often, in seconds, processes and temporary folders are looked at.
_EVERY = 0.02
_MOST = 1 << 20
_SHARED = Path("/dev/shm")
# An argument of the programs that are to get secrets, in their environment.
MARK = "canary-child"
CHILD = "environ of the child"


@dataclass
class Done:
    """One command that has ended; `seen` is all else that could be seen of it, with its place."""

    code: int
    stdout: bytes
    stderr: bytes
    seen: list[tuple[str, bytes]] = field(default_factory=list)


class Watched:
    """The process that runs commands."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._sampler = _Sampler(process.pid)

    def run(self, request: dict[str, object], folders: list[Path]) -> Done:
        """Run one command; see runner.py for what a request has.

        `folders` are looked into while it runs, as is the one for shared memory.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._sampler.sampling([*folders, _SHARED]) as sampled:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise AssertionError("the process that runs commands has ended")
        told = json.loads(answer)
        kept = [base64.b64decode(one) for one in told["kept"]]
        done = Done(
            told["code"], base64.b64decode(told["stdout"]), base64.b64decode(told["stderr"])
        )
        for one in kept:
            done.seen += _of_kept(one)
        done.seen += sampled
        return done


@contextmanager
def watched(environ: dict[str, str] | None = None) -> Iterator[Watched]:
    """Start the process; `environ` is added to its environment."""
    with subprocess.Popen(
        [sys.executable, "-B", str(_RUNNER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environ or {})},
    ) as process:
        try:
            yield Watched(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)


def _of_kept(kept: bytes) -> list[tuple[str, bytes]]:
    kind, _, content = kept.partition(b"\n")
    name = kind.decode()
    if name == "process":
        started = json.loads(content)
        argv, environ = started["argv"], started["environ"]
        return _of_process(argv, [f"{name}={value}" for name, value in environ.items()])
    if name in ("trace", "socket"):
        return [(name, content)]
    path, _, content = content.partition(b"\n")
    return [(f"{name} {os.fsdecode(path)}", content)]


def _of_process(argv: list[str], environ: list[str]) -> list[tuple[str, bytes]]:
    name = os.path.basename(argv[0]) if argv else "?"
    found = [(f"argv of {name}", "\0".join(argv).encode("utf-8", "surrogateescape"))]
    told = "\0".join(environ).encode("utf-8", "surrogateescape")
    found.append((CHILD if MARK in argv else f"environ of {name}", told))
    return found


class _Sampler:
    """Looks at the children of a process, and into folders, again and again."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._folders: list[Path] = []
        self._known: dict[str, tuple[int, int]] = {}

    @contextmanager
    def sampling(self, folders: list[Path]) -> Iterator[list[tuple[str, bytes]]]:
        """Sample until the end of the block; what was seen is in the list then."""
        self._folders = folders
        seen: dict[tuple[str, bytes], None] = {}
        found: list[tuple[str, bytes]] = []
        stop = threading.Event()

        def sample() -> None:
            while not stop.wait(_EVERY):
                seen.update(dict.fromkeys(self._processes()))
                seen.update(dict.fromkeys(self._files()))

        thread = threading.Thread(target=sample)
        thread.start()
        try:
            yield found
        finally:
            stop.set()
            thread.join()
            found += seen

    def _processes(self) -> Iterator[tuple[str, bytes]]:
        ours = {self._pid}
        # A child has a higher number than its parent, but where numbers have begun anew: then only
        # what the children themselves have told of their programs is known.
        numbers = (int(name) for name in os.listdir("/proc") if name.isdigit())
        for number in sorted(one for one in numbers if one > self._pid):
            try:
                if _parent(number) not in ours:
                    continue
                ours.add(number)
                argv = Path(f"/proc/{number}/cmdline").read_bytes()
                environ = Path(f"/proc/{number}/environ").read_bytes()
            except OSError:
                continue
            words = argv.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
            yield from _of_process(
                words, environ.decode("utf-8", "surrogateescape").rstrip("\0").split("\0")
            )

    def _files(self) -> Iterator[tuple[str, bytes]]:
        for folder in self._folders:
            for top, _, names in os.walk(folder):
                for name in names:
                    path = os.path.join(top, name)
                    try:
                        told = os.stat(path, follow_symlinks=False)
                        if (known := (told.st_mtime_ns, told.st_size)) == self._known.get(path):
                            continue
                        self._known[path] = known
                        private = os.stat(top).st_mode & 0o077 == 0
                        with open(path, "rb") as file:
                            kind = "private file" if private else "file"
                            yield f"{kind} {path} while it ran", file.read(_MOST)
                    except OSError:
                        continue


def _parent(number: int) -> int:
    told = Path(f"/proc/{number}/stat").read_bytes()
    return int(told[told.rindex(b")") + 2 :].split()[1])
