"""`rollback --entry`: one commit, or one row of the ledger, taken back; also an old one."""

from confledger.cli import workspace
from confledger.cli.rollback.draft import Draft
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE, Entry, RevisionNotFound, resolve
from confledger.git.trees import TreeFile, differing, files_of
from confledger.ledger.trailers import trailers
from confledger.rollback import scope as scopes
from confledger.rollback.message import SCOPE
from confledger.rollback.plan import Plan
from confledger.rollback.scope import Scope
from confledger.rollback.undoing import Changed, Reading, Undoing, changes_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.changes.leaves import Leaves
    from confledger.cli.rollback.keeping import Keeping
    from confledger.cli.rollback.work import Work
    from confledger.git.trees import Pair
    from confledger.ledger.entry import Entry as Row


def begun(work: "Work", asked: "Namespace") -> Draft:
    """Return what takes back a commit or row as edits."""
    if asked.key is not None:
        raise ConfledgerError(
            "--entry and --key exclude each other", help="one row of the ledger: --entry COMMIT:N"
        )
    commit, row = _named(work, asked.entry)
    parent, notes = _parent(work, commit, asked.mainline)
    scope = _scope(work, asked.scope, commit, row)
    plan = Plan(work.head, work.ref, str(scope))
    plan.way = "undo" if getattr(asked, "undoing", False) else "entry"
    plan.entry = work.revision(commit)
    plan.basis = None if parent is None else work.revision(parent)
    plan.undone = [plan.entry]
    plan.notes += notes
    draft = Draft(work, asked, plan, scope)
    _fill(draft, commit, parent, row)
    return draft


def _named(work: "Work", text: str) -> "tuple[str, Row | None]":
    """Return the full id of the commit that is meant, and the row if one is."""
    name, _, number = text.rpartition(":")
    if name and number.isdecimal():
        return _row(work, name, int(number))
    return resolve(work.repository, text, "commit"), None


def _row(work: "Work", name: str, number: int) -> "tuple[str, Row | None]":
    from confledger.cli.opened_ledger import opened
    from confledger.ledger.entry_id import commits_named, entry_of

    try:
        start = resolve(work.repository, name, "commit")
    except RevisionNotFound:
        start = name
    with opened(repository=work.repository) as ledger:
        found = commits_named(ledger.store, start)
        row = entry_of(ledger.store, found[0], number) if len(found) == 1 else None
    if row is None:
        raise ConfledgerError(
            f"there is no row {number} of a commit {name!r} in the ledger",
            help=f"see all: confledger show {name}",
        )
    return row.commit, row


def _parent(work: "Work", commit: str, mainline: int | None) -> tuple[str | None, list[str]]:
    """Return the parent that a commit is compared with, and what is to be said of the choice."""
    from confledger.git.history import boundary

    raw = work.repository.run("rev-list", "--parents", "-n1", commit, "--")
    parents = raw.decode("ascii").split()[1:]
    if not parents and commit in boundary(work.repository):
        raise ConfledgerError(
            f"this clone is shallow, and ends at {commit[:10]}: what it changed is not known here",
            help="git fetch --unshallow",
        )
    if mainline is not None and not 1 <= mainline <= max(1, len(parents)):
        raise ConfledgerError(
            f"commit {commit[:10]} has no parent {mainline}",
            help=f"it has {len(parents)}: confledger show {commit[:10]}",
        )
    notes = []
    if not parents:
        notes.append(f"{commit[:10]} is a first commit: all that it brought was added by it")
        return None, notes
    parent = parents[(mainline or 1) - 1]
    if len(parents) > 1:
        how = "as --mainline says" if mainline else "the mainline; --mainline N names another"
        notes.append(
            f"{commit[:10]} is a merge: taken back is what it changed against its parent "
            f"{mainline or 1}, {parent[:10]}, {how}"
        )
    return parent, notes


def _scope(work: "Work", word: str | None, commit: str, row: "Row | None") -> Scope:
    if row is None:
        if word is None:
            return Scope(scopes.ALL, scopes.ALL, lambda _: True)
        return work.scope(word, commit)
    if word is not None:
        raise ConfledgerError("one row of the ledger has no --scope", help="leave it out")
    key = row.key.removeprefix("#") or "(whole)"
    return Scope(scopes.KEY, f"{row.path}#{key}", row.path.__eq__)


def _undone_scope(work: "Work", commit: str, paths: set[str]) -> str:
    """Return what a rollback says that its scope was, if that is true of all that it changed."""
    raw = work.repository.run(
        "log", "-1", "--no-show-signature", "--encoding=UTF-8", "--format=%B", commit, "--"
    )
    said = [text for name, text in trailers(raw.decode("utf-8", "replace")) if name == SCOPE]
    if len(said) != 1 or not paths or not all(_is_within(work, path, said[0]) for path in paths):
        return scopes.ALL
    return said[0]


def _is_within(work: "Work", path: str, scope: str) -> bool:
    if scope.startswith("env:"):
        return scope.removeprefix("env:") in work.belongs(path)
    environment, colon, key = scope.partition(":")
    return (
        scope in (path, ".")
        or path.startswith(scope + "/")
        or scope.startswith(path + "#")
        or bool(colon and key and environment in work.belongs(path))
    )


