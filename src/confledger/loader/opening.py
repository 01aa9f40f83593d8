"""Secrets opened where they are kept: the one module of the loader that decrypts.

In memory, each file once, the bytes that were read when the configuration was loaded; and only
if those whom it would ask for a key are the ones that rules or settings name.
"""

import posixpath

from confledger.loader.noting import note
from confledger.loader.secret import Openers, SecretUnusable
from confledger.location import Path, dotted, pointer
from confledger.secrets.plain import Plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile

_BINARY = "binary"
_RULES = ".sops.yaml"


def opened(openers: Openers, file: str, data: bytes, path: Path, kind: str = "string") -> Plain:
    """Decrypt one value of an encrypted file in memory; raise ConfledgerError.

    A text as it is, a number or truth value as it is written, a map or list as JSON.
    """
    if openers.closed:
        raise SecretUnusable(
            f"{file}: `{dotted(path)}` is not opened any more: its configuration was given up"
        )
    note(openers, file, pointer(path), data)
    with openers.once:
        whole = openers.files.get((file, data))
        if whole is None:
            whole = _decrypted(openers, file, data)
            openers.files[file, data] = whole
            openers.given.append(whole.text)
    assert isinstance(whole, _Whole)
    found = whole.text if whole.store == _BINARY else _picked(whole.text, path, kind)
    if found is None:
        raise SecretUnusable(f"{file} has no `{dotted(path)}` once it is decrypted")
    if found is not whole.text:
        openers.given.append(found)
    return found


class _Whole:
    """A file in clear text: as JSON, or as it is where it is no map."""

    __slots__ = ("store", "text")

    def __init__(self, store: str, text: Plain) -> None:
        self.store = store
        self.text = text


def _decrypted(openers: Openers, file: str, data: bytes) -> _Whole:
    from confledger.secrets import sops, sops_file

    try:
        read = sops_file.read(data, file)
    except sops_file.Unreadable as fault:
        where = f":{fault.span.line}:{fault.span.column}" if fault.span else ""
        reason = fault.reason
    else:
        kinds = _verified(openers, read)
        program = sops.find(openers.environ, kinds, top=openers.top)
        output = None if read.store == _BINARY else sops_file.JSON
        try:
            return _Whole(read.store, program.decrypt(data, read.store, output=output))
        except sops.SopsFailed as failed:
            raise SecretUnusable(f"{file}: {failed}", help=failed.help) from None
    raise SecretUnusable(f"{file}{where}: {reason}", help="see `confledger check`")


def _verified(openers: Openers, file: "SopsFile") -> list[str]:
    """Return the kinds of key services that the file may ask; raise SecretUnusable.

    Whoever may change a file may write an address into it that our credentials are sent to.
    """
    from confledger.secrets import rules, trust

    metadata = file.metadata
    if metadata is None:
        raise SecretUnusable(
            f"{file.path} is not encrypted", help=f"confledger secrets encrypt {file.path}"
        )
    if metadata.faults:
        at, what = metadata.faults[0]
        raise SecretUnusable(
            f"{file.path} is not opened: {what} at `{dotted(('sops', *at))}`",
            help="see `confledger secrets check`",
        )
    rule = None
    folder = file.path
    while folder and rule is None and openers.source is not None:
        folder = posixpath.dirname(folder)
        text = openers.source.read(posixpath.join(folder, _RULES))
        if text is not None:
            rule = rules.read(text, posixpath.join(folder, _RULES)).rule_for(file.path)
            break
    allowed = [] if openers.settings is None else openers.settings.secrets["key-services"]
    assert isinstance(allowed, list)
    foreign = trust.foreign_services(metadata, rule, allowed)
    if foreign:
        raise SecretUnusable(
            f"{file.path} is not opened: it would ask "
            f"{foreign[0].endpoint or foreign[0].identity}, which neither the rules nor the "
            "settings name",
            help="if it is yours, name it under `secrets.key-services` in confledger.yaml",
        )
    return sorted({one.kind for one in metadata.recipients})


def _picked(whole: Plain, path: Path, kind: str) -> Plain | None:
    """Return one value of a text in JSON; None where there is none. No copy is left behind."""
    from json import dumps, loads

    inner = kind in ("object", "array")
    node: object = None
    try:
        # Numbers as they are written: not all of them fit into a float.
        number = None if inner else str
        node = loads(whole.reveal(), parse_float=number, parse_int=number)
        for step in path:
            node = node[step]  # type: ignore[index]  # tried
        if inner or isinstance(node, (dict, list)) or node is None:
            return Plain(dumps(node, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        text = str(node).lower() if isinstance(node, bool) else str(node)
        return Plain(text.encode("utf-8", "surrogatepass"))
    except (IndexError, KeyError, TypeError, ValueError):
        return None
    finally:
        # Whoever prints the locals of a traceback finds nothing here.
        node = text = ""
