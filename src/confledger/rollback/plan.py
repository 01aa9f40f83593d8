"""What a rollback would do, and what speaks against it; nothing of it has happened yet."""

from confledger.ledger.redacted import subject as shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.pushing import Destination
    from confledger.git.tree_writing import Edits

ADDED, DELETED, CHANGED, MODE = "added", "deleted", "changed", "mode"


class Revision:
    """A commit as a plan names it; `time` in seconds since 1970."""

    __slots__ = ("author", "oid", "subject", "time")

    def __init__(self, oid: str, time: int, author: str, subject: str) -> None:
        self.oid = oid
        self.time = time
        self.author = author
        self.subject = shown(subject)


class File:
    """One file that would be another one: added, deleted, changed, or of another mode."""

    __slots__ = ("kind", "note", "path")

    def __init__(self, path: str, kind: str, note: str = "") -> None:
        self.path = path
        self.kind = kind
        self.note = note


class Kept:
    """A file of the scope that stays as it is, though it was another one then, and why."""

    __slots__ = ("path", "why")

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        self.why = why


class Refusal:
    """Why it is not done as it stands, and the option that does it all the same.

    `code` names the reason for programs; `flag` is empty where nothing overrides it.
    """

    __slots__ = ("code", "flag", "reason")

    def __init__(self, code: str, reason: str, flag: str = "") -> None:
        self.code = code
        self.reason = reason
        self.flag = flag


class Conflict:
    """A key, or a file, that was changed again since: what is wanted back, and what it is now.

    Values are texts to be shown, secrets masked; `since` is the commit that changed it again.
    """

    __slots__ = ("key", "now", "path", "since", "wanted", "why")

    def __init__(
        self, path: str, key: str, wanted: str, now: str, since: "Revision | None", why: str
    ) -> None:
        self.path = path
        self.key = key
        self.wanted = wanted
        self.now = now
        self.since = since
        self.why = why


class Effect:
    """How one key of an environment changes: shown texts, None where there is no value.

    `note` is what became of it beside that, such as `renamed from db_pool`; `risk` is what its
    schema says of changes to it (`x-risk`).
    """

    __slots__ = ("after", "before", "key", "note", "risk")

    def __init__(
        self, key: str, before: str | None, after: str | None, note: str = "", risk: str = ""
    ) -> None:
        self.key = key
        self.before = before
        self.after = after
        self.note = note
        self.risk = risk


class Values:
    """Which values of one file change: how many, and the first of them.

    `why` says why they are not known, where they are not.
    """

    __slots__ = ("added", "changed", "first", "path", "removed", "why")

    def __init__(self, path: str, why: str = "") -> None:
        self.path = path
        self.why = why
        self.added = 0
        self.changed = 0
        self.removed = 0
        self.first: list[Effect] = []


class Remaining:
    """In which keys an environment would still differ from the target, and what sets these.

    `sources` are files, or what else gives a value, such as a default of the schema.
    """

    __slots__ = ("environment", "keys", "sources")

    def __init__(self, environment: str, keys: list[str], sources: list[str]) -> None:
        self.environment = environment
        self.keys = keys
        self.sources = sources


class Plan:
    """All that is known of a rollback before it is done.

    `head` is the commit it starts from, `tree` the one it ends with; `edits` leads from one to
    the other. `undone` are the commits whose changes in the scope it takes back, the newest
    first; None where that was not looked for. Without `edits` there is nothing to do.
    """

    def __init__(self, head: str, ref: str, scope: str) -> None:
        self.head = head
        self.ref = ref
        # The new branch that the commit is made on instead of `ref`; empty for none.
        self.branch = ""
        # Where it is pushed to, once it is made.
        self.push: Destination | None = None
        self.scope = scope
        # How it was asked for: `to`, `last-good`, `before`, `entry`, `key`, `undo`.
        self.way = "to"
        self.target: Revision | None = None
        # The commit that is taken back, where it is one.
        self.entry: Revision | None = None
        # What came before it: its keys, and files, go back to what they were there.
        self.basis: Revision | None = None
        self.edits: Edits = {}
        self.tree = ""
        self.files: list[File] = []
        self.kept: list[Kept] = []
        self.undone: list[Revision] | None = None
        self.conflicts: list[Conflict] = []
        # By environment; an empty one says that nothing changes there.
        self.effects: dict[str, list[Effect]] = {}
        # Why there is no effective view, where there is none.
        self.no_effects = ""
        # By environment, why it cannot be told what changes there.
        self.unresolved: dict[str, str] = {}
        self.remaining: list[Remaining] = []
        # Of the files that are in no effective view; `values_left` are more that were not read.
        self.values: list[Values] = []
        self.values_left = 0
        # Of the state that comes out, by today's rules: what is new against now, as lines.
        self.findings: list[str] = []
        # How many more there are than those lines.
        self.findings_more = 0
        self.findings_gone = 0
        # What that comes to, in one sentence, also where nothing is wrong; empty: not judged.
        self.verdict = ""
        self.migrations: list[str] = []
        self.companions: list[str] = []
        # What goes back to which day, and for whom it is encrypted.
        self.secrets: list[str] = []
        self.notes: list[str] = []
        self.refusals: list[Refusal] = []

    @property
    def empty(self) -> bool:
        """Whether all is as it would be already."""
        return not self.edits

    def refuse(self, code: str, reason: str, flag: str = "") -> None:
        """Add a reason against it."""
        self.refusals.append(Refusal(code, reason, flag))
