"""Every file of a tree as one item: configuration, code, left out, or unreadable."""

from collections.abc import Callable

from confledger.checks.readers import NAMES
from confledger.inventory.facts import CODE, CONFIG, Facts
from confledger.inventory.mentions import Mentions

CONFIGURATION, PROGRAM, SKIPPED, UNREADABLE = "configuration", "code", "skipped", "unreadable"
STATUSES = (CONFIGURATION, PROGRAM, SKIPPED, UNREADABLE)
VALID, INVALID, UNCHECKED, ABSENT = "valid", "invalid", "no schema", "schema not here"
ENCRYPTED, PLAIN = "encrypted", "plain"
_MOST_READERS = 20


class Change:
    """The last commit that changed what a file means: when it landed, who wrote it, and why."""

    __slots__ = ("author", "subject", "when")

    def __init__(self, when: int | None, author: str, subject: str) -> None:
        self.when = when
        self.author = author
        self.subject = subject


class Tree:
    """What the inventory is made from. All maps are by path, and may lack paths.

    `entries` has the kind of each file; `reasons` why the settings or the kind leave one out.
    """

    def __init__(self, entries: dict[str, str]) -> None:
        self.entries = entries
        self.reasons: dict[str, str] = {}
        self.dialects: dict[str, str] = {}
        # Given by the settings; files may name others themselves.
        self.schemas: dict[str, str] = {}
        self.readers: dict[str, str] = {}
        self.facts: dict[str, Facts] = {}
        # Sizes of what was not read because of its size, and why others could not be.
        self.large: dict[str, int] = {}
        self.lost: dict[str, str] = {}
        # How the checks found each file.
        self.verdicts: dict[str, str] = {}
        self.changes: dict[str, Change] = {}
        # None where nobody says who owns what.
        self.owners: Callable[[str], list[str]] | None = None
        self.environments: Callable[[str], list[str]] = lambda path: []


class Item:
    """One file. What does not apply to it is empty."""

    __slots__ = (
        *("author", "changed", "environments", "format", "line", "owners", "path", "plain"),
        *("readers", "reason", "schema", "secrets", "status", "subject", "valid"),
    )

    def __init__(self, path: str, status: str, reason: str = "", line: int = 0) -> None:
        self.path = path
        self.status = status
        self.reason = reason
        self.line = line
        self.format = ""
        self.schema = ""
        self.valid = ""
        self.secrets = ""
        # Line, key and sign of each secret in plain text.
        self.plain: list[tuple[int, str, str]] = []
        # None where nobody says who owns what.
        self.owners: list[str] | None = None
        self.environments: list[str] = []
        self.readers: list[str] = []
        self.changed: int | None = None
        self.author = ""
        self.subject = ""

    @property
    def place(self) -> str:
        """Path, and the line where there is one to go to."""
        return f"{self.path}:{self.line}" if self.line else self.path


def items(tree: Tree, mentions: Mentions) -> list[Item]:
    """Return one item for each entry, in path order."""
    return [_item(tree, path, kind, mentions) for path, kind in sorted(tree.entries.items())]


def _item(tree: Tree, path: str, kind: str, mentions: Mentions) -> Item:
    reason = tree.reasons.get(path)
    facts = tree.facts.get(path)
    if kind != "file" or reason is not None:
        return Item(path, SKIPPED, reason or kind)
    if path in tree.lost:
        return Item(path, UNREADABLE, tree.lost[path])
    if path in tree.large:
        if path in tree.dialects:
            return Item(path, UNREADABLE, f"too large: {tree.large[path]:,} bytes")
        return Item(path, SKIPPED, "too large")
    assert facts is not None
    if facts.what == CONFIG:
        return _configuration(tree, path, facts, mentions)
    if facts.what == CODE:
        if facts.fault is not None:
            made = Item(path, UNREADABLE, *facts.fault)
        else:
            made = Item(path, PROGRAM)
        made.format = facts.code
        return made
    return Item(path, SKIPPED, facts.skipped)


def _configuration(tree: Tree, path: str, facts: Facts, mentions: Mentions) -> Item:
    fault = facts.fault
    made = Item(path, CONFIGURATION) if fault is None else Item(path, UNREADABLE, *fault)
    made.format = tree.dialects[path]
    named = [tree.schemas[path]] if path in tree.schemas else facts.schemas
    made.schema = ", ".join(dict.fromkeys(named))
    verdict = tree.verdicts.get(path, "")
    if fault is None:
        unchecked = ABSENT if named else UNCHECKED
        made.valid = {"passed": VALID, "without schema": unchecked}.get(verdict, INVALID)
        if made.valid == VALID and not made.schema:
            # The settings themselves, and what they name, have schemas of confledger's own.
            made.schema = "confledger's own"
    made.secrets = ENCRYPTED if facts.sealed else PLAIN if facts.secrets else ""
    made.plain = facts.secrets
    made.owners = None if tree.owners is None else tree.owners(path)
    made.environments = tree.environments(path)
    made.readers = readers_of(tree, path, facts, mentions)
    change = tree.changes.get(path)
    if change is not None:
        made.changed, made.author, made.subject = change.when, change.author, change.subject
    return made


def readers_of(tree: Tree, path: str, facts: Facts, mentions: Mentions) -> list[str]:
    """Return what reads a file: a program that is known by it, then the code that names it."""
    known = tree.readers.get(path) or facts.reader
    found = [NAMES.get(known, known)] if known else []
    return (found + mentions.readers(path))[:_MOST_READERS]
