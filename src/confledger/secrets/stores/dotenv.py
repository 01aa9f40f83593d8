"""Dotenv files as SOPS reads them: `NAME=value` in each line, no quotes, no blanks around it."""

from confledger.location import Span
from confledger.secrets.stores.lines import Lines
from confledger.secrets.stores.stored import METADATA, Comment, Stored, Unreadable, text_of

_FLAT = f"{METADATA}_"


def read(data: bytes) -> Stored:
    """Read a dotenv file; a line end within a value is a backslash and an `n`."""
    lines = Lines()
    for number, line in enumerate(text_of(data).split("\n"), 1):
        line = line.removesuffix("\r")
        if not line:
            continue
        if line[0] == "#":
            span = Span(number, 1, number, len(line) + 1)
            lines.comments.append(Comment(0, (), line[1:], span))
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise Unreadable("a line without `=`", Span(number, 1, number, 2))
        at = len(name) + 1
        path: tuple[str, ...] = (name,)
        if name.startswith(_FLAT):
            path = (METADATA, name[len(_FLAT) :])
            lines.metadata[path[1]] = value
        else:
            lines.document[name] = value.replace("\\n", "\n")
        for comment in reversed(lines.comments):
            if comment.above is not None:
                break
            comment.above = path
        here = Span(number, at + 1, number, max(len(line), at + 1) + 1)
        lines.spans[path] = (Span(number, 1, number, at), here)
    return lines.stored()
