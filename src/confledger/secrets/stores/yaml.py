"""YAML files: any number of documents, the metadata repeated in each."""

from confledger.documents.dialect import YAML
from confledger.location import Span
from confledger.secrets.stores.stored import Stored, Unreadable, loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.stores.stored import Comment, Places

# NEL, LS and PS. As SOPS reads YAML 1.1, they end a line, and with it a comment.
_OTHER_ENDS = (b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9")


def read(data: bytes) -> Stored:
    """Read a YAML file; comments and places cost much more than its values."""
    verify_lines(data)

    def places() -> "Places":
        from confledger.documents.load import positions

        return positions(data, YAML)

    def comments() -> "list[Comment]":
        if b"#" not in data:
            return []
        from confledger.secrets.stores.yaml_comments import comments

        return comments(text_of(data))

    documents = loaded(data, YAML)
    if b"<<" in data:
        documents = _unmerged(data, documents)
    return Stored(documents, places, comments)


def verify_lines(data: bytes) -> None:
    """Raise Unreadable where SOPS sees a line that nobody else does: a key may hide in a comment.

    Values that hold such a character, in clear text, pay for it.
    """
    for end in _OTHER_ENDS:
        at = data.find(end)
        if at >= 0:
            code, line = ord(end.decode()), data.count(b"\n", 0, at) + 1
            column = len(data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace")) + 1
            raise Unreadable(
                f"U+{code:04X} ends a line for SOPS, and for no other reader",
                Span(line, column, line, column + 1),
            )


def text_of(data: bytes) -> str:
    """Return the text of a file that could be read."""
    from confledger.documents.text import read as decoded

    return decoded(data, YAML)[0] or ""


def _unmerged(data: bytes, documents: list[object]) -> list[object]:
    """Return the documents with `<<` as the key that it is to SOPS, and what is merged below it.

    They have been read before, so that the fast parser is safe to use.
    """
    from yaml12 import parse_yaml

    try:
        found = [_as_written(one) for one in parse_yaml(text_of(data), multi=True)]
    except (KeyboardInterrupt, SystemExit):  # pragma: no cover - somebody stops it
        raise
    except BaseException:  # a panic of the parser is no Exception
        return documents
    return found


def _as_written(value: object) -> object:
    from yaml12 import Yaml

    from confledger.documents.formats.yaml import key_name

    if isinstance(value, Yaml):
        return _as_written(value.value)
    if isinstance(value, dict):
        return {key_name(name): _as_written(item) for name, item in value.items()}
    return [_as_written(item) for item in value] if isinstance(value, list) else value
