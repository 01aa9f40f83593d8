"""Real encrypted files for tests: identities, rules, and what the real `sops` makes of a text.

A run of `sops` takes 50 ms, so what it encrypted once is used again in the same session.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest

from confledger.cli import entry
from confledger.secrets.sops_program import bundled

# The program itself, not the script in front of it, which takes as long again.
PROGRAM = bundled() or shutil.which("sops")
if PROGRAM is not None and not os.access(PROGRAM, os.X_OK):
    # As pip unpacks it; confledger does the same when it first runs it.
    Path(PROGRAM).chmod(0o755)

needs_sops = pytest.mark.skipif(PROGRAM is None, reason="needs the program sops")

# Options that `encrypted` takes for each store; a name says nothing to sops where it is given.
STORES = ("yaml", "json", "dotenv", "ini", "binary")


class Identity:
    """An age identity: `secret` opens what was encrypted for `recipient`."""

    def __init__(self) -> None:
        # Published without a package for those who cannot compile it.
        pyrage = pytest.importorskip("pyrage", reason="needs pyrage, of the extra `sops`")
        made = pyrage.x25519.Identity.generate()
        self.secret = str(made)
        self.recipient = str(made.to_public())

    def environ(self) -> dict[str, str]:
        """Return what lets `sops` find the identity, to be added to an environment."""
        return {"SOPS_AGE_KEY": self.secret}

    def file(self, path: Path) -> Path:
        """Write the identity to a file, as `SOPS_AGE_KEY_FILE` names one."""
        path.write_text(f"# recipient: {self.recipient}\n{self.secret}\n")
        path.chmod(0o600)
        return path


def identity(name: str = "ours") -> Identity:
    """Return the identity of that name, the same for the whole session."""
    return _identity(name)


@cache
def _identity(_: str) -> Identity:
    return Identity()


def recipient(name: str = "ours") -> str:
    """Return whom to encrypt for, so that `identity(name)` opens it."""
    return identity(name).recipient


def rule(*recipients: str, pattern: str | None = None, **options: str) -> str:
    """Return one creation rule for `.sops.yaml`; without recipients, for us."""
    found = "" if pattern is None else f"    path_regex: {pattern}\n"
    found += f"    age: {','.join(recipients or (recipient(),))}\n"
    found += "".join(f"    {name}: {value}\n" for name, value in options.items())
    return "  - " + found[4:]


def rules(*each: str) -> str:
    """Return a `.sops.yaml` with these rules; without any, one that takes all files for us."""
    return "creation_rules:\n" + "".join(each or (rule(),))


def encrypted(
    text: str | bytes,
    name: str = "a.yaml",
    *options: str,
    recipients: tuple[str, ...] = (),
    store: str | None = None,
) -> bytes:
    """Return a text as the real `sops` encrypts it, with these options of `sops encrypt`."""
    raw = text.encode() if isinstance(text, str) else text
    return _encrypted(raw, name, options, recipients or (recipient(),), store)


@cache
def _encrypted(
    text: bytes,
    name: str,
    options: tuple[str, ...],
    recipients: tuple[str, ...],
    store: str | None,
) -> bytes:
    types = () if store is None else ("--input-type", store, "--output-type", store)
    arguments = ("encrypt", "--age", ",".join(recipients), *options, *types)
    return sops("--config", os.devnull, *arguments, "--filename-override", name, input=text)


def decrypted(
    data: bytes, name: str = "a.yaml", *options: str, by: str = "ours", store: str | None = None
) -> bytes:
    """Return an encrypted file in clear text, as the real `sops` sees it; it has to succeed."""
    types = () if store is None else ("--input-type", store, "--output-type", store)
    arguments = ("decrypt", *options, *types, "--filename-override", name)
    return sops(
        "--config", os.devnull, *arguments, "/dev/stdin", input=data, env=identity(by).environ()
    )


def changed(data: bytes, name: str, action: str, *arguments: str, value: str = "") -> bytes:
    """Return a file after `sops set`, `unset` or `rotate --in-place`; the value comes as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(data)
        before = ("set", "--value-stdin") if action == "set" else (action,)
        before = ("rotate", "--in-place") if action == "rotate" else before
        sops(
            *("--config", os.devnull, *before, str(file), *arguments),
            input=value.encode(),
            env=identity().environ(),
        )
        return file.read_bytes()


def sops(
    *arguments: str,
    input: bytes = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> bytes:
    """Run the real `sops`, which has to succeed; skip the test where there is none."""
    if PROGRAM is None:
        pytest.skip("needs the program sops")
    done = subprocess.run(
        [PROGRAM, *arguments],
        input=input,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "SOPS_DISABLE_VERSION_CHECK": "1", **(env or {})},
        check=False,
    )
    assert done.returncode == 0, (arguments, done.returncode, done.stderr.decode())
    return done.stdout


class Acted:
    """What became of a command: exit code, standard output, standard error."""

    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err


def act(
    cwd: Path, *arguments: str, input: str | bytes = b"", env: Mapping[str, str] | None = None
) -> Acted:
    """Run `confledger secrets` in this process, which is fast, with our identity at hand."""
    raw = input.encode() if isinstance(input, str) else input
    with ExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.chdir(cwd)
        for name, value in {**identity().environ(), **(env or {})}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["confledger", "secrets", *arguments])
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        files[0].write(raw)
        files[0].seek(0)
        for number, file in enumerate(files):
            stack.enter_context(_instead(number, file.fileno()))
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            mode = "w" if number else "r"
            stream = stack.enter_context(open(number, mode, closefd=False, encoding="utf-8"))
            patch.setattr(sys, name, stream)
        try:
            code = entry.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        for file in files[1:]:
            file.seek(0)
        return Acted(code, files[1].read(), files[2].read().decode())


@contextmanager
def _instead(number: int, file: int) -> Iterator[None]:
    """Let another file be one of the standard streams."""
    kept = os.dup(number)
    os.dup2(file, number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)
