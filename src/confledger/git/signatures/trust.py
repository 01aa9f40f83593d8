"""Whom a check of signatures believes: what git is set to, or a file that was named instead."""

import os
from hashlib import sha256

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.signatures.allowed_signers import AllowedSigners
from confledger.git.signatures.revocation import Revoked
from confledger.git.signatures.verdict import LEVELS

_KEYS = "^gpg\\.(ssh\\.(allowedsignersfile|revocationfile)|mintrustlevel)$"
_ALLOWED, _REVOKED = "gpg.ssh.allowedsignersfile", "gpg.ssh.revocationfile"
_LEAST = "gpg.mintrustlevel"


class Trust:
    """Allowed signers and revoked keys; `origin` says where the first come from.

    `allowed` is None where git has no setting for it: it then looks at no SSH signature.
    `revoked` is None without a file; `least` is the level of trust that git asks for. `missing`
    names what is set and not there.
    """

    __slots__ = (
        *("allowed", "allowed_data", "digest", "least", "missing", "origin"),
        *("revoked", "revoked_data"),
    )

    def __init__(
        self,
        allowed: bytes | None,
        revoked: bytes | None = None,
        *,
        least: str = LEVELS[0],
        origin: str = "",
        missing: tuple[str, ...] = (),
    ) -> None:
        self.allowed_data = allowed
        self.revoked_data = revoked
        self.allowed = None if allowed is None else AllowedSigners(allowed)
        self.revoked = None if revoked is None else Revoked(revoked)
        self.least = least
        self.origin = origin
        self.missing = missing
        self.digest = _digest(allowed, revoked, least)


def trust_of(repository: Repository, allowed: bytes | None = None, origin: str = "") -> Trust:
    """Return whom git believes here; with `allowed`, that instead of its file of signers."""
    said = _settings(repository)
    missing: list[str] = []
    revoked = None
    if _REVOKED in said:
        # Where it is not there, git warns and goes on.
        revoked = _read(repository, said[_REVOKED])
        if revoked is None:
            missing.append("gpg.ssh.revocationFile")
    if allowed is None and _ALLOWED in said:
        origin = f"gpg.ssh.allowedSignersFile: {said[_ALLOWED]}"
        allowed = _read(repository, said[_ALLOWED])
        if allowed is None:
            missing.append("gpg.ssh.allowedSignersFile")
            allowed = b""
    least = said.get(_LEAST, LEVELS[0]).lower()
    if least not in LEVELS:
        raise ConfledgerError(
            f"gpg.minTrustLevel of git is {least!r}", help=f"git takes {', '.join(LEVELS)}"
        )
    return Trust(allowed, revoked, least=least, origin=origin, missing=tuple(missing))


def _settings(repository: Repository) -> dict[str, str]:
    """Return what git is set to, the last value of each; paths with their `~` resolved."""
    try:
        said = repository.run("config", "-z", "--type=path", "--get-regexp", _KEYS)
    except GitFailed as error:
        if error.code == 1:
            return {}
        raise
    found: dict[str, str] = {}
    for record in os.fsdecode(said).split("\0"):
        name, newline, value = record.partition("\n")
        if newline:
            found[name] = value
    return found


def _read(repository: Repository, path: str) -> bytes | None:
    """Return the bytes of a file, relative to where git stands when it reads it."""
    try:
        with open(os.path.join(repository.top or repository.git_dir, path), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} cannot be read: {(error.strerror or '').lower()}",
            help="git is set to read it when it checks signatures: git config --list",
        ) from error


def _digest(allowed: bytes | None, revoked: bytes | None, least: str) -> str:
    """Return what stands for all that decides a verdict, but the commit."""
    import time

    # Times without a zone are local ones.
    zone = repr((time.timezone, time.altzone, time.tzname)).encode()
    parts = (b"1", allowed, revoked, least.encode(), zone)
    whole = sha256()
    for part in parts:
        size = b"-" if part is None else str(len(part)).encode()
        whole.update(size + b":" + (part or b""))
    return whole.hexdigest()
