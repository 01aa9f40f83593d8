"""Where a secret is kept, as a text of the configuration says it, and how it is opened there."""

import os
import posixpath
from stat import S_ISREG

from confledger.loader.noting import note
from confledger.loader.sealed import KINDS, items, of_file, values
from confledger.loader.secret import Openers, Referred, SecretUnusable, kind_of, plain_of
from confledger.location import parse_pointer
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.location import Path
    from confledger.secrets.plain import Plain

FORMS = "`sops:FILE#/POINTER`, `vault:MOUNT/PATH#FIELD`, `env:NAME` or `file:PATH`"
_MOST_BYTES = 1 << 20
# Of the number of an item.
_DIGITS = 10


class Unusable(ValueError):
    """A reference that leads nowhere; the message follows the key, and quotes only names."""


def referred(text: object, openers: Openers, files: dict[str, bytes]) -> Referred:
    """Return the secret that a reference leads to, unopened; raise Unusable.

    A file that it names is read now and added to `files`: what was there when the configuration
    was loaded is what is opened.
    """
    if not isinstance(text, str):
        raise Unusable(f"names no secret: it is a text such as {FORMS}")
    scheme, colon, rest = text.partition(":")
    if not colon or not rest or scheme not in _SCHEMES:
        raise Unusable(f"names no secret: expected {FORMS}")
    return _SCHEMES[scheme](text, rest, openers, files)


def _sops(text: str, rest: str, openers: Openers, files: dict[str, bytes]) -> Referred:
    name, _, fragment = rest.partition("#")
    file = posixpath.normpath(name)
    if not name or posixpath.isabs(name) or file == ".." or file.startswith("../"):
        raise Unusable("names a file outside: paths of encrypted files are from the top folder")
    try:
        steps = parse_pointer(fragment)
    except ValueError:
        raise Unusable("names a value by something else than a JSON Pointer, `#/a/b`") from None
    data = openers.source.read(file) if openers.source is not None else None
    if data is None:
        raise Unusable(f"refers to {file}, which is not there")
    files[file] = data
    path, node = _found(file, data, steps)
    token = tokens.read(node) if isinstance(node, str) else None
    kind = kind_of(node) if token is None else KINDS.get(token.type, "string")
    made = Referred(
        *(text, of_file(openers, file, data, path, kind)._open, kind),
        written=str(node) if token is not None else repr(node),
    )
    made.inside, made.shape = (file, path), node
    return made


def _found(file: str, data: bytes, steps: tuple[str, ...]) -> "tuple[Path, object]":
    """Return where steps lead in an encrypted file, and what stands there."""
    from confledger.documents.dialect import YAML, dialect_of
    from confledger.documents.load import load
    from confledger.secrets.sealed import is_sealed

    # What SOPS knows no other form for, it keeps as one value in JSON.
    dialect = dialect_of(file) or ("json" if data.lstrip()[:1] == b"{" else YAML)
    loaded = load(data, dialect)
    node = loaded.documents[0] if loaded.documents else None
    if not isinstance(node, dict) or not is_sealed(node, dialect):
        raise Unusable(f"refers to {file}, which is not encrypted")
    node = values(node, dialect)
    path: Path = ()
    for step in steps:
        node = items(node) if isinstance(node, list) else node
        numbered = step.isascii() and step.isdecimal() and len(step) < _DIGITS
        if isinstance(node, list) and numbered and int(step) < len(node):
            path, node = (*path, int(step)), node[int(step)]
        elif isinstance(node, dict) and step in node:
            path, node = (*path, step), node[step]
        else:
            from confledger.errors import nearest

            close = nearest(step, list(node) if isinstance(node, dict) else [])
            hint = f"; did you mean `{close}`?" if close else ""
            raise Unusable(f"refers to `{step}` in {file}, which is not there{hint}")
    return path, node


def _env(text: str, rest: str, openers: Openers, _: dict[str, bytes]) -> Referred:
    def opening() -> "Plain":
        note(openers, text, None)
        value = openers.environ.get(rest)
        if value is None:
            raise SecretUnusable(
                f"the environment variable {rest} is not set, and a secret is to be in it"
            )
        return plain_of(value)

    return Referred(text, opening)


def _file(text: str, rest: str, openers: Openers, _: dict[str, bytes]) -> Referred:
    path = posixpath.normpath(rest)
    if path == ".." or path.startswith("../"):
        raise Unusable("names a file outside: it is from the top folder, or absolute")

    def opening() -> "Plain":
        from confledger.secrets.plain import Plain

        note(openers, text, None)
        if posixpath.isabs(path):
            return _ended(_read(path))
        data = openers.source.read(path) if openers.source is not None else None
        if data is None:
            raise SecretUnusable(f"there is no file {path}, and a secret is to be in it")
        return _ended(Plain(data))

    return Referred(text, opening)


def _read(path: str) -> "Plain":
    from confledger.secrets.plain import Plain

    held = Plain()
    try:
        # Without waiting for whoever writes to a pipe.
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not S_ISREG(os.fstat(file).st_mode):
                raise SecretUnusable(f"{path} is not a regular file, and a secret is to be in it")
            while held.take(file):
                if held.exceeds(_MOST_BYTES):
                    raise SecretUnusable(f"{path} is too large to hold a secret")
        finally:
            os.close(file)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise SecretUnusable(f"the secret in {path} cannot be read: {reason}") from None
    return held


def _ended(held: "Plain") -> "Plain":
    """Take off the end of the last line, which whoever writes a file puts there."""
    from confledger.secrets.plain import Plain

    for end in (b"\r\n", b"\n"):
        if held.reveal().endswith(end):
            return Plain(held.reveal()[: -len(end)])
    return held


def _vault(text: str, rest: str, openers: Openers, _: dict[str, bytes]) -> Referred:
    place, field = (*rest.split("#", 1), "")[:2]
    mount, path = (*place.split("/", 1), "")[:2]
    if not (mount and path and field) or ".." in path.split("/"):
        raise Unusable("names no secret of a vault: expected `vault:MOUNT/PATH#FIELD`")

    def opening() -> "Plain":
        from confledger.loader.vault import field_of

        note(openers, text, None)
        return field_of(openers, mount, path, field)

    return Referred(text, opening)


_SCHEMES = {"sops": _sops, "vault": _vault, "env": _env, "file": _file}
