"""Let git run confledger, for people without a hook manager."""

import os
import shlex
import sys

from confledger.checks.memo import digest
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository, discover

_BEGIN = "# >>> confledger >>>"
_END = "# <<< confledger <<<"
# What each hook runs. A merge makes its commit without the pre-commit hook.
HOOKS = {
    "pre-commit": "check --staged",
    "pre-merge-commit": "check --staged",
}


def run(arguments: list[str]) -> int:
    """Install, remove or show the hooks; return the exit code."""
    parser = Parser(
        "git",
        "Let git run confledger before each commit, without a hook manager.\n"
        "A hook that is already there is kept: our lines are put into it, and taken out again.",
        examples=("confledger git install --dry-run", "confledger git uninstall"),
    )
    parser.add_argument("action", choices=("install", "uninstall", "status"), help="what to do")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    asked = parser.parse_args(arguments)
    repository = discover(os.getcwd())
    folder = _folder(repository)
    for name, command in HOOKS.items():
        path = os.path.join(folder, name)
        old = _read(path)
        if asked.action == "status":
            sys.stdout.write(f"{name}: {_state(old)}\n")
            continue
        new = _with(old, command) if asked.action == "install" else _without(old)
        _change(path, old, new, dry=asked.dry_run)
    return 0


def _folder(repository: Repository) -> str:
    """Return the folder of the hooks; raise when it is part of the work tree."""
    named = os.fsdecode(repository.run("rev-parse", "--git-path", "hooks")).rstrip("\n")
    folder = os.path.normpath(os.path.join(repository.top or repository.git_dir, named))
    top = repository.top
    inside_git = folder.startswith((repository.git_dir + os.sep, repository.common_dir + os.sep))
    if top is not None and folder.startswith(top + os.sep) and not inside_git:
        raise ConfledgerError(
            f"the hooks of this repository are kept in {os.path.relpath(folder, top)!r} "
            "(core.hooksPath), under version control",
            help="add this line to its pre-commit hook: confledger check --staged || exit 1",
        )
    return folder


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be read: {(error.strerror or '').lower()}"
        ) from error


def _state(text: str | None) -> str:
    if text is None:
        return "not installed"
    return "installed" if _BEGIN in text else "another hook, without confledger"


def _block(command: str) -> str:
    """Return the lines of a hook: the program that installed it, else the one on PATH."""
    program = _program()
    return "\n".join(
        (
            _BEGIN,
            "# skip once: git commit --no-verify    remove: confledger git uninstall",
            f"if [ -x {program[0]} ]; then {' '.join(program)} {command} || exit $?",
            f"elif command -v confledger >/dev/null 2>&1; then confledger {command} || exit $?",
            "else",
            "  echo 'confledger is not installed any more, and this commit was not checked' >&2",
            "  echo '  help: install it, or remove these lines from the hook' >&2",
            "  exit 1",
            "fi",
            _END,
            "",
        )
    )


def _program() -> list[str]:
    """Return how to start this very installation, quoted for a shell."""
    beside = os.path.join(os.path.dirname(sys.executable), "confledger")
    if os.access(beside, os.X_OK):
        return [shlex.quote(beside)]
    return [shlex.quote(sys.executable), "-m", "confledger"]


def _with(old: str | None, command: str) -> str:
    text = _without(old)
    if text is None:
        return "#!/bin/sh\n" + _block(command)
    first, newline, rest = text.partition("\n")
    if not first.startswith("#!"):
        return "#!/bin/sh\n" + _block(command) + text
    if not any(shell in first for shell in ("sh", "bash", "dash", "zsh")):
        raise ConfledgerError(
            f"there is a hook already, and it is no shell script ({first[:60]})",
            help="call `confledger check --staged` from it, and stop when it fails",
        )
    return first + (newline or "\n") + _block(command) + rest


def _without(old: str | None) -> str | None:
    """Return a hook without our lines; None when nothing else is left."""
    if old is None or _BEGIN not in old:
        return old
    before, _, rest = old.partition(_BEGIN)
    after = rest.partition(_END + "\n")[2]
    left = before + after
    return None if left.strip() in ("", "#!/bin/sh") else left


def _change(path: str, old: str | None, new: str | None, *, dry: bool) -> None:
    name = shown(os.path.relpath(path))
    if new == old:
        sys.stdout.write(f"{name}: nothing to do\n")
        return
    verb = (
        "remove"
        if new is None
        else "write"
        if old is None
        else "add to"
        if _BEGIN in (new or "")
        else "take out of"
    )
    sys.stdout.write(f"{'would ' if dry else ''}{verb} {name}\n")
    if dry:
        return
    if new is None:
        os.unlink(path)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.{digest(os.fsencode(path), 4).hex()}.tmp"
    mode = 0o755 if old is None else os.stat(path).st_mode & 0o777 | 0o111
    with open(temporary, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(new)
    os.chmod(temporary, mode)
    os.replace(temporary, path)
