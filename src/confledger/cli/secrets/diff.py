"""Say what a change of encrypted files comes to, values hidden; keys only on request."""

import os

from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git import deltas
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import RevisionNotFound, Snapshot, resolve
from confledger.secrets import sops_file
from confledger.secrets.masked import Change, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.secrets.place import Place
    from confledger.secrets.sops_file import SopsFile


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets diff",
        "Say what changed in encrypted files: which values, who can read them, whether the data\n"
        "key and the MAC are new. No value is shown, and no key is needed; with one, it is told\n"
        "whether a new ciphertext hides a new value. Exit code 1 where something changed.",
        examples=(
            "confledger secrets diff",
            "confledger secrets diff --staged",
            "confledger secrets diff main HEAD -- secrets/",
            "confledger secrets diff HEAD~1 --with-keys secrets/prod.yaml",
        ),
    )
    made.add_argument(
        "names",
        metavar="REV|PATH",
        nargs="*",
        help="one revision to compare the files on disk with (default: HEAD), or two; then files "
        "or folders",
    )
    made.add_argument(
        "--staged", action="store_true", help="compare what is staged, not the files on disk"
    )
    made.add_argument(
        "--with-keys",
        action="store_true",
        help="decrypt both sides in memory, to tell values that changed from those that were only "
        "encrypted again; this is noted down",
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print what changed; return 1 if anything did."""
    literal = arguments[arguments.index("--") + 1 :] if "--" in arguments else None
    asked = parser().parse_args(arguments)
    from confledger.cli.secrets.place import here

    place = here()
    repository = place.repository
    if repository is None:
        raise NotARepository(os.getcwd())
    given = list(asked.names)
    if literal:
        given = given[: len(given) - len(literal)]
    revisions = _revisions(repository, given, literal)
    paths = given[len(revisions) :] + (literal or [])
    if asked.staged and len(revisions) > 1:
        raise ConfledgerError(
            "what is staged is compared with one revision", help="name one, or leave out --staged"
        )
    wanted = [_below(place, one) for one in paths]
    found = _changes(place, repository, revisions, wanted, asked.staged, asked.with_keys)
    if asked.format == "json":
        _print_json(found)
    else:
        put(_text(found))
    return int(bool(found))


def _revisions(repository: Repository, given: list[str], literal: list[str] | None) -> list[str]:
    """Return the commits that come first; what is a file too is one, unless `--` says no."""
    found: list[str] = []
    for name in given:
        if literal is None and os.path.lexists(name):
            break
        one, dots, two = name.partition("..")
        try:
            if dots and not two.startswith("."):
                found += [resolve(repository, part or "HEAD", "commit") for part in (one, two)]
            else:
                found.append(resolve(repository, name, "commit"))
        except RevisionNotFound:
            if literal is not None or len(found) > 1:
                raise
            raise ConfledgerError(
                f"{name!r} is neither a revision nor a file here",
                help="put `--` before names of files that are gone",
            ) from None
    if len(found) > 2:
        raise ConfledgerError("two revisions are compared, not more", help="name one or two")
    return found


def _changes(
    place: "Place",
    repository: Repository,
    revisions: list[str],
    wanted: list[str],
    staged: bool,
    with_keys: bool,
) -> dict[str, list[Change]]:
    """Return what changed in each encrypted file, by path."""
    before, after, found = _sides(place, repository, revisions, staged)
    key = os.urandom(32)
    changes: dict[str, list[Change]] = {}
    pairs: dict[str, tuple[SopsFile | None, SopsFile | None]] = {}
    try:
        for path in found:
            one, two = _file(before, path), _file(after, path)
            if any(side is not None and side.metadata is not None for side in (one, two)):
                pairs[path] = (one, two)
        old = _renamed(repository, pairs, revisions, staged=staged)
        for path, (one, two) in pairs.items():
            if path in old.values() or (wanted and not _is_below(path, wanted)):
                continue
            listed = []
            if path in old:
                one = pairs[old[path]][0]
                listed.append(Change("~", "renamed", f"renamed from {old[path]}"))
            if with_keys and one is not None and two is not None:
                listed += _with_keys(place, one, two, key)
            else:
                listed += compare(one, two)
            if listed:
                changes[path] = listed
    finally:
        for side in (before, after):
            if side is not None:
                side.close()
    return changes


def _sides(
    place: "Place", repository: Repository, revisions: list[str], staged: bool
) -> tuple[Snapshot | None, Snapshot, list[str]]:
    """Return both sides and the paths that differ; before the first commit, all are new."""
    from confledger.git.snapshot import CommitSnapshot, IndexSnapshot

    most = sops_file.MOST_BYTES
    names = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules")
    if len(revisions) == 2:
        one, two = (CommitSnapshot(repository, name, most) for name in revisions)
        return one, two, _paths(repository.run("diff-tree", "-r", *names, *revisions, "--"))
    after = IndexSnapshot(repository, most) if staged else place.tree
    if not revisions and not deltas.has_commits(repository):
        return None, after, _paths(repository.run("ls-files", "-z", "--full-name"))
    base = revisions[0] if revisions else "HEAD"
    cached = ("--cached",) if staged else ()
    raw = repository.run("diff-index", *cached, *names, base, "--")
    return CommitSnapshot(repository, base, most), after, _paths(raw)


def _paths(raw: bytes) -> list[str]:
    return sorted(set(os.fsdecode(raw).split("\0")[:-1]))


def _renamed(
    repository: Repository,
    pairs: "dict[str, tuple[SopsFile | None, SopsFile | None]]",
    revisions: list[str],
    *,
    staged: bool,
) -> dict[str, str]:
    """Return what each renamed file was called, as far as it is one of the pairs."""
    new = {path for path, (one, two) in pairs.items() if one is None and two is not None}
    gone = {path for path, (_, two) in pairs.items() if two is None}
    if not new or not gone:
        return {}
    base = revisions[0] if revisions else "HEAD"
    end = revisions[1] if len(revisions) == 2 else None
    found = deltas.moved(repository, base, end=end, cached=staged)
    return {path: old for path, old in found.items() if path in new and old in gone}


def _is_below(path: str, wanted: list[str]) -> bool:
    return any(not one or f"{path}/".startswith(f"{one}/") for one in wanted)


def _file(side: Snapshot | None, path: str) -> "SopsFile | None":
    """Return a file of one side; one that cannot be read is told of, and counts as none."""
    found = None if side is None else side.find(path)
    data = None if found is None else found[1]
    if not isinstance(data, bytes):
        return None
    if not sops_file.looks_encrypted(data, sops_file.store_of(path)) and b"sops" not in data:
        # Without its metadata it still may be what an encrypted file was.
        if sops_file.store_of(path) == sops_file.BINARY:
            return None
    try:
        return sops_file.read(data, path)
    except sops_file.Unreadable as fault:
        tell(shown(f"note: {path} cannot be read on one side: {fault.reason}") + "\n")
        return None


def _with_keys(place: "Place", before: "SopsFile", after: "SopsFile", key: bytes) -> list[Change]:
    """Compare two versions with what is behind their ciphertexts, which is in memory only."""
    from confledger.secrets.compared import compare_with

    old, new = _tags(place, before, key), _tags(place, after, key)
    return compare_with(before, after, old, new)


def _tags(
    place: "Place", file: "SopsFile", key: bytes
) -> "dict[tuple[int, tuple[str | int, ...]], bytes]":
    from confledger.cli.secrets import access
    from confledger.cli.secrets.versions import verify_opening
    from confledger.secrets.compared import tags

    if file.metadata is None:
        return tags(file, key)
    verify_opening(place, file, f"{file.path!r} of one side")
    access.note(place, "diff", file.path, data=file.data)
    with place.sops(file).decrypt(file.data, file.store) as plain:
        try:
            return tags(sops_file.read(plain.reveal(), file.path, file.store), key)
        except sops_file.Unreadable:
            pass
    raise ConfledgerError(f"{file.path!r} cannot be read when it is decrypted")


def _below(place: "Place", given: str) -> str:
    """Return a path of the command line from the root, without a slash at its end."""
    from confledger.cli.workspace import relative

    return relative(given, place.top).rstrip("/")


def _text(found: dict[str, list[Change]]) -> str:
    lines = []
    for path, changes in found.items():
        lines.append(path)
        lines += [f"  {one.line()}" for one in changes]
    return "".join(f"{shown(line)}\n" for line in lines) or "no encrypted file changed\n"


def _print_json(found: dict[str, list[Change]]) -> None:
    from json import dumps

    from confledger.location import pointer

    files = [
        {
            "path": path,
            "changes": [
                {
                    "kind": one.kind,
                    "document": one.document,
                    "pointer": None if one.path is None else pointer(one.path),
                    "message": one.text,
                    "serious": one.sign == "!",
                }
                for one in changes
            ],
        }
        for path, changes in found.items()
    ]
    put(dumps({"version": 1, "files": files}, indent=2) + "\n")
