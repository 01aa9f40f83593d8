"""Say what is installed, what would not run and why, each with the command that mends it."""

import os
from time import time

from confledger.cli import (
    doctor_backup,
    doctor_hooks,
    doctor_programs,
    doctor_repository,
    doctor_secrets,
    known,
    workspace,
)
from confledger.cli.doctor_diagnosis import LEVELS, OK, PROBLEM, WARNING, Diagnosis
from confledger.cli.failure import shown
from confledger.cli.output import coloured
from confledger.cli.parser import Parser
from confledger.cli.streams import hanging, put
from confledger.errors import ConfledgerError

_COLOURS = {PROBLEM: "\x1b[1;31m", WARNING: "\x1b[1;33m"}


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "doctor",
        "Say what is installed, what would not run and why, each with the command that\n"
        "mends it. Uses no network. The exit code is 1 while there are problems.",
        examples=("confledger doctor", "confledger doctor --fix"),
    )
    made.add_argument(
        "--fix", action="store_true", help="do what can do no harm: hooks, and a damaged cache"
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Look at everything, mend what may be mended, print it; return the exit code."""
    asked = parser().parse_args(arguments)
    found = _examined()
    fixed = []
    if asked.fix:
        for one in found:
            if one.mend is not None and one.level != OK:
                fixed.append((one.name, _mended(one)))
        if fixed:
            found = _examined()
    if asked.format == "json":
        _print_json(found, fixed)
    else:
        put(_text(found, fixed, colour=coloured("auto")))
    return int(any(one.level == PROBLEM for one in found))


def _examined() -> list[Diagnosis]:
    found = doctor_programs.programs() + doctor_programs.surroundings(dict(os.environ))
    policies = False
    repository = workspace.repository_here()
    if repository is None:
        found.append(Diagnosis("repository", OK, "none here; hooks and history need one"))
    elif repository.top is None:
        found.append(Diagnosis("repository", OK, f"bare, {repository.git_dir}"))
    else:
        told, settings = doctor_repository.settings(repository)
        found += told
        adopted = settings is None or settings.settings.file is not None
        if settings is not None:
            policies = bool(settings.settings.policies)
            found += doctor_repository.schemas(repository, settings, known.today())
        found += doctor_hooks.hooks(repository, adopted=adopted)
        found += [doctor_repository.cache(repository), *doctor_repository.clone(repository)]
        found += doctor_secrets.secrets(repository, dict(os.environ))
        if settings is not None:
            found += doctor_backup.backups(repository, settings.settings, time())
    found.insert(7, doctor_programs.patterns(policies))
    return found


def _mended(one: Diagnosis) -> str:
    assert one.mend is not None
    try:
        return one.mend()
    except (ConfledgerError, OSError) as error:
        return f"could not be mended: {error}"


def _coloured(level: str) -> str:
    return f"{_COLOURS[level]}{level}\x1b[0m" if level in _COLOURS else level


def _text(found: list[Diagnosis], fixed: list[tuple[str, str]], *, colour: bool) -> str:
    width = max(len(one.name) for one in found)
    lines = [hanging(f"fixed    {name:{width}}  ", shown(said)) for name, said in fixed]
    for one in found:
        line = hanging(f"{one.level:8} {one.name:{width}}  ", shown(one.message))
        lines.append(_coloured(one.level) + line[len(one.level) :] if colour else line)
        if one.command is not None and one.level != OK:
            lines.append(f"{'':8} {'':{width}}  {shown(one.command)}\n")
    counts = {level: sum(one.level == level for one in found) for level in LEVELS}
    said = [
        f"{counts[level]} {level}{'s' if counts[level] > 1 else ''}"
        for level in (PROBLEM, WARNING)
        if counts[level]
    ]
    lines.append(f"\n{', '.join(said) or 'everything is in order'}\n")
    if any(one.mend is not None and one.level != OK for one in found):
        lines.append("to mend what can be mended without harm: confledger doctor --fix\n")
    return "".join(lines)


def _print_json(found: list[Diagnosis], fixed: list[tuple[str, str]]) -> None:
    from json import dumps

    put(
        dumps(
            {
                "version": 1,
                "checks": [
                    {
                        "name": one.name,
                        "level": one.level,
                        "message": one.message,
                        "command": one.command,
                        "fixable": one.mend is not None and one.level != OK,
                    }
                    for one in found
                ],
                "fixed": [{"name": name, "done": said} for name, said in fixed],
            },
            indent=2,
        )
        + "\n"
    )
