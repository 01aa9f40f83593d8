"""The action `secrets view`: an encrypted file in clear text, for eyes only."""

from confledger.cli.parser import Parser
from confledger.cli.secrets import access
from confledger.cli.secrets.addressed import HELP, located
from confledger.cli.secrets.place import here
from confledger.cli.secrets.revealing import only_to_a_person, show, write


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets view",
        "Show an encrypted file in clear text, on a terminal. Nothing of it is kept.",
        examples=(
            "confledger secrets view secrets/prod.yaml",
            "confledger secrets view secrets/prod.yaml --path db",
        ),
        meant={"--extract": "did you mean --path KEY?"},
    )
    made.add_argument("file", metavar="FILE", help="an encrypted file")
    made.add_argument("--path", metavar="KEY", help=f"only this value: {HELP}")
    made.add_argument(
        "--reveal", action="store_true", help="also where standard output is no terminal"
    )
    return made


def run(arguments: list[str]) -> int:
    """Decrypt in memory, and show."""
    import sys

    asked = parser().parse_args(arguments)
    instead = f"one value for a script: confledger secrets get {asked.file} KEY"
    only_to_a_person(asked.reveal, instead)
    place = here()
    path = place.path(asked.file)
    file = place.verified(path)
    wanted = None if asked.path is None else located(file, asked.path)
    access.note(place, "view", path, () if wanted is None else (wanted,), file.data)
    sops = place.sops(file)
    with (
        sops.decrypt(file.data, file.store)
        if wanted is None
        else sops.extract(file.data, file.store, wanted)
    ) as value:
        (show if sys.stdout.isatty() else write)(value)
    return 0
