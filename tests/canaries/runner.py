"""A process that has loaded confledger, and forks one child for each command it is asked to run.

Started as a script; knows nothing of secrets. It reads requests from standard input, a JSON
object a line, and answers each with how it ended. In the child, all that leaves no trace
afterwards is kept and part of the answer: programs that are started with their arguments and
environment, files right before they are removed, renamed or written over, and each exception
with the variables of all its frames.
"""

import base64
import json
import logging
import os
import pkgutil
import resource
import select
import signal
import socket
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

_SECONDS = 60
# Where what is kept is sent to; empty while nothing is.
_KEPT: list[socket.socket] = []
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_BUSY = threading.local()
# Of one file; a message has to fit into the buffer of a socket.
_MOST = 100_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_TRUNC


def _keep(kind: str, content: bytes) -> None:
    try:
        _KEPT[0].send(kind.encode() + b"\n" + content[:_MOST])
    except OSError:
        pass


def _keep_file(kind: str, path: Any) -> None:
    try:
        name = os.fsdecode(path)
        if os.path.isfile(name) and not name.startswith("/proc"):
            with open(name, "rb") as file:
                content = file.read()
            _keep(kind, os.fsencode(os.path.abspath(name)) + b"\n" + content)
    except (OSError, TypeError, ValueError):
        pass


def _started(argv: Any, environ: Any) -> None:
    words = argv if isinstance(argv, (list, tuple)) else [argv]
    variables = os.environ if environ is None else environ
    _keep(
        "process",
        json.dumps(
            {
                "argv": [os.fsdecode(word) for word in words],
                "environ": {os.fsdecode(k): os.fsdecode(v) for k, v in variables.items()},
            }
        ).encode(),
    )


def _hook(event: str, args: tuple[Any, ...]) -> None:
    """Keep what is about to be lost."""
    if not _KEPT or getattr(_BUSY, "yes", False):
        return
    _BUSY.yes = True
    try:
        if event == "open":
            if isinstance(args[2], int) and args[2] & _WRITES:
                _keep_file("overwritten", args[0])
        elif event in ("os.remove", "os.truncate"):
            _keep_file("removed", args[0])
        elif event == "os.rename":
            _keep_file("renamed", args[0])
            _keep_file("replaced", args[1])
        elif event == "subprocess.Popen":
            _started(args[1], args[3])
        elif event in ("os.exec", "os.posix_spawn"):
            _started(args[1], args[2])
        elif event == "os.system":
            _started(args[0], None)
        elif event == "socket.connect":
            _keep("socket", repr(args[1]).encode())
    finally:
        _BUSY.yes = False


def _told(error: BaseException) -> str:
    """Return an exception as a collector of faults would: with the variables of every frame.

    What it was raised from, and what it was raised while handling, is followed to the end.
    """
    seen: list[BaseException] = []
    left: list[BaseException | None] = [error]
    texts = []
    while left:
        one = left.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        left += [one.__cause__, one.__context__]
        trace = traceback.TracebackException.from_exception(one, capture_locals=True, compact=True)
        interrupted = isinstance(one, KeyboardInterrupt)
        for frame in list(trace.stack):
            # Our own frames hold what a fault is planted into. What is interrupted inside of the
            # standard library ends the process: nobody collects that.
            foreign = interrupted and "confledger" not in frame.filename
            if frame.filename == __file__ or foreign:
                trace.stack.remove(frame)
        texts.append(repr(one) + repr(one.args) + repr(vars(one)))
        texts += trace.format(chain=False)
    return "\n".join(texts)


def _watched(run: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
    def watched(arguments: list[str]) -> int:
        try:
            return run(arguments)
        except BaseException as error:
            _BUSY.yes = True
            _keep("trace", _told(error).encode("utf-8", "backslashreplace"))
            _BUSY.yes = False
            raise

    return watched


def _answer_fails() -> None:
    """Let nothing be written to standard output."""
    from confledger.cli import streams

    def put(text: str) -> None:
        raise OSError(5, "planted: standard output")

    streams.put = put


def _write_fails() -> None:
    from confledger.cli import atomic

    def replace(*arguments: Any, **options: Any) -> None:
        raise OSError(28, "planted: no space left")

    atomic.replace = replace


def _sops_fails() -> None:
    """Let every run of `sops` end with an error of the system, after it has done its work."""
    import subprocess

    wait = subprocess.Popen.wait

    def failing(self: Any, *arguments: Any, **options: Any) -> Any:
        done = wait(self, *arguments, **options)
        words = self.args if isinstance(self.args, (list, tuple)) else [self.args]
        if "sops" in os.path.basename(os.fsdecode(words[0])):
            raise OSError(5, "planted: sops")
        return done

    subprocess.Popen.wait = failing  # type: ignore[method-assign]


def _no_room() -> None:
    """Let no file grow: as on a disk that is full, which stops a superuser too."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


FAULTS: dict[str, Callable[[], None]] = {
    "answer": _answer_fails,
    "write": _write_fails,
    "sops": _sops_fails,
    "full": _no_room,
}


def _child(request: dict[str, Any], streams: list[int], kept: socket.socket) -> int:
    """Be the command, or another program, as it is asked for; return the exit code."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    if request["terminal"]:
        os.login_tty(streams[0])
    else:
        os.dup2(streams[0], 0)
        os.dup2(streams[1], 1)
    os.dup2(streams[2], 2)
    if request["program"]:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        os.execvp(request["program"], [request["program"], *request["args"]])
    tempfile.tempdir = None
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, force=True)
    sys.argv = ["confledger", *request["args"]]
    from confledger.cli import entry, program

    setattr(program, "run", _watched(program.run))  # noqa: B010
    if request["fault"]:
        FAULTS[request["fault"]]()
    _KEPT.append(kept)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
    code: object = 70
    try:
        code = entry.main()
    except SystemExit as end:
        code = end.code
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass
    return code if isinstance(code, int) else int(code is not None)


