"""Secrets of a last good copy, opened where they are kept, as far as that can be reached."""

import os

from confledger.errors import ConfledgerError
from confledger.loader.folder import Folder, top_of
from confledger.loader.secret import Openers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from confledger.secrets.plain import Plain
    from confledger.settings import Settings


def reopener(
    root: str,
    environ: "Mapping[str, str]",
    settings: "Callable[[Folder], Settings]",
    *,
    fake: bool,
) -> "Callable[[str], Plain]":
    """Return what opens a secret by its origin; it raises ConfledgerError where it cannot."""

    def reopened(origin: str) -> "Plain":
        from confledger.loader.places import Unusable, referred

        if fake:
            raise ConfledgerError("made-up values need the schema, which is in the source")
        source = Folder(top_of(os.path.realpath(root)))
        openers = Openers(source.top, source=source, settings=settings(source), environ=environ)
        try:
            return referred(origin, openers, {})._opened()
        except Unusable as error:
            raise ConfledgerError(f"it {error}") from error

    return reopened
