"""Everything that inventory and hygiene look at: each file of the commit, looked at once."""

import gc
import hashlib
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from confledger.checks.cache import digest
from confledger.checks.engine import identity
from confledger.checks.globs import belonging
from confledger.checks.selection import NOT_CONFIGURATION, Selection
from confledger.cli.report.basis import Basis
from confledger.git.blobs import TooLarge
from confledger.git.snapshot import FILE, SYMLINK, Entry
from confledger.inventory import kinds
from confledger.inventory.environments import guess
from confledger.inventory.facts import Facts, look
from confledger.inventory.items import Change, Tree
from confledger.inventory.mentions import Mentions
from confledger.inventory.remembered import Remembered
from confledger.inventory.words import named_elsewhere

_NEWEST = """
  SELECT f.path, f.lineage, max(v."commit") FROM versions v JOIN files f ON f.id = v.file
  GROUP BY f.id
"""
_CHANGED = """
  SELECT f.lineage, max(x."commit") FROM changes x JOIN files f ON f.id = x.file
  GROUP BY f.lineage
"""
_WRITTEN = """
  SELECT max(x."commit") FROM changes x JOIN files f ON f.id = x.file
  JOIN commits c ON c.id = x."commit"
  WHERE f.lineage = ? AND (instr(c.parents, ' ') = 0 OR x.merged)
"""
_COMMIT = """
  SELECT l.committed, c.author, c.subject, instr(c.parents, ' ')
  FROM commits c JOIN commits l ON l.id = c.landed WHERE c.id = ?
"""
_KNOWN: "WeakKeyDictionary[Basis, Surveyed]" = WeakKeyDictionary()


