"""The action `backup create`: one file with all that a repository is, for those who may read it."""

import os
import time

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import BinaryIO

    from confledger.backup.destinations.place import Place
    from confledger.backup.manifest import Header, Manifest
    from confledger.git.repository import Repository

_ABOUT = """\
Write a backup: all references and what they reach as a git bundle, the ledger, the journals and
the harmless settings of git, in one file, encrypted with age. Keys are never inside. With
--incremental, only what is new since the last backup in the same place."""
_PREFIX = "making-"
# Objects may go away while they are read; so often it is tried again.
_TRIES = 3
_PLAIN = """\
warning: this backup is not encrypted; whoever has the file can read the whole history
"""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import keys, places

    made = Parser(
        "backup create",
        _ABOUT,
        examples=(
            "confledger backup create --to ../backups --recipient age1...",
            "confledger backup create --incremental      places and recipients of the settings",
        ),
        meant={"--output": "did you mean --to PLACE?", "--destination": "did you mean --to?"},
    )
    places.add_to(made)
    kind = made.add_mutually_exclusive_group()
    kind.add_argument("--full", action="store_true", help="everything (the default)")
    kind.add_argument(
        "--incremental", action="store_true", help="only what is new since the last backup there"
    )
    keys.add_recipients(made)
    keys.add_identities(made)
    made.add_argument(
        "--without-ledger", action="store_true", help="leave the ledger out; git can tell it again"
    )
    made.add_argument(
        "--allow-shallow", action="store_true", help="take a shallow clone as it is, with a note"
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be written, only")
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Write it."""
    asked = parser().parse_args(arguments)
    from confledger.backup.bundle import Changing
    from confledger.cli.backup import keys, places, turns
    from confledger.cli.streams import tell
    from confledger.git.repository import discover

    repository = discover(os.getcwd())
    there = places.places(asked, repository)
    recipients = keys.recipients(asked, places.settings_of(repository))
    if asked.plain:
        tell(_PLAIN)
    for left in range(_TRIES)[::-1]:
        try:
            with turns.together(repository):
                code = _made(asked, repository, there, recipients)
                if code is None:
                    code = _made(asked, repository, there, recipients, full=True)
                assert code is not None
                return code
        except Changing:
            if not left:
                raise
    raise AssertionError


def _made(
    asked: "Namespace",
    repository: "Repository",
    there: "list[Place]",
    recipients: list[str],
    *,
    full: bool = False,
) -> int | None:
    """Make a backup; None where it was of no use, as what it follows went meanwhile."""
    from confledger import __version__
    from confledger.backup import making, sealing, source
    from confledger.backup.staging import staged
    from confledger.cli.backup import following
    from confledger.cli.progress import Progress

    started = time.monotonic()
    manifest = source.read(repository, allow_shallow=asked.allow_shallow)
    names = [set(place.names()) for place in there]
    manifest.created = _now(set.union(*names))
    manifest.created_by = f"confledger {__version__}"
    manifest.recipients = recipients
    base = None
    if asked.incremental and not full:
        base = following.base(asked, repository, there[0], set.intersection(*names), manifest)
    without = source.base_on(repository, manifest, base) if base else []
    if asked.dry_run:
        return _planned(asked, there, manifest)
    packing, writing = Progress("packing"), Progress("writing")
    total = 0 if base else _packed_size(repository)
    wish = making.Wish(
        _files(),
        sealing.sealed_for(recipients) if recipients else None,
        ledger=not asked.without_ledger,
    )
    try:
        with staged(_below(repository), _PREFIX) as folder:
            path, header = making.made(
                *(repository, manifest, base, without, folder, wish),
                lambda done: packing(min(done, total), total),
                writing,
            )
            size = os.path.getsize(path)
            _keep(repository, manifest, folder)
            for place in there:
                with open(path, "rb") as file:
                    _put(place, header.name(), file)
    finally:
        packing.close()
        writing.close()
    if base and not following.stands(there, header.name()):
        return None
    _report(asked, there, manifest, header, size, time.monotonic() - started)
    return 0


def _put(place: "Place", name: str, file: "BinaryIO") -> None:
    """Write it to a place; of several, the ones before keep theirs."""
    from confledger.cli.failure import shown
    from confledger.errors import ConfledgerError

    try:
        place.write(name, file)
    except OSError as error:
        raise ConfledgerError(
            f"the backup cannot be written to {shown(place.shown)}: "
            f"{(error.strerror or str(error)).lower()}",
            help="nothing of it is left there; make room, or name another place: --to",
        ) from error


def _now(names: set[str]) -> str:
    """Return the time, a little later where a backup has that already: they have an order."""
    from datetime import UTC, datetime, timedelta

    from confledger.backup.manifest import named

    taken = {found.created for one in names if (found := named(one))}
    moment = datetime.now(UTC)
    while (text := moment.strftime("%Y-%m-%dT%H:%M:%SZ")) in taken:
        moment += timedelta(seconds=1)
    return text


def _files() -> dict[str, str]:
    """Return the files of this user that belong to a backup, by the names that they get."""
    from confledger.backup import record
    from confledger.backup.private_state import CHECKPOINTS, JOURNAL, RECORD
    from confledger.cli.secrets.journal_place import checkpoints_path, journal_path

    journal = journal_path()
    # Checkpoints first: none may be of an event that the copy does not have.
    return {
        CHECKPOINTS: checkpoints_path(journal),
        JOURNAL: journal,
        RECORD: record.place(journal),
    }


def _below(repository: "Repository") -> str:
    """Return where to make it: in the git directory, or where temporary files are."""
    from tempfile import gettempdir

    folder = os.path.join(repository.cache_dir, "backup")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return gettempdir()
    return folder if os.access(folder, os.W_OK) else gettempdir()


def _keep(repository: "Repository", manifest: "Manifest", folder: str) -> None:
    """Remember what the next one can follow, where that can be written."""
    from confledger.backup import catalogue
    from confledger.cli.streams import tell

    try:
        catalogue.add(repository, manifest, folder)
    except OSError as error:
        reason = (error.strerror or "").lower()
        tell(f"note: the next backup cannot follow this one without a key: {reason}\n")


def _packed_size(repository: "Repository") -> int:
    """Return about how large the bundle will be."""
    folder = os.path.join(repository.common_dir, "objects", "pack")
    try:
        return sum(one.stat().st_size for one in os.scandir(folder) if one.name.endswith(".pack"))
    except OSError:
        return 0


def _planned(asked: "Namespace", there: "list[Place]", manifest: "Manifest") -> int:
    from confledger.cli.streams import put

    if asked.format == "json":
        put(_json({**_fields(there, manifest), "dry_run": True}))
        return 1
    lines = [
        f"would write one {manifest.kind} backup to {_where(there)}",
        f"  {len(manifest.refs):,} references, {manifest.commits:,} commits, "
        f"the newest of {manifest.newest or 'none'}",
    ]
    if manifest.base:
        lines.append(f"  it follows {manifest.base[:12]}")
    lines.append(_readers(manifest))
    put("".join(f"{line}\n" for line in (*lines, *(f"  note: {one}" for one in manifest.notes))))
    return 1


def _report(
    asked: "Namespace",
    there: "list[Place]",
    manifest: "Manifest",
    header: "Header",
    size: int,
    seconds: float,
) -> None:
    from confledger.cli.streams import put, tell

    if asked.format == "json":
        fields = _fields(there, manifest)
        fields |= {"id": header.id, "name": header.name(), "bytes": size, "dry_run": False}
        fields |= {"encrypted": header.encrypted, "seconds": round(seconds, 1)}
        fields["members"] = [one.fields() for one in manifest.members]
        put(_json(fields))
        return
    new = f"{manifest.objects:,} objects" if manifest.objects else "no new objects"
    put(
        f"{header.name()}\n"
        f"  {manifest.kind}, {size / 1e6:,.1f} MB, {new}, in {seconds:.1f} s, to {_where(there)}\n"
        f"  {len(manifest.refs):,} references, {manifest.commits:,} commits, "
        f"the newest of {manifest.newest or 'none'}\n{_readers(manifest)}\n"
    )
    for note in manifest.notes:
        tell(f"note: {note}\n")


def _fields(there: "list[Place]", manifest: "Manifest") -> "dict[str, object]":
    return {
        "version": 1,
        "kind": manifest.kind,
        "number": manifest.number,
        "base": manifest.base or None,
        "created": manifest.created,
        "places": [place.shown for place in there],
        "references": len(manifest.refs),
        "commits": manifest.commits,
        "objects": manifest.objects,
        "tip": manifest.tip or None,
        "newest": manifest.newest or None,
        "recipients": manifest.recipients,
        "notes": manifest.notes,
    }


def _json(fields: "dict[str, object]") -> str:
    from json import dumps

    return dumps(fields, indent=2) + "\n"


def _where(there: "list[Place]") -> str:
    from confledger.cli.failure import shown

    return shown(", ".join(place.shown for place in there))


def _readers(manifest: "Manifest") -> str:
    from confledger.reports.wording import plural

    if not manifest.recipients:
        return "  not encrypted"
    return f"  encrypted for {plural(len(manifest.recipients), 'recipient', 'recipients')}"
