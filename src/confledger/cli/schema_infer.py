"""Write a schema that fits the files that there are, as something to begin with."""

from json import dumps

from confledger.checks.globs import matcher
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.schema_writing import Tree
from confledger.cli.streams import put, tell
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.schema_files.infer import inferred
from confledger.schema_files.settings_text import Addition, with_entries, yaml_lines
from confledger.schema_files.vendoring import InTheWay
from confledger.settings import FILE, Settings


def run(arguments: list[str]) -> int:
    """Infer one schema; return the exit code."""
    parser = Parser(
        "schema infer",
        "Write one schema that all these files fit: loose, and marked as inferred. Values are not\n"
        "copied, but words that recur many times; nothing that may be a secret is.",
        examples=(
            "confledger schema infer envs/*.yaml",
            "confledger schema infer envs/*.yaml --to schemas/env.json --paths 'envs/*.yaml'",
        ),
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="a file, or a glob in quotes")
    parser.add_argument("--to", metavar="FILE", help="write it there (default: to standard output)")
    parser.add_argument(
        "--paths",
        metavar="GLOB",
        action="append",
        default=[],
        help="with --to, also give it to these files in confledger.yaml; may be repeated",
    )
    parser.add_argument("--force", action="store_true", help="overwrite what is there")
    parser.add_argument("--dry-run", "-n", action="store_true", help="only say what would be done")
    asked = parser.parse_args(arguments)
    if asked.paths and asked.to is None:
        raise ConfledgerError("--paths needs a file to name", help="add --to FILE")
    tree = Tree()
    settings = workspace.settings_of(tree.snapshot).settings
    documents = []
    for path in _named(asked.files, tree):
        documents += _documents(path, tree, settings)
    if not documents:
        raise ConfledgerError("there is nothing in these files", help="name others")
    text = dumps(inferred(documents), indent=2, ensure_ascii=False) + "\n"
    if asked.to is None:
        put(text)
        return 0
    file = tree.within(asked.to)
    there = tree.content(file)
    if there is not None and there != text.encode() and not asked.force:
        raise InTheWay(f"{file} is there", help="name another, or overwrite it with --force")
    tree.change(file, text.encode())
    if asked.paths:
        _settings(Addition(vendored={}, paths=asked.paths, schema=file), tree, settings)
    tree.settle(diffs=(settings.file or FILE,), dry=asked.dry_run)
    number = len(documents)
    tell(
        f"inferred from {number} document{'s' * (number != 1)}; look at it before you rely on it\n"
    )
    return 0


def _named(files: list[str], tree: Tree) -> list[str]:
    """Return the paths of the files, and of what fits the globs, from the root."""
    found: dict[str, None] = {}
    for name in files:
        if any(mark in name for mark in "*?[{"):
            fits = matcher([name])
            inside = [path for path in tree.snapshot.entries() if fits(path)]
            if not inside:
                raise ConfledgerError(
                    f"no tracked file fits {name!r}", help="globs count from the root"
                )
            found |= dict.fromkeys(inside)
            continue
        path = tree.within(name)
        if tree.content(path) is None:
            raise ConfledgerError(f"there is no file {name!r}", help="check the spelling")
        found[path] = None
    return list(found)


def _documents(path: str, tree: Tree, settings: Settings) -> list[tuple[str, object]]:
    """Return the documents of a file with their dialect; raise when it cannot be read."""
    dialect = Selection(settings).dialect(path)
    if dialect is None:
        raise ConfledgerError(
            f"{shown(path)} has no name of a configuration file",
            help="say what it is under `dialects` in confledger.yaml",
        )
    loaded = load(tree.content(path) or b"", dialect, workspace.limits_of(settings))
    worst = [one for one in loaded.problems if one.kind != "encoding"]
    if worst:
        span = worst[0].span
        at = f":{span.line}:{span.column}" if span else ""
        raise ConfledgerError(f"{shown(path)}{at}: {worst[0].message}", help=worst[0].help)
    return [(dialect, document) for document in loaded.documents if document is not None]


def _settings(addition: Addition, tree: Tree, settings: Settings) -> None:
    file = settings.file or FILE
    if file.endswith(".toml"):
        raise ConfledgerError(
            f"nothing is put into {file}",
            help="leave out --paths, and add it by hand:\n" + yaml_lines(addition),
        )
    text = (tree.content(file) or b"").decode("utf-8", "surrogateescape")
    changed = with_entries(text, addition, file)
    tree.change(file, changed.encode("utf-8", "surrogateescape"))
