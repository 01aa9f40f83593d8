"""A badge as a server of badges reads it (https://shields.io/badges/endpoint-badge)."""

import json

from confledger.reports.badge.model import Badge
from confledger.reports.badge.picture import COLOURS
from confledger.reports.visible import visible


def endpoint(badge: Badge) -> str:
    """Return the badge as JSON."""
    said = {
        "schemaVersion": 1,
        "label": visible(badge.label),
        "message": visible(badge.message),
        "color": COLOURS[badge.standing].removeprefix("#"),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
