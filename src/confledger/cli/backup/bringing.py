"""A repository brought back from a chain of backups: all of it under its name, or nothing there.

It is made in a folder beside, of the same file system; what is left of a killed run is removed
by the next one. The order: objects and references, private state, work tree, comparison, record,
name. Killed before the last step, nothing is there; after it, all is.
"""

import os
import time

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.backup.chain import Link
    from confledger.backup.destinations.place import Place
    from confledger.backup.manifest import Manifest
    from confledger.backup.rebuilding import Fresh

# Which backup a repository was restored from: the file in its own folder that says so.
_MARK = "backup-id"
_SHORT = 12


class Brought:
    """What came back, in how many seconds, and what should be known of it."""

    __slots__ = ("manifest", "notes", "seconds")

    def __init__(self, manifest: "Manifest", notes: list[str], seconds: float) -> None:
        self.manifest = manifest
        self.notes = notes
        self.seconds = seconds


def free(folder: str) -> str:
    """Return the real path of a folder that is empty or not there; raise ConfledgerError."""
    path = os.path.realpath(folder)
    try:
        if os.listdir(path):
            before = came_from(path)
            raise ConfledgerError(
                f"{folder!r} is not empty, and nothing is ever restored over something",
                help=f"it is what backup {before[:_SHORT]} was restored to: name a new folder, or "
                "remove that one first; of a trial, --discard leaves none"
                if before
                else "name a new folder",
            )
    except FileNotFoundError:
        pass
    except NotADirectoryError:
        raise ConfledgerError(f"{folder!r} is no folder", help="name a new folder") from None
    return path


def brought(
    place: "Place",
    links: "list[Link]",
    keys: list[object] | None,
    folder: str,
    compare: "Callable[[Fresh, Manifest], list[str]]",
    proved: "Callable[[Brought], None]",
) -> Brought:
    """Make the repository that a chain ends with at `folder`, which is free.

    `compare` returns notes, or raises where it is not what it should be. `proved` is called
    when all is ready, but for its name.
    """
    from confledger.backup import rebuilding
    from confledger.backup.staging import staged
    from confledger.cli.progress import Progress

    started = time.monotonic()
    above, name = os.path.split(folder)
    os.makedirs(above, exist_ok=True)
    progress = Progress("restoring")
    try:
        with staged(above, f".{name}.restoring-") as stage:
            repository, manifest = rebuilding.rebuilt(stage, place, links, keys, progress)
            rebuilding.check_out(repository, manifest)
            notes = compare(repository, manifest)
            _mark(repository, links[-1])
            made = Brought(manifest, notes, time.monotonic() - started)
            proved(made)
            os.chmod(stage, _mode(folder))
            try:
                os.rename(stage, folder)
            except OSError as error:
                raise ConfledgerError(
                    f"{folder!r} is not free any more: {(error.strerror or '').lower()}",
                    help="name a new folder",
                ) from error
            _settle(above)
    finally:
        progress.close()
    return made


def came_from(folder: str) -> str:
    """Return the id of the backup that a repository was restored from; nothing without one."""
    from confledger.backup.rebuilding import ASIDE

    for git_dir in (os.path.join(folder, ".git"), folder):
        try:
            with open(os.path.join(git_dir, "confledger", ASIDE, _MARK), encoding="ascii") as file:
                return file.read(64)
        except (OSError, ValueError):
            pass
    return ""


def remember(
    place: "Place", link: "Link", brought: Brought, how: str, behind: "tuple[int, int] | None"
) -> None:
    """Note a success beside the journal of this user, and beside the backup."""
    import pwd
    from datetime import UTC, datetime

    from confledger.backup import record
    from confledger.backup.manifest import canonical
    from confledger.cli.secrets.journal_place import journal_path
    from confledger.cli.streams import tell

    try:
        by = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        by = str(os.getuid())
    restored = record.Restored(
        time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        by=by,
        how=how,
        name=link.name,
        id=link.header.id,
        destination=place.shown,
        repository=link.header.repository,
        tip=brought.manifest.tip,
        newest=brought.manifest.newest,
        seconds=round(brought.seconds, 2),
        behind=behind[0] if behind else None,
        age=behind[1] if behind else None,
    )
    try:
        record.append(record.place(journal_path()), restored)
    except (ConfledgerError, OSError) as error:
        tell(f"note: that it succeeded could not be noted on this machine: {error}\n")
    try:
        place.note(link.name, canonical(restored.fields()))
    except (ConfledgerError, OSError) as error:
        tell(f"note: that it succeeded could not be noted in {place.shown}: {error}\n")


def _mark(repository: "Fresh", link: "Link") -> None:
    """Write down which backup a repository is."""
    from confledger.backup.rebuilding import ASIDE

    path = os.path.join(repository.cache_dir, ASIDE, _MARK)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="ascii") as file:
        file.write(f"{link.header.id}\n")


def _mode(folder: str) -> int:
    """Return the mode that the folder has, or that a new one gets."""
    try:
        return os.stat(folder).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o777 & ~mask


def _settle(folder: str) -> None:
    """Have a name on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
