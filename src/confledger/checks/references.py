"""Which schema is meant: from what a file or the settings say, to a path in the tree."""

from posixpath import join, normpath

FILE = "file"
META = "meta"
REMOTE = "remote"
OUTSIDE = "outside"
# The settings themselves: what is wrong with them stops a run before any check.
SETTINGS = "settings"

SETTINGS_SCHEMA = "confledger://settings"
_META = "://json-schema.org/"
_DRAFTS = (
    "draft-04/schema",
    "draft-06/schema",
    "draft-07/schema",
    "draft/2019-09/schema",
    "draft/2020-12/schema",
)
# The root as the validator sees it: so deep that no `..` of a schema leads above it unseen.
_ABOVE = "tree:///above/"
_ROOT = _ABOVE + "above/" * 7


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
    if text == SETTINGS_SCHEMA:
        return Reference(SETTINGS, text)
    address, _, fragment = text.partition("#")
    scheme, _, rest = address.partition("://")
    if scheme in ("http", "https") and ("://" + rest).startswith(_META):
        if rest[len(_META) - 3 :] in _DRAFTS:
            return Reference(META, address)
    for known in (text, address, address + "#"):
        if known in vendored:
            return Reference(FILE, normpath(vendored[known]), fragment)
    if scheme == "file":
        return Reference(OUTSIDE, text)
    # A package manager puts the latter there, on some machines, and git never sees it.
    if rest or address.startswith("urn:") or "node_modules" in address.split("/"):
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
    return _ROOT + "".join(chr(b) if b in safe else f"%{b:02X}" for b in raw)


def path_of(uri: str) -> str | None:
    """Return the path of an address made by `uri_of`; None for any other address.

    What a schema refers to with a `/` in front counts from the root as well.
    """
    address = uri.split("#", 1)[0]
    for start in (_ROOT, "tree:///"):
        if address.startswith(start) and (start == _ROOT or not address.startswith(_ABOVE)):
            return unquoted(address[len(start) :])
    return None


def unquoted(text: str) -> str:
    """Undo the `%` escapes of an address; bytes that are no UTF-8 become surrogates."""
    if "%" not in text:
        return text
    parts = text.encode("utf-8", "surrogateescape").split(b"%")
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
        last = data.rfind(b"yaml-language-server")
        if last < 0:
            return []
        # Nothing below the line of the last one is of interest, and they stand at the top.
        end = data.find(b"\n", last)
        return _yaml_modelines(_lines(data if end < 0 else data[:end]))
    if dialect == "toml" and b"#:schema" in data:
        for number, line in enumerate(_lines(data), 1):
            if line.startswith(b"#:schema ") and line[9:].strip():
                name, column = _name(line, 9)
                return [(0, number, column, name)]
            if line.strip() and not line.startswith(b"#"):
                break
    return []


def _lines(data: bytes) -> list[bytes]:
    """Split into lines as every reader does, whatever ends them."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data.split(b"\n")


def _yaml_modelines(lines: list[bytes]) -> list[tuple[int, int, int, str]]:
    found = []
    document, content, opened = 0, False, False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if raw.startswith((b"---", b"...")) and raw[3:4].strip() == b"":
            document += content or (opened and raw.startswith(b"---"))
            opened = raw.startswith(b"---")
            content = opened and bool(raw[3:].strip()) and not raw[3:].strip().startswith(b"#")
        elif line.startswith(b"#"):
            # Further in, it may be text: a file within this file.
            if content and raw[:1] != b"#":
                continue
            words = line.lstrip(b"# \t")
            if words.startswith(b"yaml-language-server"):
                rest = words[len(b"yaml-language-server") :].lstrip()
                start = raw.find(b"$schema=") + len(b"$schema=")
                if rest.startswith(b":") and b"$schema=" in rest and raw[start:].strip():
                    name, column = _name(raw, start)
                    found.append((document, number, column, name))
        elif line and not raw.startswith(b"%"):
            content = True
    return found


def _name(line: bytes, start: int) -> tuple[str, int]:
    """Return the name that starts there, up to a blank or its closing quote, and its column."""
    start += len(line[start:]) - len(line[start:].lstrip())
    quote = line[start : start + 1]
    if quote in (b'"', b"'") and line.find(quote, start + 1) > start + 1:
        start += 1
        name = line[start : line.find(quote, start)]
    else:
        name = line[start:].split()[0]
    return name.decode("utf-8", "replace"), len(line[:start].decode("utf-8", "replace")) + 1
