"""A commit as git stores it: who, when, what they wrote, and nothing that settings could change.

The bytes of a commit are what its id stands for, so what is read from them can be proved without
the repository. https://git-scm.com/docs/git-cat-file
"""

from hashlib import sha1, sha256

_SHA256_DIGITS = 64
# What `git log` takes a commit to be written in that does not say.
_USUAL = "utf-8"
# Years after 9999 have no date that can be written.
_LAST = 253402300799


class Person:
    """Author or committer; `time` in seconds since 1970, None where there is none."""

    __slots__ = ("email", "name", "time")

    def __init__(self, name: str, email: str, time: int | None) -> None:
        self.name = name
        self.email = email
        self.time = time


class CommitObject:
    """What the bytes of one commit say."""

    __slots__ = ("author", "committer", "message", "oid", "parents", "tree")

    def __init__(self, oid: str, data: bytes) -> None:
        self.oid = oid
        head, _, body = data.partition(b"\n\n")
        fields: dict[bytes, bytes] = {}
        parents = []
        for line in head.split(b"\n"):
            name, _, value = line.partition(b" ")
            if name == b"parent":
                parents.append(value.decode("ascii", "replace"))
            elif name and name not in fields:
                fields[name] = value
        encoding = fields.get(b"encoding", b"").decode("ascii", "replace") or _USUAL
        self.tree = fields.get(b"tree", b"").decode("ascii", "replace")
        self.parents = parents
        self.author = _person(fields.get(b"author", b""), encoding)
        self.committer = _person(fields.get(b"committer", b""), encoding)
        self.message = _decoded(body, encoding)

    @property
    def subject(self) -> str:
        """The first paragraph of the message as one line."""
        lines = []
        for line in self.message.lstrip("\n").split("\n"):
            if not line.strip():
                break
            lines.append(line.rstrip())
        return " ".join(lines)


def first_parent(data: bytes) -> str | None:
    """Return what a commit came after on its own branch, where only that is asked."""
    for line in data.partition(b"\n\n")[0].split(b"\n"):
        if line.startswith(b"parent "):
            return line[7:].decode("ascii", "replace")
    return None


def id_of(data: bytes, digits: int) -> str:
    """Return the id that git gives a commit with these bytes; as long as asked."""
    whole = b"commit %d\0" % len(data) + data
    if digits == _SHA256_DIGITS:
        return sha256(whole).hexdigest()
    return sha1(whole, usedforsecurity=False).hexdigest()


def _person(field: bytes, encoding: str) -> Person:
    name, _, rest = field.partition(b"<")
    email, _, when = rest.rpartition(b">")
    first = when.split()[:1]
    time = int(first[0][:20]) if first and first[0].isdigit() else None
    if time is not None and time > _LAST:
        time = None
    return Person(_decoded(name, encoding).strip(), _decoded(email, encoding).strip(), time)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return data.decode(_USUAL, "replace")
