"""`plan finalize`: a box is ticked because a command was run, and for no other reason."""

import os
import shlex
import signal
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

from confledger.cli.atomic import replace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.plan.files import Here, here, read
from confledger.cli.streams import put, tell
from confledger.documents.excerpt import excerpt
from confledger.errors import ConfledgerError, nearest
from confledger.git.repository import NotARepository
from confledger.plans.evidence import Run, command_of, recorded
from confledger.plans.items import Item
from confledger.plans.lines import written
from confledger.plans.plan import Plan

_PIECE = 65_536


def parser() -> Parser:
    """Return the parser of `plan finalize`."""
    made = Parser(
        "plan finalize",
        "Run a command for a box. Where it succeeds, the box is ticked, and its line says which "
        "commit it was run on, how it ended, and the digest of what it printed. Without a command, "
        "show those that the plan names (`<!-- evidence: COMMAND -->`); --run runs them.",
        examples=(
            "confledger plan finalize docs/roadmap.md --item 3f2a90b1c4de -- scripts/test",
            "confledger plan finalize docs/roadmap.md --run",
        ),
    )
    made.add_argument("file", metavar="FILE", help="the plan")
    made.add_argument("--item", metavar="ID", help="the box: confledger plan status --items")
    made.add_argument("--run", action="store_true", help="run the commands that the plan names")
    made.add_argument("--dry-run", action="store_true", help="only show what would be run")
    made.add_argument(
        "--allow-dirty", action="store_true", help="also with changes that are not committed"
    )
    made.add_argument(
        "--record-failure", action="store_true", help="where it fails: open the box, and say so"
    )
    made.add_argument(
        "--timeout", metavar="SECONDS", type=_seconds, help="fail when it takes longer"
    )
    return made


def run(arguments: list[str]) -> int:
    """Run what was given; return 1 where a command failed."""
    arguments, command = _split(arguments)
    asked = parser().parse_args(arguments)
    if command and (asked.run or not asked.item):
        raise ConfledgerError(
            "a command is for one box" if not asked.item else "--run takes no command",
            help="confledger plan finalize FILE --item ID -- COMMAND",
        )
    at = here()
    plan = read(at, asked.file)
    work = _work(plan, asked.item, command)
    for item, words in work:
        put(f"{shown(plan.path)}:{item.line + 1} {item.id}: {shown(_masked(words))}\n")
    if asked.dry_run or not (command or asked.run):
        if not command and not asked.run:
            tell("nothing was run: the plan may be somebody else's; --run runs these commands\n")
        return 0
    if at.repository is None or at.repository.top is None:
        raise NotARepository(os.getcwd())
    failed = False
    for item, words in work:
        before = _standing(at, plan)
        if before[2] and not asked.allow_dirty:
            raise ConfledgerError(
                "there are changes that are not committed, so no commit stands for what is run",
                help="commit them, or say --allow-dirty: the line will say so",
            )
        code, digest = _ran(words, os.getcwd() if command else at.root, asked.timeout)
        made = Run(_masked(words), code, *before[:2], digest, dirty=before[2])
        failed |= code != 0
        if code != 0:
            tell(f"exit {code}: {item.id} stays as it is\n" if not asked.record_failure else "")
        if code == 0 or asked.record_failure:
            _record(at, asked.file, item.id, made)
    return int(failed)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    if not arguments[at + 1 :]:
        raise ConfledgerError(
            "there is no command after --",
            help="confledger plan finalize FILE --item ID -- COMMAND",
        )
    return arguments[:at], arguments[at + 1 :]


def _work(plan: Plan, wanted: str | None, command: list[str]) -> list[tuple[Item, list[str]]]:
    """Return each box with the words of its command."""
    if wanted is not None:
        item = _item(plan, wanted)
        if command:
            return [(item, command)]
        items = [item]
    else:
        items = plan.items
    found = []
    for item in items:
        named = command_of(plan, item)
        if named is None:
            continue
        try:
            words = shlex.split(named)
        except ValueError as error:
            raise ConfledgerError(
                f"the command in line {item.line + 1} has a quote that does not end",
                help="mend it in the plan",
            ) from error
        if words:
            found.append((item, words))
    if not found:
        raise ConfledgerError(
            "the plan names no command" + (" for this box" if wanted else ""),
            help="give one: confledger plan finalize FILE --item ID -- COMMAND",
        )
    return found


def _item(plan: Plan, wanted: str) -> Item:
    item = plan.item(wanted)
    if item is None:
        near = nearest(wanted, [one.id for one in plan.items])
        raise ConfledgerError(
            f"the plan has no box {wanted!r}",
            help=f"did you mean {near}?"
            if near
            else f"see `confledger plan status --items {shlex.quote(plan.path)}`",
        )
    return item


def _standing(at: Here, plan: Plan) -> tuple[str, str, bool]:
    """Return the commit, its day, and whether there is more than it has beside the plan."""
    from confledger.git.deltas import has_commits

    assert at.repository is not None
    if not has_commits(at.repository):
        raise ConfledgerError("there is no commit yet", help="commit something first")
    said = at.repository.run("log", "-1", "--format=%H %ct", "HEAD").decode("ascii").split()
    day = datetime.fromtimestamp(int(said[1]), UTC).date().isoformat()
    specs = [":/"]
    if not os.path.isabs(plan.path) and not plan.path.startswith(".."):
        specs.append(f":(top,exclude,literal){plan.path}")
    dirty = bool(at.repository.run("status", "--porcelain", "-z", "--", *specs))
    return said[0], day, dirty


def _ran(words: list[str], folder: str, timeout: float | None) -> tuple[int, str]:
    """Run a command without a shell, pass on what it prints; return its code and the digest."""
    from threading import Timer

    sys.stdout.flush()
    try:
        started = subprocess.Popen(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # With all that it starts, it can be ended.
            start_new_session=True,
        )
    except OSError as error:
        raise ConfledgerError(
            f"{words[0]!r} could not be started: {(error.strerror or '').lower()}",
            help="give a program and its arguments; for a shell: -- sh -c '...'",
        ) from error
    late = Timer(timeout, _end, (started.pid,)) if timeout else None
    if late:
        late.start()
    digest = sha256()
    try:
        assert started.stdout is not None
        while piece := started.stdout.read1(_PIECE):  # type: ignore[attr-defined]
            digest.update(piece)
            tell(piece.decode("utf-8", "replace"))
        code = started.wait()
    except BaseException:
        _end(started.pid)
        started.wait()
        raise
    finally:
        if started.stdout is not None:
            started.stdout.close()
        if late:
            late.cancel()
    return (128 - code if code < 0 else code), digest.hexdigest()


def _end(process: int) -> None:
    try:
        os.killpg(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _record(at: Here, file: str, wanted: str, made: Run) -> None:
    """Write what came of a command, which may have changed the plan: it is read again."""
    plan = read(at, file)
    item = _item(plan, wanted)
    before = written(plan.lines)
    after = written(recorded(plan, item, made))
    if after == before:
        return
    try:
        replace(at.target(file), after)
    except OSError as error:
        raise ConfledgerError(
            f"{file!r} could not be written: {(error.strerror or '').lower()}"
        ) from error


def _masked(words: list[str]) -> str:
    """Return a command as it may be shown and kept."""
    found = excerpt([shlex.join(words)], 1)
    return "" if found is None else found.text


def _seconds(word: str) -> float:
    import argparse

    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError("takes seconds, such as 60")
    return seconds
