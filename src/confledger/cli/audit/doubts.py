"""What a bundle may be true to and still not show: a choice of commit, of log, or of signers."""

from confledger.cli import workspace
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.reference_verification import read
from confledger.git.references import LOG, REWRITING, head_of
from confledger.git.repository import Repository
from confledger.git.signatures import Trust
from confledger.git.snapshot import CommitSnapshot

_MOST_BYTES = 8 << 20


def doubts(repository: Repository, about: dict[str, object], signers: bytes | None) -> list[str]:
    """Say what somebody who made a bundle chose, and this clone knows otherwise."""
    tip = str(about["tip"])
    found = []
    try:
        asked = ("for-each-ref", "--count=1", "--format=%(refname)", f"--contains={tip}")
        named = repository.run(*asked, "refs/heads", "refs/remotes", "refs/tags")
        head = not named and tip == head_of(repository, "HEAD")
        if not named and not head:
            found.append(f"mind: no branch and no tag of this clone has commit {tip[:12]}")
    except GitFailed:
        pass
    found += _log(repository, about["reference_log"])
    if signers is not None and signers != _allowed(repository, tip):
        found.append(
            "mind: these allowed_signers are not those that the settings name at that commit"
        )
    return found


def _log(repository: Repository, told: object) -> list[str]:
    """Say what the reference log here has that the bundle does not tell."""
    here = head_of(repository, LOG)
    if not isinstance(told, dict):
        said = "mind: this clone has a reference log, of which the bundle says nothing"
        return [] if here is None else [said]
    head = head_of(repository, str(told["head"]))
    if head is None:
        return ["the reference log was not compared: this clone does not have its last entry"]
    if here is None:
        return []
    later = 0
    for entry in reversed(read(repository, trust=Trust(None)).entries):
        if entry.oid == head:
            break
        later += sum(one.how in REWRITING for one in entry.updates)
    if not later:
        return []
    return [f"mind: since then the reference log here tells of {later} that were rewritten"]


def _allowed(repository: Repository, tip: str) -> bytes | None:
    """Return the allowed signers that the settings of a commit name; None where they do not."""
    snapshot = CommitSnapshot(repository, tip, _MOST_BYTES)
    try:
        values = workspace.settings_of(snapshot).settings.values
        audit: dict[str, dict[str, object]] = values["audit"]
        path = str(audit["evidence"]["allowed-signers"])
        there = snapshot.find(path) if path else None
    except ConfledgerError:
        return None
    finally:
        snapshot.close()
    return there[1] if there is not None and isinstance(there[1], bytes) else None
