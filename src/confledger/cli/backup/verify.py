"""The action `backup verify`: what a backup is worth, in the end by restoring it."""

import os
from contextlib import closing

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.backup.chain import Link
    from confledger.backup.destinations.place import Place
    from confledger.backup.manifest import Manifest
    from confledger.git.repository import Repository

_ABOUT = """\
Prove a backup and all that it follows: every digest, the manifests, the chain of bundles. With
--restore-to, by making the repository of it in an empty folder: git looks at every object, every
reference is compared, ledger and journal are opened; how long it took and how much would have
been lost is recorded. Exit code 1 names what is wrong."""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import choosing, keys, places

    made = Parser(
        "backup verify",
        _ABOUT,
        examples=(
            "confledger backup verify --from /mnt/backups --identity keys.txt",
            "confledger backup verify --latest --restore-to /tmp/trial --discard",
        ),
    )
    choosing.add_to(made)
    places.add_to(made, option="--from", several=False)
    keys.add_identities(made)
    made.add_argument("--restore-to", metavar="FOLDER", help="restore it there; it stays there")
    made.add_argument(
        "--discard", action="store_true", help="remove what was restored after it was proved"
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Verify it."""
    asked = parser().parse_args(arguments)
    from confledger.backup.archive import Broken
    from confledger.backup.chain import Unproved, chain
    from confledger.backup.manifest import Malformed
    from confledger.cli.backup import bringing, choosing, keys
    from confledger.errors import ConfledgerError

    if asked.discard and not asked.restore_to:
        raise ConfledgerError("--discard is of --restore-to", help="--restore-to FOLDER --discard")
    folder = bringing.free(asked.restore_to) if asked.restore_to else None
    repository = here()
    place = place_of(asked, repository)
    name = choosing.chosen(place, asked)
    identities = keys.identities(asked)
    found = _Found(name)
    try:
        found.links = chain(place, name)
        if folder is None:
            _looked_at(found, place, identities)
        else:
            _restored(found, place, identities, folder, repository, discard=asked.discard)
    except (Broken, Malformed) as error:
        found.faults.append(str(error))
    except Unproved as error:
        found.faults += [f"{name}: {fault}" for fault in error.faults]
    _report(asked, found, folder)
    return 1 if found.faults else 0


def here() -> "Repository | None":
    """Return the repository that we stand in, if we stand in one."""
    from confledger.git.repository import NotARepository, discover

    try:
        return discover(os.getcwd())
    except NotARepository:
        return None


def place_of(asked: "Namespace", repository: "Repository | None") -> "Place":
    """Return the one place to read from: of several, the first."""
    from confledger.cli.backup import places

    return places.places(asked, repository)[0]


class _Found:
    """What came of it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.links: list[Link] = []
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.manifest: Manifest | None = None
        self.seconds: float | None = None
        self.since: tuple[int, int] | None = None


def _looked_at(found: _Found, place: "Place", identities: list[object] | None) -> None:
    """Read all files of the chain to their ends; inside, too, where there is a key."""
    from confledger.backup.archive import Broken
    from confledger.backup.chain import verify_next
    from confledger.backup.manifest import Malformed
    from confledger.backup.opening import outside, unpacked

    before = None
    for link in found.links:
        try:
            with closing(place.read(link.name)) as stream:
                if link.header.encrypted and identities is None:
                    outside(stream, link.name)
                    continue
                manifest = unpacked(stream, link.name, identities, None)
            verify_next(manifest, before)
        except (Broken, Malformed) as error:
            raise Broken(f"{link.name}: {error}") from error
        found.manifest = before = manifest
    if found.manifest is None:
        found.notes.append("it was not looked inside, as no key was given: --identity")


def _restored(
    found: _Found,
    place: "Place",
    identities: list[object] | None,
    folder: str,
    repository: "Repository | None",
    *,
    discard: bool,
) -> None:
    """Restore it, compare everything, and record that it came back."""
    import shutil

    from confledger.backup import proof, record
    from confledger.cli.backup import bringing

    def proved(brought: bringing.Brought) -> None:
        found.since = proof.since(repository, brought.manifest) if repository else None
        bringing.remember(place, found.links[-1], brought, record.TRIAL, found.since)

    brought = bringing.brought(place, found.links, identities, folder, proof.verify, proved)
    found.manifest, found.seconds = brought.manifest, brought.seconds
    found.notes += brought.notes
    if discard:
        shutil.rmtree(folder)


def _report(asked: "Namespace", found: _Found, folder: str | None) -> None:
    from confledger.cli.failure import shown
    from confledger.cli.streams import put, tell

    if asked.format == "json":
        put(_json(found, folder))
        return
    if found.faults:
        put("".join(f"{shown(fault)}\n" for fault in found.faults))
        return
    put(_text(found, folder))
    for note in found.notes:
        tell(f"note: {shown(note)}\n")


def _text(found: _Found, folder: str | None) -> str:
    from confledger.cli.failure import shown
    from confledger.reports.wording import plural

    last = found.links[-1].header
    chain = f", which follows {plural(last.number, 'other', 'others')}" if last.number else ""
    manifest = found.manifest
    if manifest is None or folder is None:
        what = "as it was written" if manifest is None else "whole, inside as well"
        return f"{found.name}{chain}: {what}\n"
    lines = [
        f"{found.name}{chain}: restored to {shown(folder)} in {found.seconds:.1f} s",
        f"  {manifest.commits:,} commits and {len(manifest.refs):,} references are as they were",
        f"  recovery point: {manifest.newest or 'none'}{_lost(found)}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _lost(found: _Found) -> str:
    """Return what would be lost if all else were gone."""
    from confledger.reports.wording import plural

    if found.since is None:
        return ""
    commits, seconds = found.since
    if not commits:
        return ", which is all there is"
    hours = f"{seconds / 3600:,.1f} hours" if seconds < 48 * 3600 else f"{seconds // 86400:,} days"
    return f"; {plural(commits, 'commit', 'commits')} since, over {hours}"


def _json(found: _Found, folder: str | None) -> str:
    from json import dumps

    manifest = found.manifest
    commits, age = found.since or (None, None)
    fields = {
        "version": 1,
        "name": found.name,
        "ok": not found.faults,
        "chain": [link.name for link in found.links],
        "opened": manifest is not None,
        "faults": found.faults,
        "notes": found.notes,
        "restored": None
        if manifest is None or found.seconds is None
        else {
            "folder": folder,
            "seconds": round(found.seconds, 2),
            "tip": manifest.tip or None,
            "commits": manifest.commits,
            "references": len(manifest.refs),
            "newest": manifest.newest or None,
            "behind": commits,
            "age": age,
        },
    }
    return dumps(fields, indent=2) + "\n"
