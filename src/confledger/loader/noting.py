"""Each secret that an application opens is noted down, in the journal of `confledger secrets`.

Before it is opened. Where `audit.required` is set, nothing is opened that cannot be noted;
else it is counted, and the application goes on.
"""

from confledger.errors import ConfledgerError
from confledger.loader import surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.secret import Openers

ACTION = "load"
# An application does not wait long for a process that holds the journal.
_SECONDS = 2.0


def note(openers: "Openers", path: str, pointer: str | None, data: bytes | None = None) -> None:
    """Note that a secret is about to be opened: that of a file, or of another place.

    `data` is the ciphertext. Raise ConfledgerError only where `audit.required` is set.
    """
    try:
        _write(openers, path, pointer, data)
    except Exception as error:
        openers.unnoted += 1
        if openers.settings is None or not openers.settings.audit_required:
            return
        reason, advice = str(error), getattr(error, "help", None)
    else:
        openers.noted += 1
        return
    raise ConfledgerError(
        f"nothing was opened, as it cannot be noted down (audit.required): {reason}", help=advice
    )


def _write(openers: "Openers", path: str, pointer: str | None, data: bytes | None) -> None:
    from confledger.secrets.journal import FORMAT, append
    from confledger.secrets.journal_place import usable

    event = {
        **surroundings.witness(),
        "format": FORMAT,
        "repository": openers.top,
        # What an application reads need not be what a commit has; the object says what it was.
        "commit": None,
        "action": ACTION,
        "path": path,
        "blob": None if data is None else _object(data),
        "pointers": [] if pointer is None else [pointer],
    }
    append(usable(openers.environ, openers.top), event, patience=_SECONDS)


def _object(data: bytes) -> str:
    """Return the object id that git gives to the ciphertext."""
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
