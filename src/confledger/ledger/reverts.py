"""What became of a commit: which ones it takes back, and which one later took it back.

`git revert` and people name a commit that is taken back. A rollback names the one whose state it
brings back: it takes back whatever in between gave a key a value that it now has no more.
"""

from collections.abc import Iterator

from confledger.git.repository import Repository
from confledger.git.signatures.raw import OneByOne
from confledger.ledger.commit import Commit, Commits
from confledger.ledger.entry_id import commits_named
from confledger.ledger.store import Store

# The subject of a commit that takes another one back has one of them, unless its author has
# written another; then it is found only by who looks at every message.
_WORDS = ("revert", "reapply", "rollback", "roll back", "rolled back", "undo", "back out")
_SPEAKING = """
  SELECT id FROM commits
  WHERE subject LIKE '%revert%' OR subject LIKE '%reapply%' OR subject LIKE '%rollback%'
  OR subject LIKE '%roll back%' OR subject LIKE '%rolled back%' OR subject LIKE '%undo%'
  OR subject LIKE '%back out%' ORDER BY id
"""
# Taken back, put back, taken back ...: so often that is followed.
_MOST = 9
_KEYS = 'SELECT count(*) FROM changes WHERE "commit" = ?'
_SHARED = """
  SELECT count(DISTINCT a.rowid) FROM changes a
  JOIN files fa ON fa.id = a.file
  JOIN files fb ON fb.lineage = fa.lineage
  JOIN changes b ON b.key = a.key AND b.file = fb.id AND b."commit" = ?
  WHERE a."commit" = ?
"""
_REPLACED = _SHARED + " AND b.new <> a.new"
_GIVEN_BACK = _SHARED + " AND b.new = a.new"


class Turn:
    """One commit that took something back, or put it back, or only a `part` of it."""

    __slots__ = ("oid", "part")

    def __init__(self, oid: str, *, part: bool) -> None:
        self.oid = oid
        self.part = part


class Rollback:
    """That a commit brings a scope back to what it was at another one, and why."""

    __slots__ = ("reason", "scope", "target")

    def __init__(self, target: str, scope: str, reason: str) -> None:
        self.target = target
        self.scope = scope
        self.reason = reason


class _Said:
    """What one message says of this."""

    __slots__ = ("reverts", "rollback")

    def __init__(self, reverts: list[str], rollback: Rollback | None) -> None:
        self.reverts = reverts
        self.rollback = rollback


_SILENT = _Said([], None)


