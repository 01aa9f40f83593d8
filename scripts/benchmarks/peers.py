"""The peers, each in an environment of its own, of the newest version there is."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

# Name, where it comes from, package, program.
PEERS = (
    ("check-jsonschema", "pip", "check-jsonschema", "bin/check-jsonschema"),
    ("yamllint", "pip", "yamllint", "bin/yamllint"),
    ("sourcemeta", "npm", "@sourcemeta/jsonschema", "node_modules/.bin/jsonschema"),
    ("ajv", "npm", "ajv-cli", "node_modules/.bin/ajv"),
)


def install(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Install what is missing; return the programs by name, and why others are not there."""
    programs, missing = {}, {}
    for name, kind, package, program in PEERS:
        target = folder / name
        path = target / program
        if not path.exists():
            shutil.rmtree(target, ignore_errors=True)
            try:
                (_pip if kind == "pip" else _npm)(target, package)
            except (OSError, subprocess.CalledProcessError) as error:
                missing[name] = f"could not be installed: {error}"
                continue
        programs[name] = str(_native(path) if name == "sourcemeta" else path)
    return programs, missing


def ours(folder: Path, project: Path) -> str:
    """Install confledger as users do, not editable; return its program."""
    target = folder / "confledger"
    if not (target / "bin" / "python").exists():
        _pip(target, str(project), "--constraint", str(project / "constraints.txt"))
    else:
        python = str(target / "bin" / "python")
        install = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        # What it depends on now, and then itself, of the same version as it is.
        _call(*install, str(project), "--constraint", str(project / "constraints.txt"))
        _call(*install, "--no-deps", "--force-reinstall", str(project))
    return str(target / "bin" / "confledger")


def versions(programs: dict[str, str]) -> list[str]:
    """Return what each of them says of itself."""
    asked = {"ajv": "help", "sourcemeta": "version"}
    found = []
    for name, program in programs.items():
        if name == "ajv":
            package = Path(program).resolve().parent.parent / "package.json"
            said = json.loads(package.read_text("utf-8"))["version"]
        else:
            said = _call(program, asked.get(name, "--version")).strip().split()[-1]
        found.append(f"{name} {said}")
    return found


def _pip(target: Path, *what: str) -> None:
    _call(sys.executable, "-m", "venv", str(target))
    python = str(target / "bin" / "python")
    _call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what)


def _npm(target: Path, package: str) -> None:
    target.mkdir(parents=True)
    _call("npm", "install", "--silent", "--prefix", str(target), package)


def _native(script: Path) -> Path:
    """Return the compiled program that npm's script starts, which would cost it node's start."""
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}.get(os.uname().machine, "")
    system = sysconfig.get_platform().split("-")[0]
    for found in script.resolve().parent.parent.glob(f"**/jsonschema-{system}-{machine}"):
        return found
    return script


def _call(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
