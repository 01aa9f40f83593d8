"""`confledger secrets sync`: files are brought to what the creation rules say now."""

import json
import os
import shlex

from confledger.cli.parser import Parser
from confledger.cli.secrets import left_values, syncing
from confledger.cli.secrets.asking import agreed
from confledger.cli.secrets.place import here
from confledger.cli.streams import put, tell
from confledger.cli.workspace import relative
from confledger.errors import ConfledgerError
from confledger.secrets.plan import ROTATE, SCOPE, Action, actions


def parser() -> Parser:
    """Return the parser of the action."""
    made = Parser(
        "secrets sync",
        "Bring encrypted files to what the creation rules of .sops.yaml say now: whoever joined\n"
        "a rule can read its files, whoever left one can no longer, and those files get a new\n"
        "data key. The plan is shown first. A key that opens the files is needed.",
        examples=(
            "confledger secrets sync --dry-run",
            "confledger secrets sync hosts/web",
            "confledger secrets sync --yes --format json",
        ),
        meant={"--input-type": "the store follows from the name of the file"},
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help="files or folders; by default all")
    add_shared(made)
    return made


def add_shared(made: Parser) -> None:
    """Add the options of all that changes recipients."""
    made.add_argument("--dry-run", action="store_true", help="only show the plan; 1 if it has work")
    made.add_argument("--yes", "-y", action="store_true", help="do not ask")
    made.add_format(help="how to print the plan and what came of it: text or json")


def run(arguments: list[str]) -> int:
    """Run the action; return the exit code."""
    options = parser().parse_args(arguments)
    refuse_to_ask(options.format, dry=options.dry_run, yes=options.yes)
    place = here()
    paths = [relative(path, place.top) for path in options.paths]
    for path, given in zip(paths, options.paths, strict=True):
        if path and not os.path.lexists(os.path.join(place.top, path)):
            place.data(path)
            raise ConfledgerError(f"there is no file {given!r}", help="name another path")
    planned = actions(syncing.encrypted(place, place.rules, paths), place.rules)
    work = [action for action in planned if action.kind != SCOPE]
    as_json = options.format == "json"
    names = syncing.Names(place)
    if not as_json:
        put(syncing.text_of(planned, names) + summary(planned))
    if options.dry_run or not work:
        if as_json:
            put(report(planned, names, None))
        return 1 if work else 0
    again = shlex.join(["confledger", "secrets", "sync", *arguments, "--yes"])
    if not agreed(f"Change {counted(len(work))}?", again, yes=options.yes):
        return 1
    failed = syncing.carry_out(place, planned, "sync")
    return finish(planned, names, failed, as_json=as_json)


def finish(
    planned: list[Action], names: syncing.Names, failed: dict[str, str], *, as_json: bool
) -> int:
    """Tell what came of a plan; return the exit code."""
    if as_json:
        put(report(planned, names, failed))
    else:
        left = [one for one in planned if one.kind == ROTATE and one.path not in failed]
        put(left_values.text_of((one.file for one in left), "whoever left"))
    if failed:
        tell(f"{counted(len(failed))} left as before; the same command does the rest\n")
    return 2 if failed else 0


def report(planned: list[Action], names: syncing.Names, failed: dict[str, str] | None) -> str:
    """Return a plan, and what came of it, for a program."""
    left = [one.file for one in planned if one.kind == ROTATE]
    told = {"files": syncing.told(planned, names, failed), "values": left_values.told(left)}
    return json.dumps(told, indent=2) + "\n"


def summary(planned: list[Action]) -> str:
    """Return a line that says how much there is to do."""
    work = [action for action in planned if action.kind != SCOPE]
    if not work:
        return "Nothing to do: each file is for those whom its rule names.\n"
    joins = {one.key() for action in work for one in action.joins}
    leaves = {one.key() for action in work for one in action.leaves}
    return f"\n{counted(len(work))} to change; {len(joins)} to let in, {len(leaves)} to shut out.\n"


def counted(files: int) -> str:
    """Return a number of files in words."""
    return "1 file" if files == 1 else f"{files} files"


def refuse_to_ask(form: str, *, dry: bool, yes: bool) -> None:
    """Raise ConfledgerError where a program would be asked a question."""
    if form == "json" and not (dry or yes):
        raise ConfledgerError("--format json asks nobody", help="add --dry-run or --yes")
