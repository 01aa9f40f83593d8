"""JSON files, and binary ones, which SOPS writes as JSON with one key `data`."""

from confledger.documents.dialect import JSON
from confledger.secrets.stores.stored import METADATA, Stored, Unreadable, loaded, no_comments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.stores.stored import Places

DATA = "data"


def read(data: bytes) -> Stored:
    """Read a JSON file; SOPS takes none but objects."""

    def places() -> "Places":
        from confledger.documents.load import positions

        return positions(data, JSON)

    return Stored(loaded(data, JSON), places, no_comments)


def is_binary(document: object) -> bool:
    """Whether a document is what SOPS makes of a file that has no structure for it."""
    return (
        isinstance(document, dict)
        and set(document) == {DATA, METADATA}
        and not isinstance(document[DATA], (dict, list))
    )


def starts(data: bytes) -> bool:
    """Whether a file may be JSON, by its first character."""
    return data.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"{"


def binary(data: bytes) -> Stored:
    """Read a file whose format SOPS does not know: encrypted, or the bytes themselves."""
    if starts(data):
        try:
            found = read(data)
        except Unreadable:
            pass
        else:
            if is_binary(found.documents[0]):
                return found
    text = data.decode("utf-8", "surrogateescape")
    return Stored([{DATA: text}], _Whole, no_comments)


class _Whole:
    """The places of a file that is one value."""

    def value(self, _document: int, _path: object) -> None:
        """Return nothing: it is the whole file."""

    key = value
