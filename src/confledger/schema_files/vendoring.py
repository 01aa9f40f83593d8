"""Where the documents of a schema go in the repository, and what is in the way."""

from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from confledger.errors import ConfledgerError
from confledger.schema_files.gathering import Document
from confledger.schema_files.lock import CHANGED, Find, Locked

FOLDER = "schemas"
_SUFFIXES = (".json", ".yaml", ".yml")
# Of so many addresses the last step says nothing.
_GENERIC = ("schema", "config", "latest", "index", "ci", "main", "v1", "reference")


class InTheWay(ConfledgerError):
    """A file is already there, and is not what would be written."""


def file_name(address: str, name: str | None = None) -> str:
    """Return the file that a schema gets in FOLDER, by its address, or by a name that it has."""
    parts = urlsplit(address)
    last = unquote(parts.path).rstrip("/").rpartition("/")[2]
    last = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in last)
    stem, suffix = last, ".json"
    for one in _SUFFIXES:
        if last.endswith(one):
            stem, suffix = last.removesuffix(one), one
    stem = stem.strip(".-")
    if name:
        stem = name
    elif stem.lower() in ("", *_GENERIC):
        host = (parts.hostname or "").removeprefix("www.")
        stem = f"{host}-{stem}".strip("-")
    return f"{FOLDER}/{stem}{suffix}"


def placed(documents: dict[str, Document], first: str, vendored: dict[str, str]) -> dict[str, str]:
    """Return the file of each document, by address; the first one's is given.

    What is vendored already keeps its place. What is referred to by a relative path gets the
    same place relative to the first one, so that the reference also works between the files.
    """
    addresses = list(documents)
    root = addresses[0]
    files = {root: first}
    taken = {first, *vendored.values()}
    home = root.rpartition("/")[0] + "/"
    for address in addresses[1:]:
        file = vendored.get(address)
        if file is None and address.startswith(home):
            beside = normpath(join(dirname(first), unquote(address[len(home) :])))
            file = beside if _sound(beside) and beside not in taken else None
        if file is None:
            file = file_name(address)
            if file in taken:
                host = (urlsplit(address).hostname or "").removeprefix("www.")
                name = file.removeprefix(f"{FOLDER}/")
                file = f"{FOLDER}/{host}-{name}"
            number = 2
            while file in taken:
                stem, dot, suffix = file_name(address).rpartition(".")
                file = f"{stem}-{number}{dot}{suffix}"
                number += 1
        files[address] = file
        taken.add(file)
    return files


def _sound(path: str) -> bool:
    """Whether a path of an address may be one in the repository."""
    return not path.startswith(("../", "/", ".git/")) and all(
        c.isprintable() and c not in '\\:*?"<>|' for c in path
    )


def verify_free(
    files: dict[str, str],
    documents: dict[str, Document],
    locked: dict[str, Locked],
    find: Find,
) -> None:
    """Raise InTheWay when a file would be overwritten that is not just what was fetched."""
    for address, file in files.items():
        found = find(file)
        if found is None or found[1] == documents[address].raw:
            continue
        known = locked.get(address)
        content = found[1] if isinstance(found[1], bytes) else b""
        if known is None or known.file != file:
            raise InTheWay(
                f"{file} is there, and something else",
                help="name another file with --to, or overwrite it with --force",
            )
        if known.state(content) == CHANGED:
            raise InTheWay(
                f"{file} was changed here since it was fetched",
                help="to give up that change: --force",
            )
