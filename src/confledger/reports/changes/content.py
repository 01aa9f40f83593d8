"""What there is to say of a comparison, without a format: files, and rows of what differs.

Values in it may be shown: what has to stay hidden is HIDDEN already.
"""

from confledger.changes.change import (
    ADDED,
    CHANGED,
    KINDS,
    MISSING,
    MOVED,
    REMOVED,
    RENAMED,
    RETYPED,
)
from confledger.location import Path

# What became of a file.
NEW, GONE, EDITED, REFORMATTED, UNREADABLE = (
    "added",
    "removed",
    "changed",
    "formatted",
    "unreadable",
)
RENAMED_FILE = "renamed"
# Why a file counts as written otherwise.
ONLY_COMMENTS = "only comments differ"
# What facts of encrypted files are: all others are about how a file is read.
_OF_READERS = ("tag", "key-type", "changed-for-", "read-differently")
STATUSES = (NEW, GONE, EDITED, RENAMED_FILE, REFORMATTED, UNREADABLE)


class Row:
    """One change; `before` and `after` are MISSING where there is nothing, or nothing to say.

    `key` is the path for people, with the identities of items, and `was` the one before, of
    what was moved or renamed. `document` names the document where a file has several.
    """

    __slots__ = (
        *("after", "before", "document", "hidden", "key", "kind", "new_number", "new_path"),
        *("notes", "old_number", "old_path", "was"),
    )

    def __init__(
        self,
        kind: str,
        key: str,
        before: object = MISSING,
        after: object = MISSING,
        *,
        was: str = "",
        document: str = "",
        hidden: bool = False,
        notes: "list[str] | None" = None,
        old_path: Path | None = None,
        new_path: Path | None = None,
        old_number: int | None = 0,
        new_number: int | None = 0,
    ) -> None:
        self.kind = kind
        self.key = key
        self.before = before
        self.after = after
        self.was = was
        self.document = document
        self.hidden = hidden
        self.notes = notes or []
        self.old_path = old_path
        self.new_path = new_path
        self.old_number = old_number
        self.new_number = new_number


class Fact:
    """What is to be said of a file beside its values, such as who can decrypt it."""

    __slots__ = ("kind", "message", "serious")

    def __init__(self, kind: str, message: str, *, serious: bool = False) -> None:
        self.kind = kind
        self.message = message
        self.serious = serious


class File:
    """One file that differs; `values` counts the leaves of one that is new or gone."""

    __slots__ = (
        *("environments", "facts", "old_path", "path", "reason", "rows", "status", "styles"),
        "values",
    )

    def __init__(
        self,
        path: str,
        status: str,
        *,
        old_path: str | None = None,
        environments: "list[str] | None" = None,
        rows: "list[Row] | None" = None,
        facts: "list[Fact] | None" = None,
        styles: "list[Row] | None" = None,
        reason: str | None = None,
        values: int = 0,
    ) -> None:
        self.path = path
        self.status = status
        self.old_path = old_path
        self.environments = environments or []
        self.rows = rows or []
        self.facts = facts or []
        # Comments and ways of writing, where they were asked for.
        self.styles = styles or []
        # Why it cannot be compared, or what of its writing is another.
        self.reason = reason
        self.values = values

    @property
    def differs(self) -> bool:
        """Whether more than the way of writing is another."""
        return self.status != REFORMATTED or bool(self.facts)


class Comparison:
    """Two states, by their names, and the files that differ, in the order of their paths.

    `others` counts what differs and is not compared, by why; `untracked` names files that git
    does not know.
    """

    __slots__ = ("after", "before", "command", "files", "others", "untracked")

    def __init__(self, before: str, after: str, files: list[File]) -> None:
        self.before = before
        self.after = after
        self.files = files
        self.others: dict[str, int] = {}
        self.untracked: list[str] = []
        # What shows all of it, for reports that cannot.
        self.command = "confledger diff"

    def counts(self) -> dict[str, int]:
        """Return how many values of files that stay were added, removed, and so on."""
        found = dict.fromkeys(KINDS, 0)
        for file in self.files:
            if file.status not in (NEW, GONE):
                for row in file.rows:
                    found[row.kind] += 1
        return found

    def statuses(self) -> dict[str, int]:
        """Return how many files ended how."""
        found = dict.fromkeys(STATUSES, 0)
        for file in self.files:
            found[file.status] += 1
        return found

    def environments(self) -> list[str]:
        """Return the environments that a value differs in, in the order of the files' own."""
        found: dict[str, None] = {}
        for file in self.files:
            if file.differs:
                found |= dict.fromkeys(file.environments)
        return sorted(found)


def verdict(comparison: Comparison) -> str:
    """Say in one sentence what it comes to."""
    from confledger.reports.wording import plural

    counts, statuses = comparison.counts(), comparison.statuses()
    total = sum(counts.values())
    inside = sum(bool(file.rows) and file.status not in (NEW, GONE) for file in comparison.files)
    parts = []
    named = comparison.environments()
    where = f" ({', '.join(named)})" if named else ""
    if total:
        kinds = ", ".join(f"{counts[kind]} {kind}" for kind in _ORDER if counts[kind])
        parts.append(
            f"{plural(total, 'value', 'values')} in {plural(inside, 'file', 'files')}"
            f"{where}: {kinds}"
        )
        where = ""
    said = {
        NEW: ("new file", "new files"),
        GONE: ("file removed", "files removed"),
        RENAMED_FILE: ("file only renamed", "files only renamed"),
        REFORMATTED: ("file only reformatted", "files only reformatted"),
        ONLY_COMMENTS: ("file only in comments", "files only in comments"),
        "saved again": ("encrypted file saved again", "encrypted files saved again"),
        "read otherwise": (
            "file that is only read otherwise",
            "files that are only read otherwise",
        ),
        UNREADABLE: ("file cannot be compared", "files cannot be compared"),
    }
    renamed = sum(file.status == RENAMED_FILE and not file.rows for file in comparison.files)
    bare = [file for file in comparison.files if file.status == EDITED and not file.rows]
    reread = sum(any(fact.kind.startswith(_OF_READERS) for fact in file.facts) for file in bare)
    resealed = len(bare) - reread
    commented = sum(file.reason == ONLY_COMMENTS for file in comparison.files)
    numbers = statuses | {
        RENAMED_FILE: renamed,
        REFORMATTED: statuses[REFORMATTED] - commented,
        ONLY_COMMENTS: commented,
        "saved again": resealed,
        "read otherwise": reread,
    }
    for name, (one, many) in said.items():
        if numbers[name]:
            parts.append(plural(numbers[name], one, many) + where)
            where = ""
    return "; ".join(parts) or "no value differs"


def others(comparison: Comparison) -> str:
    """Say what else differs; nothing, where nothing does."""
    from confledger.reports.wording import plural

    said = [
        f"{plural(number, 'file', 'files')} {why.replace('|', 'is' if number == 1 else 'are')}"
        for why, number in sorted(comparison.others.items())
    ]
    return f"not compared, but different: {', '.join(said)}" if said else ""


_ORDER = (CHANGED, RETYPED, ADDED, REMOVED, MOVED, RENAMED)
