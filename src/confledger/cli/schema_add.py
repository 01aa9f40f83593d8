"""Fetch a schema, store it with its digest, and give it to files."""

import os

from confledger.cli import workspace
from confledger.cli.parser import Parser
from confledger.cli.schema_writing import Tree
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest
from confledger.schema_files import lock, vendoring
from confledger.schema_files.catalogue import Entry, entries, named
from confledger.schema_files.download import Bounds, fetch
from confledger.schema_files.gathering import Document, gather, verify
from confledger.schema_files.settings_text import Addition, toml_lines, with_entries, yaml_lines
from confledger.schema_files.subschemas import references
from confledger.settings import FILE, Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: list[str]) -> int:
    """Add one schema; return the exit code."""
    parser = Parser(
        "schema add",
        "Fetch a schema with all that it refers to, store it, note its digest, and give it to\n"
        "files. This and `schema update` are the only commands that use the network.",
        examples=(
            "confledger schema add github-workflow",
            "confledger schema add https://example.org/app.schema.json --paths 'apps/**/*.yaml'",
        ),
    )
    parser.add_argument(
        "source",
        metavar="NAME|ADDRESS|FILE",
        nargs="?",
        help="name in the catalogue (see `schema list`), https address, or file",
    )
    parser.add_argument(
        "--paths",
        metavar="GLOB",
        action="append",
        default=[],
        help="files it is for; may be repeated (default: those that the catalogue names)",
    )
    parser.add_argument(
        "--to", metavar="FILE", help=f"where to store it (default: in {vendoring.FOLDER}/)"
    )
    parser.add_argument(
        "--named", action="store_true", help="every schema that files name by an address"
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--no-settings", action="store_true", help="leave confledger.yaml alone")
    parser.add_argument("--dry-run", "-n", action="store_true", help="only say what would be done")
    asked = parser.parse_args(arguments)
    if (asked.source is None) != asked.named:
        raise ConfledgerError(
            "what is to be added?", help="name one schema, or --named for all that files name"
        )
    tree = Tree()
    found = workspace.settings_of(tree.snapshot)
    failed = 0
    if asked.named:
        addition, failed = _all_named(asked, tree, found.settings)
    else:
        entry = named(asked.source)
        if "://" in asked.source or entry is not None:
            addition = _fetched(asked, entry, tree, found.settings)
        else:
            addition = _local(asked, tree)
    if asked.no_settings:
        by_hand = f"to use it, put this into {found.settings.file or FILE}:\n"
        by_hand += yaml_lines(addition)
    else:
        by_hand = ""
        _settings(addition, tree, found.settings)
    tree.settle(diffs=(found.settings.file or FILE,), dry=asked.dry_run)
    put(by_hand)
    return int(failed > 0)


def _all_named(asked: "Namespace", tree: Tree, settings: Settings) -> tuple[Addition, int]:
    """Plan every schema that files name and that is not vendored; tell which cannot be had."""
    from confledger.cli.schema_list import addresses_named

    vendored = dict(settings.vendored)
    locked = lock.read(tree.snapshot.find)
    failed = 0
    for address in addresses_named(tree.snapshot, settings):
        try:
            documents = _documents(address)
            first = next(iter(documents))
            file = _free_name(vendoring.file_name(first), first, vendored)
            files = vendoring.placed(documents, file, vendored)
            if not asked.force:
                vendoring.verify_free(files, documents, locked, tree.snapshot.find)
        except ConfledgerError as error:
            failed += 1
            tell(f"not added: {error}\n")
            continue
        store(tree, files, documents, locked)
        vendored |= files
    return Addition(vendored=vendored), failed


def _free_name(file: str, address: str, vendored: dict[str, str]) -> str:
    """Return a file that no other address has."""
    stem, dot, suffix = file.rpartition(".")
    number = 2
    while any(path == file and one != address for one, path in vendored.items()):
        file = f"{stem}-{number}{dot}{suffix}"
        number += 1
    return vendored.get(address, file)


def _documents(address: str) -> dict[str, Document]:
    """Fetch a schema with all that it refers to, and try it."""
    bounds = Bounds()
    documents = gather(address, lambda one: fetch(one, bounds))
    verify(address, documents)
    return documents


def _fetched(asked: "Namespace", entry: Entry | None, tree: Tree, settings: Settings) -> Addition:
    """Plan the files of a schema from the network, and its lock; return what to set."""
    address = asked.source if entry is None else entry.address
    if address is None:
        raise ConfledgerError(
            f"no schema of {asked.source!r} is published that we know of",
            help="write one: confledger schema infer FILE ...",
        )
    documents = _documents(address)
    first = next(iter(documents))
    if asked.to is not None:
        file = tree.within(asked.to)
    else:
        file = settings.vendored.get(first) or vendoring.file_name(
            first, None if entry is None else entry.name
        )
    elsewhere = settings.vendored.get(first, file)
    if elsewhere != file:
        raise vendoring.InTheWay(
            f"{first} is vendored already, as {elsewhere}",
            help="to move it, move the file, and name its new place in the settings",
        )
    files = vendoring.placed(documents, file, settings.vendored)
    locked = lock.read(tree.snapshot.find)
    if not asked.force:
        vendoring.verify_free(files, documents, locked, tree.snapshot.find)
    store(tree, files, documents, locked)
    paths = asked.paths
    if not paths and entry is not None:
        paths = _present(entry, tree)
    return Addition(vendored=files, paths=paths, schema=address)


def store(
    tree: Tree,
    files: dict[str, str],
    documents: dict[str, Document],
    locked: dict[str, lock.Locked],
) -> None:
    """Plan to write documents to their files, and to lock them."""
    for one, path in files.items():
        tree.change(path, documents[one].raw)
        locked[one] = lock.Locked.of(one, path, documents[one].raw)
    tree.change(lock.LOCK, lock.written(locked))


def _present(entry: Entry, tree: Tree) -> list[str]:
    """Return the globs of an entry that fit a file of the repository; all when none does."""
    from confledger.checks.globs import matcher

    paths = list(tree.snapshot.entries())
    globs = entry.paths()
    return [glob for glob in globs if any(map(matcher([glob]), paths))] or globs


def _local(asked: "Namespace", tree: Tree) -> Addition:
    """Plan a schema that is a file already; return what to set."""
    try:
        with open(asked.source, "rb") as opened:
            raw = opened.read()
    except OSError as error:
        names = [entry.name for entry in entries()]
        close = nearest(asked.source, names)
        raise ConfledgerError(
            f"there is no schema {asked.source!r} in the catalogue, and no such file",
            help=f"did you mean {close!r}?" if close else "name an address, https://...",
        ) from error
    if not asked.paths:
        raise ConfledgerError(
            "a file needs to be told which files it is for", help="add --paths GLOB"
        )
    try:
        file = tree.within(asked.source)
    except ConfledgerError:
        file = f"{vendoring.FOLDER}/{os.path.basename(asked.source)}"
    if asked.to is not None:
        file = tree.within(asked.to)
    there = tree.content(file)
    if there is not None and there != raw and not asked.force:
        raise vendoring.InTheWay(
            f"{file} is there, and something else",
            help="name another file with --to, or overwrite it with --force",
        )
    # With a folder of its own, so that nothing else is at its address.
    address = "https://file.invalid/" + os.path.basename(asked.source)
    document = Document(asked.source, raw)
    if not any(references(document.content, address)):
        verify(address, {address: document})
    tree.change(file, raw)
    return Addition(vendored={}, paths=asked.paths, schema=file)


def _settings(addition: Addition, tree: Tree, settings: Settings) -> None:
    """Plan to put what is missing into the settings."""
    file = settings.file or FILE
    if file.endswith(".toml"):
        lacking = any(settings.vendored.get(a) != p for a, p in addition.vendored.items())
        if lacking or addition.paths:
            raise ConfledgerError(
                f"nothing is put into {file}",
                help="nothing was changed; add this by hand, then use --no-settings:\n"
                + "".join(f"    {line}\n" for line in toml_lines(addition).splitlines()),
            )
        return
    raw = tree.content(file) or b""
    text = raw.decode("utf-8", "surrogateescape")
    changed = with_entries(text, addition, file)
    if changed != text:
        tree.change(file, changed.encode("utf-8", "surrogateescape"))
