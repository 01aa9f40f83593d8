"""A change of one encrypted file: told first, then written as a whole, or only told."""

from confledger.cli.secrets.given_value import below
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.location import Path, dotted
from confledger.secrets import tokens
from confledger.secrets.sops_file import Leaf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.parser import Parser
    from confledger.cli.secrets.place import Place
    from confledger.secrets.plain import Plain
    from confledger.secrets.sops_file import SopsFile


def add_dry_run(parser: "Parser") -> None:
    """Let a parser take --dry-run."""
    parser.add_argument(
        "-n", "--dry-run", action="store_true", help="say what would be written, and write nothing"
    )


def finish(
    place: "Place", file: "SopsFile", after: bytes, plan: list[str], *, dry_run: bool
) -> int:
    """Tell the plan, and write what came of it unless nothing is to be written."""
    tell("".join(f"{file.path}: {line}\n" for line in plan))
    if dry_run:
        tell("nothing was written (--dry-run)\n")
    else:
        place.write(file.path, after, before=file.data)
    return 0


def readers(file: "SopsFile") -> str:
    """Return how many can open a file, in words."""
    assert file.metadata is not None
    many = len({one.key() for one in file.metadata.recipients})
    return "1 recipient" if many == 1 else f"{many} recipients"


def left_plain(after: "SopsFile", at: Path) -> list[Path]:
    """Return the values at a path of the first document, or below, that anybody can read."""
    return [
        leaf.path
        for leaf in after.leaves()
        if not leaf.document
        and leaf.path[: len(at)] == at
        and leaf.value not in ("", None)
        and not (isinstance(leaf.value, str) and tokens.read(leaf.value) is not None)
    ]


def left_out(file: "SopsFile", at: Path, told: "Plain") -> list[Path]:
    """Return what the scope of a file would leave plain of a value that is to be at a path.

    It is known before the value is in any file. Nothing is where comments decide, and there
    are none yet.
    """
    assert file.metadata is not None
    known = {leaf.path: leaf for leaf in file.leaves() if not leaf.document}
    new = [] if file.metadata.scope.by_comment else [Leaf(0, path, "") for path in below(told, at)]
    return [
        leaf.path for leaf in (known.get(one.path, one) for one in new) if not file.selected(leaf)
    ]


def refuse_plain(path: str, plain: list[Path]) -> None:
    """Raise ConfledgerError where a value would be readable by all who see the file."""
    if plain:
        raise ConfledgerError(
            f"{path}: `{dotted(plain[0])}` would not be encrypted: the scope of the file leaves "
            "it out",
            help="choose a key that the scope takes (`confledger secrets status`), "
            "or add --plain if it is no secret",
        )
