"""The files that a migration is about: read, judged, and written all or none."""

import os

from confledger.checks.globs import matcher
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE
from confledger.loader.folder import Folder
from confledger.loader.migration.migration import Migration
from confledger.loader.migration.planning import Plan, Planned, Unfinished, planned
from confledger.loader.migration.rewriting import Rewriting

_NOTES = "confledger-migrate.json"

# What a schema, or the language of a file, has against it.
_REFUSED = ("schema", "unknown-key", "syntax", "duplicate-key")


class Work:
    """One work tree with what of it takes part."""

    def __init__(self, folder: str | None, files: list[str]) -> None:
        self.repository = workspace.repository_here()
        self.snapshot = workspace.work_tree(self.repository)
        self.top = self.snapshot.top
        self.settings = workspace.settings_of(self.snapshot).settings
        self.selection = Selection(self.settings)
        self.source = Folder(self.top)
        self.migrations = str(self.settings.migrations["folder"]).rstrip("/")
        self.notes: list[str] = []
        self._folder = folder
        self._files = [workspace.relative(one, self.top) for one in files]
        for one in self._files:
            if not os.path.isfile(os.path.join(self.top, one)):
                raise ConfledgerError(f"there is no file {one!r}", help="check the spelling")

    def planned(self, migrations: list[Migration], end: int | None) -> Plan:
        """Return what migrations make of the files; a run that was stopped is taken up."""
        files = self._held()
        unfinished = self._unfinished()
        if unfinished is not None:
            if end not in (None, unfinished.end):
                raise ConfledgerError(
                    f"an earlier run to version {unfinished.end} was stopped before its end",
                    help=f"finish it: confledger migrate --apply --to {unfinished.end}",
                )
            self.notes.append("an earlier run was stopped; this is what is left of it")
        dialect = self.selection.dialect
        if not self._files:
            return planned(files, dialect, migrations, end, unfinished)
        named = {path: data for path, data in files.items() if path in self._files}
        own = {path: data for path, data in named.items() if b"schema_version" in data}
        if own == named:
            return planned(named, dialect, migrations, end, unfinished)
        plan = planned(files, dialect, migrations, end, unfinished)
        plan.files = [one for one in plan.files if one.path in named]
        return plan

    def by_schema(self) -> Plan:
        """Return what deprecations of the schemas make of the files."""
        from confledger.loader.migration.deprecations import replace
        from confledger.loader.schema_choice import schema_of

        plan = Plan(0, 0, [])
        for path, data in self._held().items():
            if self._files and path not in self._files:
                continue
            schema = schema_of(self.source, self.settings, path)
            dialect = self.selection.dialect(path)
            if schema is None or dialect is None or b"ENC[AES256_GCM," in data:
                continue
            text = Rewriting(data, dialect, path)
            met = replace(text, schema)
            self.notes += [f"{path}: {one.said()}" for one in met if one.why]
            if text.data != data:
                made = Planned(path, dialect, data, text.data, 0, 0)
                made.said = [one.said() for one in met if not one.why]
                plan.files.append(made)
        return plan

    def judged(self, plan: Plan) -> list[str]:
        """Return what the schemas say against the files as they would be."""
        if not plan.files:
            return []
        from datetime import UTC, datetime

        from confledger.checks.severity import Severity
        from confledger.cli.checking import Checking
        from confledger.cli.options import Options

        options = Options()
        options.paths = [os.path.join(self.top, one.path) for one in plan.files]
        command = Checking(options, datetime.now(UTC).date().isoformat())
        said = []
        try:
            for one in plan.files:
                dialect, setting = command.state.selection.plan(one.path)
                found = command.state.judge.examine(one.path, dialect, one.new, setting)[1]
                for finding in found:
                    if finding.check in _REFUSED and finding.severity is Severity.ERROR:
                        span = finding.span
                        at = f":{span.line}:{span.column}" if span else ""
                        said.append(f"{one.path}{at}: {finding.message}")
        finally:
            command.close()
        return said

    def dirty(self, plan: Plan) -> list[str]:
        """Return the files of the plan that differ from the last commit, or are in none; sorted."""
        if self.repository is None:
            return []
        from confledger.git.deltas import has_commits, on_disk, staged

        changed = {delta.path for delta in on_disk(self.repository)}
        if has_commits(self.repository):
            changed |= {delta.path for delta in staged(self.repository)}
        return sorted(one.path for one in plan.files if one.path in changed)

    def left_behind(self, plan: Plan) -> list[str]:
        """Return files without a version of their own that are not in the plan, but go with it."""
        if not plan.migrations or plan.start == plan.end:
            return []
        chosen = {one.path for one in plan.files}
        return [
            path
            for path, data in self._held().items()
            if path not in chosen
            and path not in self._files
            and b"schema_version" not in data
            and any(one.concerns(path) for one in plan.migrations)
        ]

    def write(self, plan: Plan) -> None:
        """Write all files, each as a whole; one that is stopped is finished by the next run."""
        from confledger.cli.rewrite import rewrite

        journal = self._journal()
        if plan.start != plan.end:
            self._note(plan, journal)
        # Those that say their version come last: until then, nobody takes the set for migrated.
        for one in sorted(plan.files, key=lambda one: (one.versioned, one.path)):
            rewrite(os.path.join(self.top, one.path), one.old, one.new)
        if os.path.lexists(journal):
            os.unlink(journal)

    def _note(self, plan: Plan, journal: str) -> None:
        from hashlib import sha256
        from json import dumps

        from confledger.cli.atomic import replace

        held = self._unfinished()
        digests = {} if held is None else dict(held.digests)
        for one in plan.files:
            if not one.versioned:
                digests[one.path] = sha256(one.new).hexdigest()
        said = {"version": 1, "from": plan.start, "to": plan.end, "files": digests}
        replace(journal, dumps(said).encode())

    def _unfinished(self) -> Unfinished | None:
        from json import loads

        try:
            with open(self._journal(), "rb") as file:
                said = loads(file.read())
            return Unfinished(int(said["from"]), int(said["to"]), dict(said["files"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise ConfledgerError(
                f"{self._journal()} cannot be read", help="remove it, and look at git diff"
            ) from error

    def _journal(self) -> str:
        if self.repository is None:
            return os.path.join(self.top, f".{_NOTES}")
        return os.path.join(self.repository.git_dir, _NOTES)

    def _held(self) -> dict[str, bytes]:
        """Return the configuration files that share one version, by path, sorted."""
        globs = [str(one) for one in self.settings.migrations["files"]]
        folder = str(self.settings.load["folder"])
        if self._folder is not None:
            folder, globs = workspace.relative(self._folder, self.top), []
        chosen = matcher(globs or [folder if folder in ("", ".") else f"{folder}/**"])
        if folder in ("", ".") and not globs:
            chosen = matcher(["**"])
        found = {}
        for path, entry in sorted(self.snapshot.entries().items()):
            inside = path.startswith(f"{self.migrations}/")
            if entry.kind != FILE or inside or not chosen(path) or not self.selection.dialect(path):
                continue
            data = self.snapshot.read(entry)
            if isinstance(data, bytes):
                found[path] = data
        return found
