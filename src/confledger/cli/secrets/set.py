"""The action `secrets set`: one value, from standard input."""

from confledger.cli.parser import Parser, one_of
from confledger.cli.secrets import access, given_value
from confledger.cli.secrets.addressed import ABSENT, HELP, held, placed
from confledger.cli.secrets.changing import (
    add_dry_run,
    finish,
    left_out,
    left_plain,
    readers,
    refuse_plain,
)
from confledger.cli.secrets.place import here
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.location import dotted
from confledger.secrets import tokens
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import JSON, YAML

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets set",
        "Set one value, read from standard input; on a terminal it is asked for and not shown.\n"
        "All other values keep their ciphertext. One line end after the value is cut off.",
        examples=(
            "confledger secrets set secrets/prod.yaml db.password < new-password",
            "openssl rand -base64 24 | confledger secrets set secrets/prod.yaml token",
            "echo 5433 | confledger secrets set secrets/prod.yaml db.port --type int",
        ),
        surplus="a value on the command line can be seen by others: it comes from standard input",
        meant={
            "--value": "a value on the command line can be seen by others: it comes from stdin",
            "--value-stdin": "values come from standard input in any case",
        },
    )
    made.add_argument("file", metavar="FILE", help="an encrypted file")
    made.add_argument("key", metavar="KEY", help=f"{HELP}; made if it is not there")
    made.add_argument(
        "--type",
        metavar="TYPE",
        type=one_of(given_value.TYPES, "type"),
        help="str, int, float, bool or json (default: the type that it has, of a new one str)",
    )
    made.add_argument("--raw", action="store_true", help="keep the line end after the value")
    made.add_argument(
        "--empty", action="store_true", help="also an empty value, which is not encrypted"
    )
    made.add_argument(
        "--plain", action="store_true", help="also where the value would not be encrypted"
    )
    add_dry_run(made)
    return made


def run(arguments: list[str]) -> int:
    """Set it in memory, look at what came of it, and write."""
    asked = parser().parse_args(arguments)
    place = here()
    path = place.path(asked.file)
    file = place.verified(path)
    wanted = placed(file, asked.key)
    name = dotted(wanted)
    now = held(file, wanted)
    if asked.type not in (None, "str") and file.store not in (YAML, JSON):
        raise ConfledgerError(
            f"{path}: each value of this format is a text", help="leave out --type"
        )
    value, cut = given_value.read(f"{path}: {name}", raw=asked.raw)
    if not asked.empty and value.equals(Plain()):
        # What was to print it may have failed, and the value of now would be gone.
        raise ConfledgerError(
            "standard input is empty, so nothing was set",
            help="see what was to print the value; an empty one is set with --empty",
        )
    with given_value.as_json(value, asked.type or _type(file, now), file.store) as told:
        value.wipe()
        if file.store == YAML and any(
            "<<" in at for at in (wanted, *given_value.below(told, wanted))
        ):
            raise ConfledgerError(
                f"{path}: SOPS writes a key `<<` so that it cannot read the file again",
                help="choose another key",
            )
        if not asked.plain:
            # Before it is in any file, be it a private one.
            refuse_plain(path, left_out(file, wanted, told))
        access.note(place, "set", path, (wanted,), file.data)
        after = place.sops(file).set(file.data, file.store, wanted, told)
    if cut:
        tell("one line end after the value was cut off; --raw keeps it\n")
    if after == file.data:
        tell(f"{path}: `{name}` has that value already; nothing was written\n")
        return 0
    plain = left_plain(place.parsed(path, after), wanted)
    if not asked.plain:
        refuse_plain(path, plain)
    verb = "adds" if now is ABSENT else "changes"
    how = "in plain text" if plain else f"encrypted for {readers(file)}"
    return finish(place, file, after, [f"{verb} `{name}`, {how}"], dry_run=asked.dry_run)


def _type(file: "SopsFile", held: object) -> str:
    """Return the type that a value has."""
    if file.store not in (YAML, JSON):
        return "str"
    if isinstance(held, bool):
        return "bool"
    if isinstance(held, (int, float)):
        return type(held).__name__
    token = tokens.read(held) if isinstance(held, str) else None
    return token.type if token is not None and token.type in given_value.TYPES else "str"
