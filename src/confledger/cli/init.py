"""Look at a repository, and write settings and hooks for it: the first minute of a user."""

import os
import sys

from confledger.cli import git_hooks, init_report, init_write, known
from confledger.cli.failure import shown
from confledger.cli.init_files import Plan, plan
from confledger.cli.init_pre_commit import FILE as PRE_COMMIT
from confledger.cli.init_survey import look
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import hanging, put, tell
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository, discover

HOOKS = ("pre-commit", "prek", "git", "none")


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "init",
        "Look at a repository and propose confledger.yaml, a hook in .pre-commit-config.yaml,\n"
        "and .gitattributes. Nothing is written before its diff is shown, and all of it can be\n"
        "taken back. What is wrong already stops nobody: only new problems do.",
        examples=(
            "confledger init --dry-run    what is there, and what would be written",
            "confledger init --yes && git commit -am 'config: Adopt confledger'",
        ),
        meant={"--force": "`init` keeps what is there; to write without asking: --yes"},
    )
    made.add_argument("--yes", action="store_true", help="write without asking")
    made.add_argument("--dry-run", action="store_true", help="show everything, write nothing")
    made.add_argument(
        "--hooks",
        metavar="HOW",
        type=one_of(HOOKS, "way to run hooks"),
        help="pre-commit or prek: its configuration alone; git: the hooks of this clone alone; "
        "none (default: both, unless one of those managers runs here already)",
    )
    made.add_format(
        help="text, or json: what was seen, for programs; it asks nothing (default: text)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Scan, show, ask, write; return the exit code."""
    asked = parser().parse_args(arguments)
    if asked.yes and asked.dry_run:
        raise ConfledgerError("--yes and --dry-run exclude each other", help="choose one")
    repository = _repository()
    if not asked.dry_run:
        init_write.ready(repository)
    seen = look(repository, known.today())
    settings = None if seen.settings is not None else seen.proposal.text()
    with_pre_commit = asked.hooks not in ("git", "none")
    made = plan(repository, settings, seen.settings, with_pre_commit=with_pre_commit)
    hooks = _hooks(repository, asked.hooks, made)
    names = [os.path.basename(path) for path, _, _ in hooks]
    if asked.format == "json":
        if asked.yes:
            init_write.write(repository, made, hooks)
        from json import dumps

        found = init_report.document(seen, made, names, written=asked.yes)
        put(dumps(found, indent=2) + "\n")
        return 0
    put(init_report.text(seen))
    if not made.changes and not made.unknown and not hooks:
        put(_notes(made) + "Nothing to do: confledger is set up here.\n")
        return 0
    return _offer(repository, made, hooks, asked.yes, asked.dry_run)


def _repository() -> Repository:
    try:
        repository = discover(os.getcwd())
    except NotARepository as error:
        raise ConfledgerError(
            str(error),
            help="make it one with `git init`, and `git add` what is to be looked at; without "
            "git, there is `confledger check FILE ...`",
        ) from error
    if repository.top is None:
        raise ConfledgerError(
            "there is no work tree here to write settings into", help="run it in a clone"
        )
    return repository


def _hooks(repository: Repository, how: str | None, made: Plan) -> list[git_hooks.Change]:
    """Return what has to be done to the hooks of this clone; why not, as a note."""
    if how not in (None, "git"):
        return []
    assert repository.top is not None
    try:
        folder = git_hooks.hooks_folder(repository, repository.top)
        if how is None and git_hooks.managed(os.path.join(folder, "pre-commit")):
            return []
        changes = [one for one in git_hooks.changes(folder, "install") if one[1] != one[2]]
    except ConfledgerError as error:
        made.notes.append(f"no hook is installed: {error}; {error.help}")
        return []
    foreign = [path for path, old, _ in changes if old is not None and not _has_ours(old)]
    if how is None and foreign:
        made.notes.append(
            f"{os.path.relpath(foreign[0])} is there and is left alone; to put our lines into it: "
            "confledger git install"
        )
        return []
    return changes


def _has_ours(text: str) -> bool:
    from confledger.cli.hook_script import has_block

    return has_block(text)


def _offer(
    repository: Repository, made: Plan, hooks: list[git_hooks.Change], yes: bool, dry: bool
) -> int:
    """Show what would be written, and write it when that is wanted."""
    names = [os.path.basename(path) for path, _, _ in hooks]
    unsaved = init_write.unsaved(repository, made.changes)
    for path in unsaved:
        made.notes.append(f"{path} has changes that are not in git; they stay, ours are added")
    would = init_report.would(made, names)
    diff = "".join(change.diff() for change in made.changes)
    notes = _notes(made)
    asks = not yes and not dry and sys.stdin.isatty() and sys.stderr.isatty()
    put(f"\n{notes}" if notes or diff or asks else "")
    if asks:
        if not _agreed(would, diff):
            put("Nothing was written.\n")
            return 1
    else:
        put(diff)
        if not yes:
            put(
                f"\nWould write {would}.\nNothing was written; to write it: confledger init --yes\n"
            )
            return 0 if dry else 1
    init_write.write(repository, made, hooks)
    undo = init_write.undo(repository, made.changes, unsaved, hooks=bool(hooks))
    put(f"\nWrote {would}.\n" + _next(made, undo, unsaved))
    return 0


def _agreed(would: str, diff: str) -> bool:
    """Ask until the answer is yes, after the diff was shown, or no."""
    seen = False
    tell(hanging("Would write ", f"{would}."))
    while True:
        tell("Write? [y/N] " if seen else "Write? [y/N/d=diff] ")
        answer = sys.stdin.readline().strip().lower()
        if answer in ("y", "yes") and seen:
            return True
        if answer in ("y", "yes", "d", "diff"):
            put(diff)
            seen = True
        else:
            return False


def _notes(made: Plan) -> str:
    return "".join(f"note: {shown(note)}\n" for note in made.notes)


def _next(made: Plan, undo: str, unsaved: list[str]) -> str:
    lines = []
    if made.changes or made.unknown:
        lines.append("next:  git commit -am 'config: Adopt confledger'")
    lines.append("then:  confledger check        everything, old problems too")
    if any(change.path == PRE_COMMIT for change in made.changes):
        lines.append("team:  pre-commit install      or prek install; each once, in their clone")
    lines.append(f"undo:  {undo}")
    if unsaved:
        lines.append(f"       and take our lines out of {', '.join(unsaved)} by hand")
    return "".join(f"{line}\n" for line in lines)
