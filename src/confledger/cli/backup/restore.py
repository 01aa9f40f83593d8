"""The action `backup restore`: a repository as it was, in a folder where nothing was."""

import os

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.backup.chain import Link
    from confledger.backup.manifest import Manifest
    from confledger.backup.rebuilding import Fresh
    from confledger.cli.backup.bringing import Brought

_ABOUT = """\
Make a repository of a backup and of those that it follows: branches, tags and all other
references, HEAD, the work tree, the ledger, and the settings of git that are known to be
harmless. It goes into a new or empty folder, and nothing is there before all of it is."""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import choosing, keys, places

    made = Parser(
        "backup restore",
        _ABOUT,
        examples=(
            "confledger backup restore ../shop --from /mnt/backups --identity keys.txt",
            "confledger backup restore ../shop --at 2026-01-31 --from git:offsite",
        ),
        meant={"--to": "the folder is an argument: confledger backup restore [NAME] FOLDER"},
    )
    choosing.add_to(made, at=True)
    made.add_argument(
        "folder", metavar="FOLDER", help="where the repository is to be: a new folder"
    )
    places.add_to(made, option="--from", several=False)
    keys.add_identities(made)
    made.add_argument("--dry-run", action="store_true", help="say what would be restored, only")
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Restore it."""
    asked = parser().parse_args(arguments)
    from confledger.backup import proof, record
    from confledger.backup.chain import chain
    from confledger.cli.backup import bringing, choosing, keys
    from confledger.cli.backup.verify import here, place_of
    from confledger.cli.failure import shown
    from confledger.cli.streams import tell

    before = bringing.came_from(asked.folder)
    if not before:
        bringing.free(asked.folder)
    repository = here()
    place = place_of(asked, repository)
    links = chain(place, choosing.chosen(place, asked))
    if before == links[-1].header.id:
        tell(f"note: {shown(asked.folder)} was restored from {links[-1].name} before\n")
        return 0
    folder = bringing.free(asked.folder)
    if asked.dry_run:
        return _planned(asked, links, folder)

    def proved(brought: "Brought") -> None:
        behind = proof.since(repository, brought.manifest) if repository else None
        bringing.remember(place, links[-1], brought, record.RESTORE, behind)

    identities = keys.identities(asked)
    _report(
        *(asked, links, folder),
        bringing.brought(place, links, identities, folder, _compared, proved),
    )
    return 0


def _compared(repository: "Fresh", manifest: "Manifest") -> list[str]:
    """Compare what came back; a ledger that cannot be used is made again by git."""
    from confledger.backup import proof
    from confledger.backup.private_state import LEDGER

    fault = proof.ledger_fault(repository, manifest)
    notes = proof.verify(repository, manifest, quick=True, ledger=False)
    if fault is not None:
        os.unlink(os.path.join(repository.cache_dir, LEDGER))
        notes.append(f"{fault}; it is not restored, and is made again when it is needed")
    return notes


def _planned(asked: "Namespace", links: "list[Link]", folder: str) -> int:
    from confledger.cli.failure import shown
    from confledger.cli.streams import put

    last = links[-1].header
    if asked.format == "json":
        put(_json({"version": 1, "dry_run": True, "folder": folder, **_of(links)}))
        return 1
    lines = [f"would restore {last.name()} to {shown(folder)}"]
    lines += [f"  {one.name}, {one.header.payload / 1e6:,.1f} MB" for one in links]
    lines.append(f"  the newest commit is of {last.newest or 'no time: there is none'}")
    put("".join(f"{line}\n" for line in lines))
    return 1


def _report(asked: "Namespace", links: "list[Link]", folder: str, brought: "Brought") -> None:
    from confledger.backup.private_state import JOURNAL
    from confledger.cli.failure import shown
    from confledger.cli.streams import put, tell

    manifest = brought.manifest
    notes = [*manifest.notes, *brought.notes]
    if asked.format == "json":
        fields = {"version": 1, "dry_run": False, "folder": folder, **_of(links)}
        fields |= {"tip": manifest.tip or None, "seconds": round(brought.seconds, 1)}
        put(_json({**fields, "notes": notes}))
        return
    branch = manifest.head.removeprefix("ref: ").removeprefix("refs/heads/")
    at = f"{manifest.tip[:10]} of {manifest.newest}" if manifest.tip else "no commit yet"
    at += f", on {branch}" if manifest.head != manifest.tip else ", on no branch"
    put(
        f"restored {shown(folder)} in {brought.seconds:.1f} s\n"
        f"  at {shown(at)}: {manifest.commits:,} commits, {len(manifest.refs):,} references\n"
    )
    for note in notes:
        tell(f"note: {shown(note)}\n")
    if manifest.member(JOURNAL):
        tell("note: the journal that was inside is in its git directory: confledger/restored\n")
    tell("hooks are code, and not inside: confledger git install\n")


def _of(links: "list[Link]") -> "dict[str, object]":
    last = links[-1].header
    return {
        "name": links[-1].name,
        "id": last.id,
        "chain": [one.name for one in links],
        "newest": last.newest or None,
    }


def _json(fields: "dict[str, object]") -> str:
    from json import dumps

    return dumps(fields, indent=2) + "\n"
