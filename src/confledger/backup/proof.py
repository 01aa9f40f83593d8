"""Whether a repository that came out of a backup is the one that went in."""

import os
import re
import sqlite3
from contextlib import closing

from confledger.backup import source
from confledger.backup.chain import Unproved
from confledger.backup.manifest import Manifest
from confledger.backup.private_state import CHECKPOINTS, JOURNAL, LEDGER, ledger_head
from confledger.backup.rebuilding import ASIDE, Fresh
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.secrets import checkpoint, journal, journal_verify

# What git says of objects that are odd, but exactly as somebody once committed them.
_ODD = re.compile(r"(error|warning) in (commit|tree|blob|tag) [0-9a-f]{40,64}: ")
_QUIET = ("dangling ", "notice: ", "unreachable ", "Checking ", "warning: ")
_FEW = 3
# Of the steps of SQLite, thousands of millions: what asks for more is no ledger.
_STEP, _MOST_STEPS = 10_000_000, 1_000


def verify(
    repository: Fresh, manifest: Manifest, *, quick: bool = False, ledger: bool = True
) -> list[str]:
    """Compare everything with what a manifest says; return notes, raise Unproved.

    `quick` looks whether all objects are there, but not at each; `ledger` also at its copy.
    """
    faults, notes = _objects(repository, quick=quick)
    faults += _references(repository, manifest)
    if ledger and (fault := ledger_fault(repository, manifest)):
        faults.append(fault)
    if faults:
        raise Unproved(faults)
    return notes + _journal(repository)


def since(repository: Repository, manifest: Manifest) -> tuple[int, int] | None:
    """Return how many commits HEAD has that a backup has not, and how many seconds it is newer.

    None where this is another repository, or it cannot be told.
    """
    try:
        roots = repository.run("rev-list", "--max-parents=0", "HEAD", "--").decode("ascii").split()
        if not set(roots) & set(manifest.repository):
            return None
        time = int(repository.run("log", "-1", "--format=%ct", "HEAD", "--"))
        asked = "".join(["HEAD\n", *(f"^{one}\n" for one in manifest.tips)]).encode()
        many = int(repository.fed(asked, "rev-list", "--count", "--stdin", "--ignore-missing"))
        return many, max(0, time - seconds_of(manifest.newest))
    except (GitFailed, ValueError):
        return None


def seconds_of(time: str) -> int:
    """Return the seconds of a time as manifests have it."""
    from datetime import datetime

    return int(datetime.fromisoformat(time).timestamp())


def ledger_fault(repository: Fresh, manifest: Manifest) -> str | None:
    """Return what is wrong with the copy of the ledger; None where nothing is, or none is there."""
    path = os.path.join(repository.cache_dir, LEDGER)
    if not os.path.exists(path):
        return None
    steps = iter(range(_MOST_STEPS))
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.set_progress_handler(lambda: next(steps, None) is None, _STEP)
            if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                return "the copy of the ledger is damaged"
            head = ledger_head(connection)
        if head != manifest.ledger:
            return "the copy of the ledger ends at another commit than the manifest says"
        if head:
            repository.run("cat-file", "-e", f"{head.split()[0]}^{{commit}}")
    except sqlite3.Error as error:
        return f"the copy of the ledger cannot be read: {error}"
    except GitFailed:
        return "the copy of the ledger ends at a commit that is not there"
    return None


def _objects(repository: Fresh, *, quick: bool) -> tuple[list[str], list[str]]:
    """Let git look at every object; return faults, and a note of what is odd."""
    how = "--connectivity-only" if quick else "--full"
    running = repository.start("fsck", how, "--no-dangling", "--no-progress")
    lines = running.output.read().decode("utf-8", "replace").splitlines()
    code = 0
    try:
        running.wait()
    except GitFailed as error:
        code = error.code
        lines += error.said.splitlines()
    odd = [line for line in lines if _ODD.match(line)]
    wrong = [line for line in lines if not _ODD.match(line) and not line.startswith(_QUIET)]
    if (code and not odd) or wrong:
        some = "; ".join(wrong[:_FEW]) or f"exit code {code}"
        return [f"git fsck finds faults: {some}"], []
    if odd:
        return [], [f"git fsck finds {len(odd)} objects odd that were committed so"]
    return [], []


def _references(repository: Fresh, manifest: Manifest) -> list[str]:
    there = source.read(repository, allow_shallow=True)
    faults = []
    for ref in sorted({*there.refs, *manifest.refs}):
        if there.refs.get(ref) != manifest.refs.get(ref):
            faults.append(f"{ref} is not where it was")
    for what in ("head", "tip", "symrefs", "shallow", "commits", "newest"):
        if getattr(there, what) != getattr(manifest, what):
            faults.append(f"{what} is not as it was")
    return faults[:_FEW] + ([f"and {len(faults) - _FEW} more"] if len(faults) > _FEW else [])


def _journal(repository: Fresh) -> list[str]:
    """Follow the chain of the journal, if it is there; return what is wrong with it.

    Its bytes are those that went in, as their digest says: it was so before.
    """
    folder = os.path.join(repository.cache_dir, ASIDE)
    path = os.path.join(folder, JOURNAL)
    if not os.path.exists(path):
        return []
    signed = []
    beside = os.path.join(folder, CHECKPOINTS)
    if os.path.exists(beside):
        with open(beside, "rb") as file:
            signed = [found for line in file if (found := checkpoint.read(line.rstrip(b"\n")))]
    verified = journal_verify.verify(journal.lines(path), signed)
    return [f"the journal was not whole: {fault.message}" for fault in verified.faults[:_FEW]]
