"""Runs a case once to count its moments, and then once for each of them, to its death."""

import os
import shutil
import sys
from pathlib import Path

from crashes.case import Case
from crashes.interposed import Interposed, Moment, full, kill

# What lets the superuser read and write whatever the mode of a file says (capability.h).
_CAPABILITIES = (1, 2, 3)
_DROP_BOUND, _VERSION_3 = 24, 0x20080522


class Tally:
    """What came of it all; `wrong` has a line for each thing that did not hold."""

    def __init__(self) -> None:
        self.kills = 0
        self.violations = 0
        self.stuck = 0
        self.wrong: list[str] = []

    def add(self, other: "Tally") -> None:
        """Add another one."""
        self.kills += other.kills
        self.violations += other.violations
        self.stuck += other.stuck
        self.wrong += other.wrong


def killed(case: Case, folder: Path, *, every: int = 1, first: int = 1) -> Tally:
    """Kill a case at every moment, or at each so many; return what came of it."""
    folder.mkdir(parents=True)
    template = folder / "template"
    template.mkdir()
    case.prepare(template)
    moments = _counted(case, template, folder / "count")
    tally = Tally()
    for at in range(first, len(moments) + 1, every):
        _one(case, template, folder / f"at-{at}", at, moments[at - 1], tally)
    return tally


def _one(case: Case, template: Path, root: Path, at: int, moment: Moment, tally: Tally) -> None:
    _copied(template, root)
    tally.kills += 1
    said = f"{case.name}, {at}: {moment[1]} {moment[0]}"
    code = _forked(case, root, at)
    died = code == -9
    if not (died or case.full or case.hindered):
        tally.violations += 1
        tally.wrong.append(f"{said}: it ended with {code} and was not killed")
    if (case.full or case.hindered) and code not in (-9, 0, 2):
        tally.violations += 1
        tally.wrong.append(f"{said}: it ended with {code}")
    for one in case.at_death(root):
        tally.violations += 1
        tally.wrong.append(f"{said}: {one}")
    if case.before_recovery is not None:
        case.before_recovery(root)
    refused = 2 if case.done(root) else 0
    code = _forked(case, root, 0)
    wrong = [f"the next run ended with {code}"] if code not in (0, refused) else []
    wrong += case.recovered(root)
    if wrong:
        tally.stuck += 1
        tally.wrong += [f"{said}, then: {one}" for one in wrong]
    shutil.rmtree(root, ignore_errors=True)
    shutil.rmtree(f"{root}.tmp", ignore_errors=True)


def _counted(case: Case, template: Path, root: Path) -> list[Moment]:
    """Return the moments of a run that nobody stops."""
    _copied(template, root)
    _forked(case, root, -1)
    listed = Path(f"{root}.tmp/moments").read_text(encoding="utf-8", errors="surrogateescape")
    shutil.rmtree(root)
    found = [line.rpartition("\t") for line in listed.splitlines()]
    return [(operation, when) for operation, _, when in found]


def _copied(template: Path, root: Path) -> None:
    shutil.copytree(template, root, symlinks=True)
    Path(f"{root}.tmp").mkdir(exist_ok=True)


def _forked(case: Case, root: Path, at: int) -> int:
    """Run the command in a process of its own; its exit code, or minus the signal.

    It is stopped at a moment from 1; 0 stands for never, -1 for writing down all of them.
    """
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = _run(case, root, at)
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _run(case: Case, root: Path, at: int) -> int:
    import tempfile

    out = os.open(f"{root}.said", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if os.geteuid() == 0:
        _as_anybody()
    os.chdir(root)
    os.environ["TMPDIR"] = tempfile.tempdir = f"{root}.tmp"
    os.environ["HOME"] = f"{root}.tmp"
    arguments = case.arguments(root)
    interposed = Interposed(at, kill)
    if case.full:
        interposed._act = full(interposed)
    if at:
        _watch(interposed, case, root)
    sys.argv = ["confledger", *arguments]
    from confledger.cli.entry import main

    code = main()
    if at < 0:
        listed = "".join(f"{one}\t{when}\n" for one, when in interposed.moments)
        Path(f"{root}.tmp/moments").write_text(listed, encoding="utf-8", errors="surrogateescape")
    return code


def _watch(interposed: Interposed, case: Case, root: Path) -> None:
    if case.meanwhile is not None:
        real, meanwhile = interposed.moment, case.meanwhile

        def moment(operation: str, when: str) -> None:
            interposed._within = True
            meanwhile(root, (operation, when))
            interposed._within = False
            real(operation, when)

        interposed.moment = moment  # type: ignore[method-assign]  # as one that is told
    inside = f"{root}/"
    interposed.install(lambda path: os.path.isabs(path) and not f"{path}/".startswith(inside))


def _as_anybody() -> None:
    """Give up, for us and all that we start, what makes the superuser deaf to permissions."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    for one in _CAPABILITIES:
        libc.prctl(_DROP_BOUND, one, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_VERSION_3, 0)
    held = (ctypes.c_uint32 * 6)()
    libc.capget(header, held)
    for at in (0, 1):
        # Effective and permitted; the second half is of capabilities from 32 on.
        held[at] &= ~sum(1 << one for one in _CAPABILITIES)
    libc.capset(header, held)
