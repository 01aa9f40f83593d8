"""Names that files other than code mention, found in one pass over their bytes."""

import re

_SCHEMA = b"json-schema.org/"
_WORD = re.compile(rb"\b[A-Z][A-Z0-9_]{2,80}\b")
_USED = re.compile(rb"\benv:([A-Z][A-Z0-9_]{2,80})\b")
# Begun nowhere but where a word begins: a line of megabytes is one word.
_NAME = re.compile(rb"(?<![\w.-])[\w.-]{1,200}\.(?:json|ya?ml)\b")
_SUFFIXES = (".json", ".yaml", ".yml")
_SEALED = b"ENC[AES256_GCM,"


class Texts:
    """What was seen: variables, names of files, schemas, and encrypted files.

    Of variables, only those that were asked for; `used` are those that stand as `${env:NAME}`.
    """

    __slots__ = ("_names", "_wanted", "schemas", "sealed", "used", "variables")

    def __init__(self, wanted: set[str]) -> None:
        self._wanted = {name.encode("utf-8", "surrogateescape") for name in wanted}
        self._names: set[bytes] = set()
        self.schemas: list[str] = []
        self.sealed: set[str] = set()
        self.used: set[str] = set()
        self.variables: set[str] = set()

    def add(self, path: str, content: bytes) -> None:
        """Look through one file; that it names itself is no mention."""
        if self._wanted:
            found = self._wanted.intersection(_WORD.findall(content))
            self.variables |= {name.decode("utf-8", "surrogateescape") for name in found}
        if b"env:" in content:
            self.used |= {name.decode("ascii") for name in _USED.findall(content)}
        own = path.rpartition("/")[2].encode("utf-8", "surrogateescape")
        self._names |= set(_NAME.findall(content)) - {own}
        if _SEALED in content and b"sops" in content:
            self.sealed.add(path)
        if _SCHEMA in content[:2_000] and path.endswith(_SUFFIXES):
            self.schemas.append(path)

    def mentions(self, name: str) -> bool:
        """Whether any other file has the name of a file in it."""
        return name.encode("utf-8", "surrogateescape") in self._names
