"""Overlays that are asked for elsewhere: those of the settings, and those that a caller gives."""

from confledger.errors import ConfledgerError
from confledger.loader.layer import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.loader.secret import Openers
    from confledger.settings import Settings

KINDS = ("vault", "http")


def overlays(
    settings: "Settings", given: "Sequence[Layer]", environment: str | None, openers: "Openers"
) -> list[Layer]:
    """Return the overlays of an environment: of the settings first, then those that were given.

    Where secrets are made up, none of the settings is asked: no network is needed.
    """
    found: list[Layer] = []
    entries = settings.load.get("overlays", [])
    assert isinstance(entries, list)
    for entry in [] if openers.fake else entries:
        wanted = entry.get("environments", [])
        if wanted and environment not in wanted:
            continue
        if entry["kind"] == "vault":
            from confledger.loader import vault

            found.append(vault.of_settings(entry, openers))
        elif entry["kind"] == "http":
            from confledger.loader import http_overlay

            found.append(http_overlay.of_settings(entry, openers))
        else:
            raise ConfledgerError(f"an overlay is one of {', '.join(KINDS)}")
    for layer in given:
        if hasattr(layer, "openers"):
            layer.openers = openers
        found.append(layer)
    return found
