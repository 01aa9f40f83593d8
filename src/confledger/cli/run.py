"""The command `run`: a program with the variables that the configuration declares for it."""

import os

from confledger.cli import effective
from confledger.cli.parser import Parser
from confledger.cli.secrets.exec import split
from confledger.cli.streams import put
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.cli.run_variables import Variable

# As shells have it.
_NOT_FOUND, _NOT_RUNNABLE = 127, 126
_KEPT = ("PATH", "HOME", "LANG")
_ABOUT = """\
Start a program with the environment variables that the configuration declares, and no others
(`declared` of `load` in confledger.yaml): each has what it overrides, or its default, as it
holds in the environment ENV. What is set already stays as it is.

The program takes the place of confledger, so signals and its exit code are its own; as in a
shell, 127 says that there is none, and 126 that it cannot be run. It gets secrets only from
variables that are declared `secret: true`, or by --secret."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "run",
        _ABOUT,
        examples=(
            "confledger run --env dev -- ./serve --port 8080",
            "confledger run --env prod --secret PGPASSWORD=secrets.ledger_store -- psql",
        ),
        meant={"-e": "did you mean --env ENV?", "--as": "did you mean --secret NAME=KEY?"},
    )
    made.usage = (
        "confledger run [--env ENV] [--host HOST] [--folder FOLDER] [--set KEY=VALUE]\n"
        "                      [--secret NAME=KEY] [--clean] [--dry-run] -- COMMAND [ARGUMENT ...]"
    )
    effective.add_to(made)
    made.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME=KEY",
        help="also this secret, under this name; may be repeated",
    )
    made.add_argument(
        "--clean", action="store_true", help=f"nothing else is set but {', '.join(_KEPT)}"
    )
    made.add_argument(
        "--dry-run", action="store_true", help="print the variables, secrets masked, and stop"
    )
    return made


def run(arguments: list[str]) -> int:
    """Become the program; return an exit code where that is not possible."""
    options, command = split(arguments)
    made = parser()
    asked, others = made.parse_known_args(options)
    if others and others[0].startswith("-"):
        made.error(f"unrecognized arguments: {' '.join(others)}")
    if others or not (command or asked.dry_run):
        raise ConfledgerError(
            f"`--` is missing before {others[0]!r}" if others else "there is no program to start",
            help="confledger run --env ENV -- COMMAND",
        )
    from confledger.cli.run_variables import chosen

    config = effective.loaded(asked)
    wanted = chosen(config, effective.settings_of(config), os.environ, asked.secret)
    if asked.dry_run:
        _plan(wanted)
        return 0
    # Looked for before any secret is opened.
    path, reason, code = _program(command[0])
    if not reason:
        there = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environ = there if asked.clean else dict(os.environ)
        reason = _become(path, command, environ, wanted)
        code = _NOT_RUNNABLE
    from confledger.cli.failure import report

    report(ConfledgerError(f"{command[0]!r} {reason}"))
    return code


def _plan(wanted: "list[Variable]") -> None:
    """Print what the program would get."""
    from confledger.cli.failure import shown

    lines = [
        f"{one.name}={shown(one.masked()).replace(chr(10), chr(92) + 'n')}\n" for one in wanted
    ]
    put("".join(lines))


def _program(command: str) -> tuple[str, str, int]:
    """Return the file that a command is; else what is wrong, and the exit code of a shell."""
    import shutil

    if os.path.dirname(command):
        if not os.path.exists(command):
            return "", "is not there", _NOT_FOUND
        if os.path.isdir(command) or not os.access(command, os.X_OK):
            what = "is a folder" if os.path.isdir(command) else "is not executable"
            return "", what, _NOT_RUNNABLE
        return command, "", 0
    found = shutil.which(command)
    if found is not None:
        return found, "", 0
    if shutil.which(command, mode=os.F_OK) is not None:
        return "", "is not executable", _NOT_RUNNABLE
    return "", "is no command that is found on PATH", _NOT_FOUND


def _become(
    path: str, command: list[str], environ: "Mapping[str, str]", wanted: "list[Variable]"
) -> str:
    """Replace this process, so that signals and the exit code are the program's own.

    Return why that is not possible.
    """
    import signal
    import sys

    # Whatever is wrong with a secret is said before anything is given up.
    texts = {one.name: one.text() for one in wanted}
    sys.stdout.flush()
    sys.stderr.flush()
    # Python ignores these, and what is ignored stays so.
    for name in ("SIGPIPE", "SIGXFSZ"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    try:
        os.execve(path, command, {**environ, **texts})  # noqa: S606 - there is no shell here
    except OSError as error:
        from errno import ENOEXEC

        if error.errno == ENOEXEC:
            return "is neither a program nor a script that begins with #!"
        return f"could not be started: {(error.strerror or '').lower()}"
