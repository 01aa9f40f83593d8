"""What a file holds that no commit of the mainline has: read from git, or from the disk."""

from confledger.changes.leaves import LINK, ROOT, Leaves, leaves
from confledger.documents.load import load
from confledger.git.repository import Repository
from confledger.git.snapshot import SYMLINK, Entry
from confledger.ledger.build import Rules
from confledger.ledger.redacted import guarded, redacted
from confledger.ledger.state import State
from confledger.ledger.versions import Versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.changes.identity import Identities


class Reading:
    """Reads files by the rules of a ledger; `close` it in the end."""

    def __init__(self, repository: Repository, rules: Rules) -> None:
        self._rules = rules
        self._versions = Versions(repository, rules.identities, rules.limits, ())

    def leaves(self, entry: Entry) -> Leaves | None:
        """Return the leaves of an object, with secrets; None where it cannot be read."""
        dialect = self._rules.dialect(entry)
        if dialect is None:
            return None
        return self._guarded(entry.path, lambda one: self._versions.of(entry, dialect, one))

    def of_bytes(self, entry: Entry, content: bytes) -> Leaves | None:
        """Return the leaves of a content that git need not have; None where it cannot be read."""
        dialect = self._rules.dialect(entry)
        if dialect is None:
            return None
        if entry.kind == SYMLINK:
            return {ROOT: LINK + content.decode("utf-8", "surrogateescape")}
        loaded = load(content, dialect, self._rules.limits)
        if loaded.problems and not loaded.documents:
            return None
        usual = self._rules.identities
        return self._guarded(
            entry.path, lambda one: leaves(loaded.documents, one[1] if one else usual)
        )

    def _guarded(
        self, path: str, read: "Callable[[tuple[str, Identities] | None], Leaves | None]"
    ) -> Leaves | None:
        return guarded(read, self._rules.scope_of(path), self._rules.identities_of(path))

    def state(self, entry: Entry) -> State | None:
        """Return one file of a commit; None where it is no configuration."""
        if self._rules.dialect(entry) is None:
            return None
        found = self.leaves(entry)
        state = State(entry.path, "", entry.oid or "", unparsable=found is None)
        state.values = dict(sorted(self.told(entry.path, found or {}).items()))
        return state

    def told(self, path: str, leaves: Leaves) -> Leaves:
        """Return leaves as they may be shown."""
        return redacted(leaves, self._rules.scope_of(path))

    def close(self) -> None:
        """End what was started."""
        self._versions.close()
