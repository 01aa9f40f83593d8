"""What a commit changes in the configuration, as a subject and as trailers for its message."""

from confledger.changes.change import ADDED, MISSING, MOVED, REMOVED, RENAMED
from confledger.changes.compare import compare
from confledger.checks.globs import belonging
from confledger.cli.changed_keys import Changed, bookkeeping
from confledger.cli.failure import shown
from confledger.reports.changes.content import Row
from confledger.reports.changes.rows import Hiding, rows
from confledger.reports.changes.values import inline

TRAILER = "Config-Change"
# As long as a subject is shown whole, by git and by forges.
_WIDE = 72
# A longer value says less than the key.
_LONG = 40
_MOST_TRAILERS = 20
# More names than this are not part of a subject.
_FEW = 3
_ASIDE = ("proposed by confledger; to take a line, remove what is before it:",)


class Told:
    """One file that a commit changes, and the rows of what differs in it, if it stays.

    `scope` says which of its values ought to be encrypted, by the rules; else the file may.
    """

    __slots__ = ("path", "rows", "status")

    def __init__(self, one: Changed, scope: "Scope | None" = None) -> None:
        self.path = one.path
        self.status = "added" if one.before is None else "removed" if one.after is None else ""
        self.rows = [] if self.status else _rows(one.before or [], one.after or [], scope)


def subject(
    files: list[Told], environments: "list[dict[str, object]]", *, whole: bool = True
) -> str:
    """Return a subject of at most 72 characters: `config(prod): db.pool 20 -> 50`."""
    of = belonging(environments)
    names = list(dict.fromkeys(name for one in files for name in of(one.path)))
    said = _said(files, whole=whole)
    ways = [f"config: {one}" for one in said]
    if 0 < len(names) <= _FEW:
        ways[:0] = [f"config({','.join(names)}): {one}" for one in said]
    elif len(files) == 1 and not names and not files[0].status:
        # Without environments, the file says where it is.
        name = shown(files[0].path.rsplit("/", 1)[-1])
        ways[:0] = [f"config({name}): {one.removesuffix(f' in {name}')}" for one in said]
    return next((one for one in ways if len(one) <= _WIDE), ways[-1][:_WIDE])


def _said(files: list[Told], *, whole: bool) -> list[str]:
    """Return ways to say what changes, the longest first."""
    at_least = "" if whole else "at least "
    if len(files) > 1:
        statuses = {one.status for one in files}
        if len(statuses) == 1 and "" not in statuses:
            return [f"{'add' if 'added' in statuses else 'remove'} {at_least}{len(files):,} files"]
        keys = sum(len(one.rows) for one in files)
        number = f"{at_least}{keys:,} value{'s' if keys != 1 else ''} in {len(files):,} files"
        return [number] if keys else [f"{at_least}{len(files):,} files"]
    (one,) = files
    name = one.path.rsplit("/", 1)[-1]
    if one.status:
        word = "add" if one.status == "added" else "remove"
        return [shown(f"{word} {one.path}"), shown(f"{word} {name}"), f"{word} a file"]
    found = one.rows
    if not found:
        return [f"change {shown(name)}", "change a file"]
    if len(found) == 1:
        row = found[0]
        last = row.key.rsplit(".", 1)[-1]
        short = f"{shown(last)} {_verb(row)}"
        return [shown(_line(row)), f"{shown(row.key)} {_verb(row)}", short, "1 value"]
    number = f"{len(found):,} values in {shown(name)}"
    first = shown(found[0].key)
    if len(found) <= _FEW:
        return [", ".join(shown(_line(row)) for row in found), *_listed(found), number]
    return [f"{first} and {len(found) - 1:,} more in {shown(name)}", number, "several values"]


def _listed(found: list[Row]) -> list[str]:
    return [", ".join(shown(row.key) for row in found)]


def trailers(files: list[Told]) -> list[str]:
    """Return a text for each change, file by file; the last says how many are left out."""
    found: list[str] = []
    count = 0
    for one in files:
        said = [one.status] if one.status else [_line(row) for row in one.rows]
        count += len(said)
        room = _MOST_TRAILERS - len(found)
        found += [_single(f"{one.path} {text}") for text in said[:room]]
    if count > len(found):
        found.append(f"and {count - len(found):,} more")
    return found


def comment_lines(mark: str, subject: str, lines: list[str]) -> list[str]:
    """Return both as comments; a line is taken by removing what is before it."""
    own = [*_ASIDE, subject, "", *(f"{TRAILER}: {line}" for line in lines)]
    return [f"{mark} {line}".rstrip() for line in own]


def _rows(before: list[object], after: list[object], scope: "Scope | None") -> list[Row]:
    changes = [
        change
        for change in compare(before, after)
        if not bookkeeping(change.path or change.old_path or ())
    ]
    none: frozenset[tuple[int, tuple[str | int, ...]]] = frozenset()
    scope = scope or _scope_in(before) or _scope_in(after)
    old, new = (Hiding(side, none, scope=scope) for side in (before, after))
    return rows(changes, old, new, (before, after))


def _scope_in(documents: list[object]) -> "Scope | None":
    """Return what a file that is encrypted says of its values; one may be in plain text still."""
    from confledger.secrets.scope import WAYS, Scope

    for document in documents:
        metadata = document.get("sops") if isinstance(document, dict) else None
        if isinstance(metadata, dict):
            given = [(way, metadata[way]) for way in WAYS if isinstance(metadata.get(way), str)]
            return Scope(*given[0]) if given else Scope()
    return None


def _line(row: Row) -> str:
    """Say one change: `db.pool 20 -> 50`, `db.pool added`, `password changed`."""
    key = f"{row.document} {row.key}" if row.document else row.key
    if row.kind in (RENAMED, MOVED) or row.hidden:
        return f"{key} {_verb(row)}"
    old, new = (None if one is MISSING else inline(one, _LONG) for one in (row.before, row.after))
    if row.kind == ADDED:
        return f"{key} {new} (added)" if new is not None else f"{key} added"
    if row.kind == REMOVED:
        return f"{key} removed"
    return f"{key} {old} -> {new}" if old is not None and new is not None else f"{key} changed"


def _verb(row: Row) -> str:
    return {ADDED: "added", REMOVED: "removed", RENAMED: "renamed", MOVED: "moved"}.get(
        row.kind, "changed"
    )


def _single(text: str) -> str:
    """Return a text in one line, as git reads one trailer."""
    return shown(text.replace("\n", " "))


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.scope import Scope
