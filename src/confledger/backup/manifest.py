"""What a backup says of itself: the whole to who can decrypt it, a few words to everybody.

The digest of the manifest, in the only form that it has, is the id of the backup. A backup
without a key says no more than `Header`: enough to keep, to count and to delete it.
"""

from hashlib import sha256

from confledger.backup.fields import (
    Malformed,
    as_id,
    as_text,
    canonical,
    count,
    digest,
    ids,
    is_time,
    listing,
    mapping,
    text,
    time,
)
from confledger.errors import ConfledgerError

__all__ = [
    "FULL",
    "INCREMENTAL",
    "VERSION",
    "Header",
    "Malformed",
    "Manifest",
    "Member",
    "Named",
    "canonical",
    "file_name",
    "named",
    "read_header",
    "read_manifest",
]

VERSION = 1
FULL, INCREMENTAL = "full", "incremental"
KINDS = (FULL, INCREMENTAL)
_SHORT = 12
_WORD = {FULL: "full", INCREMENTAL: "incr"}
_PREFIX, _SUFFIX = "confledger-", ".backup"
_DIGITS = frozenset("0123456789abcdef")


class Member:
    """One file of a backup: `size` and `sha256` are those of its content.

    `stored` is how many bytes it takes, as gzip if `packed`. Where `kept_in` is the id of an
    earlier backup of the chain, the content is the same as there, and only there.
    """

    __slots__ = ("kept_in", "name", "packed", "sha256", "size", "stored")

    def __init__(
        self, name: str, size: int, sha256: str, stored: int, *, packed: bool, kept_in: str = ""
    ) -> None:
        self.name = name
        self.size = size
        self.sha256 = sha256
        self.stored = stored
        self.packed = packed
        self.kept_in = kept_in

    def fields(self) -> dict[str, object]:
        """Return it as the manifest has it."""
        return {name: getattr(self, name) for name in self.__slots__}


class Manifest:
    """Everything that a backup is to hold, and what it was made of.

    `repository` are the root commits, `refs` the id of each reference, `head` what HEAD says:
    `ref: refs/heads/main`, or an id. `tip` is the commit of HEAD, empty before the first one.
    `tips` are the commits that references lead to, `symrefs` the references that name another.
    `ledger` is the last commit that the copy of the ledger knows, and the end of its chain.
    `number` counts from the full one, 0; `base` is the id of the backup before it in the chain,
    `prerequisites` are commits that have to be there before the bundle. `objects` are those in
    the bundle, `commits` those that the references reach. `newest` is the time of the newest
    commit: the recovery point. Times are UTC, such as 2026-01-31T12:00:00Z. `notes` say what is
    not inside.
    """

    __slots__ = (
        *("bare", "base", "commits", "created", "created_by", "head", "kind", "ledger", "members"),
        *("newest", "notes", "number", "object_format", "objects", "prerequisites", "recipients"),
        *("refs", "repository", "shallow", "symrefs", "tip", "tips"),
    )

    def __init__(self) -> None:
        self.kind = FULL
        self.number = 0
        self.base = ""
        self.created = ""
        self.created_by = ""
        self.repository: list[str] = []
        self.object_format = "sha1"
        self.bare = False
        self.shallow: list[str] = []
        self.head = ""
        self.tip = ""
        self.refs: dict[str, str] = {}
        self.symrefs: dict[str, str] = {}
        self.tips: list[str] = []
        self.ledger = ""
        self.prerequisites: list[str] = []
        self.objects = 0
        self.commits = 0
        self.newest = ""
        self.members: list[Member] = []
        self.recipients: list[str] = []
        self.notes: list[str] = []

    def fields(self) -> dict[str, object]:
        """Return it as its file has it."""
        said: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return {**said, "version": VERSION, "members": [one.fields() for one in self.members]}

    def encoded(self) -> bytes:
        """Return the only bytes that stand for this manifest."""
        return canonical(self.fields())

    @property
    def id(self) -> str:
        """The digest of the manifest."""
        return sha256(self.encoded()).hexdigest()

    def member(self, name: str) -> Member | None:
        """Return the member of a name, if there is one."""
        return next((one for one in self.members if one.name == name), None)


