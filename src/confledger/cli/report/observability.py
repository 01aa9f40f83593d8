"""`report observability`: what logs, measures, alerts and is shown, of one commit."""

from weakref import WeakKeyDictionary

from confledger.checks.cache import digest
from confledger.checks.engine import identity
from confledger.cli.report.basis import Basis
from confledger.git.blobs import TooLarge
from confledger.git.snapshot import FILE, Entry
from confledger.inventory.observability.files import looked_into
from confledger.inventory.observability.item import UNREAD, Item
from confledger.inventory.observability.memory import Found, Memory
from confledger.inventory.observability.survey import Survey
from confledger.inventory.strangers import strangers
from confledger.reports.observability.content import content
from confledger.reports.statement.model import Statement

_KNOWN: "WeakKeyDictionary[Basis, Survey]" = WeakKeyDictionary()


def statement(basis: Basis) -> Statement:
    """Return the report."""
    return content(surveyed(basis), digest="", as_of=basis.as_of)


def surveyed(basis: Basis) -> Survey:
    """Look into every file of the commit but the reports; what did not change is remembered."""
    known = _KNOWN.get(basis)
    if known is None:
        known = _KNOWN[basis] = _surveyed(basis)
    return known


def _surveyed(basis: Basis) -> Survey:
    entries = basis.snapshot.entries()
    own = tuple(
        str(one["folder"]).rstrip("/") + "/"
        for one in (basis.settings.reports, basis.settings.needs)
    )
    paths = [path for path in entries if not path.startswith(own)]
    copied = tuple(
        glob + "/" for one in strangers(paths, [], []) for glob in one.paths if "*" not in glob
    )
    names = {
        glob[3:] for one in strangers(paths, [], []) for glob in one.paths if glob.startswith("**/")
    }
    build = digest(identity() + repr(sorted(basis.settings.limits.items())).encode())
    memory = Memory(basis.repository.cache_dir, build)
    left: dict[str, int] = {}
    found: list[Found] = []
    todo: list[Entry] = []
    for path in paths:
        entry = entries[path]
        if entry.kind != FILE or entry.oid is None:
            _count(left, f"{entry.kind}s, which hold nothing")
        elif path.startswith(copied) or not names.isdisjoint(path.split("/")[:-1]):
            _count(left, "copied from elsewhere")
        elif (known := memory.get(entry.oid, path)) is not None:
            found.append(known)
        else:
            todo.append(entry)
    for entry, data in basis.snapshot.stream(todo):
        if isinstance(data, bytes):
            one = looked_into(entry.path, data, basis.limits)
            memory.keep(entry.oid or "", one)
        else:
            why = "larger than is read" if isinstance(data, TooLarge) else "its object is missing"
            one = Found(entry.path, "", 0, [Item(UNREAD, why, entry.path, 1, "bytes")])
        found.append(one)
    memory.save()
    return Survey(found, paths, left)


def _count(left: dict[str, int], why: str) -> None:
    left[why] = left.get(why, 0) + 1
