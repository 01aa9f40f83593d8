"""Signatures by SSH keys, as git makes them: `ssh-keygen -Y`, the agent included."""

import os

from confledger.cli.secrets.editor import without_identities
from confledger.errors import ConfledgerError
from confledger.secrets.checkpoint import NAMESPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from confledger.git.repository import Repository

    T = TypeVar("T")

_LITERAL = "key::"
_KINDS = ("ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-")
_HOW = "name one with --key, or set user.signingkey of git to an SSH key"


def key_of(given: str | None, repository: "Repository | None") -> str:
    """Return the file or the text of the key to sign with; raise ConfledgerError."""
    key = given
    if key is None:
        if setting("gpg.format", repository) not in ("ssh", ""):
            raise ConfledgerError("git signs with a key that is no SSH key", help=_HOW)
        key = setting("user.signingkey", repository, path=True)
        if not key:
            raise ConfledgerError("there is no key to sign with", help=_HOW)
    literal = key.removeprefix(_LITERAL)
    if literal.startswith(_KINDS):
        return literal
    if not os.path.isfile(key):
        raise ConfledgerError(f"there is no key file {key!r}", help=_HOW)
    return key


def setting(name: str, repository: "Repository | None", *, path: bool = False) -> str:
    """Return a setting of git, empty where it has none; a `path` with its `~` resolved."""
    from confledger.git.process import GitFailed, Running, environment

    asked = ["config", *(("--type=path",) if path else ()), "--get", name]
    try:
        if repository is not None:
            answer = repository.run(*asked)
        else:
            answer = Running([], asked, environment()).read()
    except GitFailed:
        return ""
    return os.fsdecode(answer).strip()


def sign(statement: bytes, key: str) -> str:
    """Return the signature of a statement, armoured; raise ConfledgerError."""
    if not key.startswith(_KINDS):
        return _signed(statement, key)
    # A public key given as text, as git allows it: the agent has the other half.
    return _beside({"key.pub": key}, lambda folder: _signed(statement, f"{folder}/key.pub", "-U"))


def _signed(statement: bytes, file: str, *options: str) -> str:
    code, output, said = _keygen(["sign", "-n", NAMESPACE, "-f", file, *options], statement)
    if code:
        raise ConfledgerError(
            f"the checkpoint could not be signed: ssh-keygen says {said!r}",
            help="is the key in the agent (ssh-add -l), or its file readable?",
        )
    return output


def signer(statement: bytes, signature: str, allowed: str | None) -> str | None:
    """Return who signed a statement; None where the signature is not good.

    Without a file of allowed signers it is the fingerprint of the key, which proves nothing of
    whose it is.
    """

    def asked(folder: str) -> str | None:
        file = f"{folder}/signature"
        if allowed is None:
            said = _keygen(["check-novalidate", "-n", NAMESPACE, "-s", file], statement)
            return said[1].split(" key ")[-1].strip() if said[0] == 0 else None
        code, names, _ = _keygen(["find-principals", "-s", file, "-f", allowed], b"")
        # One a line, or separated by commas as in the file, by version.
        for name in names.replace(",", "\n").split("\n") if code == 0 else ():
            told = ["verify", "-n", NAMESPACE, "-s", file, "-f", allowed, "-I", name]
            if _keygen(told, statement)[0] == 0:
                return name
        return None

    return _beside({"signature": signature}, asked)


def _beside(files: "dict[str, str]", ask: "Callable[[str], T]") -> "T":
    """Ask with files in a folder that is gone afterwards; nothing in them is secret."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="confledger-") as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text if text.endswith("\n") else f"{text}\n")
        return ask(folder)


def _keygen(arguments: "Sequence[str]", given: bytes) -> tuple[int, str, str]:
    """Run `ssh-keygen -Y`; return its exit code, output, and the first line of its messages."""
    import subprocess

    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", *arguments],
            input=given,
            capture_output=True,
            check=False,
            env=without_identities(),
        )
    except OSError:
        raise ConfledgerError(
            "ssh-keygen was not found on PATH", help="install the OpenSSH client, 8.2 or newer"
        ) from None
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")[0]
    return done.returncode, done.stdout.decode("utf-8", "replace"), said