class Reverts:
    """Reads the messages of those whose subject speaks of it, or with `every` all; each once.

    `close` ends the git that does it; where no subject speaks of it, none is started.
    """

    def __init__(self, repository: Repository, store: Store, *, every: bool = False) -> None:
        self._every = every
        self._repository = repository
        self._store = store
        self._commits = Commits(store)
        self._objects = OneByOne(repository)
        self._known: dict[str, _Said] = {}
        self._tags: dict[str, str] | None = None
        # By id, the numbers of those that take it back.
        self._back: dict[str, set[int]] = {}
        # By number, the rollbacks and where they go back to.
        self._rollbacks: dict[int, Commit] = {}
        self._looked = False

    def close(self) -> None:
        """End the process that reads, if one was started."""
        self._objects.close()

    def __call__(self, commit: Commit) -> list[str]:
        """Return what the message says it takes back, as it names it."""
        return self._said(commit).reverts

    def rollback(self, commit: Commit) -> Rollback | None:
        """Return what a commit brings back, where it is a rollback."""
        return self._said(commit).rollback

    def tag(self, oid: str) -> str:
        """Return the name of a tag at a commit, the first in their order; else nothing."""
        if self._tags is None:
            form = "--format=%(objectname) %(*objectname) %(refname:lstrip=2)"
            said = self._repository.run("for-each-ref", form, "refs/tags")
            self._tags = {}
            for line in said.decode("utf-8", "surrogateescape").splitlines():
                held, peeled, name = line.split(" ", 2)
                self._tags.setdefault(peeled or held, name)
        return self._tags.get(oid, "")

    def fate(self, commit: Commit) -> list[Turn]:
        """Return who took it back, who put it back, and so on in turn; nothing where it stands."""
        self._look()
        found: list[Turn] = []
        last: Commit | None = commit
        while last is not None and len(found) < _MOST:
            last = self._next(commit, last, found)
        return found

    def _next(self, commit: Commit, last: Commit, found: list[Turn]) -> Commit | None:
        """Note and return the newest that takes the last one back, as far as a commit goes."""
        values = self._count(_KEYS, commit.number)
        asked = _GIVEN_BACK if len(found) % 2 else _REPLACED
        for one in self._against(last):
            many = self._count(asked, one.number, commit.number) if values else 0
            whole = many == values or (not found and one.number in self._named(commit))
            if many or whole:
                found.append(Turn(one.oid, part=not whole))
                return one
        return None

    def _named(self, commit: Commit) -> set[int]:
        """Return those that say they take a commit back, or the merge that it landed with."""
        named = self._back.get(commit.oid, set())
        if commit.landed == commit.number:
            return named
        return named | self._back.get(self._commits[commit.landed].oid, set())

    def _against(self, commit: Commit) -> Iterator[Commit]:
        """Yield those that take a commit back, or a part of it, the newest first.

        Who comes before it cannot be meant, whatever a message says.
        """
        named = self._named(commit)
        for number in sorted({*named, *self._rollbacks}, reverse=True):
            if number <= commit.number:
                return
            one = self._commits[number]
            if number in named or self._undoes(one, self._rollbacks[number], commit):
                yield one

    def _undoes(self, rollback: Commit, target: Commit, commit: Commit) -> bool:
        """Whether a rollback replaced a value of a commit between it and its target."""
        return (
            self._count(_REPLACED, rollback.number, commit.number) > 0
            and self._within(commit, rollback)
            and not self._within(commit, target)
        )

    def _count(self, query: str, *numbers: int) -> int:
        return int(self._store.connection.execute(query, numbers).fetchone()[0])

    def _within(self, one: Commit, other: Commit) -> bool:
        """Whether a commit is part of the history of another one."""
        if other.mainline:
            return bool(one.landed <= other.number)
        return not self._repository.run("rev-list", "-n", "1", one.oid, f"^{other.oid}", "--")

    def _look(self) -> None:
        """Read the messages of all whose subject speaks of it."""
        if self._looked:
            return
        self._looked = True
        found = self._store.connection.execute(_SPEAKING).fetchall()
        numbers = [int(number) for (number,) in found]
        self._commits.load(numbers)
        for number in numbers:
            self._said(self._commits[number])

    def _said(self, commit: Commit) -> _Said:
        found = self._known.get(commit.oid)
        if found is None:
            found = self._known[commit.oid] = self._read(commit)
            self._note(commit, found)
        return found

    def _read(self, commit: Commit) -> _Said:
        subject = commit.subject.lower()
        if not self._every and not any(word in subject for word in _WORDS):
            return _SILENT
        raw = self._objects(commit.oid)
        # The patterns are of use to few.
        from confledger.ledger.commit_object import CommitObject
        from confledger.ledger.said import Said, Wanted

        said = Said(CommitObject(commit.oid, raw), Wanted())
        if not said.restores and not said.rollback:
            return _SILENT
        back = Rollback(said.rollback, said.scope, said.reason) if said.rollback else None
        return _Said(said.restores, back)

    def _note(self, commit: Commit, said: _Said) -> None:
        """Remember whom a commit takes back."""
        for name in said.reverts:
            one = self._one(name)
            if one is not None:
                self._back.setdefault(one.oid, set()).add(commit.number)
        if said.rollback is not None and not said.reverts:
            target = self._one(said.rollback.target)
            if target is not None:
                self._rollbacks[commit.number] = target

    def _one(self, name: str) -> Commit | None:
        """Return the one commit that an id, or the beginning of one, stands for."""
        if not set(name) <= set("0123456789abcdef"):
            return None
        found = commits_named(self._store, name)
        return self._commits[found[0]] if len(found) == 1 else None
