"""What an incremental backup follows: the newest that is whole in every place, before and after.

A prune on another machine does not wait for us. So what a backup stands on is looked at again
when it is there.
"""

from contextlib import closing

from confledger.backup import catalogue
from confledger.backup.chain import Missing, chain
from confledger.backup.destinations.destination import NotThere
from confledger.backup.manifest import file_name, named
from confledger.backup.opening import Sealed, manifest_of
from confledger.cli.backup import keys
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.backup.destinations.place import Place
    from confledger.backup.manifest import Manifest
    from confledger.git.repository import Repository


def base(
    asked: "Namespace",
    repository: "Repository",
    place: "Place",
    names: set[str],
    made: "Manifest",
) -> "Manifest | None":
    """Return what the backup is to follow: the newest one that is in all places."""
    found = catalogue.newest(repository, names, made.repository)
    if found is None:
        known = sorted((one for one in names if named(one)), reverse=True)
        for name in known[:1]:
            try:
                with closing(place.read(name)) as stream:
                    said = manifest_of(stream, name, keys.identities(asked))
            except Sealed:
                tell(f"note: {name} cannot be followed without a key: --identity\n")
                continue
            if set(said.repository) & set(made.repository):
                found = said
    if found is not None:
        try:
            links = chain(place, file_name(found.created, found.kind, found.id))
        except ConfledgerError as error:
            tell(f"note: {error}\n")
            found = None
        else:
            # The other places may have let go of what the first one kept.
            if not names.issuperset(link.name for link in links):
                tell(f"note: what {links[-1].name} stands on is not in all places\n")
                found = None
    if found is not None and found.object_format != made.object_format:
        found = None
    if found is None:
        tell("note: there is no backup to follow, so this is a full one\n")
    return found


def stands(there: "list[Place]", name: str) -> bool:
    """Whether what a backup follows is still there, or else take it away everywhere.

    Whoever prunes on another machine does not wait for us.
    """
    try:
        for place in there:
            chain(place, name)
    except (Missing, NotThere) as error:
        tell(f"note: {error.args[0]}: it went meanwhile, so a full backup is made\n")
        for place in there:
            place.delete(name)
        return False
    return True
