"""What one commit made of one file: what became of it, and of each of its leaves."""

from collections.abc import Iterable

from confledger.changes.leaves import Leaves
from confledger.git.landing import Change, Commit
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry
from confledger.ledger.kinds import READ, REENCRYPTED, REFORMATTED, TOO_LARGE, UNPARSABLE
from confledger.ledger.lineages import Lineages
from confledger.ledger.redacted import guarded, hidden, hides, sealed
from confledger.ledger.versions import Versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from confledger.changes.identity import Identities
    from confledger.documents.limits import Limits
    from confledger.secrets.scope import Scope

    class Rules(Protocol):
        """What decides which rows there are."""

        identities: Identities
        limits: Limits

        def dialect(self, entry: Entry | None) -> str | None:
            """Return what an entry is read as; None where it is no configuration."""

        def scope_of(self, path: str) -> Scope | None:
            """Return which values of a file ought to be encrypted."""

        def identities_of(self, path: str) -> tuple[str, Identities] | None:
            """Return how items of lists are told apart in one file alone."""


# Key, value before, value after, and whether a merge itself made the change.
Row = tuple[str, str | None, str | None, int]
_NONE: Leaves = {}


class Differences:
    """Works through the changes of commits in their order, as many as `commits` have."""

    def __init__(
        self,
        repository: Repository,
        rules: "Rules",
        lineages: Lineages,
        commits: Iterable[tuple[Commit, list[Change]]],
    ) -> None:
        self._rules = rules
        self._lineages = lineages
        wanted = self._wanted(commits)
        self._versions = Versions(repository, rules.identities, rules.limits, wanted)

    def close(self) -> None:
        """End the processes of git."""
        self._versions.close()

    def file(self, commit: Commit, one: Change, lineage: str) -> tuple[str, list[Row]]:
        """Return what became of one file in one commit, and of its leaves, sorted by key."""
        before, after = sides(one, self._rules)
        lineages = self._lineages
        if before and after and self._same(before, after):
            state = lineages.unread(lineage) if commit.mainline else READ
            if commit.mainline:
                lineages.note(lineage, after, state)
            return state, []
        new = self._leaves(after)
        state, rows = READ, []
        if after is not None and new is None:
            state = TOO_LARGE if after.oid in self._versions.too_large else UNPARSABLE
        else:
            old = self._leaves(before)
            known = before
            if old is None and before is not None:
                # It is compared with the last version that could be read.
                known = lineages.good(lineage)
                old = self._leaves(known)
            rows = self._rows(commit, one, known, after, old or _NONE, new or _NONE)
            if before and after and not rows:
                state = REENCRYPTED if sealed(new or _NONE) else REFORMATTED
        if commit.mainline:
            lineages.note(lineage, after, state)
        return state, rows

    def _same(self, before: Entry, after: Entry) -> bool:
        """Whether two entries certainly have the same leaves."""
        if before.oid != after.oid or before.kind != after.kind:
            return False
        if before.path == after.path:
            return True
        rules = self._rules
        return (
            rules.dialect(before) == rules.dialect(after)
            and rules.scope_of(before.path) == rules.scope_of(after.path)
            and rules.identities_of(before.path) is rules.identities_of(after.path) is None
        )

    def _rows(
        self,
        commit: Commit,
        one: Change,
        before: Entry | None,
        after: Entry | None,
        old: Leaves,
        new: Leaves,
    ) -> list[Row]:
        get = old.get
        differing = [key for key, text in new.items() if get(key) != text]
        differing += [key for key in old if key not in new]
        if not differing:
            return []
        differing.sort()
        others = [self._leaves(entry) or _NONE for entry in one.others]
        own_only = len(commit.parents) > 1 and not commit.mainline
        old_scope, new_scope = self._scope(before, old), self._scope(after, new)
        rows = []
        for key in differing:
            was, now = get(key), new.get(key)
            merged = int(bool(others) and all(other.get(key) != now for other in others))
            if own_only and not merged:
                continue
            if now is not None and hides(key, now, new, scope=new_scope):
                # What became a secret may have been one; the other way, it is a reference to one.
                now, was = hidden(now), None if was is None else hidden(was)
            elif was is not None and hides(key, was, old, scope=old_scope):
                was = hidden(was)
            rows.append((key, was, now, merged))
        return rows

    def _scope(self, entry: Entry | None, leaves: Leaves) -> "Scope | None":
        """Return which values of a version ought to be encrypted, and are not."""
        scope = None if entry is None else self._rules.scope_of(entry.path)
        return None if scope is None or sealed(leaves) else scope

    def _leaves(self, entry: Entry | None) -> Leaves | None:
        """Return the leaves of one version; None of none, and of one that cannot be read."""
        dialect = self._rules.dialect(entry)
        if entry is None or dialect is None:
            return None
        rules, path = self._rules, entry.path
        return guarded(
            lambda declared: self._versions.of(entry, dialect, declared),
            rules.scope_of(path),
            rules.identities_of(path),
        )

    def _wanted(self, commits: Iterable[tuple[Commit, list[Change]]]) -> list[str]:
        """Return the blobs in the order in which they will be asked for."""
        found = []
        for _, changes in commits:
            for one in changes:
                before, after = sides(one, self._rules)
                if before and after and self._same(before, after):
                    continue
                for entry in (after, before, *one.others):
                    if entry is not None and entry.oid and entry.kind != "submodule":
                        found.append(entry.oid)
        return found


def sides(one: Change, rules: "Rules") -> "tuple[Entry | None, Entry | None]":
    """Return what a file was and is, None where that is no configuration."""
    before = one.before if rules.dialect(one.before) is not None else None
    return before, one.after if rules.dialect(one.after) is not None else None


def told(commit: Commit) -> list[Change]:
    """Return the changes that have rows.

    Of a merge beside the mainline, only what no parent of it has: the rest has its author.
    """
    if len(commit.parents) > 1 and not commit.mainline:
        return [one for one in commit.changes if one.others]
    return commit.changes


def moves(changes: list[Change], rules: "Rules") -> dict[str, str]:
    """Return the old path of each file that was moved, by the new one."""
    found = {}
    for one in changes:
        before, after = sides(one, rules)
        if before is not None and after is not None and before.path != after.path:
            found[after.path] = before.path
    return found