class Header:
    """What everybody may read of a backup; the manifest has to say the same.

    `id` is that of the manifest; `payload` and `sha256` are size and digest of all that follows,
    as it is stored; `readme` is the digest of the text for people; `encrypted` is `age`, or empty.
    """

    __slots__ = (
        *("base", "commits", "created", "encrypted", "id", "kind", "newest", "number"),
        *("payload", "readme", "repository", "sha256"),
    )

    def __init__(self, manifest: Manifest | None = None) -> None:
        of = manifest or Manifest()
        self.id = of.id if manifest else ""
        self.kind = of.kind
        self.number = of.number
        self.base = of.base
        self.created = of.created
        self.newest = of.newest
        self.commits = of.commits
        self.repository = of.repository[0] if of.repository else ""
        self.encrypted = ""
        self.payload = 0
        self.readme = ""
        self.sha256 = ""

    def fields(self) -> dict[str, object]:
        """Return it as the backup has it."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "version": VERSION}

    def encoded(self) -> bytes:
        """Return the bytes that stand for it, with a digest of all the rest."""
        check = sha256(canonical(self.fields())).hexdigest()
        return canonical({**self.fields(), "check": check})

    def name(self) -> str:
        """Return the name of the file."""
        return file_name(self.created, self.kind, self.id)


class Named:
    """What the name of a backup says; the id is its first digits only."""

    __slots__ = ("created", "kind", "name", "short")

    def __init__(self, name: str, created: str, kind: str, short: str) -> None:
        self.name = name
        self.created = created
        self.kind = kind
        self.short = short


def file_name(created: str, kind: str, id: str) -> str:
    """Return the name of a backup: `confledger-20260131T120000Z-full-0123456789ab.backup`."""
    compact = created.replace("-", "").replace(":", "")
    return f"{_PREFIX}{compact}-{_WORD[kind]}-{id[:_SHORT]}{_SUFFIX}"


def named(name: str) -> Named | None:
    """Read the name of a backup; None where it is none."""
    if not (name.startswith(_PREFIX) and name.endswith(_SUFFIX)):
        return None
    parts = name[len(_PREFIX) : -len(_SUFFIX)].split("-")
    if len(parts) != 3:
        return None
    time, word, short = parts
    kind = next((kind for kind, other in _WORD.items() if other == word), None)
    if kind is None or len(short) != _SHORT or not _DIGITS.issuperset(short):
        return None
    created = f"{time[:4]}-{time[4:6]}-{time[6:11]}:{time[11:13]}:{time[13:]}"
    return Named(name, created, kind, short) if is_time(created) else None


def read_header(data: bytes) -> Header:
    """Read what everybody may; raise Malformed."""
    said = _loaded(data, "its header")
    found = Header()
    found.id = digest(said, "id", 64)
    found.kind = _kind(said)
    found.number = count(said, "number")
    found.base = digest(said, "base", 64, empty=True)
    found.created = time(said, "created")
    found.newest = time(said, "newest", empty=True)
    found.commits = count(said, "commits")
    found.repository = digest(said, "repository", empty=True)
    found.encrypted = text(said, "encrypted")
    if found.encrypted not in ("", "age"):
        raise Malformed("it is encrypted in a way that this version does not know")
    found.payload = count(said, "payload")
    found.readme = digest(said, "readme", 64)
    found.sha256 = digest(said, "sha256", 64)
    if found.encoded() != data:
        raise Malformed("its header is not as it was written")
    return found


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest; raise Malformed where it is not in the only form it can have."""
    said = _loaded(data, "its manifest")
    found = Manifest()
    found.kind = _kind(said)
    found.number = count(said, "number")
    found.base = digest(said, "base", 64, empty=True)
    found.created = time(said, "created")
    found.newest = time(said, "newest", empty=True)
    found.created_by = text(said, "created_by")
    found.repository = ids(said, "repository")
    found.object_format = text(said, "object_format")
    if found.object_format not in ("sha1", "sha256"):
        raise Malformed("'object_format' is neither sha1 nor sha256")
    found.bare = said.get("bare") is True
    found.shallow = ids(said, "shallow")
    found.head = text(said, "head")
    found.tip = digest(said, "tip", empty=True)
    found.refs = {ref: as_id(oid, "refs") for ref, oid in mapping(said, "refs").items()}
    found.symrefs = mapping(said, "symrefs")
    found.tips = ids(said, "tips")
    found.ledger = text(said, "ledger")
    found.prerequisites = ids(said, "prerequisites")
    found.objects = count(said, "objects")
    found.commits = count(said, "commits")
    found.members = [_member(one) for one in listing(said, "members")]
    found.recipients = [as_text(one, "recipients") for one in listing(said, "recipients")]
    found.notes = [as_text(one, "notes") for one in listing(said, "notes")]
    if (found.kind == FULL) is bool(found.base) or (found.kind == FULL) is bool(found.number):
        raise Malformed("its place in the chain does not fit its kind")
    if len({one.name for one in found.members}) != len(found.members):
        raise Malformed("two members have the same name")
    if found.encoded() != data:
        raise Malformed("its manifest is not in the one form that it can have")
    return found


def _loaded(data: bytes, what: str) -> dict[str, object]:
    from json import loads

    try:
        said = loads(data)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Malformed(f"{what} cannot be read")
    if said.get("version") != VERSION:
        raise ConfledgerError(
            f"this backup has format {said.get('version')!r}; this confledger reads {VERSION}",
            help="use the version of confledger that made it, or a newer one",
        )
    return said


def _member(said: object) -> Member:
    if not isinstance(said, dict):
        raise Malformed("a member is no map")
    member = Member(
        text(said, "name"),
        count(said, "size"),
        digest(said, "sha256", 64),
        count(said, "stored"),
        packed=said.get("packed") is True,
        kept_in=digest(said, "kept_in", 64, empty=True),
    )
    plain = member.name.replace("-", "").replace(".", "").replace("_", "")
    # What is no path cannot lead anywhere.
    if not (plain.isascii() and plain.isalnum()) or member.name.startswith((".", "-")):
        raise Malformed("a member has a name that none can have")
    return member


def _kind(said: dict[str, object]) -> str:
    kind = text(said, "kind")
    if kind not in KINDS:
        raise Malformed("its kind is neither full nor incremental")
    return kind
