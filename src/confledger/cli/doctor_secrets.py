"""Whether secrets are where they should not be, and whether git knows what is encrypted.

Values are looked at and never printed: what is told of a place is what lies there.
"""

import os
import re
import shlex

from confledger.cli import doctor_leftovers
from confledger.cli.doctor_diagnosis import OK, PROBLEM, WARNING, Diagnosis
from confledger.cli.failure import shown
from confledger.cli.git_drivers import Drivers
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.secrets.rules import FILE, MISNAMED

# `sops set --value-stdin` and what else is needed so that no value is in an argument.
_OLDEST = (3, 11)
# Names of drivers and programs of which one shows what is encrypted.
_DECRYPTING = re.compile(r"sops|crypt|\bage\b|\brage\b|gpg|vault|secret|sealed|blackbox", re.I)
# How a file begins, in any line, that is a key and nothing else.
_KEYS = r"^(AGE-SECRET-KEY-(PQ-)?1|AGE-PLUGIN-.*-1|-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----)"


def secrets(repository: Repository, environ: dict[str, str]) -> list[Diagnosis]:
    """Look at all that has to do with secrets; nothing is said where there are none."""
    drivers = Drivers(repository)
    found = [
        *_git(drivers),
        *_remembered(repository),
        *_program(environ, bool(drivers.encrypted)),
        *_misnamed(repository),
        *_keys_in(repository),
        *_keys_of(environ),
    ]
    if drivers.encrypted:
        found += doctor_leftovers.leftovers(repository, drivers.encrypted, environ)
        if not any(one.level != OK for one in found):
            number = len(drivers.encrypted)
            files = "1 encrypted file" if number == 1 else f"{number} encrypted files"
            said = f"{files}; nothing of them is left in plain text where that was looked for"
            found.append(Diagnosis("secrets", OK, said, command="confledger secrets check"))
    return found


def _git(drivers: Drivers) -> list[Diagnosis]:
    """Look at whether git shows and merges what is encrypted."""
    if not drivers.encrypted:
        return []
    try:
        wanting = drivers.plan("install")
    except ConfledgerError as error:
        return [Diagnosis("git drivers", WARNING, f"{error}; {error.help}")]
    if not wanting:
        return []
    if not drivers.there:
        said = "git shows encrypted files as ciphertext, and two changes of one never merge cleanly"
    else:
        said = "not every encrypted file is shown and merged by what is installed"

    def mend() -> str:
        return "".join(drivers.make("install")).rstrip("\n")

    return [Diagnosis("git drivers", WARNING, said, command="confledger git install", mend=mend)]


def _remembered(repository: Repository) -> list[Diagnosis]:
    """Look for what git keeps of what it showed: decrypted text, in notes that are pushed."""
    found = []
    for name, option in _caching(repository).items():
        driver, where = name.split(".", 1)[1].rsplit(".", 1)[0], option[1]
        if _DECRYPTING.search(driver) or _DECRYPTING.search(option[0]):
            scope = f" --{where}" if where in ("global", "system") else ""
            found.append(
                Diagnosis(
                    "git diff",
                    PROBLEM,
                    f"{name} keeps decrypted text in the repository, under refs/notes, where a "
                    "push of everything publishes it",
                    command=f"git config{scope} --unset {shlex.quote(name)}",
                )
            )
    for ref in _notes(repository):
        name = ref.removeprefix("refs/notes/textconv/")
        if _DECRYPTING.search(name):
            found.append(
                Diagnosis(
                    "git notes",
                    PROBLEM,
                    f"{ref} holds what `git diff` showed of encrypted files, maybe decrypted",
                    command=f"git update-ref -d {shlex.quote(ref)} && git gc --prune=now",
                )
            )
    return found


def _caching(repository: Repository) -> dict[str, tuple[str, str]]:
    """Return the drivers that remember, each with its command and where that is set."""
    try:
        raw = os.fsdecode(repository.run("config", "--list", "-z", "--show-scope"))
    except GitFailed:
        return {}
    fields = raw.split("\0")
    commands: dict[str, str] = {}
    found: dict[str, str] = {}
    for scope, option in zip(fields[0::2], fields[1::2], strict=False):
        key, _, value = option.partition("\n")
        if key.startswith("diff.") and key.endswith(".textconv"):
            commands[key.removesuffix(".textconv")] = value
        if key.startswith("diff.") and key.endswith(".cachetextconv"):
            found.pop(key, None)
            if value.lower() not in ("false", "no", "off", "0"):
                found[key] = scope
    return {
        key: (commands.get(key.removesuffix(".cachetextconv"), ""), scope)
        for key, scope in found.items()
    }


