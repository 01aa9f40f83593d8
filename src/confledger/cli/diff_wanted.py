"""Which two states the command line of `diff` names: revisions, the index, or files on disk."""

import os

from confledger.cli import diff_named, workspace
from confledger.cli.diff_sides import Sides
from confledger.cli.workspace import LIMIT
from confledger.errors import ConfledgerError
from confledger.git import pairs
from confledger.git.deltas import common_ancestor
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import (
    CommitSnapshot,
    IndexSnapshot,
    RevisionNotFound,
    Snapshot,
    resolve,
)

_TO_FILES = "put `--` before names of files, and revisions before it"


class Wanted:
    """What the command line asks for."""

    def __init__(self) -> None:
        self.names: list[str] = []
        # What stood behind `--`; None without one.
        self.literal: list[str] | None = None
        self.staged = False
        self.since: str | None = None
        self.until: str | None = None


def sides_of(wanted: Wanted) -> tuple[Sides, list[str]]:
    """Return what is compared, and the files or folders to which that is restricted."""
    repository = workspace.repository_here()
    names, literal = wanted.names, wanted.literal
    loose = len(names) == 2 and literal is None and not wanted.staged and wanted.since is None
    if loose and all(diff_named.is_file(repository, name) for name in names):
        return diff_named.named(repository, *names), []
    if repository is None:
        if len(names) == 2 and not wanted.staged and wanted.since is None:
            missing = next(name for name in names if not os.path.exists(name))
            raise ConfledgerError(
                f"there is no file or folder {missing!r}",
                help="outside of a repository, two files or two folders are compared",
            )
        raise NotARepository(os.getcwd())
    if wanted.since is not None or wanted.until is not None:
        end = wanted.until or "HEAD"
        base = common_ancestor(repository, wanted.since or "HEAD", end)
        name = f"merge base of {wanted.since or 'HEAD'} and {end}"
        return _commits(repository, base, end, name), [*names, *(literal or [])]
    revisions, rest = _revisions(repository, names, literal)
    if wanted.staged and len(revisions) > 1:
        raise ConfledgerError(
            "what is staged is compared with one revision", help="name one, or leave out --staged"
        )
    if len(revisions) == 2:
        (one, name), (two, _) = revisions
        made = _commits(repository, one, two, name)
    else:
        given = revisions[0][0] if revisions else None
        made = _open(repository, given, staged=wanted.staged)
    return made, [*rest, *(literal or [])]


def _commits(repository: Repository, one: str, two: str, name: str) -> Sides:
    made = Sides(name, two)
    made.repository = repository
    before = CommitSnapshot(repository, one, LIMIT)
    after = CommitSnapshot(repository, two, LIMIT)
    made.before, made.after, made.settings = before, after, after
    made.pairs = pairs.of_trees(repository, before.tree, after.tree)
    return made


def _open(repository: Repository, base: str | None, *, staged: bool) -> Sides:
    """Return the index or the work tree beside a commit, or beside nothing before the first."""
    try:
        before = CommitSnapshot(repository, base or "HEAD", LIMIT)
        name = base or "HEAD"
    except RevisionNotFound:
        start = pairs.head(repository)
        if base is not None or start == "HEAD":
            raise
        before, name = CommitSnapshot(repository, start, LIMIT), "nothing"
    if repository.top is None:
        raise ConfledgerError(
            "this repository has no work tree here",
            help="name two revisions: confledger diff HEAD~1 HEAD",
        )
    made = Sides(name, "index" if staged else "work tree")
    made.repository, made.before = repository, before
    if staged:
        after: Snapshot = IndexSnapshot(repository, LIMIT)
        made.pairs = pairs.of_index(repository, before.tree)
    else:
        after = workspace.work_tree(repository)
        made.others = repository.start("ls-files", "-o", "-z", "--full-name", "--exclude-standard")
        made.disk = True
        made.pairs = pairs.of_disk(repository, before.tree)
    made.after = made.settings = after
    return made


def _revisions(
    repository: Repository, names: list[str], literal: list[str] | None
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the revisions that come first, each with its name for people, and the rest."""
    found: list[tuple[str, str]] = []
    for at, name in enumerate(names):
        # In a git directory, `HEAD` is a file as well.
        there = literal is None and repository.top is not None and os.path.lexists(name)
        if there and ("/" in name or "." in name):
            return found, _there(names[at:])
        one, dots, two = name.partition("..")
        try:
            if dots and two.startswith("."):
                one, two = one or "HEAD", two[1:] or "HEAD"
                base = common_ancestor(repository, one, two)
                found += [(base, f"merge base of {one} and {two}"), (two, two)]
            elif dots:
                one, two = one or "HEAD", two or "HEAD"
                for part in (one, two):
                    resolve(repository, part, "tree")
                found += [(one, one), (two, two)]
            else:
                resolve(repository, name, "tree")
                if there:
                    raise ConfledgerError(
                        f"{name!r} is both a revision and a file here", help=_TO_FILES
                    )
                found.append((name, name))
        except RevisionNotFound:
            if there:
                return found, _there(names[at:])
            if literal is not None or dots:
                raise
            raise _neither(name) from None
        if len(found) > 2:
            raise ConfledgerError("two revisions are compared, not more", help="name one or two")
    return found, []


def _there(names: list[str]) -> list[str]:
    """Return names of files that are all on disk; raise for one that is mistyped."""
    for name in names:
        if not os.path.lexists(name) and not any(mark in name for mark in "*?["):
            raise _neither(name)
    return names


def _neither(name: str) -> ConfledgerError:
    return ConfledgerError(
        f"{name!r} is neither a revision nor a file here",
        help="put `--` before names of files that are gone",
    )


def matcher(sides: Sides, paths: list[str]) -> "Callable[[str], bool]":
    """Return what says whether a path, from the root, is among those that were asked for."""
    if not paths or sides.repository is None:
        return lambda path: True
    top = sides.repository.top
    wanted = [one.rstrip("/") if top is None else workspace.relative(one, top) for one in paths]
    globs = [one for one in wanted if any(mark in one for mark in "*?[")]
    from confledger.checks import globs as patterns

    matches = patterns.matcher(globs) if globs else None

    def within(path: str) -> bool:
        if any(not one or path == one or path.startswith(f"{one}/") for one in wanted):
            return True
        return matches is not None and matches(path)

    return within


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
