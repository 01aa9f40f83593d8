"""What one commit made of one file: what became of it, and of each of its leaves."""

from collections import OrderedDict
from collections.abc import Iterable

from confledger.changes.leaves import Leaves
from confledger.git.landing import Change, Commit
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry
from confledger.ledger.chain import Piece
from confledger.ledger.kinds import READ, REENCRYPTED, REFORMATTED, TOO_LARGE, UNPARSABLE
from confledger.ledger.lineages import Lineages
from confledger.ledger.redacted import BY_PLACE, hidden, hides
from confledger.ledger.versions import Version, Versions

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
# So many rows are kept of what will be seen again: a branch has it, and the merge that lands it.
_REPEATED = 20_000


class Rows(list[Row]):
    """What a commit made of the leaves of one file, with what is made of it once."""

    __slots__ = ("piece",)

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        super().__init__(rows)
        self.piece: Piece | None = None


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
        self._repeated: OrderedDict[tuple[object, ...] | None, tuple[str, Rows]] = OrderedDict()
        self._held = 0

    def close(self) -> None:
        """End the processes of git."""
        self._versions.close()

    def file(self, commit: Commit, one: Change, lineage: str) -> tuple[str, Rows]:
        """Return what became of one file in one commit, and of its leaves, sorted by key."""
        before, after = sides(one, self._rules)
        lineages = self._lineages
        if before and after and self._same(before, after):
            state = lineages.unread(lineage) if commit.mainline else READ
            if commit.mainline:
                lineages.note(lineage, after, state)
            return state, Rows()
        name = None if one.others else (self._named(before), self._named(after))
        found = self._repeated.get(name)
        if found is None:
            found = self._found(commit, one, before, after, lineage)
            # What is compared with another version than the one before depends on more.
            whole = before is None or self._known(before) is not None
            if name and whole and all(map(self._versions.again, _oids(one))):
                self._repeat(name, found)
        state, rows = found
        if commit.mainline:
            lineages.note(lineage, after, state)
        for oid in _oids(one):
            self._versions.used(oid)
        return state, rows

    def _named(self, entry: Entry | None) -> tuple[object, ...] | None:
        """Return what stands for all that decides which leaves of an entry are stored."""
        if entry is None:
            return None
        rules, path = self._rules, entry.path
        how = rules.dialect(entry), rules.scope_of(path), rules.identities_of(path)
        return entry.oid, entry.kind, *how

    def _repeat(self, name: tuple[object, ...], found: tuple[str, Rows]) -> None:
        self._repeated[name] = found
        self._held += len(found[1]) + 1
        # The oldest first: a branch lands soon, or hardly ever.
        while self._held > _REPEATED:
            self._held -= len(self._repeated.popitem(last=False)[1][1]) + 1

    def _found(
        self,
        commit: Commit,
        one: Change,
        before: Entry | None,
        after: Entry | None,
        lineage: str,
    ) -> tuple[str, Rows]:
        new = self._version(after, self._known(before))
        state, rows = READ, Rows()
        if after is not None and new is None:
            state = TOO_LARGE if after.oid in self._versions.too_large else UNPARSABLE
        else:
            old = self._version(before)
            known = before
            if old is None and before is not None:
                # It is compared with the last version that could be read.
                known = self._lineages.good(lineage)
                old = self._version(known)
            rows = self._rows(commit, one, known, after, old, new)
            if before and after and not rows:
                state = REENCRYPTED if new and new.sealed() else REFORMATTED
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
        old: Version | None,
        new: Version | None,
    ) -> Rows:
        were, are = self._versions.between(old, new)
        get = were.get
        differing = [key for key, text in are.items() if get(key) != text] if were else list(are)
        differing += [key for key in were if key not in are] if are else were
        if not differing:
            return Rows()
        differing.sort()
        others = [self._version(entry) for entry in one.others]
        own_only = len(commit.parents) > 1 and not commit.mainline
        old_scope, new_scope = self._scope(before, old), self._scope(after, new)
        old_leaves, new_leaves = old or _NONE, new or _NONE
        rows = Rows()
        for key in differing:
            was, now = get(key), are.get(key)
            merged = 0
            if others:
                own = all((other.leaves.get(key) if other else None) != now for other in others)
                merged = int(own)
            if own_only and not merged:
                continue
            if now is not None and hides(key, now, new_leaves, scope=new_scope):
                # What became a secret may have been one; the other way, it is a reference to one.
                now, was = hidden(now), None if was is None else hidden(was)
            elif was is not None and hides(key, was, old_leaves, scope=old_scope):
                was = hidden(was)
            rows.append((key, was, now, merged))
        return rows

    def _scope(self, entry: Entry | None, version: Version | None) -> "Scope | None":
        """Return which values of a version ought to be encrypted, and are not."""
        scope = None if entry is None else self._rules.scope_of(entry.path)
        return None if scope is None or (version is not None and version.sealed()) else scope

    def _version(self, entry: Entry | None, beside: Version | None = None) -> Version | None:
        """Return one version; None of none, and of one that cannot be read."""
        dialect = self._rules.dialect(entry)
        if entry is None or dialect is None:
            return None
        rules, versions = self._rules, self._versions
        found = versions.version(entry, dialect, rules.identities_of(entry.path), beside)
        if found is None or rules.scope_of(entry.path) is None or found.sealed():
            return found
        return versions.version(entry, dialect, BY_PLACE)

    def _known(self, entry: Entry | None) -> Version | None:
        """Return one version if it need not be read."""
        dialect = self._rules.dialect(entry)
        if entry is None or dialect is None:
            return None
        return self._versions.known(entry, dialect, self._rules.identities_of(entry.path))

    def _wanted(self, commits: Iterable[tuple[Commit, list[Change]]]) -> list[str]:
        """Return the blobs in the order in which they will be asked for."""
        found = []
        for _, changes in commits:
            for one in changes:
                before, after = sides(one, self._rules)
                if before and after and self._same(before, after):
                    continue
                found += _oids(one)
        return found


def _oids(one: Change) -> list[str]:
    """Return the blobs of a change that are asked for, in this order."""
    return [
        entry.oid
        for entry in (one.after, one.before, *one.others)
        if entry is not None and entry.oid and entry.kind != "submodule"
    ]


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
