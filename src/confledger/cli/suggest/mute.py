"""The action `suggest mute`: what is not suggested again, in this clone or to anybody."""

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "suggest mute",
        "Never suggest something again; without an ID, list what is muted. It is kept in the git\n"
        "directory of this clone, for you alone; --shared says what to write into the settings,\n"
        "for everybody.",
        examples=(
            "confledger suggest mute 1f3a9c02",
            "confledger suggest mute 1f3a9c02 --shared",
            "confledger suggest mute --undo 1f3a9c02",
            "confledger suggest mute",
        ),
    )
    made.add_argument("id", metavar="ID", nargs="*", help="what stands in brackets beside it")
    made.add_argument("--undo", action="store_true", help="suggest it again")
    made.add_argument("--shared", action="store_true", help="print the edit for confledger.yaml")
    made.add_argument("--dry-run", action="store_true", help="only say what would be muted")
    return made


def run(arguments: list[str]) -> int:
    """Mute, or list; return 0."""
    asked = parser().parse_args(arguments)
    import os

    from confledger.cli import workspace
    from confledger.cli.streams import put
    from confledger.cli.suggest.muted import ID, keep, personal
    from confledger.git.repository import NotARepository

    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    for one in asked.id:
        if not ID.fullmatch(one):
            raise ConfledgerError(
                f"{one!r} is no id of a suggestion",
                help="it is what stands in brackets: confledger suggest change",
            )
    known = personal(repository)
    if not asked.id:
        put("".join(f"{one}\n" for one in known))
        return 0
    if asked.shared:
        listed = "".join(f"    - {one}\n" for one in asked.id)
        put(f"# in confledger.yaml\nsuggest:\n  muted:\n{listed}")
        return 0
    wanted = set(known) - set(asked.id) if asked.undo else set(known) | set(asked.id)
    changed = sorted(wanted ^ set(known))
    word = "suggested again" if asked.undo else "muted"
    put("".join(f"{word}: {one}\n" for one in changed) or f"nothing to do: already {word}\n")
    if changed and not asked.dry_run:
        keep(repository, sorted(wanted))
    return 0
