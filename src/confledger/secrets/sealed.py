"""Files that SOPS has encrypted, value by value: what can be said of them without the key.

Names stay readable, and each ciphertext says of which type it is. So everything that a schema
asks of names and types can be judged, with a stand-in of the same type for each value; what
it asks of the values themselves cannot, and nobody should believe that it was.
"""

import re

from confledger.documents.dialect import DOTENV, INI, JSON, YAML
from confledger.location import Path
from confledger.secrets.tokens import BEGINNING

# https://getsops.io/docs/#encryption-protocol. To a schema the type is all that counts: whether
# the rest is whole, the checks of secrets say.
_SEALED = re.compile(r"ENC\[AES256_GCM,data:[^,\]]*,iv:[^,\]]+,tag:[^,\]]+,type:(\w+)\]\Z")
# A whole number is an integer to a schema, as some formats have no other: 5432 may be a float.
_STAND_INS: dict[str, object] = {"int": 1, "float": 1.0, "bool": True}
TEXTS = ("str", "bytes", "time")
METADATA = "sops"
_FLAT = "sops_"


class Opened:
    """A document without the metadata of SOPS, its values replaced; `sealed` has their types."""

    __slots__ = ("document", "sealed")

    def __init__(self, document: object, sealed: dict[Path, str]) -> None:
        self.document = document
        self.sealed = sealed

    def below(self, path: Path) -> set[Path]:
        """Return the paths of the encrypted values at `path`, or inside of it."""
        return {one for one in self.sealed if one[: len(path)] == path}


def is_sealed(document: object, dialect: str) -> bool:
    """Whether a document carries the metadata of SOPS."""
    if not isinstance(document, dict):
        return False
    if dialect == DOTENV:
        return f"{_FLAT}mac" in document and f"{_FLAT}version" in document
    if dialect not in (YAML, JSON, INI):
        return False
    told = document.get(METADATA)
    return isinstance(told, dict) and "mac" in told and ("version" in told or "age" in told)


def opened(document: object, dialect: str) -> Opened | None:
    """Return an encrypted document as schemas can judge it; None of any other.

    A ciphertext that is not well-formed is left as the text that it is.
    """
    if not is_sealed(document, dialect):
        return None
    assert isinstance(document, dict)
    if dialect == DOTENV:
        kept = {name: value for name, value in document.items() if not name.startswith(_FLAT)}
    else:
        kept = {name: value for name, value in document.items() if name != METADATA}
    sealed: dict[Path, str] = {}
    return Opened(_replaced(kept, (), sealed), sealed)


def _replaced(value: object, path: Path, sealed: dict[Path, str]) -> object:
    """Copy a value with stand-ins; recursion is bounded by the depth of documents."""
    if isinstance(value, dict):
        return {name: _replaced(item, (*path, name), sealed) for name, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, (*path, index), sealed) for index, item in enumerate(value)]
    if isinstance(value, str) and value.startswith(BEGINNING):
        found = _SEALED.match(value)
        if found is not None:
            sealed[path] = found[1]
            return _STAND_INS.get(found[1], value)
    return value
