"""Mend what can be mended safely, show the difference, and check what remains."""

import os
from copy import copy

from confledger.checks.mending import Mended, identity, mended
from confledger.cli import output, workspace
from confledger.cli.checking import Checking
from confledger.cli.failure import shown
from confledger.cli.options import Options
from confledger.cli.rewrite import rewrite
from confledger.cli.streams import put, tell
from confledger.documents.reencoding import decoded
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE, Entry
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.reports.difference import difference
from confledger.reports.wording import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.git.repository import Repository

_READABLE = ("text", "short")


class Change:
    """One file that is to be mended: its path from the root, its old bytes, and the repairs."""

    __slots__ = ("dialect", "mended", "old", "path")

    def __init__(self, path: str, dialect: str, old: bytes, mended: Mended) -> None:
        self.path = path
        self.dialect = dialect
        self.old = old
        self.mended = mended


def run(options: Options, today: str) -> int | None:
    """Mend the files of the work tree; None when what remains is to be checked, else exit code."""
    _suitable(options)
    command = _command(options, today)
    if command is None:
        return _nothing(options)
    try:
        changes = _changes(command)
    finally:
        command.close()
    assert isinstance(command.snapshot, WorkTreeSnapshot)
    top = command.snapshot.top
    made = [change for change in changes if change.mended.data != change.old]
    if not options.dry_run:
        made, failed = _written(made, top)
    else:
        failed = 0
    _show(made, options)
    for change in changes:
        for finding, why in change.mended.left:
            at = f":{finding.span.line}:{finding.span.column}" if finding.span else ""
            tell(f"not mended: {_here(change, top)}{at} {shown(finding.subject)}: {why}\n")
    if not options.quiet:
        tell(_summary(made, top, dry=options.dry_run))
    if options.dry_run:
        return 1 if made else 0
    if options.staged and made:
        _tell_to_add(made, top)
    return 2 if failed else None


def _suitable(options: Options) -> None:
    """Raise when there is no work tree to mend."""
    for name, given in (("--rev", options.rev), ("--from", options.since)):
        if given is not None:
            raise ConfledgerError(
                f"--fix mends files of the work tree, {name} looks at commits",
                help=f"leave out {name}, or name the files: confledger check --fix PATH",
            )


def _nothing(options: Options) -> int | None:
    if not options.quiet:
        tell("nothing to mend\n")
    return 0 if options.dry_run else None


def _command(options: Options, today: str) -> Checking | None:
    """Return the check of the files on disk; None when there are none to look at."""
    wanted = copy(options)
    wanted.format, wanted.output, wanted.verbose = "text", [], False
    wanted.staged = wanted.files = False
    if options.staged:
        repository = workspace.repository_here()
        if repository is None or repository.top is None:
            return None
        if not options.all:
            wanted.paths = _staged(repository, options.paths)
            if not wanted.paths:
                return None
    return Checking(wanted, today)


def _staged(repository: "Repository", paths: list[str]) -> list[str]:
    """Return what of the next commit is on disk: all of it, or what was named."""
    from confledger.git.deltas import staged

    top = repository.top or ""
    if not paths:
        paths = [os.path.join(top, delta.path) for delta in staged(repository) if delta.after]
    return [path for path in paths if os.path.lexists(path)]


def _changes(command: Checking) -> list[Change]:
    """Return every file with a finding that something might be done about, repaired."""
    findings: dict[str, list[Finding]] = {}
    for finding in command.result().findings:
        findings.setdefault(finding.path, []).append(finding)
    return [
        change
        for path, found in sorted(findings.items())
        if any(one.fix or one.check == "encoding" for one in found)
        and (change := _mended(command, path, found)) is not None
    ]


def _mended(command: Checking, path: str, found: "list[Finding]") -> Change | None:
    state, snapshot = command.state, command.snapshot
    assert isinstance(snapshot, WorkTreeSnapshot)
    # What git was told not to look at is judged as the index has it.
    if snapshot.unwatched(path) or not os.path.lexists(os.path.join(snapshot.top, path)):
        return None
    data = snapshot.read(Entry(path, FILE, None))
    dialect, setting = state.selection.plan(path)
    if not isinstance(data, bytes) or not dialect:
        return None

    def examine(data: bytes) -> "list[Finding]":
        return state.judge.examine(path, dialect, data, setting)[1]

    everything = examine(data)
    # What a waiver accepts, or what is old where only new findings count, is left as it is.
    accepted = {identity(one) for one in everything} - {identity(one) for one in found}
    done = mended(data, dialect, examine, state.limits, accepted=accepted, found=everything)
    return Change(path, dialect, data, done)


def _written(changes: list[Change], top: str) -> tuple[list[Change], int]:
    """Write the files; return those that are written, and how many could not be."""
    made = []
    for change in changes:
        try:
            rewrite(os.path.join(top, change.path), change.old, change.mended.data)
        except ConfledgerError as error:
            tell(f"error: {_here(change, top)}: {shown(str(error))}\n")
            if error.help:
                tell(f"  help: {shown(error.help)}\n")
        else:
            made.append(change)
    return made, len(changes) - len(made)


def _show(changes: list[Change], options: Options) -> None:
    """Print the differences; beside what a program reads, on standard error."""
    answer = options.format in _READABLE
    colour = answer and output.coloured(options.color)
    text = "".join(
        difference(
            change.path,
            decoded(change.old, change.dialect),
            decoded(change.mended.data, change.dialect),
            colour=colour,
        )
        for change in changes
    )
    if text:
        # What remains follows, after a blank line.
        (put if answer else tell)(text if options.dry_run else f"{text}\n")


def _summary(changes: list[Change], top: str, *, dry: bool) -> str:
    """Say what was done in each file, and how much that is."""
    if not changes:
        return "nothing to mend\n"
    lines = [
        f"{_here(change, top)}: {shown('; '.join(change.mended.repairs))}\n" for change in changes
    ]
    count = sum(len(change.mended.repairs) for change in changes)
    repairs = plural(count, "repair", "repairs")
    where = plural(len(changes), "file", "files")
    end = "; nothing was written" if dry else ""
    return "".join(lines) + f"{repairs} in {where}{end}\n"


def _here(change: Change, top: str) -> str:
    """Return the path of a file as seen from the current folder."""
    return shown(os.path.relpath(os.path.join(os.path.realpath(top), change.path)))


def _tell_to_add(changes: list[Change], top: str) -> None:
    """Say what is missing before the commit holds the repairs."""
    from shlex import join

    paths = [os.path.relpath(os.path.join(os.path.realpath(top), one.path)) for one in changes]
    tell(f"the files were mended, not what is staged: git add {shown(join(paths))}\n")
