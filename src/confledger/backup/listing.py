"""What is in a place, as far as it can be told without a key: headers, and what restores proved."""

from confledger.backup.archive import Broken, header_of
from confledger.backup.destinations.destination import Destination, NotThere
from confledger.backup.manifest import INCREMENTAL, Header, Malformed, named
from confledger.backup.record import Restored, restored
from confledger.backup.retention import Held
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.backup.destinations.place import Place

_SHORT = 12


class Listed:
    """One backup: its header, or `why` there is none; `proved` is its last restore, if any."""

    __slots__ = ("header", "name", "proved", "why")

    def __init__(self, name: str, header: Header | None, why: str, proved: Restored | None) -> None:
        self.name = name
        self.header = header
        self.why = why
        self.proved = proved

    @property
    def created(self) -> str:
        """When it was made, by its header or its name."""
        if self.header is not None:
            return self.header.created
        said = named(self.name)
        return said.created if said else ""


def listed(place: "Place", record: "Iterable[Restored]" = ()) -> list[Listed]:
    """Return all backups of a place, the newest first; `record` is what this user restored."""
    proved: dict[str, Restored] = {}
    notes = (one for data in place.notes().values() if (one := restored(data)) is not None)
    for one in sorted((*record, *notes), key=lambda one: one.time):
        proved[one.id] = one
    found = []
    for name in place.names():
        header, why = _header(place, name)
        if header is not None or why:
            proof = proved.get(header.id) if header is not None else None
            found.append(Listed(name, header, why, proof))
    return sorted(found, key=lambda one: (one.created, one.name), reverse=True)


def held(found: "Iterable[Listed]") -> list[Held]:
    """Return them as keeping sees them."""
    some = list(found)
    names = {one.header.id: one.name for one in some if one.header is not None}
    return [_held(one, names) for one in some]


def seconds(time: str) -> int | None:
    """Return a time of a manifest in seconds; None where there is no such day or hour."""
    from datetime import datetime

    try:
        return int(datetime.fromisoformat(time).timestamp())
    except ValueError:
        return None


def _header(place: Destination, name: str) -> tuple[Header | None, str]:
    """Return the header of a backup; or why it has none, nothing of one that is gone by now."""
    try:
        with place.read(name) as file:
            header = header_of(file)
    except NotThere:
        return None, ""
    except (Broken, Malformed) as error:
        return None, str(error)
    except (ConfledgerError, OSError) as error:
        return None, getattr(error, "strerror", None) or str(error)
    if header.name() != name:
        return None, f"it is another backup than its name says: {header.name()}"
    return header, ""


def _held(one: Listed, names: dict[str, str]) -> Held:
    header = one.header
    if header is None:
        return Held(one.name, None)
    # The name of one that is not here is not known; its digits tell which it was.
    base = names.get(header.base, header.base[:_SHORT]) if header.kind == INCREMENTAL else None
    verified = None if one.proved is None else seconds(one.proved.time)
    return Held(one.name, seconds(header.created), base=base, verified=verified)
