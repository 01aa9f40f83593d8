"""Who read a key, by the access log, where there is one."""

import os

from confledger.cli.explain_read import Reader as Asking
from confledger.loader.access import pattern, place_of
from confledger.loader.access_log import observed
from confledger.location import Path
from confledger.reports.explained import Reader


def readers(path: Path, environment: str | None, asking: Asking) -> "list[Reader] | None":
    """Return the programs that read a key, or one below it; None where nothing was observed."""
    place = asking.place
    log = observed(place_of(place.source.top, place.root, environment, asking.settings, os.environ))
    if not log:
        return None
    key = pattern(path)
    found = []
    for name, process in log.items():
        rows = [
            one
            for it, one in process.keys.items()
            if it == key or it.startswith((f"{key}.", f"{key}["))
        ]
        if rows:
            found.append(Reader(name, max(r.last for r in rows), sum(r.count for r in rows)))
    return sorted(found, key=lambda one: (one.last, one.name), reverse=True)
