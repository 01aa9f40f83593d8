"""The reports as files: which there are, what is in them, and whether those on disk still hold.

What one commit comes to is remembered, since it never becomes anything else.
"""

import json
import os
import re
import zlib
from collections.abc import Iterable

from confledger import __version__
from confledger.checks.cache import digest, write
from confledger.checks.engine import identity
from confledger.cli.report import making
from confledger.cli.report.basis import FORMAT, Basis
from confledger.cli.report.kinds import KINDS, file_name
from confledger.errors import ConfledgerError
from confledger.reports.statement import catalog
from confledger.settings_reports import leads_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.reports.statement.model import Statement

_KEPT = "reports-"
# What is remembered of so many commits.
_MOST_KEPT = 8
# How Markdown and HTML name what they were made from, and in how much of them.
_DIGEST = re.compile(
    rb'(?:\A<!-- confledger: |<meta name="confledger" content=")'
    rb"kind=[a-z-]+ digest=([0-9a-f]{64})\b"
)
_HEAD = 2_000
_OTHER = "it holds something else than what it is made from says"


def files(
    basis: Basis, kinds: Iterable[str] | None = None, formats: Iterable[str] | None = None
) -> dict[str, bytes]:
    """Return the content of each file by its name, for all kinds or some; sorted.

    All kinds come with the page about them.
    """
    chosen = list(KINDS) if kinds is None else list(kinds)
    wanted = list(basis.settings.reports["formats"] if formats is None else formats)
    remembered = _Remembered(basis, [*chosen, "" if kinds is None else "some", *wanted])
    found = remembered.read()
    if found is None:
        earlier = making.earlier_of(basis, None)
        if kinds is None:
            made = making.everything(basis, chosen, earlier)
        else:
            made = [making.statement(basis, kind, earlier) for kind in chosen]
        found = _written(made, wanted)
        remembered.write(found)
    return {name: text.encode("utf-8", "backslashreplace") for name, text in sorted(found.items())}


def _written(made: "list[Statement]", formats: list[str]) -> dict[str, str]:
    found = {}
    for one in made:
        for name in formats:
            if one.kind == "all" and name == "csv":
                # Each report has its own.
                continue
            found[file_name(one.kind, catalog.SUFFIXES[name])] = catalog.render(one, name)
    return found


def dated(names: "dict[str, bytes]", basis: Basis) -> dict[str, bytes]:
    """Return the files under names with the day of the commit: `debt_report_20260131.md`."""
    day = basis.today.replace("-", "")
    renamed = {}
    for name, data in names.items():
        stem, _, suffix = name.rpartition(".")
        renamed[f"{stem}_{day}.{suffix}"] = data
    return renamed


class Written:
    """What became of the files on disk: each path from the root."""

    __slots__ = ("changed", "folder", "same")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.changed: list[str] = []
        self.same: list[str] = []


def save(basis: Basis, made: dict[str, bytes]) -> Written:
    """Bring the files on disk to what they should hold; one that does is not touched."""
    folder, place = _place(basis)
    done = Written(folder)
    os.makedirs(place, exist_ok=True)
    from confledger.cli.atomic import replace

    for name, data in made.items():
        path = os.path.join(place, name)
        if os.path.islink(path):
            raise ConfledgerError(
                f"{folder}/{name} is a symbolic link", help="remove it, and run this again"
            )
        if _same(_held(path), data):
            done.same.append(f"{folder}/{name}")
            continue
        try:
            # Begun elsewhere: what is left by one that was killed would be committed here.
            replace(path, data, folder=basis.repository.cache_dir)
        except OSError as error:
            raise ConfledgerError(
                f"{folder}/{name} could not be written: {(error.strerror or '').lower()}"
            ) from error
        done.changed.append(f"{folder}/{name}")
    return done


class Checked:
    """Which files on disk are as they should be, and which not: name and what is wrong."""

    __slots__ = ("current", "folder", "stale")

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.current: list[str] = []
        self.stale: list[tuple[str, str]] = []


