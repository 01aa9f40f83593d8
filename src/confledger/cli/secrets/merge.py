"""Merge two versions of an encrypted file, value by value: for git, and after a conflict."""

import os

from confledger.cli.failure import shown
from confledger.cli.parser import Parser, one_of
from confledger.cli.secrets.versions import NotMerged, Versions
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed, Running, environment
from confledger.git.repository import Repository
from confledger.reports.wording import plural
from confledger.secrets.merge import OURS, THEIRS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.secrets.merging import Outcome
    from confledger.cli.secrets.place import Place
    from confledger.git.snapshot import CommitSnapshot

# What git gives a driver: ancestor, ours, theirs, and the path; the result goes into ours.
_OF_GIT = 4


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets merge",
        "Merge two versions of an encrypted file, value by value, and make its MAC good again.\n"
        "No plain text is written anywhere. After `confledger git install`, git runs this by\n"
        "itself; after a conflict it is run with the names of files, to decide for one side.",
        examples=(
            "confledger secrets merge --prefer theirs secrets/prod.yaml",
            "confledger secrets merge %O %A %B %P     as merge.NAME.driver in git's configuration",
        ),
    )
    made.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="files in conflict; or the four that git gives to a merge driver",
    )
    made.add_argument(
        "--prefer",
        metavar="OURS|THEIRS",
        type=one_of((OURS, THEIRS), "side"),
        help="what both sides changed is taken from this one: ours or theirs",
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    return made


def run(arguments: list[str]) -> int:
    """Merge; return 0 where nothing is left to decide, else 1."""
    asked = parser().parse_args(arguments)
    from confledger.cli.secrets.place import Place, here

    place = here()
    head = _head(place)
    try:
        if head is not None:
            # On disk, rules may be merged with theirs already, which nobody has agreed to.
            place = Place(place.repository, place.tree, head)
        return _run(place, asked)
    finally:
        if head is not None:
            head.close()


def _head(place: "Place") -> "CommitSnapshot | None":
    """Return what is committed on our side; None where nothing is."""
    from confledger.git.snapshot import CommitSnapshot, RevisionNotFound

    if place.repository is None:
        return None
    try:
        return CommitSnapshot(place.repository, "HEAD", place.tree.limit)
    except RevisionNotFound:
        return None


def _run(place: "Place", asked: "Namespace") -> int:
    if len(asked.files) == _OF_GIT and asked.prefer is None and not asked.dry_run:
        return _drive(place, *asked.files)
    repository = place.repository
    if repository is None:
        raise ConfledgerError("there is no git repository here", help="run it in a clone")
    codes = [
        _again(place, repository, place.path(one), asked.prefer, dry=asked.dry_run)
        for one in asked.files
    ]
    return max(codes)


def _drive(place: "Place", base: str, ours: str, theirs: str, path: str) -> int:
    """Merge as git asks for it: the result replaces our file, whole, or it stays as it is."""
    from confledger.cli.atomic import replace

    try:
        versions = Versions(place, path, *(_bytes(one) for one in (base, ours, theirs)))
        if not versions.encrypted:
            return _as_text(base, ours, theirs, path)
        from confledger.cli.secrets.merging import merged

        outcome = merged(versions)
    except ConfledgerError as error:
        tell(_failed(path, error))
        return 1
    replace(ours, outcome.data)
    tell(_told(path, outcome, "merged"))
    return 1 if outcome.conflicts else 0


def _again(
    place: "Place", repository: Repository, path: str, prefer: str | None, *, dry: bool
) -> int:
    """Merge a file that git left in conflict, from what its index has."""
    versions = _versions(place, repository, path)
    from confledger.cli.secrets.merging import merged

    try:
        outcome = merged(versions, prefer=prefer)
    except NotMerged as error:
        raise NotMerged(f"{path}: {error}", help=error.help) from None
    if not dry:
        place.write(path, outcome.data)
    put(_told(path, outcome, "would be merged" if dry else "merged", prefer))
    if outcome.conflicts and prefer is None:
        return 1
    if not dry:
        put(f"to go on: git add {shown(path)}\n")
    return 0


def _versions(place: "Place", repository: Repository, path: str) -> Versions:
    """Return the versions of a file in conflict; raise ConfledgerError where it is in none."""
    raw = repository.run("ls-files", "-u", "-z", "--full-name", "--", f":(top,literal){path}")
    stages: dict[str, bytes] = {}
    for record in os.fsdecode(raw).split("\0")[:-1]:
        _, oid, stage = record.partition("\t")[0].split(" ")
        stages[stage] = repository.run("cat-file", "blob", oid)
    if "2" not in stages or "3" not in stages:
        raise ConfledgerError(
            f"{path!r} is in no conflict" if not stages else f"{path!r} was removed on one side",
            help="see `git status`",
        )
    try:
        versions = Versions(place, path, stages.get("1", b""), stages["2"], stages["3"])
    except NotMerged as error:
        raise NotMerged(f"{path}: {error}", help=error.help) from None
    if not versions.encrypted:
        raise ConfledgerError(f"{path!r} is not encrypted", help=f"git mergetool -- {path}")
    return versions


def _as_text(base: str, ours: str, theirs: str, path: str) -> int:
    """Merge a file that is not encrypted as git would without us."""
    from confledger.cli.atomic import replace

    labels = ("-L", f"ours: {path}", "-L", "base", "-L", f"theirs: {path}")
    running = Running([], ["merge-file", "-p", *labels, ours, base, theirs], environment())
    data = running.output.read()
    try:
        running.wait()
    except GitFailed as failed:
        # So many conflicts there are; with 255, it could not be merged at all.
        if not 0 < failed.code < 128:
            tell(_failed(path, failed))
            return 1
        replace(ours, data)
        return 1
    replace(ours, data)
    return 0


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} cannot be read: {(error.strerror or '').lower()}",
            help="git gives the paths of three versions",
        ) from None


def _told(path: str, outcome: "Outcome", done: str, prefer: str | None = None) -> str:
    """Return what a merge brought, and what is left to decide."""
    lines = [f"{path}: {done}, value by value"]
    if outcome.conflicts and prefer is None:
        number = plural(len(outcome.conflicts), "place", "places")
        lines = [f"{path}: {done} but for {number} that both sides changed, where it has ours"]
    lines += [f"  {note}" for note in outcome.notes]
    if outcome.conflicts and prefer is not None:
        lines.append(f"  of what both sides changed, {prefer} was taken:")
        lines += [f"    {one.line()}" for one in outcome.conflicts]
    elif outcome.conflicts:
        lines += [f"  conflict: {one.line()}" for one in outcome.conflicts]
        lines.append(f"  help: keep ours: git add {path}")
        lines.append(f"        or take theirs: confledger secrets merge --prefer theirs {path}")
    return "".join(f"{shown(line)}\n" for line in lines)


def _failed(path: str, error: ConfledgerError) -> str:
    lines = [f"{path}: not merged, and left as ours: {error}"]
    if error.help:
        lines.append(f"  help: {error.help}")
    return "".join(f"{shown(line)}\n" for line in lines)
