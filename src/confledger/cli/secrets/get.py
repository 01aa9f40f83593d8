"""The action `secrets get`: one value in clear text, as a program can read it."""

import sys

from confledger.cli.parser import Parser
from confledger.cli.secrets import access
from confledger.cli.secrets.addressed import HELP, held, located
from confledger.cli.secrets.place import here
from confledger.cli.secrets.revealing import show, write
from confledger.errors import ConfledgerError
from confledger.location import dotted
from confledger.secrets import tokens
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import JSON

# What stands in JSON as it is.
_BARE = ("int", "float", "bool")


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets get",
        "Print one value in clear text. Where standard output is no terminal, these are its\n"
        "bytes and nothing else; on a terminal, the line is ended after it.",
        examples=(
            "confledger secrets get secrets/prod.yaml db.password | psql-login",
            "confledger secrets get secrets/prod.yaml 'users[0]' --format json",
        ),
        meant={"-o": "did you mean --format FORMAT?", "--extract": "the key follows the file"},
    )
    made.add_argument("file", metavar="FILE", help="an encrypted file")
    made.add_argument("key", metavar="KEY", help=HELP)
    made.add_format(
        "raw",
        "json",
        default="raw",
        help="raw, or json, for which KEY may also be a map or list (default: raw)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Decrypt one value in memory, and write it."""
    asked = parser().parse_args(arguments)
    place = here()
    path = place.path(asked.file)
    file = place.verified(path)
    wanted = located(file, asked.key)
    found = held(file, wanted)
    if isinstance(found, (dict, list)) and asked.format == "raw":
        what = "a map" if isinstance(found, dict) else "a list"
        raise ConfledgerError(
            f"{path}: `{dotted(wanted)}` is {what}, not one value",
            help="name a key in it, or add --format json",
        )
    access.note(place, "get", path, (wanted,), file.data)
    as_json = asked.format == "json"
    with place.sops(file).extract(
        file.data, file.store, wanted, output=JSON if as_json else None
    ) as value:
        told = _json(value, found) if as_json else _raw(value, found)
        (show if sys.stdout.isatty() else write)(told)
    return 0


def _raw(value: Plain, sealed: object) -> Plain:
    """Return a single value without the line end that SOPS puts after some numbers."""
    return value if _is_text(sealed) else Plain(value.reveal().rstrip(b"\n"))


def _json(value: Plain, sealed: object) -> Plain:
    """Return a value as JSON; SOPS writes a single one as it is."""
    import json

    if isinstance(sealed, (dict, list)):
        return value
    if sealed is None:
        return Plain(b"null\n")
    if _is_text(sealed):
        return Plain(json.dumps(value.reveal().decode("utf-8", "surrogateescape")).encode() + b"\n")
    return Plain(value.reveal().rstrip(b"\n").lower() + b"\n")


def _is_text(sealed: object) -> bool:
    token = tokens.read(sealed) if isinstance(sealed, str) else None
    return isinstance(sealed, str) and (token is None or token.type not in _BARE)
