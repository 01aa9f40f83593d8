"""Fetch again what was fetched, and say what changed in what it accepts."""

from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.schema_add import store
from confledger.cli.schema_writing import Tree
from confledger.cli.streams import put
from confledger.errors import ConfledgerError, nearest
from confledger.schema_files import lock, vendoring
from confledger.schema_files.catalogue import named
from confledger.schema_files.compat import narrowed
from confledger.schema_files.download import Bounds, fetch
from confledger.schema_files.gathering import Document, SchemaUnusable, gather, parsed, verify
from confledger.schema_files.lock import CHANGED, MISSING, Locked
from confledger.schema_files.settings_text import Addition, with_entries
from confledger.settings import FILE, Settings

_MOST = 20


def run(arguments: list[str]) -> int:
    """Update vendored schemas; with --check return 1 when something differs."""
    parser = Parser(
        "schema update",
        "Fetch again every schema that was fetched, or those named, and say what changed. What\n"
        "was changed here by hand is never overwritten without --force.",
        examples=(
            "confledger schema update --check",
            "confledger schema update github-workflow --dry-run",
        ),
    )
    parser.add_argument(
        "names", metavar="NAME", nargs="*", help="name in the catalogue, address, or file"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when something differs"
    )
    parser.add_argument("--force", action="store_true", help="overwrite what was changed here")
    parser.add_argument("--dry-run", "-n", action="store_true", help="only say what would be done")
    asked = parser.parse_args(arguments)
    tree = Tree()
    settings = workspace.settings_of(tree.snapshot).settings
    locked = lock.read(tree.snapshot.find)
    if not locked:
        raise ConfledgerError(
            f"nothing was fetched: there is no {lock.LOCK}", help="confledger schema add NAME"
        )
    chosen = _chosen(asked.names, locked, tree)
    gathered = _gathered(chosen)
    fetched = {one: document for some in gathered.values() for one, document in some.items()}
    differing, in_the_way = _told(chosen, fetched, tree, locked, settings)
    if asked.check:
        return int(differing)
    if in_the_way and not asked.force:
        raise vendoring.InTheWay(
            f"{in_the_way[0]} was changed here since it was fetched",
            help="nothing was written; to give up that change: --force",
        )
    files: dict[str, str] = {}
    for root, documents in gathered.items():
        known = {**settings.vendored, **files}
        known |= {address: one.file for address, one in locked.items()}
        files |= vendoring.placed(documents, locked[root].file, known)
    new = {address: file for address, file in files.items() if address not in locked}
    if not asked.force:
        vendoring.verify_free(new, fetched, locked, tree.snapshot.find)
    store(tree, files, fetched, locked)
    if new:
        _note(tree, settings, new)
    tree.settle(diffs=(settings.file or FILE,), dry=asked.dry_run)
    return 0


def _chosen(names: list[str], locked: dict[str, Locked], tree: Tree) -> list[Locked]:
    """Return what is locked under the names; all without any."""
    if not names:
        return [locked[address] for address in sorted(locked)]
    found: dict[str, Locked] = {}
    for name in names:
        entry = named(name)
        address = (entry.address or "" if entry else name).partition("#")[0]
        file = name if "://" in name else tree.within(name)
        some = [one for one in locked.values() if address == one.address or file == one.file]
        if not some:
            known = [one.file for one in locked.values()]
            close = nearest(name, known)
            raise ConfledgerError(
                f"{name!r} is not in {lock.LOCK}",
                help=f"did you mean {close!r}?" if close else "see `confledger schema list`",
            )
        found |= {one.address: one for one in some}
    return [found[address] for address in sorted(found)]


def _gathered(chosen: list[Locked]) -> dict[str, dict[str, Document]]:
    """Fetch each, with what it refers to, by its address; raise when one is no usable schema."""
    bounds = Bounds()
    pages: dict[str, bytes] = {}

    def once(address: str) -> bytes:
        if address not in pages:
            pages[address] = fetch(address, bounds)
        return pages[address]

    found: dict[str, dict[str, Document]] = {}
    for one in chosen:
        found[one.address] = gather(one.address, once)
        verify(one.address, found[one.address])
    return found


def _told(
    chosen: list[Locked],
    fetched: dict[str, Document],
    tree: Tree,
    locked: dict[str, Locked],
    settings: Settings,
) -> tuple[bool, list[str]]:
    """Print what differs; return whether something does, and what was changed here."""
    differing = changed = False
    in_the_way = []
    before = {address: tree.content(one.file) for address, one in locked.items()}
    for one in chosen:
        here, now = before[one.address], fetched[one.address].raw
        state = one.state(here)
        if state == MISSING:
            put(f"{shown(one.file)}: missing\n")
        elif state == CHANGED:
            put(f"{shown(one.file)}: changed here since it was fetched\n")
            if here != now:
                in_the_way.append(one.file)
        if one.state(now) == CHANGED:
            put(f"{shown(one.file)}: changed at {one.address}\n")
            changed = True
        differing = differing or state != lock.SAME or one.state(now) != lock.SAME
    for address in fetched:
        if address not in locked:
            differing = True
            put(f"{address}: referred to now, and not vendored\n")
    if changed:
        names = {address: one.file for address, one in locked.items()}
        _changes(names, before, fetched, formats=settings.formats)
    if not differing:
        put(f"{len(chosen)} schema{'s' * (len(chosen) != 1)}: all as they were fetched\n")
    return differing, in_the_way


def _changes(
    names: dict[str, str],
    before: dict[str, bytes | None],
    fetched: dict[str, Document],
    *,
    formats: bool,
) -> None:
    """Print what the new versions refuse, each place once, and whether they accept more."""

    def old(other: str) -> object:
        raw = before.get(other)
        return None if raw is None else parsed(other, raw)

    def new(other: str) -> object:
        return fetched[other].content if other in fetched else old(other)

    narrower: dict[str, str] = {}
    wider = False
    for address, document in fetched.items():
        try:
            was = old(address)
        except SchemaUnusable:
            continue
        if was is None:
            continue
        one, two = (was, old), (document.content, new)
        for change in narrowed(one, two, address, formats=formats):
            home, mark, pointer = change.pointer.partition("#")
            if not mark:
                home, pointer = address, change.pointer
            narrower[f"{names.get(home, home)}#{pointer}"] = change.sentence()
        wider = wider or bool(narrowed(two, one, address, formats=formats))
    for place in sorted(narrower)[:_MOST]:
        put(f"  - {shown(place)}: {narrower[place]}\n")
    if len(narrower) > _MOST:
        put(f"  - and {len(narrower) - _MOST} more breaking changes\n")
    if not narrower:
        said = "more is accepted than before" if wider else "what is accepted is the same"
        put(f"  nothing that was accepted is refused; {said}\n")


def _note(tree: Tree, settings: Settings, files: dict[str, str]) -> None:
    """Plan to name new documents in the settings."""
    file = settings.file
    if file is None or file.endswith(".toml"):
        return
    raw = tree.content(file) or b""
    text = raw.decode("utf-8", "surrogateescape")
    changed = with_entries(text, Addition(vendored=files), file)
    tree.change(file, changed.encode("utf-8", "surrogateescape"))
