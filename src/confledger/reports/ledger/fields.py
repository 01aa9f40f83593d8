"""The fields of one row of the ledger, the same in JSON, CSV and Parquet."""

from datetime import UTC, datetime
from math import isfinite

from confledger.changes.leaves import ROOT
from confledger.ledger.commit import Commit
from confledger.ledger.entry import Entry, hidden, kind_of, value_of
from confledger.reports.visible import encodable

# In this order; `log` has more.
COLUMNS = (
    *("seq", "commit", "parents", "on_mainline", "landed_by", "landed_at"),
    *("author", "author_email", "authored_at", "committer", "committer_email", "committed_at"),
    *("subject", "file", "lineage_id", "document", "key_path", "op"),
    *("old_type", "old_value", "new_type", "new_value", "secret", "merged", "baseline"),
)
_FIRST, _LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_EARLIEST, _LATEST = int(_FIRST.timestamp()), int(_LAST.timestamp())


def utc(seconds: object) -> str | None:
    """Return a time as `2025-06-01T12:00:00Z`; None for none, and for one beyond any calendar."""
    if not isinstance(seconds, int) or not _EARLIEST <= seconds <= _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def day(seconds: object) -> str:
    """Return the day of a time in UTC."""
    return (utc(seconds) or "unknown   ")[:10]


def of_commit(commit: Commit, landed: Commit) -> dict[str, object]:
    """Return what is known of the commit that wrote a row, and of the one that landed it."""
    return {
        "commit": commit.oid,
        "parents": commit.parents,
        "on_mainline": commit.mainline,
        "landed_by": landed.oid,
        "landed_at": utc(landed.committed),
        "author": _text(commit.author),
        "author_email": _text(commit.author_email),
        "authored_at": utc(commit.authored),
        "committer": _text(commit.committer),
        "committer_email": _text(commit.committer_email),
        "committed_at": utc(commit.committed),
        "subject": _text(commit.subject),
        "baseline": commit.baseline,
    }


def of_leaf(entry: Entry) -> dict[str, object]:
    """Return what a row says of a leaf."""
    document, _, pointer = str(entry.key).partition(ROOT)
    old, new = entry.old, entry.new
    texts = [one for one in (old, new) if isinstance(one, str)]
    return {
        "file": encodable(str(entry.path)),
        "lineage_id": entry.lineage,
        "document": _text(document),
        "key_path": _text(pointer),
        "op": entry.operation,
        **_typed("old", old),
        **_typed("new", new),
        "secret": any(hidden(one) for one in texts),
        "merged": bool(entry.merged),
    }


def written(value: object) -> str:
    """Return a value as one text: of JSON, but a text is itself."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else str(value)


def _typed(which: str, text: object) -> dict[str, object]:
    """Return type and value of one side; of a secret, the type; null where there is none."""
    if not isinstance(text, str):
        return {f"{which}_type": None, f"{which}_value": None}
    value: object = None
    if not hidden(text):
        value = value_of(text)
        if isinstance(value, str):
            value = _text(value)
        elif isinstance(value, float) and not isfinite(value):
            # JSON has no such numbers.
            value = str(value)
    return {f"{which}_type": kind_of(text), f"{which}_value": value}


def _text(text: str) -> str:
    return encodable(text)
