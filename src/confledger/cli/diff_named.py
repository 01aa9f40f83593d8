"""Two files or two folders that `diff` compares, wherever they are, and standard input."""

import os

from confledger.cli import workspace
from confledger.cli.diff_sides import Held, Sides
from confledger.cli.workspace import LIMIT
from confledger.errors import ConfledgerError
from confledger.git.blobs import Blobs, TooLarge
from confledger.git.pairs import Pair
from confledger.git.repository import Repository
from confledger.git.snapshot import FILE, CommitSnapshot, Entry, Unreadable, blob_id, resolve
from confledger.git.work_tree import WorkTreeSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.snapshot import Content

STDIN = "-"
# What is read where no name says it; YAML has JSON in it.
_PIPED = "input.yaml"


def is_file(repository: Repository | None, name: str) -> bool:
    """Whether a name is a file, a folder, standard input, or a file of a revision."""
    if name == STDIN or os.path.exists(name):
        return True
    revision, colon, path = name.partition(":")
    return bool(repository is not None and colon and revision and path)


def named(repository: Repository | None, one: str, two: str) -> Sides:
    """Return two files or two folders, wherever they are."""
    folders = [os.path.isdir(name) for name in (one, two)]
    made = Sides(one, two)
    made.repository = None
    # Those of the repository that we stand in, or of the folder above that has some.
    made.settings = (
        workspace.work_tree(repository)
        if repository is None or repository.top is not None
        else CommitSnapshot(repository, "HEAD", LIMIT)
    )
    made.folders = _below(repository, one), _below(repository, two)
    if all(folders):
        _fold(made, one, two)
    elif any(folders):
        raise ConfledgerError(
            "a folder and a file are not compared", help="name two files, or two folders"
        )
    elif one == two == STDIN:
        raise ConfledgerError("standard input is one side at most", help="name a file as well")
    else:
        # The names of a pipe and of standard input say nothing.
        names = [_name(name) if _telling(name) else None for name in (one, two)]
        old = Entry(names[0] or names[1] or _PIPED, FILE, None)
        new = Entry(names[1] or names[0] or _PIPED, FILE, None)
        made.before = Held({old.path: _content(repository, one)})
        made.after = Held({new.path: _content(repository, two)})
        # As everywhere, what is compared with nothing is new, or gone.
        empty = [name == os.devnull for name in (one, two)]
        made.pairs = [Pair(None if empty[0] else old, None if empty[1] else new)]
        made.named = True
        made.folder = made.folders[1]
    return made


def _telling(name: str) -> bool:
    """Whether the name of a file, also of one in a revision, says what is in it."""
    return os.path.isfile(name) or (name != STDIN and not os.path.exists(name))


def _name(name: str) -> str:
    """Return the last step of a path, or of one in a revision."""
    path = name if os.path.exists(name) else name.rpartition(":")[2]
    return os.path.basename(os.path.normpath(path))


def _below(repository: Repository | None, name: str) -> str:
    """Return the folder of a file from the root, where it lies in the repository."""
    if repository is None or repository.top is None or name == STDIN:
        return ""
    if not os.path.exists(name):
        return os.path.dirname(name.partition(":")[2])
    try:
        path = workspace.relative(name, repository.top)
    except ConfledgerError:
        return ""
    return path if os.path.isdir(name) else os.path.dirname(path)


def _content(repository: Repository | None, name: str) -> "Content":
    """Read a file, standard input, or a file of a revision."""
    if name != STDIN and not os.path.exists(name):
        assert repository is not None
        revision, _, path = name.partition(":")
        tree = resolve(repository, revision, "tree")
        blobs = Blobs(repository, LIMIT)
        try:
            held = blobs.one(f"{tree}:{path}")[1]
        finally:
            blobs.close()
        if held is None:
            raise ConfledgerError(
                f"there is no file {path!r} in {revision!r}",
                help=f"see what there is: git ls-tree -r --name-only {revision}",
            )
        return held if isinstance(held, (bytes, TooLarge)) else Unreadable("its object is damaged")
    try:
        with open(0 if name == STDIN else name, "rb", closefd=name != STDIN) as file:
            data = file.read(LIMIT + 1)
    except OSError as error:
        raise ConfledgerError(
            f"{name!r} could not be read: {(error.strerror or '').lower()}"
        ) from error
    return data if len(data) <= LIMIT else TooLarge(len(data))


def _fold(made: Sides, one: str, two: str) -> None:
    """Pair the files of two folders: by their paths, and those that only moved by their content."""
    before = WorkTreeSnapshot(None, os.path.abspath(one), LIMIT)
    after = WorkTreeSnapshot(None, os.path.abspath(two), LIMIT)
    made.before, made.after = before, after
    old, new = before.entries(), after.entries()
    gone = {path: entry for path, entry in old.items() if path not in new}
    came = {path: entry for path, entry in new.items() if path not in old}
    by_content: dict[str, list[Entry]] = {}
    for entry, content in before.stream(list(gone.values())):
        if isinstance(content, bytes) and content:
            by_content.setdefault(blob_id(content), []).append(entry)
    found = [Pair(entry, new[path]) for path, entry in old.items() if path in new]
    moved = set()
    for entry, content in after.stream(list(came.values())):
        same = by_content.get(blob_id(content)) if isinstance(content, bytes) else None
        source = same.pop(0) if same else None
        if source is not None:
            moved.add(source.path)
        found.append(Pair(source, entry))
    found += [Pair(entry, None) for path, entry in gone.items() if path not in moved]
    made.pairs = sorted(found, key=lambda pair: pair.path)
