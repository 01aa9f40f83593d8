"""Whether what is encrypted was left in plain text: by editors, hook managers, or an undone add.

What is looked for are the names of encrypted values with something else behind them.
"""

import os
import re
import shlex

from confledger.cli.doctor_diagnosis import PROBLEM, WARNING, Diagnosis
from confledger.cli.failure import shown
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.secrets.sops_file import BINARY, MOST_BYTES
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from confledger.secrets.sops_file import SopsFile

# So many patches and loose objects are looked at; who has more has other worries.
_MOST_PATCHES = 500
_MOST_OBJECTS = 10_000
# What editors write beside a file, by how they name it.
_BESIDE = (
    ".{}.swp",
    ".{}.swo",
    ".{}.swn",
    "{}~",
    "#{}#",
    ".#{}",
    "{}.bak",
    "{}.orig",
    "{}.decrypted",
)
# A name with a value behind it, in the formats that SOPS has.
_PAIR = re.compile(
    rb"""^[ \t]*(?:-[ \t]+)?["']?([^\s"':=#][^"':=\n]*?)["']?[ \t]*[:=][ \t]*(\S.*)$""", re.M
)
_HEADER = re.compile(rb"^diff --git .* b/(.*)$", re.M)


def leftovers(
    repository: Repository, encrypted: "Mapping[str, SopsFile]", environ: dict[str, str]
) -> list[Diagnosis]:
    """Look for plain text of encrypted files in all the places that are known to keep some."""
    names = {path: _Names(file) for path, file in encrypted.items() if file.store != BINARY}
    names = {path: some for path, some in names.items() if some.hidden}
    return [
        *_beside(repository, encrypted),
        *_patches(names, environ),
        *_dangling(repository, names),
    ]


class _Names:
    """The names of the values of one file: of all, and of those that are encrypted."""

    __slots__ = ("all", "hidden")

    def __init__(self, file: "SopsFile") -> None:
        self.all: set[bytes] = set()
        self.hidden: set[bytes] = set()
        for leaf in file.leaves():
            # Items of lists have none.
            if leaf.path and isinstance(leaf.path[-1], str):
                name = leaf.path[-1].encode("utf-8", "surrogatepass")
                self.all.add(name)
                if isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING):
                    self.hidden.add(name)

    def are_of(self, pairs: dict[bytes, bool]) -> bool:
        """Whether a text is that of the file, in plain: it has all its names, and few others."""
        return (
            all(pairs.get(name) for name in self.hidden)
            and self.all <= pairs.keys()
            and len(pairs) <= 2 * len(self.all) + 1
        )


def pairs_of(data: bytes) -> dict[bytes, bool]:
    """Return the names in a text, and whether each has a value that is no ciphertext."""
    found: dict[bytes, bool] = {}
    for match in _PAIR.finditer(data):
        value = match[2].lstrip(b"\"'")
        plain = bool(value) and not value.startswith((BEGINNING.encode(), b"{}", b"[]"))
        found[match[1]] = plain or found.get(match[1], False)
    return found


def _beside(repository: Repository, encrypted: "Mapping[str, SopsFile]") -> list[Diagnosis]:
    """Look for what editors left beside encrypted files."""
    found = []
    listed: dict[str, set[str]] = {}
    for path in encrypted:
        folder, _, name = path.rpartition("/")
        full = os.path.join(repository.top or "", folder)
        if folder not in listed:
            try:
                listed[folder] = set(os.listdir(full))
            except OSError:
                listed[folder] = set()
        for pattern in _BESIDE:
            other = pattern.format(name)
            if other in listed[folder]:
                here = os.path.relpath(os.path.join(full, other))
                said = f"{shown(here)} was left by an editor, and may hold {name} in plain text"
                command = f"rm {shlex.quote(here)}"
                found.append(Diagnosis("editor files", WARNING, said, command=command))
    return found


