"""What is installed on this machine, and what its environment makes of it."""

import locale
import os
import re
import shutil
import sys
from importlib.util import find_spec

from confledger import __version__
from confledger.cli.doctor_diagnosis import OK, PROBLEM, WARNING, Diagnosis
from confledger.git.process import Running, environment

# `rev-parse --end-of-options`, which keeps a name from being taken for an option.
_GIT = (2, 30)
# What else is of use, and for what.
_OPTIONAL = (
    ("pre-commit", "runs hooks from .pre-commit-config.yaml"),
    ("prek", "runs the same hooks, faster"),
    ("sops", "encrypts and opens secrets; checking them takes no key"),
    ("age", "makes keys for sops"),
)
# Variables that point git somewhere else in every folder.
_REDIRECTING = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CEILING_DIRECTORIES")


def programs() -> list[Diagnosis]:
    """Look at the programs; none but git is started."""
    version = ".".join(map(str, sys.version_info[:3]))
    found = [Diagnosis("python", OK, f"{version}, {sys.executable}"), _git(), _confledger()]
    for name, use in _OPTIONAL:
        place = shutil.which(name) or (_of_extra() if name == "sops" else None)
        message = place or f"not installed, and optional: it {use}"
        found.append(Diagnosis(name, OK, message))
    return found


def _of_extra() -> str | None:
    """Return where the program of the extra `sops` is, which need not be on PATH."""
    from confledger.secrets.sops_program import bundled

    return bundled()


def patterns(needed: bool) -> Diagnosis:
    """Look at the library for patterns in policies; `needed` where there are policies."""
    if find_spec("re2") is not None:
        return Diagnosis("google-re2", OK, "installed")
    return Diagnosis(
        "google-re2",
        PROBLEM if needed else OK,
        "not installed: patterns in policies cannot be matched",
        command=f"{sys.executable} -m pip install google-re2",
    )


def _git() -> Diagnosis:
    said = Running([], ["--version"], environment()).read().decode("utf-8", "replace").strip()
    numbers = re.search(r"(\d+)\.(\d+)(?:\.\d+)*", said)
    wanted = ".".join(map(str, _GIT))
    if numbers is None:
        return Diagnosis("git", WARNING, f"its version is unknown; {wanted} or later is needed")
    if (int(numbers[1]), int(numbers[2])) < _GIT:
        return Diagnosis("git", PROBLEM, f"{numbers[0]} is too old; {wanted} or later is needed")
    return Diagnosis("git", OK, f"{numbers[0]}, {shutil.which('git')}")


def _confledger() -> Diagnosis:
    """Look at which confledger hooks would run: they know no more than its name."""
    here = os.path.dirname(os.path.realpath(sys.executable))
    beside = os.path.dirname(sys.executable)
    place = shutil.which("confledger")
    if place is None:
        return Diagnosis(
            "confledger",
            WARNING,
            f"{__version__}, but not on PATH: a hook manager that runs `confledger` cannot find it",
            command=f'export PATH="{beside}:$PATH"',
        )
    folders = {os.path.dirname(place), os.path.dirname(os.path.realpath(place))}
    if folders.isdisjoint((here, beside)) and not _starts_with(place, sys.executable):
        return Diagnosis(
            "confledger",
            WARNING,
            f"{__version__} of {sys.executable}, but the one on PATH is another: {place}",
            command=f"{place} doctor",
        )
    return Diagnosis("confledger", OK, f"{__version__}, {place}")


def _starts_with(script: str, python: str) -> bool:
    """Whether a script names that interpreter in its first line."""
    try:
        with open(script, "rb") as file:
            first = file.readline(4096)
    except OSError:
        return False
    return first.startswith(b"#!") and os.fsencode(python) in first


def surroundings(environ: dict[str, str]) -> list[Diagnosis]:
    """Look at the locale and the variables that change what git or hooks do."""
    found = []
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") != "utf8":
        found.append(
            Diagnosis(
                "locale",
                WARNING,
                f"{encoding}: names and messages beyond that are escaped",
                command="export LC_ALL=C.UTF-8",
            )
        )
    else:
        found.append(Diagnosis("locale", OK, "UTF-8"))
    redirecting = [name for name in _REDIRECTING if environ.get(name)]
    skipped = [
        name
        for name in ("SKIP", "PREK_SKIP")
        if any(one.strip().startswith("confledger") for one in environ.get(name, "").split(","))
    ]
    for names, why in (
        (redirecting, "git works on what that names, not on this folder"),
        (skipped, "hook managers leave our hook out"),
    ):
        if names:
            verb = "are" if len(names) > 1 else "is"
            found.append(
                Diagnosis(
                    "environment",
                    WARNING,
                    f"{' and '.join(names)} {verb} set: {why}",
                    command=f"unset {' '.join(names)}",
                )
            )
    return found
