"""Each opening of a secret through confledger is noted down before anything is shown."""

import os

from confledger.cli.secrets.journal_place import usable
from confledger.errors import ConfledgerError
from confledger.location import Path, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.cli.secrets.place import Place

# Once in a process is enough to be told.
_told: set[str] = set()


def note(
    place: "Place",
    action: str,
    path: str,
    pointers: "Sequence[Path]" = (),
    data: bytes | None = None,
) -> None:
    """Note that `action` is about to open a file, or those values of it.

    `data` is the ciphertext where it is not that on disk. Raise ConfledgerError where
    `audit.required` is set and it cannot be noted; else say so, once, and let it be opened.
    """
    try:
        _write(usable(place.top), _event(place, action, path, pointers, data))
    except ConfledgerError as error:
        if place.settings.audit_required:
            raise ConfledgerError(
                f"nothing was opened, as it cannot be noted down (audit.required): {error}",
                help=error.help,
            ) from error
        if str(error) not in _told:
            from confledger.cli.failure import shown
            from confledger.cli.streams import tell

            _told.add(str(error))
            tell(shown(f"warning: this opening of secrets is not noted down: {error}") + "\n")


def _write(journal: str, event: dict[str, object]) -> None:
    from confledger.secrets.journal import append

    append(journal, event)


def _event(
    place: "Place", action: str, path: str, pointers: "Sequence[Path]", data: bytes | None
) -> dict[str, object]:
    """Return who opens what, and where: names only, never a value."""
    from datetime import UTC, datetime

    from confledger.secrets.journal import FORMAT

    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return {
        "format": FORMAT,
        "time": now.replace("+00:00", "Z"),
        "user": {"name": _user(), "uid": os.getuid()},
        "host": os.uname().nodename,
        "process": {"pid": os.getpid(), "parent": _parent()},
        "repository": place.top,
        "commit": _commit(place),
        "action": action,
        "path": path,
        "blob": _blob(os.path.join(place.top, path), data),
        "pointers": [pointer(one) for one in pointers],
    }


def _user() -> str:
    """Return the name of the user as the system knows it; the environment could say anything."""
    from pwd import getpwuid

    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _parent() -> str | None:
    """Return the name of the program that started us, where the system tells it."""
    try:
        with open(f"/proc/{os.getppid()}/comm", "rb") as file:
            return os.fsdecode(file.read(64).rstrip(b"\n"))
    except OSError:
        return None


def _commit(place: "Place") -> str | None:
    """Return the commit that is checked out; None before the first, and without a repository."""
    if place.repository is None:
        return None
    try:
        asked = place.repository.run("rev-parse", "--verify", "--quiet", "HEAD")
    except ConfledgerError:
        return None
    return asked.decode("ascii", "replace").strip()


def _blob(file: str, data: bytes | None) -> str | None:
    """Return the object id that git gives to the ciphertext."""
    from confledger.git.snapshot import blob_id

    if data is None:
        try:
            with open(file, "rb") as held:
                data = held.read()
        except OSError:
            return None
    return blob_id(data)
