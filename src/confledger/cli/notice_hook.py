"""One line on what a merge, a switch of branches or a rebase brought; silent if nothing.

It runs after git has done its work, so it never fails, and never takes long: of very many
files only the number is told.
"""

import os
import signal
import sys
import time
from posixpath import commonpath
from shlex import quote

from confledger.checks.globs import belonging
from confledger.cli.changed_keys import States, by_weight, key, keys, some
from confledger.cli.failure import report, shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.deltas import Delta, of_trees
from confledger.git.repository import Repository, discover
from confledger.git.snapshot import CommitSnapshot
from confledger.settings import ALTERNATIVES, FILE

# More files than this are only counted.
_MOST_FILES = 2000
# Seconds after which no further file is read, and after which everything ends.
_ENOUGH = 2.0
_AT_LAST = 10
# The commits of so many files are looked for by their names.
_NAMED = 200
_MANAGERS = (".pre-commit-config.yaml", ".pre-commit-config.yml", "prek.toml")
# Written by programs about what they fetched.
_LOCKED = (".lock", "-lock.json", "-lock.yaml", ".lock.json")
_UNFINISHED = ("rebase-merge", "rebase-apply", "BISECT_LOG", "sequencer")
_LIMIT = 10 * 1024 * 1024


class Brought:
    """From which commit to which; and how a person asks git for the rest."""

    def __init__(self, old: str, new: str, ask: str, *, counted: bool = False) -> None:
        self.old = old
        self.new = new
        self.ask = ask
        self.counted = counted


def run(arguments: list[str]) -> int:
    """Say what there is to say on standard error; return 0 whatever happens."""
    try:
        if hasattr(signal, "alarm"):
            signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
            signal.alarm(_AT_LAST)
        stage, *rest = arguments or _of_a_manager()
        repository = discover(os.getcwd())
        brought = _brought(repository, stage, rest)
        line = None if brought is None else _line(repository, brought)
        if line is not None:
            tell(f"confledger: {shown(line)}\n")
    except (ConfledgerError, OSError, KeyboardInterrupt):
        # git has done what it was asked for, and the next command will tell what is wrong.
        return 0
    except Exception as error:
        report(error)
    return 0


def _of_a_manager() -> list[str]:
    """Return stage and arguments as pre-commit and prek tell them: in the environment."""
    given = os.environ
    if "PRE_COMMIT_CHECKOUT_TYPE" in given:
        names = ("FROM_REF", "TO_REF", "CHECKOUT_TYPE")
        return ["post-checkout", *[given.get(f"PRE_COMMIT_{name}", "") for name in names]]
    if "PRE_COMMIT_REWRITE_COMMAND" in given:
        return ["post-rewrite", given["PRE_COMMIT_REWRITE_COMMAND"]]
    # Of a merge, prek says something only where it is a squash.
    squash = {given.get(f"PRE_COMMIT_{name}") for name in ("IS_SQUASH_MERGE", "SQUASH_MERGE")}
    return ["post-merge", "0" if "PRE_COMMIT" in given and "1" not in squash else "1"]


def _brought(repository: Repository, stage: str, rest: list[str]) -> Brought | None:
    """Return what there may be to tell; None for what the user did on purpose."""
    if stage == "post-merge" and rest[:1] == ["0"]:
        ask = "git log -p ORIG_HEAD.."
        return Brought("ORIG_HEAD", "HEAD", ask, counted=True)
    if stage == "post-checkout" and len(rest) == 3 and rest[2] == "1":
        # A new clone or work tree has no commit before; a rebase, a bisection goes on.
        if not rest[0].strip("0") or rest[0] == rest[1]:
            return None
        if any(os.path.exists(os.path.join(repository.git_dir, name)) for name in _UNFINISHED):
            return None
        return Brought(rest[0], rest[1], "git diff @{-1} HEAD")
    if stage == "post-rewrite" and rest[:1] == ["rebase"]:
        old, new = _tips()
        return Brought(old or "ORIG_HEAD", new or "HEAD", "git diff ORIG_HEAD HEAD")
    return None


def _tips() -> tuple[str, str]:
    """Return the last commit that was rewritten, and what became of it; git lists them all."""
    if sys.stdin.isatty():
        return "", ""
    words = (sys.stdin.read().splitlines() or [""])[-1].split()
    return (words[0], words[1]) if len(words) >= 2 else ("", "")


