"""Our lines in a shell script that git runs as a hook: put in, found, and taken out again."""

import os
import shlex
import sys

_BEGIN = "# >>> confledger >>>"
_END = "# <<< confledger <<<"
_SHEBANG = "#!/bin/sh\n"
# pre-commit and prek move a hook aside, and run it from there; whoever has ours in their
# configuration as well would have everything checked, and told, twice.
_BY_MANAGER = """\
  if [ "${0%.legacy}" != "$0" ] && grep -Eqs "^[^#]*id: *.?$1" .pre-commit-config.yaml; then
    return 0 # it runs us
  fi
"""
# What stops a commit: the hook that a manager would know it by, and the command.
_BOTH = (
    ("confledger-check", "check --staged"),
    ("confledger-secrets", "secrets check --staged --quiet"),
)
# They read what we write; fish and csh have another syntax.
_SHELLS = ("sh", "ash", "bash", "dash", "ksh", "mksh", "zsh")


def block(command: str) -> str:
    """Return the lines of a hook: the program that installed it, else the one on PATH.

    What only tells something (`hook notice`, `hook prepare`) stops nobody, whatever becomes of
    it. Where files
    are checked, secrets are as well, and both are told before the commit is stopped.
    """
    if command.startswith(("hook notice", "hook prepare")):
        return _telling(command)
    if command.startswith("check"):
        return _checking()
    program = this_program()
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


def _checking() -> str:
    program = this_program()
    return "\n".join(
        (
            _BEGIN,
            "# skip once: git commit --no-verify    remove: confledger git uninstall",
            "confledger_code=0",
            "confledger_run() { # confledger_run HOOK ARGUMENT...",
            _BY_MANAGER + "  shift",
            f'  if [ -x {program[0]} ]; then {" ".join(program)} "$@"',
            '  elif command -v confledger >/dev/null 2>&1; then confledger "$@"',
            "  else",
            "    echo 'confledger is not installed any more, and this commit was not checked' >&2",
            "    echo '  help: install it, or remove these lines from the hook' >&2",
            "    exit 1",
            "  fi",
            "}",
            *(f"confledger_run {hook} {rest} || confledger_code=$?" for hook, rest in _BOTH),
            '[ "$confledger_code" -eq 0 ] || exit "$confledger_code"',
            _END,
            "",
        )
    )


def _telling(command: str) -> str:
    """Return lines that leave all as it is for those that follow, standard input included."""
    program = this_program()
    lines = [_BEGIN, "# remove: confledger git uninstall"]
    given = ""
    if "post-rewrite" in command:
        # What git says there can be read only once.
        lines.append("confledger_input=$(cat)")
        given = "printf '%s\\n' \"$confledger_input\" | "
    lines += [
        f"if [ -x {program[0]} ]; then {given}{' '.join(program)} {command} || :",
        f"elif command -v confledger >/dev/null 2>&1; then {given}confledger {command} || :",
        "fi",
    ]
    if given:
        lines += ["exec <<EOF", "$confledger_input", "EOF"]
    return "\n".join([*lines, _END, ""])


def this_program() -> list[str]:
    """Return how to start this very installation, quoted for a shell."""
    beside = os.path.join(os.path.dirname(sys.executable), "confledger")
    if os.access(beside, os.X_OK):
        return [shlex.quote(beside)]
    # Not with the folder that it runs in on the path: there may be a json.py.
    return [shlex.quote(sys.executable), "-P", "-m", "confledger"]


def yields(text: str) -> bool:
    """Whether our lines leave the check to a hook manager that runs it anyway."""
    return _BY_MANAGER in text


def has_block(text: str) -> bool:
    """Whether our lines are in a script."""
    return _BEGIN in text


def with_block(text: str | None, command: str) -> str:
    """Return a script without our lines with them, right after its first line.

    Raise ValueError, with the reason, when it is none that can hold them.
    """
    if text is None:
        return _SHEBANG + block(command)
    if "\0" in text:
        raise ValueError("it is a program, not a script")
    first, newline, rest = text.partition("\n")
    if not first.startswith("#!"):
        # git runs such a file with sh.
        return _SHEBANG + block(command) + text
    words = first[2:].split()
    names = [os.path.basename(word) for word in words]
    if names[:1] == ["env"]:
        names = [name for name in names[1:] if not name.startswith("-")]
    if not names or names[0] not in _SHELLS:
        raise ValueError(f"it is no shell script ({first[:60].rstrip()})")
    return first + (newline or "\n") + block(command) + rest


def without_block(text: str | None) -> str | None:
    """Return a script without our lines; None when nothing else is left.

    Raise ValueError when their end is missing: what follows may be somebody else's.
    """
    if text is None or _BEGIN not in text:
        return text
    before, _, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END + "\n")
    if not end:
        raise ValueError(f"our lines begin in it, but the line {_END!r} is missing")
    left = before + after
    return None if left.strip() in ("", _SHEBANG.strip()) else left
