"""Which backup is meant: by its name, the first digits of its id, a time, or the newest."""

from confledger.backup.manifest import Named, named
from confledger.errors import ConfledgerError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.backup.destinations.destination import Destination
    from confledger.cli.parser import Parser

# So many digits of an id are enough to mean one.
_FEWEST = 4


def add_to(parser: "Parser", *, at: bool = False) -> None:
    """Add the ways to say which backup is meant."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help="the name of a backup, or how its id begins"
    )
    parser.add_argument("--latest", action="store_true", help="the newest one (the default)")
    if at:
        parser.add_argument(
            "--at",
            metavar="TIME",
            help="the newest one made until then, in UTC: 2026-01-31, or 2026-01-31T12:00",
        )


def chosen(destination: "Destination", asked: "Namespace") -> str:
    """Return the name of the backup that is meant; raise ConfledgerError."""
    at = getattr(asked, "at", None)
    if sum(map(bool, (asked.name, asked.latest, at))) > 1:
        raise ConfledgerError(
            "more than one way to say which backup is meant", help="a name, --latest or --at"
        )
    there = sorted(
        (found for one in destination.names() if (found := named(one))),
        key=lambda one: (one.created, one.name),
    )
    if not there:
        raise ConfledgerError(
            f"there is no backup in {destination.shown}",
            help="make one: confledger backup create; or name another place: --from PLACE",
        )
    if asked.name:
        return _by_name(there, asked.name, destination)
    if at:
        there = [one for one in there if one.created <= _until(at)]
        if not there:
            raise ConfledgerError(
                f"no backup in {destination.shown} was made until {at}",
                help="see `confledger backup list`",
            )
    return there[-1].name


def _by_name(there: list[Named], wanted: str, destination: "Destination") -> str:
    found = [one for one in there if one.name == wanted]
    if not found and len(wanted) >= _FEWEST:
        found = [one for one in there if one.short.startswith(wanted)]
    if len(found) == 1:
        return found[0].name
    close = nearest(wanted, [one.name for one in there])
    if len(found) > 1:
        raise ConfledgerError(
            f"{wanted!r} begins the ids of {len(found)} backups", help="write more"
        )
    raise ConfledgerError(
        f"there is no backup {wanted!r} in {destination.shown}",
        help=f"did you mean {close}?" if close else "see `confledger backup list`",
    )


def _until(text: str) -> str:
    """Return the last second that a text means, as manifests have it."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ConfledgerError(
            f"{text!r} is no time", help="write it so: 2026-01-31, or 2026-01-31T12:00"
        ) from None
    if len(text) <= len("2026-01-31"):
        moment = moment.replace(hour=23, minute=59, second=59)
    elif text.count(":") == 1:
        moment = moment.replace(second=59)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
