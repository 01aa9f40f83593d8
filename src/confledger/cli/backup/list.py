"""The action `backup list`: what is there, and which of it a restore has proved."""

from confledger.cli.parser import Parser

_ABOUT = """\
List the backups of this repository, the newest first: when each was made, its kind and size, how
many commits the repository had, and when it was last restored. Needs no key."""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import places

    made = Parser(
        "backup list",
        _ABOUT,
        examples=(
            "confledger backup list                      the places of the settings",
            "confledger backup list --from git:offsite --format json",
        ),
    )
    places.add_to(made, option="--from")
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Print them; return 1 where a place could not be looked into."""
    asked = parser().parse_args(arguments)
    from confledger.cli.backup.around import Around
    from confledger.cli.streams import put
    from confledger.reports.backup import listed

    shelves = Around(asked).shelves()
    if asked.format == "json":
        from json import dumps

        put(dumps(listed.fields(shelves), indent=2) + "\n")
    else:
        put(listed.text(shelves))
    return int(any(shelf.why for shelf in shelves))
