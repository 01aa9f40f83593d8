"""The backups that one stands on: back to a full one, each named by the one after it."""

from contextlib import closing

from confledger.backup.archive import Broken, header_of
from confledger.backup.destinations.destination import Destination
from confledger.backup.manifest import FULL, Header, Malformed, Manifest, file_name, named
from confledger.errors import ConfledgerError

# As many follow one full backup as anybody would restore.
MOST = 10_000
_SHORT = 12


class Missing(Broken):
    """A backup stands on one that is not there."""

    def __init__(self, name: str, base: str, where: str) -> None:
        super().__init__(f"{name} follows a backup {base[:_SHORT]}, which is not in {where}")
        self.help = "look for it in other places; without it, only older backups can be restored"


class Link:
    """One backup of a chain."""

    __slots__ = ("header", "name")

    def __init__(self, name: str, header: Header) -> None:
        self.name = name
        self.header = header


def chain(destination: Destination, name: str) -> list[Link]:
    """Return a backup and all that it stands on, the full one first; raise Missing, Broken."""
    by_id = {found.short: one for one in destination.names() if (found := named(one))}
    links = [_link(destination, name)]
    while (header := links[-1].header).base:
        base = by_id.get(header.base[:_SHORT])
        if base is None:
            raise Missing(links[-1].name, header.base, destination.shown)
        link = _link(destination, base)
        if link.header.number != header.number - 1 or len(links) > MOST:
            raise Broken(f"{base}: its place in the chain is not the one before {links[-1].name}")
        links.append(link)
    return links[::-1]


def verify_next(manifest: Manifest, before: Manifest | None) -> None:
    """Raise Broken where a backup does not follow another one, or none if it is a full one."""
    if before is None:
        if manifest.kind != FULL or manifest.prerequisites:
            raise Broken("the first backup of its chain is no full one")
        return
    if (manifest.base, manifest.number) != (before.id, before.number + 1):
        raise Broken("it does not follow the backup that its header names")
    if manifest.object_format != before.object_format:
        raise Broken("its ids are of another kind than those of the backup before it")
    if not set(before.tips).issuperset(manifest.prerequisites):
        raise Broken("its bundle needs commits that the backup before it does not have")


def _link(destination: Destination, name: str) -> Link:
    with closing(destination.read(name)) as stream:
        try:
            return Link(name, header_of(stream))
        except (Broken, Malformed) as error:
            raise Broken(f"{name}: {error}") from error


def shown(id: str, created: str, kind: str) -> str:
    """Return how a backup is called in messages."""
    return file_name(created, kind, id)


class Unproved(ConfledgerError):
    """A restored repository is not what its manifest says."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults), help="take another backup: confledger backup list")
        self.faults = faults
