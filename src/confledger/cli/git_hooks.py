"""Let git run confledger, for people without a hook manager."""

import os
import shlex

from confledger.cli import hook_script
from confledger.cli.atomic import replace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository, discover

# What each hook runs. A merge makes its commit without the pre-commit hook.
HOOKS = {
    "pre-commit": "check --staged",
    "pre-merge-commit": "check --staged",
}
# What is there for those who ask for it.
OTHERS = {
    "prepare-commit-msg": 'hook prepare "$@"',
    "commit-msg": 'hook message "$1"',
    "post-merge": 'hook notice post-merge "$@"',
    "post-checkout": 'hook notice post-checkout "$@"',
    "post-rewrite": 'hook notice post-rewrite "$@"',
}
# Where pre-commit and prek move a hook that they find, and run it from.
_LEGACY = ".legacy"
_INSTALLED = """\
each commit and merge commit here is checked first; to skip once: --no-verify
git runs no hook for a cherry-pick or a rebase; so run this in CI as well:
  confledger check --from main
  confledger secrets check --from main
"""
_ALL = """\
messages are proposed, and held against `messages` in the settings; what a merge, a
switch or a rebase brings is told in a line; more: confledger hook --help
"""
# Path of a hook, what it holds, what it is to hold; None where it is not there.
Change = tuple[str, str | None, str | None]
_ACTIONS = ("install", "uninstall", "status")


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "git",
        "Let git run confledger before each commit and merge, without a hook manager.\n"
        "A hook that is there is kept: our lines are put into it, and taken out again.",
        examples=(
            "confledger git install --dry-run",
            "confledger git install --all",
            "confledger git uninstall",
        ),
    )
    made.add_argument(
        "action",
        metavar="ACTION",
        nargs="?",
        type=one_of(_ACTIONS, "action"),
        help="install, uninstall or status",
    )
    made.add_argument(
        "--all",
        action="store_true",
        help="with install: also the hooks that propose and judge messages, and that tell what "
        "a merge, a switch of branches or a rebase brought",
    )
    made.add_argument(
        "--diff",
        action="store_true",
        help="with install: also let `git diff` show configuration by value, as `confledger diff`",
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    return made


def run(arguments: list[str]) -> int:
    """Install, remove or show the hooks; return the exit code."""
    asked = parser().parse_args(arguments)
    if asked.action is None:
        raise ConfledgerError(
            "an action is missing: install, uninstall or status",
            help="to see what is there now: confledger git status",
        )
    repository = discover(os.getcwd())
    if repository.top is None:
        raise ConfledgerError(
            "this repository is bare: nobody commits in it, so there is no hook to install",
            help="run it in a clone",
        )
    from confledger.cli.git_drivers import Drivers

    drivers = Drivers(repository)
    if asked.action == "install" and asked.diff:
        from confledger.cli.git_diff_driver import INSTALLED, DiffDriver

        made = DiffDriver(repository).make("install", dry=asked.dry_run)
        put("".join(made) + ("" if asked.dry_run else INSTALLED))
    try:
        folder = hooks_folder(repository, repository.top)
    except ConfledgerError as error:
        # The drivers are this clone's own, whoever keeps the hooks.
        if asked.action == "status" or not drivers.plan(asked.action):
            raise
        put("".join(drivers.make(asked.action, dry=asked.dry_run)))
        help = (error.help or "").replace("nothing was", "the hooks were not")
        raise ConfledgerError(str(error), help=help) from None
    if asked.action == "status":
        from confledger.cli.git_diff_driver import DiffDriver

        shown_by = DiffDriver(repository).state()
        put("".join(_states(folder, repository.top) + drivers.states() + shown_by))
        return 0
    for change in changes(folder, asked.action, every=asked.all):
        if asked.action == "install" and _is_by_manager(change[0], repository.top):
            put(f"{_name(change[0])}: left to the hook manager, which runs us\n")
        else:
            put(make(change, dry=asked.dry_run))
    put("".join(drivers.make(asked.action, dry=asked.dry_run)))
    if asked.action == "uninstall":
        from confledger.cli.git_diff_driver import DiffDriver

        put("".join(DiffDriver(repository).make("uninstall", dry=asked.dry_run)))
    if asked.action == "install" and not asked.dry_run:
        put(_INSTALLED + (_ALL if asked.all else "") + drivers.suggestion())
    return 0


def changes(folder: str, action: str, *, every: bool = False) -> list[Change]:
    """Return what has to be done to each hook; all of it is worked out before any is done."""
    found: list[Change] = []
    for name, command in {**HOOKS, **OTHERS}.items():
        path = os.path.join(folder, name)
        wanted = name in HOOKS or (every and action == "install")
        if not wanted and not _ours(path):
            continue
        old = read(path)
        aside = moved(path)
        if action == "uninstall":
            found.append((path, old, _without(path, old)))
            if aside is not None:
                found.append((path + _LEGACY, aside, _without(path + _LEGACY, aside)))
        elif aside is not None and managed(path):
            found.append((path + _LEGACY, aside, _with(path + _LEGACY, aside, command)))
        else:
            found.append((path, old, _with(path, old, command)))
    return found


def make(change: Change, *, dry: bool = False) -> str:
    """Do what has to be done to a hook; return what that is, as a line."""
    path, old, new = change
    if not dry and new != old:
        _write(path, new)
    return _said(path, old, new, dry=dry)


def hooks_folder(repository: Repository, top: str) -> str:
    """Return the folder of the hooks; raise when others share it."""
    named = os.fsdecode(repository.run("rev-parse", "--git-path", "hooks")).rstrip("\n")
    folder = os.path.normpath(os.path.join(top, named))
    if os.path.realpath(folder).startswith(
        tuple(os.path.realpath(one) + os.sep for one in (repository.git_dir, repository.common_dir))
    ):
        return folder
    if folder.startswith(top + os.sep):
        where = f"in {os.path.relpath(folder, top)!r} (core.hooksPath), under version control"
    else:
        where = f"in {folder!r} (core.hooksPath), outside of it, perhaps for other repositories too"
    raise ConfledgerError(
        f"the hooks of this repository are kept {where}",
        help="nothing was changed; add this line to its pre-commit and pre-merge-commit hooks: "
        "confledger check --staged || exit 1",
    )


def read(path: str) -> str | None:
    """Return the hook as text; bytes that are none as surrogates."""
    if os.path.islink(path):
        raise ConfledgerError(
            f"{_name(path)} is a symbolic link to {os.readlink(path)!r}",
            help="nothing was changed; add this line to the file it leads to: "
            "confledger check --staged || exit 1",
        )
    try:
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfledgerError(
            f"{_name(path)} could not be read: {(error.strerror or '').lower()}"
        ) from error


def moved(path: str) -> str | None:
    """Return the script that a hook manager moved aside, if our lines are in it."""
    if os.path.islink(path + _LEGACY):
        return None
    text = read(path + _LEGACY)
    return text if text is not None and hook_script.has_block(text) else None


def _ours(path: str) -> bool:
    """Whether our lines are in a hook, or in what a hook manager made of it."""
    text = None if os.path.islink(path) else read(path)
    return (text is not None and hook_script.has_block(text)) or moved(path) is not None


def managed(path: str) -> bool:
    """Whether the hook that git runs is one of pre-commit or prek, which run what they moved."""
    text = None if os.path.islink(path) else read(path)
    return text is not None and "hook-impl" in text and os.access(path, os.X_OK)


def _states(folder: str, top: str) -> list[str]:
    """Return one line for each hook, and one on what to do when not all are as they should be."""
    lines, missing, well = [], [], True
    for name, command in {**HOOKS, **OTHERS}.items():
        path = os.path.join(folder, name)
        if name in OTHERS and not _ours(path):
            missing.append(name)
            continue
        aside = moved(path) is not None
        state = _state(path, command)
        if aside and managed(path):
            state = _state(path + _LEGACY, command)
            well = well and state == "installed"
            state += f", in {name}{_LEGACY}, which the hook manager runs"
        elif _is_by_manager(path, top):
            state = "run by the hook manager, as .pre-commit-config.yaml says"
        else:
            well = well and state == "installed"
        lines.append(f"{name}: {state}\n")
        if aside and not managed(path):
            lines.append(
                f"{name}{_LEGACY}: our lines are in it, but nothing runs it\n"
                "to take them out: confledger git uninstall\n"
            )
    if missing:
        lines.append(
            f"{', '.join(missing)}: not installed; for all: confledger git install --all\n"
        )
    if not well:
        lines.append("to install: confledger git install    to see first: add --dry-run\n")
    return lines


def _is_by_manager(path: str, top: str) -> bool:
    """Whether a hook manager runs us in a hook, so that lines of ours would do so again."""
    if os.path.basename(path) not in HOOKS or _ours(path) or not managed(path):
        return False
    from confledger.cli.init_pre_commit import configuration, runs_us

    return runs_us(configuration(top))


def _state(path: str, command: str) -> str:
    text = None if os.path.islink(path) else read(path)
    if text is None and os.path.lexists(path):
        return "not installed; another hook is there, a symbolic link"
    if text is None:
        return "not installed"
    if not hook_script.has_block(text):
        return "not installed; another hook is there, and would be kept"
    if not os.access(path, os.X_OK):
        return "installed, but switched off: the file is not executable, so git ignores it"
    if hook_script.block(command) not in text:
        return "installed by another confledger or with changes; it runs what it names"
    return "installed"


def _with(path: str, old: str | None, command: str) -> str:
    text = _without(path, old)
    if text is not None and not os.access(path, os.X_OK):
        raise ConfledgerError(
            f"{_name(path)} is there, but switched off: it is not executable, so git ignores it",
            help=f"delete it, or switch it on with: chmod +x {shlex.quote(path)}",
        )
    try:
        return hook_script.with_block(text, command)
    except ValueError as error:
        raise ConfledgerError(
            f"{_name(path)} is there, and {error}",
            help="nothing was changed; run `confledger check --staged` in it, and let it fail "
            "when that fails",
        ) from error


def _without(path: str, old: str | None) -> str | None:
    try:
        return hook_script.without_block(old)
    except ValueError as error:
        raise ConfledgerError(
            f"{_name(path)}: {error}", help="nothing was changed; take our lines out by hand"
        ) from error


def _name(path: str) -> str:
    return shown(os.path.relpath(path))


def _said(path: str, old: str | None, new: str | None, *, dry: bool) -> str:
    if new == old:
        return f"{_name(path)}: nothing to do\n"
    if new is None:
        done, would = "removed", "would remove"
    elif old is None:
        done, would = "wrote", "would write"
    elif not hook_script.has_block(new):
        done, would = "took our lines out of", "would take our lines out of"
    elif hook_script.has_block(old):
        done, would = "renewed our lines in", "would renew our lines in"
    else:
        done, would = "added our lines to", "would add our lines to"
    return f"{would if dry else done} {_name(path)}\n"


def _write(path: str, new: str | None) -> None:
    """Replace a hook as a whole; it stays as executable as it was."""
    try:
        if new is None:
            os.unlink(path)
            return
        os.makedirs(os.path.dirname(path), exist_ok=True)
        mode = os.stat(path).st_mode & 0o777 | 0o111 if os.path.exists(path) else 0o755
        replace(path, new.encode("utf-8", "surrogateescape"), mode=mode)
    except OSError as error:
        raise ConfledgerError(
            f"{_name(path)} could not be written: {(error.strerror or '').lower()}"
        ) from error
