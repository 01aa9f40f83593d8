"""Verdicts of git itself: of GPG and X.509 signatures, and of unusual SSH ones.

The programs that git asks may be missing. Then nothing is known, whatever git makes of it.
"""

import os
from shutil import which

from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.signatures.openpgp import issuer, key_ids
from confledger.git.signatures.signed_object import SignedObject
from confledger.git.signatures.trust import Trust
from confledger.git.signatures.verdict import GPG, LEVELS, SSH, X509, Verdict, below

_MARGINAL = LEVELS[2]
# So many commits may stop git before it is taken for git's own trouble.
_MOST_ENDED = 50
_MOST_TRIES = 5
_PROGRAMS = {GPG: "gpg", X509: "gpgsm", SSH: "ssh-keygen"}
# `%GT`, the trust, stops git 2.39 where there is none.
_FORMAT = "--format=%x01%H%x00%G?%x00%GS%x00%GK"
_STATUS = {
    "GOODSIG": "G",
    "BADSIG": "B",
    "ERRSIG": "E",
    "EXPSIG": "X",
    "EXPKEYSIG": "Y",
    "REVKEYSIG": "R",
}
_REASONS = {
    "E": "its key is not here, so nobody can tell",
    "B": "the signature is of something else",
    "U": "its key is here, and nobody vouches for it",
    "X": "the signature has expired",
    "Y": "its key has expired",
    "R": "its key is revoked",
}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def verdicts(
    repository: Repository,
    trust: Trust,
    asked: dict[str, tuple[str, SignedObject]],
    told: "Callable[[int], None]",
) -> dict[str, Verdict]:
    """Return the verdict of each object, by id; `asked` has its type and what is signed.

    `told` is called with how many were done.
    """
    found: dict[str, Verdict] = {}
    missing = _missing(repository, {signed.kind for _, signed in asked.values() if signed.kind})
    here = None
    if GPG not in missing and any(signed.kind == GPG for _, signed in asked.values()):
        here = key_ids(repository)
    rest: dict[str, list[str]] = {"commit": [], "tag": []}
    for oid, (form, signed) in asked.items():
        kind = signed.kind or ""
        if kind in missing:
            found[oid] = Verdict("N", kind, reason=f"{_PROGRAMS[kind]} is not on PATH")
        elif here is not None and kind == GPG and (key := issuer(signed.signature)) is not None:
            if key in here or not signed.sound:
                rest[form].append(oid)
            else:
                found[oid] = Verdict("E", GPG, key=key, reason=_REASONS["E"])
        else:
            rest[form].append(oid)
    told(len(found))
    if any(rest.values()):
        with _Options(trust) as options:
            kinds = {oid: signed.kind or "" for oid, (_, signed) in asked.items()}
            for oid, verdict in _commits(repository, options, rest["commit"], kinds, trust):
                found[oid] = verdict
                told(1)
            for oid in rest["tag"]:
                found[oid] = _tag(repository, options, oid, kinds[oid], trust)
                told(1)
    return found


def _missing(repository: Repository, kinds: set[str]) -> set[str]:
    """Return the kinds of signatures whose program is not there."""
    names = dict(_PROGRAMS)
    pattern = "^gpg\\.((openpgp|x509|ssh)\\.)?program$"
    try:
        said = os.fsdecode(repository.run("config", "-z", "--get-regexp", pattern))
    except GitFailed as error:
        if error.code != 1:
            raise
        said = ""
    for record in said.split("\0"):
        name, _, value = record.partition("\n")
        parts = name.split(".")
        if len(parts) > 1:
            kind = {"program": GPG, "openpgp": GPG, "x509": X509, "ssh": SSH}[parts[1]]
            names[kind] = value
    return {kind for kind in kinds if which(names[kind]) is None}


