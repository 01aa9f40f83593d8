"""The action `secrets edit`: an encrypted file in an editor, in memory."""

import os
import sys
import tempfile

from confledger.cli.parser import Parser
from confledger.cli.secrets import access, editor
from confledger.cli.secrets.changing import add_dry_run, finish
from confledger.cli.secrets.differing import differing
from confledger.cli.secrets.memory_folder import memory_folder
from confledger.cli.secrets.place import here
from confledger.cli.secrets.unfit import unfit
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.secrets.plain import Plain
from confledger.secrets.sops import SopsFailed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops import Sops
    from confledger.secrets.sops_file import SopsFile


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets edit",
        "Edit an encrypted file in $VISUAL or $EDITOR. The clear text is in a folder in memory\n"
        "meanwhile, for you alone, which is removed whatever happens. Values that you leave as\n"
        "they are keep their ciphertext; where nothing is changed, nothing is written.",
        examples=(
            "confledger secrets edit secrets/prod.yaml",
            "EDITOR=nano confledger secrets edit secrets/prod.yaml",
        ),
    )
    made.add_argument("file", metavar="FILE", help="an encrypted file")
    made.add_argument(
        "--no-tmpfs",
        action="store_true",
        help="where no folder is in memory, use one for temporary files, on a disk",
    )
    add_dry_run(made)
    return made


def run(arguments: list[str]) -> int:
    """Decrypt into memory, let edit, look at what came of it, and write."""
    asked = parser().parse_args(arguments)
    place = here()
    path = place.path(asked.file)
    file = place.verified(path)
    with memory_folder(elsewhere=asked.no_tmpfs) as folder:
        text = os.path.join(folder, "text", os.path.basename(path))
        os.mkdir(os.path.dirname(text), 0o700)
        words = editor.command(text)
        if editor.remembers(words):
            tell(f"{words[0]} may keep a history of what it saves, on the disk\n")
        sops = place.sops(file)
        access.note(place, "edit", path, data=file.data)
        with sops.decrypt(file.data, file.store) as before:
            before.save(text)
            after = _edited(sops, file, before, words, folder)
    if after is None or after == file.data:
        tell(f"{path}: nothing was changed, nothing was written\n")
        return 0
    plan = differing(file, place.parsed(path, after))
    return finish(place, file, after, plan, dry_run=asked.dry_run)


def _edited(
    sops: "Sops", file: "SopsFile", before: Plain, words: list[str], folder: str
) -> bytes | None:
    """Let edit until it can be encrypted; None where it is as it was."""
    while True:
        editor.edit(words)
        with _read(words[-1]) as text:
            if text.equals(before):
                return None
            faults = unfit(text, file.path, file.store)
            if not faults:
                try:
                    inner = tempfile.mkdtemp(dir=folder)
                    return sops.edit(file.data, file.store, text, folder=inner)
                except SopsFailed as failed:
                    if failed.kind != "format":
                        raise
                    faults = [str(failed)]
        tell("".join(f"{one}\n" for one in faults))
        if not _again():
            raise ConfledgerError(
                f"{file.path}: the edited text cannot be encrypted", help="nothing was written"
            )


def _read(file: str) -> Plain:
    text = Plain()
    try:
        with open(file, "rb") as opened:
            while text.take(opened.fileno()):
                pass
    except OSError:
        raise ConfledgerError(
            "the edited file is not there any more", help="nothing was written"
        ) from None
    return text


def _again() -> bool:
    """Ask whether to edit again; nobody can answer without a terminal."""
    if not sys.stdin.isatty():
        return False
    tell("edit it again? [Y/n] ")
    return sys.stdin.readline().strip().lower() in ("", "y", "yes")