class Surveyed:
    """A commit, file by file. `own` is where confledger writes its reports, which do not count."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        entries = basis.snapshot.entries()
        self.own = basis.settings.reports["folder"].rstrip("/") + "/"
        self.selection = Selection(basis.settings, lambda path: path in entries)
        self.tree = Tree({path: entry.kind for path, entry in entries.items()})
        # Also of what the settings ignore: it may name other files.
        self.facts: dict[str, Facts] = {}
        self.targets: dict[str, str] = {}
        self.oids = {path: entry.oid or "" for path, entry in entries.items()}
        bearing = (basis.settings.values["ignore"], basis.settings.values["dialects"])
        rest = (basis.settings.load["declared"], basis.settings.limits)
        build = digest(identity() + repr((bearing, rest)).encode("utf-8", "surrogateescape"))
        self.remembered = Remembered(basis.repository.cache_dir, build)
        # Syntax trees and documents have no cycles: collecting while they are made finds nothing.
        collecting = gc.isenabled()
        gc.disable()
        try:
            self._look(entries)
        finally:
            if collecting:
                gc.enable()
        self._ask()
        configuration = [one for one in self.tree.facts if one in self.tree.dialects]
        self.mentions = Mentions(self.facts, configuration)
        self.remembered.save()

    def _look(self, entries: dict[str, Entry]) -> None:
        tree, new = self.tree, []
        links = []
        for path, entry in entries.items():
            if path.startswith(self.own):
                tree.reasons[path] = kinds.REPORT
                continue
            reason = self.selection.ignored(path, entry.kind)
            if entry.kind == SYMLINK:
                links.append(entry)
            if reason is None:
                tree.dialects[path], schema = self.selection.plan(path)
                if schema is not None:
                    tree.schemas[path] = schema
                if reader := self.selection.reader(path):
                    tree.readers[path] = reader
            elif reason != NOT_CONFIGURATION:
                tree.reasons[path] = reason
            if entry.kind != FILE:
                continue
            known = None if entry.oid is None else self.remembered.get(entry.oid, path)
            if known is None:
                new.append(entry)
            else:
                self._keep(path, known)
        for entry, content in self.basis.snapshot.stream(links):
            if isinstance(content, bytes):
                self.targets[entry.path] = content.decode("utf-8", "surrogateescape")
        declared_at = str(self.basis.settings.load["declared"])
        for entry, content in self.basis.snapshot.stream(new):
            path = entry.path
            if isinstance(content, TooLarge):
                tree.large[path] = content.size
            elif not isinstance(content, bytes):
                tree.lost[path] = content.reason
            else:
                dialect = None if path in tree.reasons else tree.dialects.get(path)
                found = look(path, content, dialect, self.basis.limits, declared_at=declared_at)
                self.remembered.keep(entry.oid or "", path, found)
                self._keep(path, found)

    def _keep(self, path: str, facts: Facts) -> None:
        self.facts[path] = facts
        if path not in self.tree.reasons:
            self.tree.facts[path] = facts

    def _ask(self) -> None:
        """Note who owns the files, and which environments they are of."""
        tree, basis = self.tree, self.basis
        if basis.codeowners is not None:
            tree.owners = basis.codeowners.owners
        self.guessed = not basis.settings.environments
        named: list[dict[str, object]] = basis.settings.environments
        if self.guessed:
            seen = guess(sorted(tree.dialects)).environments
            named = [
                {"name": one.name, "paths": [*one.paths, *(f"{p}/**" for p in one.paths)]}
                for one in seen
            ]
        self.environments = [str(one["name"]) for one in named]
        if named:
            tree.environments = belonging(named)

    def judge(self) -> None:
        """Note how the checks find each file."""
        self.tree.verdicts = {path: status for path, status, _ in self.basis.result.files or []}

    def changes(self) -> None:
        """Note the last commit that changed what each file means, as the ledger has it."""
        with self.basis.ledger() as ledger:
            ask = ledger.store.connection.execute
            lineage_of: dict[str, tuple[int, str]] = {}
            for path, lineage, number in ask(_NEWEST):
                if path in self.tree.dialects:
                    lineage_of[path] = max(lineage_of.get(path, (0, "")), (number, lineage))
            newest = dict(ask(_CHANGED).fetchall())
            commits: dict[int, tuple[int | None, str, str, int]] = {}

            def commit(number: int) -> tuple[int | None, str, str, int]:
                if number not in commits:
                    commits[number] = ask(_COMMIT, (number,)).fetchone()
                return commits[number]

            for path, (_, lineage) in sorted(lineage_of.items()):
                number = newest.get(lineage)
                if number is None:
                    continue
                held = commit(number)
                if held[3]:
                    # A merge only landed it.
                    written = ask(_WRITTEN, (lineage,)).fetchone()[0]
                    held = held if written is None else commit(written)
                self.tree.changes[path] = Change(held[0], held[1], held[2])

    def named(self, wanted: dict[str, tuple[str, str]], *, prose: bool) -> set[str]:
        """Return which of some words another file has in it; each with the file that has it.

        Without `prose`, texts for people do not count.
        """
        if not wanted:
            return set()
        asked = f"{self.basis.snapshot.tree}\0{self.own}\0{prose}\0{sorted(wanted.items())!r}"
        question = digest(asked.encode("utf-8", "backslashreplace"))
        known = self.remembered.asked(question)
        if known is None:
            known = sorted(named_elsewhere(wanted, self._texts(prose=prose)))
            self.remembered.answer(question, known)
            self.remembered.save()
        return set(known)

    def _texts(self, *, prose: bool) -> Iterator[tuple[str, bytes]]:
        wanted = [
            entry
            for path, entry in self.basis.snapshot.entries().items()
            if path in self.facts and (prose or not kinds.is_prose(path))
        ]
        for entry, content in self.basis.snapshot.stream(wanted):
            if isinstance(content, bytes):
                yield entry.path, content

    def digest(self, kind: str, *, history: bool) -> str:
        """Return what stands for the input; of reports, only which there are."""
        names = "\0".join(path for path in self.tree.entries if path.startswith(self.own))
        made = f"{self.basis.digest(kind, history=history)}\0{names}"
        return hashlib.sha256(made.encode("utf-8", "surrogateescape")).hexdigest()


def surveyed(basis: Basis) -> Surveyed:
    """Return what the files of a commit say; looked at once for each basis."""
    known = _KNOWN.get(basis)
    if known is None:
        known = _KNOWN[basis] = Surveyed(basis)
    return known
