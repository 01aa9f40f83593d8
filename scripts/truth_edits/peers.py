"""The other engines: where they come from, and what they answer to the same cases."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from truth_edits.cases import Case

_PYTHON = ("deepdiff", "jsondiff", "dictdiffer", "jycm", "deepdiff-rs", "turbodiff")
_NODE = ("jsondiffpatch", "json-diff-ts")
_HERE = Path(__file__).resolve().parent


class Answers(NamedTuple):
    """How many changes an engine saw in each case; None where it failed."""

    engine: str
    version: str
    counts: list[int | None]


def install(folder: Path) -> list[str]:
    """Install what is missing, each by its own package index; return what could not be."""
    missing = []
    if not (folder / "venv").exists():
        _quietly(sys.executable, "-m", "venv", str(folder / "venv"))
    for package in _PYTHON:
        if not list((folder / "venv").glob(f"lib/*/site-packages/{package.replace('-', '_')}-*")):
            if not _quietly(str(folder / "venv/bin/pip"), "install", "--quiet", package):
                missing.append(package)
    for package in _NODE:
        if not (folder / "node_modules" / package).exists():
            npm = shutil.which("npm")
            if npm is None or not _quietly(npm, "install", "--prefix", str(folder), package):
                missing.append(package)
    return missing


def ask(folder: Path, cases: list[Case]) -> list[Answers]:
    """Return the answers of every engine that is in `folder`."""
    with tempfile.TemporaryDirectory(prefix="truths-") as name:
        given, answers = Path(name) / "cases.json", Path(name) / "answers.json"
        # One document is given as it is, and several as the list of them.
        pairs = [
            (case.before[0], case.after[0])
            if len(case.before) == len(case.after) == 1
            else (case.before, case.after)
            for case in cases
        ]
        given.write_text(json.dumps(pairs), "utf-8")
        told: list[Answers] = []
        for program, script in (
            (folder / "venv/bin/python", "ask_python.py"),
            (Path(shutil.which("node") or "node"), "ask_node.mjs"),
        ):
            if program.exists():
                argv = (str(program), str(_HERE / script), str(given), str(answers))
                subprocess.run(argv, check=True, cwd=folder, stdout=subprocess.DEVNULL)
                told += [Answers(**one) for one in json.loads(answers.read_text("utf-8"))]
        return told


def _quietly(*argv: str) -> bool:
    try:
        return subprocess.run(argv, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
