"""Commands in processes that are forked from one which has imported what they use.

Starting Python and importing takes most of the time that a command runs for on a small
repository. A process forked here is one of its own: its own folder, environment, streams and
exit code; only what it has imported it did not import itself. Where that is what a test is about
(the marker `pristine`), or the environment says how Python starts, Python is started.
"""

import array
import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress

# What bears on how Python itself starts, and on what coverage measures.
_STARTING = ("PYTHON", "LC_", "LANG", "COVERAGE", "COV_", "LD_")
# All that a command may import of these, and what costs the most of the rest: a command that is
# forked imports what is left. The launcher is one that starts when it is imported.
_PRELOADED = (
    *("confledger.changes", "confledger.checks", "confledger.cli", "confledger.documents"),
    *("confledger.ledger", "confledger.reports.renderers", "confledger.schema_files"),
    *("confledger.secrets", "jsonschema_rs", "re2", "sqlite3", "yaml", "yaml12", "yaml_rs"),
)
_LAUNCHER = "confledger.cli.launcher"
_ENDED = "the process that commands are forked from has ended"
Ended = tuple[int, bytes, bytes]


class Server:
    """The process that is forked from; one for each process that runs tests."""

    def __init__(self) -> None:
        self.environment = _starting(os.environ)
        self.busy = threading.Lock()
        self._pid = os.getpid()
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )

    @property
    def number(self) -> int:
        """The number of its process."""
        return self._process.pid

    def ours(self) -> bool:
        """Whether this process is the one that started it, and not a fork of that."""
        return self._pid == os.getpid()

    def close(self) -> str:
        """Let it end, and wait for that; return what it said, if it was not asked before."""
        self._socket.close()
        told = b"" if self._process.returncode is not None else self._process.communicate()[1]
        return told.decode("utf-8", "replace")

    def run(
        self, arguments: list[str], cwd: str, given: bytes | None, env: Mapping[str, str]
    ) -> Ended:
        """Run `confledger` with some arguments; return exit code, output and errors."""
        umask = os.umask(0o077)
        os.umask(umask)
        asked = {"arguments": arguments, "cwd": cwd, "env": dict(env), "umask": umask}
        request = json.dumps(asked).encode()
        head = len(request).to_bytes(8, "big")
        out, told_out = os.pipe()
        err, told_err = os.pipe()
        stdin, feeding = (os.open(os.devnull, os.O_RDONLY), -1) if given is None else os.pipe()
        theirs = array.array("i", [stdin, told_out, told_err])
        ours = (out, err) if given is None else (out, err, feeding)
        child = 0
        try:
            try:
                self._socket.sendmsg([head], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, theirs)])
                self._socket.sendall(request)
                child = self._number()
            finally:
                for one in (*theirs, *(() if child else ours)):
                    os.close(one)
            said = _talked(given or b"", feeding, (out, err))
            return self._number(), said[0], said[1]
        except (BrokenPipeError, ConnectionResetError, EOFError) as gone:
            raise AssertionError(f"{_ENDED}:\n{self.close()}") from gone
        except BaseException:
            # Nobody would wait for what was begun, and its answer is not that of the next one.
            if child:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            raise

    def _number(self) -> int:
        return int.from_bytes(_received(self._socket, 4), "big", signed=True)


class _Kept:
    server: Server | None = None
    started_anew = False


def started_anew(yes: bool) -> None:
    """Say whether each process is to be started, whatever it costs."""
    _Kept.started_anew = yes


def run(
    arguments: list[str], cwd: str, given: bytes | None, env: Mapping[str, str]
) -> Ended | None:
    """Run `confledger` with some arguments; return exit code, output and errors.

    None where a process has to be started: what is forked would not be as that.
    """
    if _Kept.started_anew:
        return None
    server = _Kept.server
    if server is None or not server.ours():
        server = _Kept.server = Server()
    # Of two threads, the other one may wait for what this one does.
    if _starting(env) != server.environment or not server.busy.acquire(blocking=False):
        return None
    try:
        return server.run(arguments, cwd, given, env)
    except BaseException:
        drop()
        raise
    finally:
        server.busy.release()


def drop() -> None:
    """Let the process that is forked from end; the next command has another one."""
    if _Kept.server is not None and _Kept.server.ours():
        _Kept.server.close()
    _Kept.server = None


def _starting(env: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in env.items() if name.startswith(_STARTING)}


def _talked(given: bytes, feeding: int, reading: tuple[int, int]) -> list[bytes]:
    """Write what is given, and read all that is said, both at once; close all of it."""
    said = {one: bytearray() for one in reading}
    with selectors.DefaultSelector() as ready:
        for one in reading:
            ready.register(one, selectors.EVENT_READ)
        if feeding >= 0:
            os.set_blocking(feeding, False)
            ready.register(feeding, selectors.EVENT_WRITE)
        try:
            while ready.get_map():
                for key, _ in ready.select():
                    if key.fd == feeding:
                        try:
                            given = given[os.write(feeding, given[:65536]) :] if given else b""
                        except BrokenPipeError:
                            given = b""
                        ended = not given
                    else:
                        piece = os.read(key.fd, 65536)
                        said[key.fd] += piece
                        ended = not piece
                    if ended:
                        ready.unregister(key.fd)
                        os.close(key.fd)
        finally:
            for left in ready.get_map().values():
                os.close(left.fd)
    return [bytes(said[one]) for one in reading]


def _received(channel: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        piece = channel.recv(size - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found


# --- the process that is forked from ----------------------------------------------------------


def _serve(channel: socket.socket) -> None:
    """Fork a process for each request, and tell its number and how it ended.

    It ends with the other side; who interrupts that side, does not interrupt this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Of this folder nothing is to be imported by a command.
    del sys.path[0]
    for name in _PRELOADED:
        _load(name)
    gc.freeze()
    while True:
        head, descriptors, _, _ = socket.recv_fds(channel, 8, 3)
        if not head:
            return
        head += _received(channel, 8 - len(head))
        request = json.loads(_received(channel, int.from_bytes(head, "big")))
        child = os.fork()
        if child == 0:
            _be(request, descriptors)
        for one in descriptors:
            os.close(one)
        try:
            channel.sendall(child.to_bytes(4, "big"))
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            channel.sendall(code.to_bytes(4, "big", signed=True))
        except BrokenPipeError:
            return


def _load(name: str) -> None:
    """Import a module with all that are below it; one that fails, fails who needs it."""
    parts = getattr(importlib.import_module(name), "__path__", ())
    if name.startswith("confledger."):
        for module in pkgutil.walk_packages(parts, f"{name}."):
            if module.name != _LAUNCHER:
                with suppress(Exception):
                    importlib.import_module(module.name)


def _be(request: dict[str, object], descriptors: list[int]) -> None:
    """Become a process of `python -m confledger`; it never comes back."""
    env, arguments, umask = request["env"], request["arguments"], request["umask"]
    assert isinstance(env, dict)
    assert isinstance(arguments, list)
    assert isinstance(umask, int)
    code = 1
    try:
        for number, one in enumerate(descriptors):
            os.dup2(one, number)
        os.closerange(3, 1 << 16)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.umask(umask)
        os.environ.clear()
        os.environ.update(env)
        time.tzset()
        os.chdir(str(request["cwd"]))
        sys.path.insert(0, os.getcwd())
        sys.argv = ["-m", *arguments]
        runpy.run_module("confledger", run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except KeyboardInterrupt:
        sys.excepthook(*sys.exc_info())
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                code = 120
        os._exit(code & 0xFF)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
