"""What a repository is at one moment: its references, read once, and what they reach."""

import os

from confledger.backup.manifest import Manifest
from confledger.errors import ConfledgerError
from confledger.git.history import boundary
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

_FORM = "%00".join(
    "%(" + one + ")"
    for one in (
        *("objectname", "objecttype", "committerdate:unix", "*objectname", "*objecttype"),
        *("*committerdate:unix", "symref", "refname"),
    )
)
_GITLINK = b"160000"
_KEYS = ("AGE-SECRET-KEY-1", "PRIVATE KEY-----")
# Of a list of files, a million of them: a few trees can say that they hold any number.
_MOST_PATHS = 64 << 20
_CHUNK = 1 << 16
# So many paths are named.
_FEW = 3


class Incomplete(ConfledgerError):
    """The repository itself does not have everything."""

    def __init__(self, why: str, help: str) -> None:
        super().__init__(f"a backup of this clone would not be whole: {why}", help=help)


def read(repository: Repository, *, allow_shallow: bool = False) -> Manifest:
    """Return a manifest without a place in a chain and without members; raise Incomplete.

    Whatever is committed or collected meanwhile: the backup is of what is read here.
    """
    made = Manifest()
    made.object_format = _said(repository, "rev-parse", "--show-object-format") or "sha1"
    made.bare = repository.top is None
    made.shallow = sorted(boundary(repository))
    if _is_partial(repository):
        raise Incomplete(
            "it is a partial one, without all files of older commits",
            "make the backup in a full clone, or get the rest: git fetch --refetch --no-filter",
        )
    if made.shallow and not allow_shallow:
        raise Incomplete(
            "it is shallow, without older commits",
            "git fetch --unshallow; or, if what is here is all you want: --allow-shallow",
        )
    newest = _references(repository, made)
    _head(repository, made)
    if made.tip:
        newest.append(int(_said(repository, "log", "-1", "--format=%ct", made.tip, "--")))
    made.tips = sorted({*made.tips, *([made.tip] if made.tip else [])})
    made.newest = moment(max(newest)) if newest else ""
    made.commits = int(_of_all(repository, made, "--count")[0]) if made.tips else 0
    made.repository = _roots(repository, made)
    made.notes = _notes(repository, made)
    return made


def base_on(repository: Repository, made: Manifest, base: Manifest) -> list[str]:
    """Let a manifest follow another one; return the ids that the bundle need not have.

    What the repository does not have any more cannot be left out by it.
    """
    made.kind = "incremental"
    made.base = base.id
    made.number = base.number + 1
    ids = sorted({*base.refs.values(), *base.tips})
    asked = "".join(f"{one}\n" for one in ids).encode()
    said = repository.fed(asked, "cat-file", "--batch-check=%(objecttype)")
    kinds = said.decode("ascii").splitlines()
    there = [one for one, kind in zip(ids, kinds, strict=True) if not kind.endswith("missing")]
    tips = set(base.tips)
    made.prerequisites = [one for one in there if one in tips]
    return there


def moment(seconds: int) -> str:
    """Return a time as manifests have it."""
    from datetime import UTC, datetime

    # A commit may claim any time at all.
    seconds = min(max(seconds, 0), 253402300799)
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _references(repository: Repository, made: Manifest) -> list[int]:
    """Note all references; return when the commits at their ends were made."""
    times = []
    for line in repository.run("for-each-ref", f"--format={_FORM}").split(b"\n"):
        if not line:
            continue
        oid, kind, time, peeled, peeled_kind, peeled_time, symref, ref = map(
            os.fsdecode, line.split(b"\0")
        )
        if symref:
            made.symrefs[ref] = symref
            continue
        made.refs[ref] = oid
        if "commit" in (kind, peeled_kind):
            made.tips.append(oid if kind == "commit" else peeled)
            times.append(int(time or peeled_time or 0))
    return times


def _head(repository: Repository, made: Manifest) -> None:
    """Note what HEAD says, and the commit there, as the references have it that were read."""
    try:
        name = os.fsdecode(repository.run("symbolic-ref", "HEAD").rstrip(b"\n"))
    except GitFailed:
        made.head = made.tip = _said(repository, "rev-parse", "--verify", "HEAD^{commit}")
        return
    made.head = f"ref: {name}"
    made.tip = made.refs.get(name, "")


def _roots(repository: Repository, made: Manifest) -> list[str]:
    """Return all root commits; first the one of the mainline, by which a repository is known."""
    if not made.tips:
        return []
    roots = sorted(_of_all(repository, made, "--max-parents=0", heads=True))
    if not made.tip:
        return roots
    line = _said(repository, "rev-list", "--first-parent", "--max-parents=0", made.tip, "--")
    first = line.split()[:1]
    return [*first, *(one for one in roots if one not in first)]


def _of_all(repository: Repository, made: Manifest, *asked: str, heads: bool = False) -> list[str]:
    """Ask `git rev-list` of what all references reach, or only branches where there are some."""
    branches = [oid for ref, oid in made.refs.items() if ref.startswith("refs/heads/")]
    tips = sorted({*branches, *([made.tip] if made.tip else [])}) if heads else []
    given = "".join(f"{one}\n" for one in tips or made.tips).encode()
    return repository.fed(given, "rev-list", *asked, "--stdin").decode("ascii").split()


def _notes(repository: Repository, made: Manifest) -> list[str]:
    """Return what somebody who relies on this backup should know."""
    notes = []
    if made.shallow:
        notes.append("the clone was shallow: commits before its boundary are not inside")
    if "refs/stash" in made.refs:
        notes.append("of the stash, only its newest entry is inside")
    if not made.tip:
        return notes
    submodules, pointers = 0, False
    running = repository.start("ls-tree", "-r", "-z", "--full-tree", made.tip)
    try:
        parts = []
        while part := running.output.read(_CHUNK):
            parts.append(part)
            if len(parts) > _MOST_PATHS // _CHUNK:
                return [*notes, "there are too many files to say what is not inside"]
        running.wait()
    finally:
        running.end()
    for line in b"".join(parts).split(b"\0"):
        submodules += line.startswith(_GITLINK)
        pointers = pointers or line.endswith(b".gitattributes")
    if submodules:
        notes.append(f"submodules: {submodules}, whose repositories are not inside")
    if pointers and _found(repository, made.tip, "filter=lfs", ":(glob)**/.gitattributes"):
        notes.append("files kept by Git LFS are not inside, only what points to them")
    if keys := _found(repository, made.tip, *_KEYS):
        some = ", ".join(map(repr, keys[:_FEW]))
        more = f" and {len(keys) - _FEW} more" if len(keys) > _FEW else ""
        notes.append(
            f"committed, and so inside as in every clone: what looks like keys: {some}{more}"
        )
    return notes


def _found(repository: Repository, tip: str, *words: str) -> list[str]:
    """Return files that have one of some words; the last one may be a pathspec."""
    paths = [word for word in words if word.startswith(":(")]
    wanted = [part for word in words if word not in paths for part in ("-e", word)]
    try:
        said = repository.run(
            "grep", "-z", "-l", "-I", "-F", "--no-textconv", *wanted, tip, "--", *paths
        )
    except GitFailed as error:
        if error.code == 1:
            return []
        raise
    return [os.fsdecode(one).partition(":")[2] for one in said.split(b"\0") if one]


def _is_partial(repository: Repository) -> bool:
    try:
        repository.run(
            "config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"
        )
    except GitFailed as error:
        if error.code == 1:
            return False
        raise
    return True


def _said(repository: Repository, *arguments: str) -> str:
    return os.fsdecode(repository.run(*arguments)).strip()