def _line(repository: Repository, brought: Brought) -> str | None:
    """Return what is to be said; None for nothing."""
    old = CommitSnapshot(repository, brought.old, _LIMIT)
    new = CommitSnapshot(repository, brought.new, _LIMIT)
    try:
        if old.tree == new.tree:
            return None
        deltas = of_trees(repository, old.tree, new.tree)
        try:
            states = States(old, new)
        except ConfledgerError:
            if not any(one.path in (FILE, *ALTERNATIVES) for one in deltas):
                raise
            return "the settings changed, and cannot be used: run `confledger settings`"
        ours = _ours(states)
        files = [
            one
            for one in states.configuration(deltas)
            if not any(one.path in names for names in ours.values())
            and not one.path.lower().endswith(_LOCKED)
        ]
        told = _counted(states, files) if len(files) <= _MOST_FILES else _only_counted(files)
    finally:
        old.close()
        new.close()
    if told:
        if brought.counted:
            told[-1] += _commits(repository, brought, files)
        told[-1] += f"; see {brought.ask} -- {_where(files)}"
    paths = {one.path for one in deltas}
    changed = [what for what, names in ours.items() if not paths.isdisjoint(names)]
    if changed:
        # Not all of it works by itself.
        told.insert(0, f"{' and '.join(changed)} changed (run `confledger doctor`)")
    return ", ".join(told) or None


def _ours(states: States) -> dict[str, set[str]]:
    """Return the files that say what is checked and how, which are told apart from the rest."""
    return {
        "settings": {states.settings.file or FILE},
        "schemas": states.selection.schema_paths(states.settings.vendored),
        "hooks": set(_MANAGERS),
    }


def _counted(states: States, files: list[Delta]) -> list[str]:
    """Read the files, and say how many keys changed where, and which of them are risky."""
    environments = belonging(states.settings.environments)
    counts: dict[str, int] = {}
    risks: dict[str, dict[str, None]] = {}
    total, touched, started, whole = 0, 0, time.monotonic(), True
    for one in states.changed(files):
        number = 0
        if one.before is not None and one.after is not None:
            number = len({(change.document, key(change)) for change in one.changes})
        total, touched = total + number, touched + bool(number)
        for name in environments(one.path) if number else ():
            counts[name] = counts.get(name, 0) + number
        for risk, changes in one.risks.items():
            risks.setdefault(risk, {}).update(dict.fromkeys(keys(changes)))
        if time.monotonic() - started > _ENOUGH:
            whole = False
            break
    told = []
    if total:
        told.append(("" if whole else "at least ") + _keys(total, touched, counts))
    for risk, names in sorted(risks.items(), key=by_weight):
        told.append(f"{len(names)} {risk} ({some(list(names), 3)})")
    for word, number in (
        ("added", sum(1 for one in files if one.before is None)),
        ("removed", sum(1 for one in files if one.after is None)),
    ):
        if number:
            told.append(f"{number:,} file{'s' if number > 1 else ''} {word}")
    return told


def _keys(total: int, touched: int, counts: dict[str, int]) -> str:
    """Write how many keys changed, and in which environments; a file may be part of several."""
    text = f"{total:,} key{'s' if total > 1 else ''} changed"
    if len(counts) == 1 and total in counts.values():
        return f"{text} in {next(iter(counts))}"
    if counts:
        text += " (" + ", ".join(f"{name} {counts[name]:,}" for name in counts) + ")"
    elif touched > 1:
        text += f" in {touched:,} files"
    return text


def _only_counted(files: list[Delta]) -> list[str]:
    return [f"{len(files):,} files of configuration changed, too many to look at here"]


def _commits(repository: Repository, brought: Brought, files: list[Delta]) -> str:
    """Say how many commits it were that touch these files."""
    asked = ["rev-list", "--count", "--no-merges", f"{brought.old}..{brought.new}", "--"]
    paths = [f":(top,literal){one.path}" for one in files[:_NAMED]] if len(files) <= _NAMED else []
    number = int(repository.run(*asked, *paths))
    return f", by {number:,} commit{'s' if number > 1 else ''}" if number else ""


def _where(files: list[Delta]) -> str:
    """Return the one file, or the folder that all are in."""
    paths = [one.path for one in files]
    common = paths[0] if len(paths) == 1 else commonpath(paths)
    return quote(common or ".")
