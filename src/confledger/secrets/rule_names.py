"""What `.sops.yaml` calls its recipients: the anchor before one, or the comment behind it."""

import re

_ANCHORED = re.compile(r"&([^\s,\[\]{}]+)\s+(\"[^\"]*\"|'[^']*'|ssh-\S+\s+[^\s,\]}]+|[^\s,\]}]+)")
_COMMENT = re.compile(r"\s+#\s*(.+?)\s*\Z")
# The last characters of a key of SSH, which tell it from others.
_END = 12
_ITEM = re.compile(r"\s*-\s+(.*)")


def names(data: bytes) -> dict[str, str]:
    """Return the name of each recipient that has one and stands alone in its line.

    The anchor counts more than a comment, the first of several names most.
    """
    anchors: dict[str, str] = {}
    comments: dict[str, str] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        comment = _COMMENT.search(line)
        told = line[: comment.start()] if comment is not None else line.rstrip()
        item = _ITEM.match(told)
        if item is not None:
            told = item[1]
        anchored = _ANCHORED.findall(told)
        for name, value in anchored:
            anchors.setdefault(bare(value), name)
        if not anchored and item is not None and comment is not None:
            comments.setdefault(bare(told), comment[1])
    return comments | anchors


def bare(told: str) -> str:
    """Return a recipient without its quotes, the comma behind it, and the comment of an SSH key."""
    found = told.strip().rstrip(",").strip().strip("\"'")
    return " ".join(found.split()[:2]) if found.startswith("ssh-") else found


def short(identity: str) -> str:
    """Return who it is for a message: a key of SSH, which is long, by its end and its comment."""
    if not identity.startswith("ssh-"):
        return identity
    kind, key, *comment = identity.split(maxsplit=2)
    return " ".join((kind, f"…{key[-_END:]}", *comment))