def checked(basis: Basis, made: dict[str, bytes]) -> Checked:
    """Compare the files on disk with what they are made from, by the digest that each names.

    One that names no digest, such as a CSV, is compared as a whole; but where another format of
    the same report was made from the same at another moment, it may be of that moment, too.
    """
    folder, place = _place(basis)
    found = Checked(folder)
    there = {name: _held(os.path.join(place, name)) for name in made}
    moved = {
        name.rpartition(".")[0]
        for name, data in made.items()
        if there[name] != data and digest_in(data) and not _wrong(there[name], data)
    }
    for name, data in made.items():
        held = there[name]
        wrong = _wrong(held, data)
        if wrong == _OTHER and digest_in(data) is None and name.rpartition(".")[0] in moved:
            wrong = ""
        if wrong:
            found.stale.append((f"{folder}/{name}", wrong))
        else:
            found.current.append(f"{folder}/{name}")
    return found


def _wrong(held: bytes | None, data: bytes) -> str:
    if held is None:
        return "it is not there"
    if _same(held, data):
        return ""
    if any(line.startswith((b"<<<<<<< ", b">>>>>>> ")) for line in held.splitlines()):
        return "a merge left conflict markers in it"
    told, now = digest_in(held), digest_in(data)
    if told is None or now is None:
        return _OTHER
    return "" if told == now else "what it is made from has changed"


def _same(held: bytes | None, data: bytes) -> bool:
    """Whether a file is as it was made: git may check it out with other ends of lines."""
    return held is not None and held.replace(b"\r\n", b"\n") == data


def digest_in(data: bytes) -> str | None:
    """Return the digest of the input that a report names in its head; None where it names none.

    What stands further down came from the repository, and may look like one.
    """
    if data.startswith(b"{"):
        try:
            told = json.loads(data)
        except (ValueError, RecursionError):
            return None
        told = told.get("digest")
        return told if isinstance(told, str) else None
    found = _DIGEST.search(data, 0, _HEAD)
    return None if found is None else found[1].decode("ascii")


def _place(basis: Basis) -> tuple[str, str]:
    """Return the folder of reports, from the root and on disk; raise where it leads elsewhere."""
    top = basis.repository.top
    if top is None:
        raise ConfledgerError(
            "this repository is bare, there is no place for files",
            help="write a branch instead: confledger report publish",
        )
    folder = str(basis.settings.reports["folder"]).rstrip("/")
    place = os.path.join(top, folder)
    inside = os.path.realpath(place).startswith(os.path.realpath(top).rstrip("/") + "/")
    if (
        leads_out(folder)
        or not inside
        or os.path.realpath(place) != os.path.join(os.path.realpath(top), folder)
    ):
        raise ConfledgerError(
            f"{folder!r} leads to another place than its name says",
            help="name a folder of the repository under `reports` in confledger.yaml",
        )
    if os.path.lexists(place) and not os.path.isdir(place):
        raise ConfledgerError(f"{folder!r} is no folder", help="move what is there away")
    return folder, place


def _held(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be read: {(error.strerror or '').lower()}"
        ) from error


class _Remembered:
    """The files of one commit, in the cache; a damaged or lost one is made again."""

    def __init__(self, basis: Basis, asked: list[str]) -> None:
        self._folder = os.path.join(basis.repository.cache_dir, "reports")
        shallow = _held(os.path.join(basis.repository.common_dir, "shallow")) or b""
        said = repr((FORMAT, __version__, basis.head, basis.as_of, asked))
        self._name = _KEPT + digest(identity() + said.encode() + shallow).hex()

    def read(self) -> dict[str, str] | None:
        held = None
        try:
            held = _held(os.path.join(self._folder, self._name))
        except ConfledgerError:
            return None
        if held is None or digest(held[16:]) != held[:16]:
            return None
        found: dict[str, str] = json.loads(zlib.decompress(held[16:]))
        return found

    def write(self, made: dict[str, str]) -> None:
        data = zlib.compress(json.dumps(made).encode("ascii"), 1)
        write(self._folder, self._name, digest(data) + data)
        self._tidy()

    def _tidy(self) -> None:
        """Remove all but what the newest few commits came to."""
        try:
            kept = sorted(
                (one.stat().st_mtime_ns, one.path)
                for one in os.scandir(self._folder)
                if one.name.startswith(_KEPT)
            )
            for _, path in kept[:-_MOST_KEPT]:
                os.unlink(path)
        except OSError:
            pass