class _Running:
    """One child, with all that it says."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.request = request
        self.said: dict[int, bytes] = {}
        self.kept: list[bytes] = []
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        near.setblocking(False)
        self.kept_from = near
        heard, stderr = os.pipe()
        if request["terminal"]:
            self.out, slave = os.openpty()
            streams = [slave, slave, stderr]
        else:
            self.out, stdout = os.pipe()
            streams = [os.open(request["stdin"] or os.devnull, os.O_RDONLY), stdout, stderr]
        self.err = heard
        # What stops it has to wait until it has begun.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        self.pid = os.fork()
        if self.pid == 0:
            code = 71
            try:
                code = _child(request, streams, far)
            except BaseException:
                # Nothing may return into the loop of the parent.
                traceback.print_exc()
            os._exit(code)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        far.close()
        for descriptor in set(streams):
            os.close(descriptor)

    def answer(self) -> dict[str, Any]:
        """Wait for its end, interrupting it where that was asked for."""
        began = time.monotonic()
        interrupt = self.request["interrupt"]
        ended, status = False, 0
        # On a terminal a line at a time, each once it was asked for: the terminal itself would
        # show what comes before that.
        left = self.request["typed"].splitlines(True) if self.request["terminal"] else []
        heard_before = 0
        while True:
            heard = self._hear(0 if ended else 0.002)
            if ended and not heard:
                break
            if not ended:
                done, status = os.waitpid(self.pid, os.WNOHANG)
                ended = bool(done)
                passed = time.monotonic() - began
                if left and len(self.said.get(self.out, b"")) > heard_before:
                    time.sleep(0.02)
                    heard_before = len(self.said[self.out]) + len("\r\n")
                    os.write(self.out, left.pop(0).encode())
                if not ended and interrupt and passed >= interrupt["after"]:
                    os.kill(self.pid, interrupt["signal"])
                    interrupt = None
                if not ended and passed > _SECONDS:
                    os.kill(self.pid, signal.SIGKILL)
        for descriptor in (self.out, self.err):
            os.close(descriptor)
        self.kept_from.close()
        return {
            "code": os.waitstatus_to_exitcode(status),
            "stdout": _packed(self.said.get(self.out, b"")),
            "stderr": _packed(self.said.get(self.err, b"")),
            "kept": list(map(_packed, self.kept)),
        }

    def _hear(self, seconds: float) -> bool:
        """Take in what was said; whether there was anything."""
        kept = self.kept_from.fileno()
        ready = select.select([self.out, self.err, kept], [], [], seconds)[0]
        heard = False
        for one in ready:
            try:
                more = os.read(one, 1 << 18)
            except OSError:
                more = b""
            heard = heard or bool(more)
            if one != kept:
                self.said[one] = self.said.get(one, b"") + more
            elif more:
                self.kept.append(more)
        if ready and not heard:
            # Ends of pipes are always ready.
            time.sleep(seconds)
        return heard


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def main() -> int:
    """Answer requests until there are no more."""
    import confledger.cli

    # All of confledger, so that no child has to load it; the launcher would start it, and what
    # cannot be loaded is the fault of the command that needs it.
    for module in pkgutil.walk_packages(confledger.cli.__path__, "confledger.cli."):
        if not module.name.endswith(".launcher"):
            with suppress(ImportError):
                import_module(module.name)
    # Which `sops` it is, each child would have to find out from its 50 MB.
    from confledger.secrets.sops_program import program

    program(os.environ["PATH"])
    sys.addaudithook(_hook)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_Running(json.loads(line)).answer()) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
