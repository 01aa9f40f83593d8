"""The action `report access`: which keys are read, by whom, and which by nobody.

What programs were observed to read is known to one machine alone. In reports that are kept, it
is what the text of the code says instead.
"""

import os

from confledger.cli.explain_place import place_of
from confledger.cli.explain_read import Reader
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put
from confledger.loader.access import place_of as access_of
from confledger.loader.access_log import observed
from confledger.reports import access_forms
from confledger.reports.access import Usage, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.report.basis import Basis
    from confledger.location import Path
    from confledger.reports.statement.model import Statement

_ABOUT = """\
Say which keys of the configuration programs read, which of them do, and which nobody reads.

Programs that call `confledger.load` note it when they end: keys, counts and times, never a
value. A key counts as unused only where programs were observed; how long, and how many, is
said beside it. Keys that are parts of others, as ${db.host} is, are read with these."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "report access",
        _ABOUT,
        examples=(
            "confledger report access --env prod",
            "confledger report access --format csv > keys.csv",
            "confledger report access --code",
        ),
    )
    made.add_argument("--env", metavar="ENV", help="of this environment (default: of all)")
    made.add_argument("--folder", metavar="FOLDER", help="where it is (default: the settings')")
    made.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(access_forms.FORMATS, "format"),
        default="text",
        help="text, json, markdown or csv (default: text)",
    )
    made.add_argument(
        "--code",
        action="store_true",
        help="what the code of the commit reads instead, with the options of other reports",
    )
    made.set_defaults(host=None, set=[])
    return made


def run(arguments: list[str]) -> int:
    """Print the reads of one environment, or of all."""
    if "--code" in arguments:
        return _of_code([one for one in arguments if one != "--code"])
    asked = parser().parse_args(arguments)
    place = place_of(asked.folder, None)
    reader = Reader(place, asked)
    names: list[str | None] = [asked.env] if asked.env else [None, *reader.environments()]
    found = [_usage(reader, name) for name in names]
    if not asked.env:
        # The base alone is rarely loaded: only what was is worth a line.
        found = [one for one in found if one.environment is not None or one.programs] or found
    form = getattr(access_forms, f"as_{asked.format}")
    put(form(found))
    return 0


def _of_code(arguments: list[str]) -> int:
    from confledger.cli.report import printing

    made = Parser(
        "report access --code",
        "Say which variables the code of a commit reads, and what declares them.",
        examples=("confledger report access --code",),
    )
    printing.add_to(made)
    return printing.shown("access", made.parse_args(arguments))


def statement(basis: "Basis") -> "Statement":
    """Make the report of a commit, without anything that was observed here."""
    from confledger.cli.report.surveyed import surveyed
    from confledger.inventory.variables import variables
    from confledger.reports.access_summary import content

    survey = surveyed(basis)
    facts = survey.tree.facts
    loads = sorted(
        (path, line, folder) for path, one in facts.items() for folder, line in one.loads
    )
    return content(
        variables(facts),
        loads,
        digest="",
        as_of=basis.as_of,
    )


def _usage(reader: Reader, environment: str | None) -> Usage:
    place = reader.place
    where = access_of(place.source.top, place.root, environment, reader.settings, os.environ)
    resolution = reader.read(environment).resolution
    own: list[Path] = [("schema_version",)]
    declared = str(reader.settings.load["declared"])
    if declared:
        from confledger.loader.keys import path_of

        own.append(path_of(declared))
    return usage(environment, resolution, observed(where), tuple(own))
