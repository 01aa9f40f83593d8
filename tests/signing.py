"""Keys of every kind, and commits signed with them, good ones and such as nobody should take."""

import base64
import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from confledger.git.repository import discover
from confledger.git.signatures import Trust, verdicts
from confledger.git.signatures.wire import integer, string
from support import Repository

# 2024-01-01 and 2025-06-01, noon.
EARLY, LATE = 1704110400, 1748779200
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_PROGRAM = re.compile(r"(?m)^(.{40}) (.)\n(.*)\n(.*)$")


class Keys:
    """Keys in a folder, made by ssh-keygen when they are asked for first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def file(self, name: str, *options: str) -> Path:
        """Return the file of a private key; `options` say of which kind it is."""
        file = self.folder / name
        if not file.exists():
            kind = options or ("-t", "ed25519")
            keygen("-q", "-N", "", "-C", name, "-f", str(file), *kind)
        return file

    def public(self, name: str) -> str:
        """Return `type base64` of a key that is there."""
        text = self.file(name).with_name(f"{name}.pub").read_text("utf-8")
        return " ".join(text.split()[:2])

    def certify(self, name: str, authority: str, *options: str) -> Path:
        """Return a certificate of one key by another, made with options of ssh-keygen."""
        self.file(name)
        keygen("-q", "-s", str(self.file(authority)), "-I", "id", *options, f"{self.folder / name}")
        return self.folder / f"{name}-cert.pub"

    def sign(self, payload: bytes, name: str, namespace: str = "git", *options: str) -> bytes:
        """Return the armored signature of a payload by a key, or by the certificate of a name."""
        file = self.folder / name if name.endswith(".pub") else self.file(name)
        return keygen("-Y", "sign", "-q", "-n", namespace, "-f", str(file), *options, input=payload)

    @cached_property
    def hardware(self) -> "Hardware":
        """Return a key as security keys have them."""
        return Hardware()


class Hardware:
    """A key of the kind `sk-ssh-ed25519@openssh.com`, without the hardware."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._private = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
        name, point = b"sk-ssh-ed25519@openssh.com", self._private.public_key().public_bytes_raw()
        self.blob = string(name) + string(point) + string(b"ssh:")
        self.public = f"{name.decode()} {base64.b64encode(self.blob).decode()}"

    def sign(self, payload: bytes) -> bytes:
        """Return the armored signature of a payload."""
        inner = b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512")
        inner += string(hashlib.sha512(payload).digest())
        tail = b"\1" + (5).to_bytes(4, "big")
        data = hashlib.sha256(b"ssh:").digest() + tail + hashlib.sha256(inner).digest()
        made = string(b"sk-ssh-ed25519@openssh.com") + string(self._private.sign(data)) + tail
        return armored(signature_blob(self.blob, made))


def keygen(*arguments: str, input: bytes | None = None) -> bytes:
    """Run ssh-keygen; it has to succeed."""
    done = subprocess.run(
        ["ssh-keygen", *arguments], input=input, capture_output=True, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def signature_blob(
    key: bytes,
    made: bytes,
    *,
    namespace: bytes = b"git",
    algorithm: bytes = b"sha512",
    version: int = 1,
) -> bytes:
    """Return the binary form of a signature file."""
    head = b"SSHSIG" + version.to_bytes(4, "big") + string(key) + string(namespace)
    return head + string(b"") + string(algorithm) + string(made)


def armored(blob: bytes) -> bytes:
    """Return a signature file."""
    text = base64.encodebytes(blob).replace(b"\n", b"")
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    begin, end = (f"-----{word} SSH SIGNATURE-----".encode() for word in ("BEGIN", "END"))
    return b"\n".join([begin, *lines, end]) + b"\n"


def unarmored(signature: bytes) -> bytes:
    """Return the binary form of a signature file."""
    return base64.b64decode(b"".join(signature.strip().split(b"\n")[1:-1]))


def commit(
    when: int = LATE, *, message: str = "Change", who: str = "Ada <ada@example.org>", more: str = ""
) -> bytes:
    """Return a raw commit without a signature."""
    head = f"tree {_EMPTY_TREE}\nauthor {who} {when} +0000\ncommitter {who} {when} +0000\n{more}"
    return f"{head}\n{message}\n".encode("utf-8", "surrogateescape")


def with_header(raw: bytes, signature: bytes, name: str = "gpgsig") -> bytes:
    """Return a raw commit with a signature among its headers, the last of them."""
    head, _, message = raw.partition(b"\n\n")
    folded = signature.rstrip(b"\n").replace(b"\n", b"\n ")
    return head + b"\n" + name.encode() + b" " + folded + b"\n\n" + message


def store(repository: Repository, raw: bytes, kind: str = "commit") -> str:
    """Write an object as it is, and return its id."""
    done = subprocess.run(
        ["git", "hash-object", "-t", kind, "-w", "--literally", "--stdin"],
        cwd=repository.root,
        input=raw,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def of_git(
    repository: Repository, oids: Iterable[str], allowed: Path | None, *options: str
) -> list[tuple[str, str, str]]:
    """Return what git says of each commit: the letter, who signed it, and with which key."""
    named = () if allowed is None else ("-c", f"gpg.ssh.allowedSignersFile={allowed}")
    shown = ("log", "--no-walk=unsorted", "--stdin", "--format=%H %G?%n%GS%n%GK")

    def asked() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *named, *options, *shown],
            cwd=repository.root,
            input="".join(f"{oid}\n" for oid in oids),
            encoding="utf-8",
            errors="surrogateescape",
            capture_output=True,
            check=False,
        )

    done = asked()
    # It dies now and then of ssh-keygen that ends without reading what it is to verify.
    for _ in range(5):
        if done.returncode != -signal.SIGPIPE:
            break
        done = asked()
    done.check_returncode()
    found = {row[0]: row[1:] for row in _PROGRAM.findall(done.stdout)}
    return [found[oid] for oid in oids]


def of_ours(
    repository: Repository, oids: Iterable[str], trust: Trust | None = None
) -> list[tuple[str, str, str]]:
    """Return the same as confledger has it."""
    wanted = list(oids)
    found = verdicts(discover(str(repository.root)), wanted, trust)
    return [(found[oid].status, found[oid].signer, found[oid].key) for oid in wanted]


def shortest(value: int) -> bytes:
    """Return an integer of RFC 4251."""
    return integer(value)


Made = Callable[[Keys], bytes]
