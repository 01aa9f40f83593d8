"""The action `backup status`: whether the backups would bring everything back."""

import time

from confledger.cli.parser import Parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.backup.status import Standing
    from confledger.cli.backup.around import Around

_ABOUT = """\
Say how good the backups are. First the last restore that succeeded, and how long it took: only
that proves a backup. Then the last backup, what it would lose, and what is wrong, each with the
command that acts on it. The exit code is 1 while something is."""


def parser() -> Parser:
    """Return the parser of this action."""
    from confledger.cli.backup import places

    made = Parser(
        "backup status",
        _ABOUT,
        examples=(
            "confledger backup status                    the places of the settings",
            "confledger backup status --format markdown >> $GITHUB_STEP_SUMMARY",
        ),
    )
    places.add_to(made, option="--from")
    made.add_format("text", "json", "markdown")
    return made


def run(arguments: list[str]) -> int:
    """Print it; return 1 where something is wrong."""
    asked = parser().parse_args(arguments)
    from confledger.cli.backup.around import Around
    from confledger.cli.streams import put
    from confledger.reports.backup import standing

    said = now(Around(asked))
    if asked.format == "json":
        from json import dumps

        put(dumps(standing.fields(said), indent=2) + "\n")
    elif asked.format == "markdown":
        put(standing.markdown(said))
    else:
        put(standing.text(said))
    return int(bool(said.worries))


def now(around: "Around") -> "Standing":
    """Return how the backups stand at this moment."""
    from confledger.backup.status import add_missing, standing
    from confledger.cli.backup.around import missing
    from confledger.cli.backup.leavers import left
    from confledger.cli.backup.places import settings_of
    from confledger.settings import Settings

    repository = around.repository
    settings = Settings() if repository is None else settings_of(repository)
    days = int(settings.backup["verify-days"])
    made = standing(around.shelves(), around.restored, int(time.time()), days)
    add_missing(made, missing(around, made.last))
    if repository is not None:
        made.worries += left(repository, settings, made, around.roots)
    return made
