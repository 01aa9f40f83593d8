"""An encrypted file as lines that stay the same while its values do: for `git diff`.

Each ciphertext is told by a tag of itself, which is public anyway, never by anything of what
it hides. Values that are to be encrypted and are not have no tag, as that would tell of them.
"""

from confledger.location import dotted
from confledger.secrets import tokens
from confledger.secrets.values import BARE, BROKEN, EMPTY, SECRET, entries, state_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.metadata import Metadata
    from confledger.secrets.sops_file import Comment, Leaf, SopsFile

_HEAD = "# SOPS file, values hidden; a tag changes when its ciphertext does"
_NOTHING = {"NoneType": "null", "str": '""', "dict": "{}", "list": "[]"}


def masked(file: "SopsFile") -> str:
    """Return an encrypted file, one line for each value, comment, and fact of its metadata."""
    assert file.metadata is not None
    lines = [_HEAD]
    comments = file.comments()
    for number in range(len(file.documents)):
        if number:
            lines.append("---")
        lines += _document(
            file,
            number,
            [leaf for leaf in entries(file) if leaf.document == number],
            [one for one in comments if one.document == number],
        )
    lines += _metadata(file.metadata)
    return "".join(f"{line}\n" for line in lines)


def _document(
    file: "SopsFile", number: int, leaves: "list[Leaf]", comments: "list[Comment]"
) -> list[str]:
    """Return the values and comments of one document, in the order of its lines."""
    rows: list[tuple[tuple[int, int], int, str]] = []
    for one in comments:
        rows.append(((one.span.line, 0), len(rows), f"# {_comment(file, one)}"))
    line = 0
    for leaf in leaves:
        span = file.span(number, leaf.path)
        line = span.line if span is not None else line
        text = f"{dotted(leaf.path)}: {_value(file, leaf)}"
        rows.append(((line, 1), len(rows), text))
    return [text for _, _, text in sorted(rows)]


def _value(file: "SopsFile", leaf: "Leaf") -> str:
    state = state_of(file, leaf)
    if state == SECRET:
        token = tokens.read(str(leaf.value))
        assert token is not None
        return f"<secret {token.type} {tag(str(leaf.value))}>"
    if state == BARE:
        return "<PLAIN TEXT, and to be encrypted; hidden>"
    if state == BROKEN:
        return "<malformed ciphertext>"
    if state == EMPTY:
        return _NOTHING[type(leaf.value).__name__]
    from json import dumps

    return dumps(leaf.value, ensure_ascii=False, default=str)


def _comment(file: "SopsFile", one: "Comment") -> str:
    text = one.text.strip()
    if text.startswith(tokens.BEGINNING):
        return f"<comment {tag(text)}>"
    if file.comment_selected(one):
        return "<comment in plain text, and to be encrypted; hidden>"
    return text


def _metadata(metadata: "Metadata") -> list[str]:
    """Return the metadata as people read it, in an order of its own."""
    lines = []
    grouped = metadata.groups > 1
    for one in sorted(metadata.recipients, key=lambda one: (one.group, one.kind, one.identity)):
        group = f" (group {one.group + 1})" if grouped else ""
        lines.append(f"sops recipient: {one.kind} {one.identity}{group}")
    if grouped:
        lines.append(f"sops groups: {metadata.threshold or metadata.groups} open it")
    lines.append(f"sops scope: {metadata.scope.way} {metadata.scope.pattern}")
    if metadata.mac_only_encrypted:
        lines.append("sops mac covers: encrypted values only")
    lines.append(f"sops mac: {'present' if metadata.mac else 'MISSING'}")
    lines.append(f"sops last modified: {metadata.last_modified or 'unknown'}")
    lines.append(f"sops version: {metadata.version or 'unknown'}")
    return lines


def tag(ciphertext: str) -> str:
    """Return a short name of a ciphertext."""
    from hashlib import sha256

    return "#" + sha256(ciphertext.encode("utf-8", "surrogatepass")).hexdigest()[:8]
