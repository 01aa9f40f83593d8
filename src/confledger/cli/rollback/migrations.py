"""Schema migrations between then and now: which the old files have not seen, and the way on."""

from confledger.checks.globs import matcher
from confledger.cli.rollback.overlaid import Tree
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE
from confledger.loader.migration.migration import Migration, all_of
from confledger.loader.migration.planning import KEY, crossed, version_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.git.snapshot import CommitSnapshot, Content

CODE, FLAG = "irreversible", "--allow-irreversible"
# So many files are named in a line.
_FEW = 3


def add(draft: "Draft") -> None:
    """Add what is to be known of migrations; refuse to go back over one without a way back."""
    plan, work = draft.plan, draft.work
    folder = str(work.settings.migrations["folder"]).rstrip("/")
    try:
        migrations = all_of(Tree(work.now), folder)
    except ConfledgerError as error:
        plan.migrations.append(f"the migrations cannot be read: {error}")
        return
    if not any(one.concerns(path) for one in migrations for path in plan.edits):
        return
    versions = _Versions(draft)
    now, then = versions.of(work.now), versions.then()
    if now is None or then is None or now == then:
        return
    if then > now:
        plan.migrations.append(f"`{KEY}` would be {then}; it is {now} now")
        return
    between = [
        one for one in migrations if then < one.number <= now and any(map(one.concerns, plan.edits))
    ]
    if not between:
        return
    _tell(draft, versions, between, then, now)
    held = crossed(now, then, between)
    if held and not draft.asked.allow_irreversible:
        reasons = "; ".join(f"{one.file}: {one.irreversible}" for one in held)
        plan.refuse(CODE, f"no way back from version {now} to {then}: {reasons}", FLAG)


def _tell(
    draft: "Draft", versions: "_Versions", between: list[Migration], then: int, now: int
) -> None:
    from shlex import quote

    told = draft.plan.migrations
    numbers = f"version {then}; it is {now} now"
    files = sorted(path for path in versions.restored if versions.restored[path] is not None)
    if files:
        told.append(f"{_named(files)} would have `{KEY}` {numbers}")
    told += [_said(one) for one in between]
    unsaid = [
        path
        for path in draft.plan.edits
        if path not in files
        and path in draft.result.entries()
        and any(one.concerns(path) for one in between)
    ]
    if versions.all(draft.result) == {then}:
        told.append("brought forward by: confledger migrate --apply")
        return
    if unsaid:
        # Of such a file, nothing says later that it is behind the others.
        told.append(
            f"{_named(unsaid)} would be of version {then} among files of version {now}, and says "
            "no version of its own: make these changes in it by hand, or take back all with "
            "--scope all"
        )
    if files:
        named = " ".join(f"--file {quote(path)}" for path in files[:_FEW])
        told.append(f"brought forward by: confledger migrate --apply {named}")


def _said(one: Migration) -> str:
    about = f": {one.description}" if one.description else ""
    return f"not made in it yet: {one.file}{about}"


def _named(paths: list[str]) -> str:
    more = f" and {len(paths) - _FEW} more" if len(paths) > _FEW else ""
    return ", ".join(paths[:_FEW]) + more


class _Versions:
    """Which versions files say they have; `restored` has those of the files that go back."""

    def __init__(self, draft: "Draft") -> None:
        self._draft = draft
        self._known: dict[str, int | None] = {}
        settings = draft.work.settings
        globs = [str(one) for one in settings.migrations["files"]]
        folder = str(settings.load["folder"])
        self._chosen = matcher(globs or ["**" if folder in ("", ".") else f"{folder}/**"])
        by_path = self._read(draft.result, list(draft.plan.edits))
        self.restored = {path: by_path.get(path) for path in draft.plan.edits}

    def all(self, snapshot: "CommitSnapshot") -> set[int]:
        """Return all versions that files of a state have."""
        found = self._read(snapshot, list(snapshot.entries())).values()
        return {one for one in found if one is not None}

    def of(self, snapshot: "CommitSnapshot") -> int | None:
        """Return the version of a state: the lowest that one of its files has."""
        return min(self.all(snapshot), default=None)

    def then(self) -> int | None:
        """Return the version that the files that go back are of."""
        own = [version for version in self.restored.values() if version is not None]
        if own or not self._draft.target:
            return min(own, default=None)
        return self.of(self._draft.work.then(self._draft.target))

    def _read(self, snapshot: "CommitSnapshot", paths: list[str]) -> dict[str, int | None]:
        """Return what those of some files say that share one version, by path."""
        dialect = self._draft.work.selection.dialect
        listed = snapshot.entries()
        chosen = {
            path: entry
            for path in paths
            if (entry := listed.get(path)) is not None
            and entry.kind == FILE
            and self._chosen(path)
            and dialect(path)
        }
        new = [entry for entry in chosen.values() if entry.oid not in self._known]
        for entry, data in snapshot.stream(new):
            self._known[entry.oid or ""] = self._version(dialect(entry.path) or "", data)
        return {path: self._known[entry.oid or ""] for path, entry in chosen.items()}

    def _version(self, dialect: str, data: "Content") -> int | None:
        if not isinstance(data, bytes) or KEY.encode() not in data:
            return None
        return version_of(load(data, dialect).documents)