class _Options:
    """Options of git that make it believe what we do, while files for them are there."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust

    def __enter__(self) -> list[str]:
        from tempfile import TemporaryDirectory

        self._folder = TemporaryDirectory(prefix="confledger-")
        said = []
        for name, data in (
            ("allowedSignersFile", self._trust.allowed_data),
            ("revocationFile", self._trust.revoked_data),
        ):
            if data is not None:
                path = os.path.join(self._folder.name, name)
                with open(path, "wb") as file:
                    file.write(data)
                said += ["-c", f"gpg.ssh.{name}={path}"]
        return said

    def __exit__(self, *error: object) -> None:
        self._folder.cleanup()


def _commits(
    repository: Repository,
    options: list[str],
    oids: list[str],
    kinds: dict[str, str],
    trust: Trust,
) -> "list[tuple[str, Verdict]]":
    found = {
        oid: _verdict(kinds[oid], status, signer, key)
        for oid, status, signer, key in _logged(repository, options, oids)
    }
    # A letter `G` is a trust of `marginal` at least; how much more is another question to git.
    levels: dict[str, str] = {}
    if LEVELS.index(trust.least) > LEVELS.index(_MARGINAL):
        good = [oid for oid, verdict in found.items() if verdict.status == "G"]
        levels = _levels(repository, options, good)
    gives_up = "git gives up on it"
    return [
        (oid, below(found[oid], levels.get(oid, _least(found[oid])), trust.least))
        if oid in found
        else (oid, Verdict("E", kinds[oid], reason=gives_up))
        for oid in oids
    ]


def _least(verdict: Verdict) -> str:
    return _MARGINAL if verdict.status == "G" else LEVELS[0]


def _logged(
    repository: Repository, options: list[str], oids: list[str]
) -> "Iterator[tuple[str, str, str, str]]":
    """Yield what git says of each commit, but of those that it ends at: dates it cannot hold."""
    waiting = [oids] if oids else []
    ended = 0
    while waiting:
        some = waiting.pop()
        logged = (*options, "log", "--no-walk=unsorted", "--no-show-signature", "--no-color", "-s")
        running = repository.start(*logged, "--stdin", "--encoding=UTF-8", _FORMAT, talk=True)
        running.feed("".join(f"{oid}\n" for oid in some).encode("ascii"))
        try:
            said = running.read()
        except GitFailed:
            if len(some) > 1:
                half = len(some) // 2
                waiting += [some[half:], some[:half]]
            else:
                ended += 1
            if ended > _MOST_ENDED:
                raise
            continue
        for record in os.fsdecode(said).split("\1")[1:]:
            oid, status, signer, key = record.rstrip("\n").split("\0")
            yield oid, status, signer, key


def _levels(repository: Repository, options: list[str], oids: list[str]) -> dict[str, str]:
    if not oids:
        return {}
    shown = ("log", "--no-walk=unsorted", "--no-show-signature", "--no-color", "-s")
    asked = "".join(f"{oid}\n" for oid in oids).encode("ascii")
    told = repository.fed(asked, *options, *shown, "--stdin", "--format=%H %GT")
    said = told.decode("ascii", "replace")
    return {oid: level for oid, _, level in (line.partition(" ") for line in said.splitlines())}


def _tag(repository: Repository, options: list[str], oid: str, kind: str, trust: Trust) -> Verdict:
    """Read what the program said of a tag: git has no format for it."""
    import subprocess

    from confledger.git.process import environment

    where = ["git", "--git-dir", repository.git_dir, *options]
    ask = [*where, "verify-tag", "--raw", oid]
    done = subprocess.run(ask, capture_output=True, check=False, env=environment())
    for _ in range(_MOST_TRIES):
        if done.returncode >= 0:
            break
        # git dies of a program that ends before it has read all that it is to verify.
        done = subprocess.run(ask, capture_output=True, check=False, env=environment())
    said = os.fsdecode(done.stderr)
    if kind == SSH:
        return _ssh_tag(said)
    status, signer, key, level = "N", "", "", LEVELS[0]
    for line in said.split("\n"):
        words = line.removeprefix("[GNUPG:] ").split(" ", 2)
        if not line.startswith("[GNUPG:] "):
            continue
        if words[0] in _STATUS:
            status, key = _STATUS[words[0]], words[1]
            signer = words[2] if len(words) > 2 and status != "E" else ""
        elif words[0].startswith("TRUST_"):
            level = words[0].removeprefix("TRUST_").lower()
    if status == "G" and level in LEVELS[:2]:
        status = "U"
    return below(_verdict(kind, status, signer, key), level, trust.least)


def _ssh_tag(said: str) -> Verdict:
    line = said.split("\n", 1)[0]
    good = 'Good "git" signature '
    if not line.startswith(good):
        return _verdict(SSH, "B", "", "")
    who, _, key = line.removeprefix(good).rpartition("with ")
    signer = who.removeprefix("for ").rstrip(" ")
    return _verdict(SSH, "G" if signer else "U", signer, key.rpartition("key ")[2])


def _verdict(kind: str, status: str, signer: str, key: str) -> Verdict:
    reason = _REASONS.get(status, "git could not tell" if status == "N" else "")
    return Verdict(status, kind, signer, key, reason)
