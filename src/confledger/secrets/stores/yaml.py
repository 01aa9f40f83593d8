"""YAML files: any number of documents, the metadata repeated in each."""

from confledger.documents.dialect import YAML
from confledger.secrets.stores.stored import Stored, loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.stores.stored import Comment, Places


def read(data: bytes) -> Stored:
    """Read a YAML file; comments and places cost much more than its values."""

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
