"""`render --template FILE.j2`: a template filled with the configuration of an environment."""

import os

from confledger.cli import effective
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.loader.rendering.veiling import MASK, OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Protocol

    class Save(Protocol):
        """Writes a file."""

        def __call__(self, file: str, text: str, *, private: bool) -> None:
            """Replace a file as a whole; a private one is for this user alone."""


def run(asked: "Namespace", save: "Save") -> int:
    """Write the text, to a file by `save`; return 0."""
    from confledger.loader.folder import Folder
    from confledger.loader.templates import rendered

    for name, given in (("--format", asked.format), ("KEY", asked.key)):
        if given is not None:
            raise ConfledgerError(
                f"a template says itself what it writes; {name} is for the other formats",
                help=f"leave out {name}, or --template",
            )
    folder, name = os.path.split(os.path.abspath(asked.template))
    source = Folder(folder)
    data = source.read(name)
    if data is None:
        raise ConfledgerError(f"there is no file {asked.template!r}", help="check the spelling")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise ConfledgerError(f"{asked.template!r} is not UTF-8") from None
    config = effective.loaded(asked, fake=asked.secrets not in (MASK, OPEN))
    filled = rendered(
        text,
        config,
        name=name,
        source=source,
        environ=os.environ,
        secrets=MASK if asked.secrets == MASK else OPEN,
    )
    if asked.output is None:
        put(filled.text)
    else:
        save(asked.output, filled.text, private=asked.secrets == OPEN)
    if filled.masked:
        tell("secrets are masked (--secrets open writes clear text)\n")
    return 0
