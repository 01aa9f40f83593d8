"""What there is to say of one key of a configuration, without any format.

Values are never held where they must not be shown: `hidden` says so, and `value` is None then.
"""

from confledger.location import Path

# Why a layer has no commit: what stands there is newer than git knows, or git does not know.
UNCOMMITTED, UNTRACKED, UNKNOWN = "not committed yet", "not tracked by git", "unknown"
KNOWN = "known"


class Commit:
    """Where a value came from in git; `state` is KNOWN, or why there is no commit.

    Times in seconds since 1970. `request` is the merge request that its message names, or the
    message of the merge that landed it. `before` is what gave the value before, where `ignored`
    says that this commit is one that `git blame` is to ignore. `reencrypted` says that it
    encrypted the whole file anew, so that a secret in it may be older.
    """

    __slots__ = (
        *("author", "before", "ignored", "oid", "path", "reason", "reencrypted", "request"),
        *("state", "subject", "time"),
    )

    def __init__(self, state: str, reason: str = "") -> None:
        self.state = state
        self.reason = reason
        self.oid = ""
        self.author = ""
        self.time: int | None = None
        self.subject = ""
        self.request = ""
        self.path = ""
        self.ignored = False
        self.reencrypted = False
        self.before: Commit | None = None


class Said:
    """What one layer says of a key: `holds` where it is the value, or a part of it.

    `file` is from the root, with line and column; `variable` the name of an environment variable
    or flag; `removes` says that it takes the key away; `sealed` that the value is encrypted there.
    `path` is that of the value within the layer.
    """

    __slots__ = (
        *("column", "commit", "file", "hidden", "holds", "kind", "line", "name", "path"),
        *("removes", "sealed", "value", "variable"),
    )

    def __init__(self, kind: str, name: str, path: Path) -> None:
        self.kind = kind
        self.name = name
        self.path = path
        self.file: str | None = None
        self.line: int | None = None
        self.column: int | None = None
        self.variable: str | None = None
        self.value: object = None
        self.hidden = False
        self.holds = False
        self.removes = False
        self.sealed = False
        self.commit: Commit | None = None


class Input:
    """One thing that a text refers to: a key, or the environment variable `variable`.

    `given` is False of a variable that is not set.
    """

    __slots__ = ("given", "hidden", "path", "said", "value", "variable")

    def __init__(self, path: Path | None, variable: str | None, *, given: bool = True) -> None:
        self.given = given
        self.path = path
        self.variable = variable
        self.value: object = None
        self.hidden = False
        self.said: Said | None = None


class Leaf:
    """One value below a map or list, and what set it."""

    __slots__ = ("hidden", "path", "said", "value")

    def __init__(self, path: Path, value: object, *, hidden: bool) -> None:
        self.path = path
        self.value = value
        self.hidden = hidden
        self.said: Said | None = None


class SchemaSays:
    """What the schema says of a key: its place there, type and bounds in words, and the rest."""

    __slots__ = (
        *("address", "deprecated", "description", "docs", "remove_after"),
        *("replaced_by", "risk", "secret", "type"),
    )

    def __init__(self, address: str) -> None:
        self.address = address
        self.type = ""
        self.description = ""
        self.risk: str | None = None
        self.docs: str | None = None
        self.secret = False
        self.deprecated = False
        self.replaced_by: str | None = None
        self.remove_after: str | None = None


class Opens:
    """The secret that a key leads to: its file and line there, and the commit of its value."""

    __slots__ = ("commit", "file", "found", "line", "pointer")

    def __init__(self, file: str, pointer: str) -> None:
        self.file = file
        self.pointer = pointer
        self.line: int | None = None
        self.found = False
        self.commit: Commit | None = None


class Owner:
    """Who answers for the file that set the value, by which line of which file."""

    __slots__ = ("file", "line", "names")

    def __init__(self, names: list[str], file: str, line: int) -> None:
        self.names = names
        self.file = file
        self.line = line


class Reader:
    """A program that read the key, by the access log: how often, and when last, in UTC."""

    __slots__ = ("last", "name", "reads")

    def __init__(self, name: str, last: str, reads: int) -> None:
        self.name = name
        self.last = last
        self.reads = reads


class Explained:
    """One key in one environment. `there` is False where nothing holds.

    `leaves` are those of a map or list. `raw` is the text with references that the value was
    made from. `readers` is None where nobody counts. `faults` are what is wrong with it.
    """

    __slots__ = (
        *(
            "called",
            "environment",
            "faults",
            "hidden",
            "host",
            "inputs",
            "kind",
            "layers",
            "leaves",
        ),
        *("notes", "opens", "owner", "path", "raw", "readers", "revision", "schema", "there"),
        "value",
    )

    def __init__(self, path: Path, environment: str | None, host: str | None) -> None:
        self.path = path
        self.called = ""
        self.environment = environment
        self.host = host
        self.revision: str | None = None
        self.there = False
        self.value: object = None
        self.hidden = False
        self.kind = ""
        self.schema: SchemaSays | None = None
        self.layers: list[Said] = []
        self.leaves: list[Leaf] | None = None
        self.raw: str | None = None
        self.inputs: list[Input] = []
        self.opens: Opens | None = None
        self.owner: Owner | None = None
        self.readers: list[Reader] | None = None
        self.faults: list[str] = []
        self.notes: list[str] = []

    def said(self) -> "list[Said]":
        """Return everything in it that a layer said, each once."""
        found = [*self.layers]
        found += [one.said for one in self.leaves or () if one.said is not None]
        found += [one.said for one in self.inputs if one.said is not None]
        return list({id(one): one for one in found}.values())
