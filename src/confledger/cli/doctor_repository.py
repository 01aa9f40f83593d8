"""Whether the settings, the schemas, the cache and the clone are in order."""

import os
import shlex
import shutil

from confledger.checks.broken import Broken, at
from confledger.checks.references import FILE, META, REMOTE, SETTINGS, refer
from confledger.cli import workspace
from confledger.cli.doctor_diagnosis import OK, PROBLEM, WARNING, Diagnosis, worst
from confledger.cli.state import State
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.settings import Settings

# Verdicts of a million files take less.
_HUGE = 512 * 1024 * 1024
# Files of the cache that say in their first line what they are.
_KINDS = ("baseline", "facts", "verdicts")


def settings(repository: Repository) -> tuple[list[Diagnosis], workspace.Found | None]:
    """Look at the settings; return them as well, if they can be used."""
    try:
        found = workspace.settings_of(workspace.work_tree(repository))
    except ConfledgerError as error:
        lines = "\n".join(line.strip() for line in str(error).splitlines())
        return [Diagnosis("settings", PROBLEM, lines, command=_command_in(error.help))], None
    name = found.settings.file
    if name is None:
        said = "none: the defaults hold"
        return [Diagnosis("settings", OK, said, command="confledger init")], found
    if not repository.run("ls-files", "-z", "--", f":(top,literal){name}"):
        here = os.path.relpath(os.path.join(repository.top or "", name))
        said = f"{name} is not in git: hooks, and everybody else, go without it"
        return [Diagnosis("settings", WARNING, said, command=f"git add {shlex.quote(here)}")], found
    return [Diagnosis("settings", OK, name)], found


def _command_in(text: str | None) -> str | None:
    """Return the command that a help line quotes, if any."""
    parts = (text or "").split("`")
    return parts[1] if len(parts) > 2 and parts[1].startswith("confledger ") else None


def schemas(repository: Repository, found: workspace.Found, today: str) -> list[Diagnosis]:
    """Look at every schema that the settings name, and at the lock file."""
    state = State(
        workspace.work_tree(repository), found, repository=repository, today=today, cache=False
    )
    faults = []
    try:
        names = {str(one["schema"]) for one in found.settings.schemas}
        for name in sorted(names | set(found.settings.vendored)):
            fault = _schema(name, state, found.settings)
            if fault is not None:
                faults.append(fault)
        from confledger.schema_files.lock import locked_faults

        for lock in locked_faults(state.snapshot.find):
            faults.append(
                Diagnosis("schemas", PROBLEM, lock.message, command=_command_in(lock.help))
            )
    finally:
        state.snapshot.close()
    if faults or not names:
        return faults
    return [Diagnosis("schemas", OK, f"{len(names)} in the settings, all can be used")]


def _schema(name: str, state: State, settings: Settings) -> Diagnosis | None:
    reference = refer(name, "", settings.vendored)
    if reference.kind in (SETTINGS, META):
        return None
    if reference.kind == REMOTE:
        return Diagnosis(
            "schemas",
            PROBLEM,
            f"{name} is not vendored, and checks never use the network",
            command=f"confledger schema add {shlex.quote(name)}",
        )
    if reference.kind != FILE:
        return Diagnosis("schemas", PROBLEM, f"{name} is outside of the repository")
    try:
        state.schemas.get(reference)
    except Broken as broken:
        return Diagnosis("schemas", PROBLEM, f"{broken.path}{at(broken.span)}: {broken.message}")
    return None


def cache(repository: Repository) -> Diagnosis:
    """Look at the folder in which verdicts are remembered."""
    folder = repository.cache_dir

    def clear() -> str:
        if os.path.isdir(folder) and not os.path.islink(folder):
            shutil.rmtree(folder)
        else:
            os.unlink(folder)
        return f"removed {os.path.relpath(folder)}; it is made again when it is needed"

    remove = f"rm -r {shlex.quote(os.path.relpath(folder))}"
    if os.path.lexists(folder) and not os.path.isdir(folder):
        said = f"{os.path.relpath(folder)} is no folder, so that nothing is remembered"
        return Diagnosis("cache", WARNING, said, command=remove, mend=clear)
    place = folder if os.path.isdir(folder) else os.path.dirname(folder)
    if not os.access(place, os.W_OK | os.X_OK):
        return Diagnosis(
            "cache",
            WARNING,
            f"{os.path.relpath(place)} cannot be written to: every run is the first",
        )
    if not os.path.isdir(folder):
        return Diagnosis("cache", OK, "empty")
    damaged = [one.name for one in os.scandir(folder) if _is_damaged(folder, one.name)]
    if damaged:
        said = f"damaged ({', '.join(sorted(damaged)[:3])}): it is not used"
        return Diagnosis("cache", WARNING, said, command=remove, mend=clear)
    size = sum(one.stat().st_size for one in os.scandir(folder) if one.is_file())
    if size > _HUGE:
        said = f"{size // 1024 // 1024:,} MB, more than it should ever need"
        return Diagnosis("cache", WARNING, said, command=remove, mend=clear)
    return Diagnosis("cache", OK, f"{size / 1024:,.0f} KB in {os.path.relpath(folder)}")


def _is_damaged(folder: str, name: str) -> bool:
    """Whether a file of the cache does not begin as whatever version writes it."""
    kind = next((kind for kind in _KINDS if name.startswith(kind)), None)
    if kind is None or name.endswith((".tmp", ".aside")):
        return False
    try:
        with open(os.path.join(folder, name), "rb") as file:
            return not file.readline(64).startswith(b"confledger " + kind.encode())
    except OSError:
        return True


def clone(repository: Repository) -> list[Diagnosis]:
    """Look at how complete the clone is, and at how git keeps the index."""
    found = []
    if os.path.exists(os.path.join(repository.common_dir, "shallow")):
        found.append(
            Diagnosis(
                "clone",
                WARNING,
                "shallow: its history ends early, so `check --from` may not find where a branch "
                "began",
                command="git fetch --unshallow",
            )
        )
    options = _options(repository)
    if any(key.endswith((".promisor", ".partialclonefilter")) for key in options):
        found.append(
            Diagnosis(
                "clone",
                WARNING,
                "partial: objects are missing until they are fetched, and checks never fetch",
                command="git fetch --refetch --no-filter",
            )
        )
    if options.get("index.skiphash") in ("true", "yes", "on", "1", ""):
        found.append(
            Diagnosis(
                "index",
                WARNING,
                "index.skipHash leaves out its checksum, by which a hook knows what it has seen",
                command="git config index.skipHash false",
            )
        )
    if worst(found) == OK:
        found.append(Diagnosis("clone", OK, "complete"))
    return found


def _options(repository: Repository) -> dict[str, str]:
    try:
        raw = repository.run("config", "--list", "-z")
    except GitFailed:
        return {}
    pairs = (one.partition("\n") for one in os.fsdecode(raw).split("\0") if one)
    return {key.lower(): value for key, _, value in pairs}