def _notes(repository: Repository) -> list[str]:
    try:
        raw = repository.run("for-each-ref", "--format=%(refname)", "refs/notes/textconv/")
    except GitFailed:
        return []
    return os.fsdecode(raw).split()


def _program(environ: dict[str, str], needed: bool) -> list[Diagnosis]:
    """Look at the program that opens what is encrypted here."""
    if not needed:
        return []
    from confledger.secrets.sops_process import environment, run
    from confledger.secrets.sops_program import SopsMissing, bundled, program

    try:
        place = program(environ.get("PATH", ""))
    except SopsMissing as missing:
        said = f"{missing}: encrypted files can be checked, not opened, changed or merged"
        return [Diagnosis("sops", WARNING, said, command=missing.help)]
    except ConfledgerError as error:
        return [Diagnosis("sops", PROBLEM, str(error), command=error.help)]
    if place == bundled():
        return []
    try:
        arguments = (place, "--version", "--disable-version-check")
        _, output, _ = run(arguments, environment(environ, ()), None, 10.0)
    except OSError:
        return [Diagnosis("sops", PROBLEM, f"{place} cannot be started")]
    version = re.match(rb"sops v?(\d+)\.(\d+)", output.reveal())
    if version and (int(version[1]), int(version[2])) < _OLDEST:
        wanted = ".".join(map(str, _OLDEST))
        told = ".".join(part.decode() for part in version.groups())
        said = f"{place} is {told}; {wanted} or later is needed to change and merge files"
        return [Diagnosis("sops", WARNING, said, command="update sops")]
    return []


def _misnamed(repository: Repository) -> list[Diagnosis]:
    """Look for rules that SOPS does not read, as they have another name."""
    specs = [f":(top,glob)**/{name}" for name in MISNAMED if name.startswith(".")]
    raw = repository.run("ls-files", "-z", "--full-name", "-co", "--exclude-standard", "--", *specs)
    found = []
    for path in sorted(set(os.fsdecode(raw).split("\0")[:-1])):
        target = os.path.join(os.path.dirname(path), FILE)
        found.append(
            Diagnosis(
                "creation rules",
                PROBLEM,
                f"{path} is not read by sops, which knows {FILE} only: its rules do not hold",
                command=f"mv {shlex.quote(path)} {shlex.quote(target)}",
            )
        )
    return found


def _keys_in(repository: Repository) -> list[Diagnosis]:
    """Look for keys in the repository, whether or not they are in git already."""
    found: list[Diagnosis] = []
    for tracked, how in ((True, ("--cached",)), (False, ("--untracked",))):
        try:
            raw = repository.run("grep", *how, "-I", "-l", "-z", "--full-name", "-E", "-e", _KEYS)
        except GitFailed:
            continue
        for path in sorted(set(os.fsdecode(raw).split("\0")[:-1])):
            if any(one.message.startswith(f"{path} ") for one in found):
                continue
            if _is_public(repository, path):
                continue
            said = "is a private key, and in git: whoever has a clone has it"
            command = f"git rm --cached {shlex.quote(path)}; then make a new key"
            if not tracked:
                said = "is a private key, and the next `git add` takes it along"
                command = f"echo {shlex.quote('/' + path)} >> .git/info/exclude"
            found.append(Diagnosis("keys", PROBLEM, f"{path} {said}", command=command))
    return found


def _is_public(repository: Repository, path: str) -> bool:
    """Whether a key says of itself, by its name and in its first line, that everybody has it."""
    if "public" not in os.path.basename(path).lower():
        return False
    try:
        with open(os.path.join(repository.top or "", path), encoding="utf-8") as file:
            return "public" in file.readline().lower()
    except (OSError, UnicodeDecodeError):
        return False


def _keys_of(environ: dict[str, str]) -> list[Diagnosis]:
    """Look at whether other users of this machine can read the keys of this one."""
    home = environ.get("HOME", "")
    config = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    places = [
        environ.get("SOPS_AGE_KEY_FILE", ""),
        os.path.join(config, "sops", "age", "keys.txt"),
        os.path.join(home, "Library", "Application Support", "sops", "age", "keys.txt"),
    ]
    found = []
    for place in dict.fromkeys(one for one in places if one):
        try:
            mode = os.stat(place).st_mode
        except OSError:
            continue
        if mode & 0o077:
            said = f"{shown(place)} can be read by others on this machine (mode {mode & 0o777:o})"
            command = f"chmod 600 {shlex.quote(place)}"
            found.append(Diagnosis("keys", PROBLEM, said, command=command))
    return found
