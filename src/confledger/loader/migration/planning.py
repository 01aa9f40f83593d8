"""What migrations make of the files of a repository: all of it known before any is written.

The version of a file is its own `schema_version`. Files without one, such as overlays, have that
of the set: of those files that have one.
"""

from confledger.errors import ConfledgerError
from confledger.loader.migration.migration import Migration
from confledger.loader.migration.operation import REPLACE, Operation
from confledger.loader.migration.rewriting import Rewriting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY = "schema_version"
# With this begins what SOPS has encrypted.
_SEALED = b"ENC[AES256_GCM,"


class Unfinished:
    """A run that was stopped: from and to which version, and what files were to become.

    `digests` are the SHA-256 of those without a version of their own, by path.
    """

    __slots__ = ("digests", "end", "start")

    def __init__(self, start: int, end: int, digests: dict[str, str]) -> None:
        self.start = start
        self.end = end
        self.digests = digests


class Planned:
    """One file that changes: its bytes before and after, and what leads from one to the other."""

    __slots__ = ("after", "before", "dialect", "new", "old", "path", "said", "versioned")

    def __init__(
        self, path: str, dialect: str, old: bytes, new: bytes, before: int, after: int
    ) -> None:
        self.path = path
        self.dialect = dialect
        self.old = old
        self.new = new
        self.before = before
        self.after = after
        self.versioned = False
        self.said: list[str] = []


class Plan:
    """All files that change, sorted, and the versions that the set has and is to have."""

    __slots__ = ("end", "files", "migrations", "start")

    def __init__(self, start: int, end: int, migrations: list[Migration]) -> None:
        self.start = start
        self.end = end
        self.migrations = migrations
        self.files: list[Planned] = []


def crossed(before: int, after: int, migrations: "Iterable[Migration]") -> list[Migration]:
    """Return those without a way back between two versions, the last first; none on the way up.

    What has to be empty before somebody goes back from version `before` to `after`.
    """
    return sorted(
        (one for one in migrations if after < one.number <= before and one.irreversible),
        key=lambda one: -one.number,
    )


def refuse_crossing(before: int, after: int, migrations: "Iterable[Migration]") -> None:
    """Raise ConfledgerError with the reasons where there is no way back between two versions."""
    held = crossed(before, after, migrations)
    if held:
        reasons = "\n       ".join(f"{one.file}: {one.irreversible}" for one in held)
        raise ConfledgerError(
            f"there is no way back from version {before} to {after}\n       {reasons}",
            help="give it `backward`, or restore the files from git: git log -- FILE",
        )


def version_of(documents: list[object]) -> int | None:
    """Return the version that a file says it has; None where it says none."""
    first = documents[0] if documents else None
    value = first.get(KEY) if isinstance(first, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def chain(start: int, end: int, migrations: list[Migration]) -> list[Migration]:
    """Return the migrations from one version to another, in their order; raise ConfledgerError."""
    by_number = {one.number: one for one in migrations}
    if end >= start:
        numbers = range(start + 1, end + 1)
    else:
        numbers = range(start, end, -1)
        refuse_crossing(start, end, migrations)
    found = []
    for number in numbers:
        if number not in by_number:
            raise ConfledgerError(
                f"there is no migration to version {number}",
                help=f"between {start} and {end} there has to be one for each",
            )
        found.append(by_number[number])
    return found


def planned(
    files: dict[str, bytes],
    dialect_of: "Callable[[str], str | None]",
    migrations: list[Migration],
    end: int | None = None,
    unfinished: Unfinished | None = None,
) -> Plan:
    """Return what becomes of files, by path; raise ConfledgerError where that cannot be done."""
    rewritings: dict[str, Rewriting] = {}
    versions: dict[str, int] = {}
    for path, data in sorted(files.items()):
        dialect = dialect_of(path)
        # What cannot be read is for those migrations to say that are about it.
        if dialect is None or not (b"schema_version" in data or _any(migrations, path)):
            continue
        one = rewritings[path] = Rewriting(data, dialect, path)
        version = version_of(one.documents)
        if version is not None:
            versions[path] = version
    start = _start(versions, unfinished, migrations)
    if end is None:
        end = max([start, *(one.number for one in migrations)])
        if unfinished is not None:
            end = unfinished.end
    plan = Plan(start, end, chain(start, end, migrations))
    for path, one in rewritings.items():
        before = versions.get(path, _without(path, files[path], start, unfinished))
        made = Planned(path, dialect_of(path) or "", files[path], b"", before, end)
        made.versioned = path in versions
        _run(one, made, chain(before, end, migrations))
        if made.new != made.old:
            plan.files.append(made)
    return plan


def _start(
    versions: dict[str, int], unfinished: Unfinished | None, migrations: list[Migration]
) -> int:
    if unfinished is not None:
        return unfinished.start
    if not versions:
        raise ConfledgerError(
            f"no file has `{KEY}`, so nobody knows which migrations it has seen",
            help=f"write `{KEY}: 1` at the top of the base file",
        )
    different = sorted(set(versions.values()))
    if len(different) > 1:
        shown = [
            f"{next(path for path in versions if versions[path] == one)} has {one}"
            for one in different[:3]
        ]
        raise ConfledgerError(
            f"files have several versions of `{KEY}`: {', '.join(shown)}",
            help="bring them to one: confledger migrate --apply --file FILE --to VERSION",
        )
    return different[0]


def _without(path: str, data: bytes, start: int, unfinished: Unfinished | None) -> int:
    """Return the version of a file that says none."""
    if unfinished is not None and path in unfinished.digests:
        from hashlib import sha256

        if sha256(data).hexdigest() == unfinished.digests[path]:
            return unfinished.end
    return start


def _any(migrations: list[Migration], path: str) -> bool:
    return any(one.concerns(path) for one in migrations)


def _run(text: Rewriting, made: Planned, migrations: list[Migration]) -> None:
    back = made.after < made.before
    for one in migrations:
        if not one.concerns(made.path):
            continue
        for number, document in enumerate(text.documents):
            if not isinstance(document, dict):
                continue
            try:
                operations = list(one.operations(document, back=back))
            except ConfledgerError as error:
                if one.needs_code:
                    raise
                raise ConfledgerError(f"{made.path}: {error}", help=error.help) from error
            if operations and _SEALED in made.old:
                raise ConfledgerError(
                    f"{made.path} is encrypted with SOPS, which binds values to their keys: "
                    f"{operations[0].said()} would break its MAC",
                    help=f"make this change yourself: confledger secrets edit {made.path}",
                )
            text.make(number, operations)
            made.said += [operation.said() for operation in operations]
    if made.versioned and made.before != made.after and _SEALED in made.old:
        raise ConfledgerError(
            f"{made.path} is encrypted with SOPS, and another `{KEY}` would break its MAC",
            help=f"make this change yourself: confledger secrets edit {made.path}",
        )
    if made.versioned and made.before != made.after:
        text.make(0, [Operation(REPLACE, (KEY,), value=made.after)])
    made.new = text.data
