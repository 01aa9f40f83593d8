"""What `.sops.yaml` calls its recipients: the anchor before one, or the comment behind it."""

import re

# Strangers write these lines: each pattern takes time linear in them.
_ANCHORED = re.compile(r"&([^\s,\[\]{}&]+)\s+(\"[^\"]*\"|'[^']*'|ssh-\S+\s+[^\s,\]}]+|[^\s,\]}]+)")
_COMMENT = re.compile(r"\s#")
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
        mark = _COMMENT.search(line)
        told = line[: mark.start() if mark is not None else len(line)].rstrip()
        comment = line[mark.end() :].strip() if mark is not None else ""
        item = _ITEM.match(told)
        if item is not None:
            told = item[1]
        anchored = _ANCHORED.findall(told)
        for name, value in anchored:
            anchors.setdefault(bare(value), name)
        if not anchored and item is not None and comment:
            comments.setdefault(bare(told), comment)
    return comments | anchors


def bare(told: str) -> str:
    """Return a recipient without its quotes, the comma behind it, and the comment of an SSH key."""
    found = told.strip().rstrip(",").strip().strip("\"'")
    return " ".join(found.split()[:2]) if found.startswith("ssh-") else found


def shown(identity: str, name: str | None) -> str:
    """Return a recipient as a message tells it: the name, where there is one, and who it is."""
    return _short(identity) if name is None else f"`{name}` ({_short(identity)})"


def _short(identity: str) -> str:
    """Return who it is: a key of SSH, which is long, by its end and its comment."""
    if not identity.startswith("ssh-"):
        return identity
    kind, key, *comment = identity.split(maxsplit=2)
    return " ".join((kind, f"…{key[-_END:]}", *comment))