def _fill(draft: Draft, commit: str, parent: str | None, row: "Row | None") -> None:
    from confledger.cli.rollback.keeping import Keeping, refuse_nothing_left

    work, plan, asked = draft.work, draft.plan, draft.asked
    keeping = Keeping(work)
    now = files_of(work.repository, work.head)
    changes = [one for one in _changes(work, commit, parent) if _concerns(one, draft.scope)]
    reading = reading_of(work, keeping)
    try:
        undoing = Undoing(reading, now, None if row is None else row.key)
        for one in changes:
            undoing.take_back(one)
        undoing.finish()
    finally:
        reading.since.close()
    if plan.way == "undo":
        plan.scope = _undone_scope(work, commit, {one.after_path for one in changes})
    plan.edits, plan.files, plan.kept = undoing.edits, undoing.files, undoing.kept
    plan.conflicts = undoing.conflicts
    plan.notes += undoing.notes
    _note_row(draft, changes, row)
    if asked.with_secrets and keeping.sealed:
        _with_secrets(draft, keeping.sealed, changes)
    if plan.conflicts and not asked.allow_conflicts:
        plan.refuse("conflict", _counted(draft), "--allow-conflicts")
    refuse_nothing_left(draft, {one.after_path for one in changes})
    if not changes:
        plan.notes.append(f"{commit[:10]} changed nothing of {plan.scope}")


def _changes(work: "Work", commit: str, parent: str | None) -> list[Changed]:
    """Return the files that a commit changed against a parent, renames told."""
    from confledger.git.renames import renamed

    repository = work.repository
    before = parent
    if before is None:
        before = repository.run("hash-object", "-t", "tree", "/dev/null").decode("ascii").strip()
    pairs = differing(repository, before, commit)
    came = any(was is None for was, _ in pairs.values())
    went = any(became is None for _, became in pairs.values())
    return changes_of(pairs, renamed(repository, before, commit) if came and went else {})


def _concerns(one: Changed, scope: Scope) -> bool:
    return scope.holds(one.before_path) or scope.holds(one.after_path)


def reading_of(work: "Work", keeping: "Keeping") -> Reading:
    """Return what undoing asks of a repository; its `since` is to be closed."""
    from confledger.changes.leaves import leaves
    from confledger.git.renames import followed
    from confledger.rollback.content import read
    from confledger.rollback.since import Since

    def known(data: bytes, path: str) -> "Leaves | None":
        dialect = work.selection.dialect(path)
        documents = None if dialect is None else read(data, dialect)
        return None if documents is None else leaves(documents)

    def content(file: TreeFile) -> bytes:
        for _, found in work.now.stream([Entry("", FILE, file.oid)]):
            if isinstance(found, bytes):
                return found
        raise ConfledgerError(f"object {file.oid[:10]} cannot be read", help="git fsck says more")

    there = work.now.entries()
    return Reading(
        content,
        work.selection.dialect,
        keeping,
        lambda path: followed(work.repository, work.head, path, there),
        Since(work.repository, work.head, known, workspace.LIMIT),
        work.revision,
        shown,
    )


def shown(key: str, value: object, beside: "Leaves") -> str:
    """Return a value as it may be shown; of a map or list, how much is in it."""
    from confledger.ledger.redacted import hidden, hides
    from confledger.reports.ledger.values import NONE
    from confledger.reports.ledger.values import value as written
    from confledger.rollback.three_way import shown_as

    text = shown_as(value, key)
    if text is None:
        return NONE
    if isinstance(value, (dict, list)) and value and text[0] != "o":
        return text
    return written(hidden(text) if hides(key, text, beside) else text)


def _note_row(draft: Draft, changes: list[Changed], row: "Row | None") -> None:
    if row is None or not draft.plan.edits:
        return
    if any(one.before is None or one.after is None for one in changes):
        draft.plan.notes.append(f"{row.path} came or went as a whole: all of it is taken back")


def _with_secrets(draft: Draft, files: "dict[str, Pair]", changes: list[Changed]) -> None:
    """Take encrypted files back that nobody changed since; the values of one file are bound."""
    from confledger.cli.rollback import sealed

    made = {one.after_path: one.after for one in changes}
    whole = {path: pair for path, pair in files.items() if pair[0] == made.get(path)}
    if whole:
        sealed.put_back(draft, whole)
    for path, (now, before) in files.items():
        if path not in whole:
            from confledger.cli.rollback import sealed_key

            sealed_key.take_out(draft, path, before, made.get(path), now)


def _counted(draft: Draft) -> str:
    """Say how much was changed again since."""
    conflicts = draft.plan.conflicts
    keys = sum(bool(one.key) for one in conflicts)
    files = len(conflicts) - keys
    told = []
    if keys:
        told.append(f"{keys} key{'s were' if keys > 1 else ' was'} changed again since")
    if files:
        told.append(f"{files} file{'s were' if files > 1 else ' was'} changed again since")
    return " and ".join(told)
