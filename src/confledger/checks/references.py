"""Which schema is meant: from what a file or the settings say, to a path in the tree."""

from posixpath import join, normpath

FILE = "file"
META = "meta"
REMOTE = "remote"
OUTSIDE = "outside"

_META = "://json-schema.org/"
_DRAFTS = ("draft-04/", "draft-06/", "draft-07/", "draft/2019-09/", "draft/2020-12/")


class Reference:
    """A schema: `kind`, and its path from the root (FILE), or its address; `fragment` inside it."""

    __slots__ = ("fragment", "kind", "name")

    def __init__(self, kind: str, name: str, fragment: str = "") -> None:
        self.kind = kind
        self.name = name
        self.fragment = fragment

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __repr__(self) -> str:
        return f"Reference{self.key()!r}"

    def key(self) -> tuple[str, str, str]:
        """Return what makes two references the same."""
        return (self.kind, self.name, self.fragment)


def refer(text: str, folder: str, vendored: dict[str, str]) -> Reference:
    """Read what names a schema in a file of `folder`, or in the settings with folder ''."""
    address, _, fragment = text.partition("#")
    if "://" in address:
        scheme, _, rest = address.partition("://")
        if scheme in ("http", "https") and ("://" + rest).startswith(_META):
            if rest[len(_META) - 3 :].startswith(_DRAFTS):
                return Reference(META, address)
        for known in (text, address, address + "#"):
            if known in vendored:
                return Reference(FILE, normpath(vendored[known]), fragment)
        return Reference(REMOTE, address)
    path = address[1:] if address.startswith("/") else join(folder, address)
    path = normpath(path)
    if path == ".." or path.startswith("../"):
        return Reference(OUTSIDE, text)
    return Reference(FILE, path, fragment)


def uri_of(path: str) -> str:
    """Return the address under which the validator knows a file of the tree."""
    safe = b"/._-~+@,=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    raw = path.encode("utf-8", "surrogateescape")
    return "tree:///" + "".join(chr(b) if b in safe else f"%{b:02X}" for b in raw)


def path_of(uri: str) -> str | None:
    """Return the path of an address made by `uri_of`; None for any other address."""
    if not uri.startswith("tree:///"):
        return None
    parts = uri[len("tree:///") :].split("#", 1)[0].encode("ascii", "replace").split(b"%")
    raw = parts[0] + b"".join(
        bytes([int(part[:2], 16)]) + part[2:] if _is_hex(part[:2]) else b"%" + part
        for part in parts[1:]
    )
    return raw.decode("utf-8", "surrogateescape")


def _is_hex(text: bytes) -> bool:
    return len(text) == 2 and all(c in b"0123456789abcdefABCDEF" for c in text)


def modelines(data: bytes, dialect: str) -> list[tuple[int, int, int, str]]:
    """Find the schemas that comments name: (document, line, column, what they name).

    YAML: `# yaml-language-server: $schema=...`, for its document and those after it until
    the next one. TOML: `#:schema ...`. Lines and columns from 1, at the name itself.
    """
    if dialect == "yaml":
        if b"yaml-language-server:" not in data:
            return []
        return _yaml_modelines(data)
    if dialect == "toml" and b"#:schema" in data:
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.startswith(b"#:schema "):
                name = line[len(b"#:schema ") :].strip().decode("utf-8", "replace")
                return [(0, number, len("#:schema ") + 1, name)]
            if line.strip() and not line.startswith(b"#"):
                break
    return []


def _yaml_modelines(data: bytes) -> list[tuple[int, int, int, str]]:
    found = []
    document, content = 0, False
    for number, raw in enumerate(data.split(b"\n"), 1):
        line = raw.lstrip()
        if raw.startswith(b"---"):
            document += content
            content = bool(raw[3:].strip()) and not raw[3:].strip().startswith(b"#")
        elif line.startswith(b"#"):
            _, mark, rest = line.partition(b"yaml-language-server:")
            _, named, name = rest.partition(b"$schema=")
            words = name.split()
            if mark and named and words:
                column = raw.find(b"$schema=") + len(b"$schema=") + 1
                found.append((document, number, column, words[0].decode("utf-8", "replace")))
        elif line.rstrip() and not raw.startswith(b"%"):
            content = True
    return found
