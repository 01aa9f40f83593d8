"""The rows of an audit: one for each value that changed, chained by their hashes.

A commit without any has a row that says so: the rows are the whole population.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256

from confledger.changes.leaves import plain
from confledger.ledger.entry import Entry, entries, hidden, kind_of
from confledger.ledger.facts import UNKNOWN, Fact, Touched
from confledger.ledger.kinds import MOVED, READ, UNPARSABLE
from confledger.ledger.period import Landed
from confledger.ledger.store import Store
from confledger.secrets.redaction import HIDDEN

COLUMNS = (
    *("seq", "commit", "parents", "on_mainline", "landed_by", "landed_at", "author"),
    *("author_email", "authored_at", "committer", "committed_at", "signature_status", "signer"),
    *("approvers", "approved_at", "self_approved", "ticket", "pr", "ci_status", "env", "file"),
    *("lineage_id", "key_path", "op", "old_type", "old_value", "new_type", "new_value", "secret"),
    *("merge_edit", "schema_valid_before", "schema_valid_after", "restores"),
    *("prev_hash", "row_hash"),
)
# Rows of a commit without changes of configuration, and of one that a shallow clone ends with.
NONE, BASELINE = "none", "baseline"
START = "0" * 64
# Of `COLUMNS`, those that are about a change; the others come from the fact of its commit.
CHANGE = (
    *("env", "file", "lineage_id", "key_path", "op", "old_type", "old_value", "new_type"),
    *("new_value", "secret", "merge_edit"),
)
# Kept as they were written down: `int` and `float` could not always.
_NUMBERS = "if"


class Change:
    """One value, or one file, that a commit changed, in the words of the columns."""

    __slots__ = CHANGE

    def __init__(self, env: str = "", file: str = "", lineage_id: str = "", op: str = NONE) -> None:
        self.env = env
        self.file = file
        self.lineage_id = lineage_id
        self.key_path = ""
        self.op = op
        self.old_type: str | None = None
        self.old_value: str | None = None
        self.new_type: str | None = None
        self.new_value: str | None = None
        self.secret = False
        self.merge_edit = False


def changes(
    store: Store,
    landed: list[Landed],
    environments: Callable[[str], list[str]],
    only: str | None = None,
) -> dict[str, list[Change]]:
    """Return what each commit changed; with `only`, in the files of that environment.

    A shallow boundary changed nothing that is known.
    """
    if not landed:
        return {}
    wanted = {one.number: one for one in landed}
    first, last = landed[0].number, max(wanted)
    envs: dict[str, list[str]] = {}

    def belonging(path: str) -> str | None:
        """Return the environments of a path; None where the file is not asked about."""
        if path not in envs:
            envs[path] = environments(path)
        if only is not None and only not in envs[path]:
            return None
        return " ".join(envs[path])

    found: dict[str, list[Change]] = {one.oid: [] for one in landed}
    leaves: dict[tuple[int, str], list[Change]] = {}
    for entry in entries(store, 'x."commit" BETWEEN ? AND ?', (first, last), 'x."commit", x.rowid'):
        at = wanted.get(entry.number)
        if at is None or at.baseline:
            continue
        env = belonging(str(entry.path))
        if env is not None:
            leaves.setdefault((at.number, str(entry.path)), []).append(_leaf(entry, env))
    for number, path, lineage, kind, state, old in _versions(store, first, last):
        at = wanted.get(number)
        if at is None or at.baseline:
            continue
        env = belonging(path)
        if env is None:
            continue
        below = leaves.pop((number, path), [])
        if kind == MOVED or state != READ or not below:
            whole = Change(env, _plain(path), lineage, state or kind)
            if kind == MOVED:
                whole.old_type, whole.old_value = "file", _plain(old)
                whole.new_type, whole.new_value = "file", whole.file
            found[at.oid].append(whole)
        found[at.oid] += below
    for (number, _), below in leaves.items():
        found[wanted[number].oid] += below
    for one in landed:
        if one.baseline:
            found[one.oid] = [Change(op=BASELINE)]
    return found


def _versions(store: Store, first: int, last: int) -> Iterator[tuple[int, str, str, str, str, str]]:
    yield from store.connection.execute(
        'SELECT v."commit", f.path, f.lineage, v.kind, v.state, o.path FROM versions v '
        "JOIN files f ON f.id = v.file LEFT JOIN files o ON o.id = v.old_file "
        'WHERE v."commit" BETWEEN ? AND ? ORDER BY v."commit", f.path, v.rowid',
        (first, last),
    )


def _leaf(entry: Entry, env: str) -> Change:
    change = Change(env, _plain(str(entry.path)), str(entry.lineage), entry.operation)
    change.key_path = _plain(str(entry.key))
    change.old_type, change.old_value = _told(entry.old)
    change.new_type, change.new_value = _told(entry.new)
    change.secret = HIDDEN in (change.old_value, change.new_value)
    change.merge_edit = bool(entry.merged)
    return change


def _told(text: str | None) -> tuple[str | None, str | None]:
    """Return type and value of a stored text; numbers as they are stored."""
    if text is None:
        return None, None
    if hidden(text):
        return kind_of(text), HIDDEN
    if text[0] in _NUMBERS:
        return kind_of(text), text[1:]
    value = plain(text)
    return kind_of(text), _plain(value if isinstance(value, str) else json.dumps(value))


def _plain(text: str) -> str:
    """Return a text as any program takes it: what is no Unicode is written as an escape."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def touched(found: dict[str, list[Change]]) -> dict[str, Touched]:
    """Return what the changes of each commit come to."""
    result = {}
    for oid, those in found.items():
        one = result[oid] = Touched()
        for change in those:
            if not change.file:
                continue
            one.paths.add(change.file)
            one.entries += bool(change.key_path)
            one.merge_edits += change.merge_edit
            one.secrets += change.secret
            one.unparsable += change.op == UNPARSABLE
    return result


def rows(facts: list[Fact], found: dict[str, list[Change]]) -> Iterator[list[object]]:
    """Yield the values of each row in the order of COLUMNS, chained."""
    previous = START
    seq = 0
    for fact in facts:
        head = [
            *(fact.commit, fact.parents, fact.on_mainline, fact.landed_by, fact.landed_at),
            *(fact.author, fact.author_email, fact.authored_at, fact.committer),
            *(fact.committed_at, fact.signature_status, fact.signer or UNKNOWN, fact.approvers),
            *(UNKNOWN, fact.self_approved, fact.ticket or UNKNOWN, fact.pr or UNKNOWN, UNKNOWN),
        ]
        for change in found.get(fact.commit) or [Change()]:
            seq += 1
            row = [
                seq,
                *head,
                *(getattr(change, name) for name in CHANGE),
                *(UNKNOWN, UNKNOWN, fact.restores, previous),
            ]
            previous = row_hash(previous, row[:-1])
            yield [*row, previous]


def row_hash(previous: str, values: list[object]) -> str:
    """Return the hash of a row: of the one before, a newline, and its values as a JSON list.

    The values are those up to `restores`, written without spaces and in ASCII.
    """
    text = json.dumps(values, separators=(",", ":"))
    return sha256(f"{previous}\n{text}".encode("ascii")).hexdigest()
