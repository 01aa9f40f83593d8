"""Which commits a commit says it takes back."""

from confledger.git.repository import Repository
from confledger.ledger.commit import Commit

# What git itself writes, and what people make of it.
_WORDS = ("revert", "rollback", "roll back")


class Reverts:
    """Reads the messages of those whose subject speaks of it; each once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._known: dict[str, list[str]] = {}

    def __call__(self, commit: Commit) -> list[str]:
        """Return the ids that the message names, as it names them."""
        subject = commit.subject.casefold()
        if not any(word in subject for word in _WORDS):
            return []
        found = self._known.get(commit.oid)
        if found is None:
            found = self._known[commit.oid] = self._read(commit.oid)
        return found

    def _read(self, oid: str) -> list[str]:
        # The patterns are of use to few.
        from confledger.ledger.commit_object import CommitObject
        from confledger.ledger.said import Said, Wanted

        raw = self._repository.run("--no-replace-objects", "cat-file", "commit", oid)
        return Said(CommitObject(oid, raw), Wanted()).restores
