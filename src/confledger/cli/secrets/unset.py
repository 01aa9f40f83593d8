"""The action `secrets unset`: remove one value."""

from confledger.cli.parser import Parser
from confledger.cli.secrets import access
from confledger.cli.secrets.addressed import HELP, located
from confledger.cli.secrets.changing import add_dry_run, finish
from confledger.cli.secrets.place import here
from confledger.location import dotted


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets unset",
        "Remove one value, or a map or list with all that is in it. All other values keep\n"
        "their ciphertext. What was removed stays in the history, for whoever could read it.",
        examples=("confledger secrets unset secrets/prod.yaml db.old_password",),
    )
    made.add_argument("file", metavar="FILE", help="an encrypted file")
    made.add_argument("key", metavar="KEY", help=HELP)
    add_dry_run(made)
    return made


def run(arguments: list[str]) -> int:
    """Remove it in memory, look at what came of it, and write."""
    asked = parser().parse_args(arguments)
    place = here()
    path = place.path(asked.file)
    file = place.verified(path)
    wanted = located(file, asked.key)
    many = sum(not leaf.document and leaf.path[: len(wanted)] == wanted for leaf in file.leaves())
    access.note(place, "unset", path, (wanted,), file.data)
    after = place.sops(file).unset(file.data, file.store, wanted)
    what = f"removes `{dotted(wanted)}`" + (f", {many} values" if many > 1 else "")
    return finish(place, file, after, [what], dry_run=asked.dry_run)