def _patches(names: "Mapping[str, _Names]", environ: dict[str, str]) -> list[Diagnosis]:
    """Look at what hook managers keep of changes that were not staged when a hook ran."""
    home = environ.get("HOME", "")
    cache = environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    folders = (
        environ.get("PRE_COMMIT_HOME") or os.path.join(cache, "pre-commit"),
        os.path.join(environ.get("PREK_HOME") or os.path.join(cache, "prek"), "patches"),
    )
    found = []
    for file in _newest(folders):
        try:
            with open(file, "rb") as opened:
                data = opened.read(MOST_BYTES)
        except OSError:
            continue
        for path, text in _sections(data):
            pairs = pairs_of(text) if path in names else {}
            if path in names and any(pairs.get(name) for name in names[path].hidden):
                said = f"{shown(file)}, of a hook manager, has values of {path} in plain text"
                command = f"rm {shlex.quote(file)}"
                found.append(Diagnosis("patch files", PROBLEM, said, command=command))
                break
    return found


def _newest(folders: tuple[str, ...]) -> list[str]:
    files = []
    for folder in folders:
        try:
            entries = [one for one in os.scandir(folder) if one.is_file(follow_symlinks=False)]
        except OSError:
            continue
        files += [one for one in entries if "patch" in one.name or folder.endswith("patches")]
    files.sort(key=lambda one: (-one.stat().st_mtime, one.path))
    return [one.path for one in files[:_MOST_PATCHES]]


def _sections(patch: bytes) -> "Iterator[tuple[str, bytes]]":
    """Yield the path of each file in a patch, and the lines of it without their signs."""
    headers = list(_HEADER.finditer(patch))
    for at, header in enumerate(headers):
        end = headers[at + 1].start() if at + 1 < len(headers) else len(patch)
        body = patch[header.end() : end].partition(b"\n@@")[2]
        lines = (line[1:] for line in body.split(b"\n") if line[:1] in (b"+", b"-", b" "))
        yield os.fsdecode(header[1]), b"\n".join(lines)


def _dangling(repository: Repository, names: "Mapping[str, _Names]") -> list[Diagnosis]:
    """Look for plain versions of encrypted files among the objects that nothing refers to.

    Such are of a `git add` that was undone; they are loose, until git throws them away.
    """
    if not names:
        return []
    found: dict[str, str] = {}
    # One name of each file, the longest: most objects have none of them.
    telling = {max(some.hidden, key=len) for some in names.values()}
    for oid, data in _loose(repository):
        if b"\0" in data or not any(name in data for name in telling):
            continue
        pairs = pairs_of(data)
        for path, some in names.items():
            if oid not in found and some.are_of(pairs):
                found[oid] = path
    if not found:
        return []
    for oid in _reachable(repository, set(found)):
        del found[oid]
    return [
        Diagnosis(
            "git objects",
            PROBLEM,
            f"object {oid[:12]} has {path} in plain text, from a `git add` that was undone",
            command="git gc --prune=now",
        )
        for oid, path in sorted(found.items(), key=lambda one: one[::-1])
    ]


def _loose(repository: Repository) -> "Iterator[tuple[str, bytes]]":
    """Yield the loose blobs that may be a file of secrets."""
    from zlib import decompressobj, error

    folder = os.path.join(repository.common_dir, "objects")
    left = _MOST_OBJECTS
    for two in sorted(os.listdir(folder)):
        if len(two) != 2:
            continue
        for rest in sorted(os.listdir(os.path.join(folder, two))):
            left -= 1
            if left < 0:
                return
            try:
                with open(os.path.join(folder, two, rest), "rb", 0) as file:
                    raw = file.read(MOST_BYTES)
                unpacking = decompressobj()
                start = unpacking.decompress(raw, 16)
                if not start.startswith(b"blob "):
                    continue
                start += unpacking.decompress(unpacking.unconsumed_tail, MOST_BYTES)
            except (OSError, error):
                continue
            yield two + rest, start.partition(b"\0")[2]


def _reachable(repository: Repository, oids: set[str]) -> set[str]:
    """Return which objects something refers to: a commit, the index, or the log of a branch."""
    try:
        running = repository.start(
            "rev-list", "--objects", "--all", "--reflog", "--indexed-objects", "--no-object-names"
        )
        listed = running.read().decode("ascii", "replace")
    except GitFailed:
        return oids
    return oids.intersection(listed.split())
