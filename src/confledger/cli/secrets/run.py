"""The command `secrets run`: a program that the settings name, with the values they name."""

from confledger.cli.parser import Parser
from confledger.cli.secrets.exec import split
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.secrets.place import Place
    from confledger.cli.secrets.variables import Variable
    from confledger.secrets.sops_file import SopsFile

_ABOUT = """\
Start a program that confledger.yaml names, with the values it names in its environment.

    secrets:
      run:
        - name: migrate
          command: [./migrate, --all]
          variables:
            DB_PASSWORD: secrets/prod.yaml#/db/password

It is started in the root of the repository, and gets these variables and no others of the
files; no SOPS_* variable reaches it. Without a name, the programs are listed."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets run",
        _ABOUT,
        examples=("confledger secrets run", "confledger secrets run migrate -- --only-new"),
    )
    made.usage = "confledger secrets run [NAME] [--dry-run] [-- ARGUMENT ...]"
    made.add_argument("name", nargs="?", metavar="NAME", help="the name of the program")
    made.add_argument(
        "--dry-run", action="store_true", help="print the names and the command; needs no key"
    )
    return made


def run(arguments: list[str]) -> int:
    """Become the program, or say why not."""
    options, extra = split(arguments)
    asked = parser().parse_args(options)
    from confledger.cli.secrets import child, place

    here = place.here()
    known: list[dict[str, object]] = here.settings.secrets["run"]
    if asked.name is None:
        return _list(known)
    entry = _entry(known, asked.name)
    command = [str(one) for one in entry["command"]] + extra  # type: ignore[attr-defined] # a list, likewise
    files, wanted = _variables(here, entry)
    if asked.dry_run:
        child.program(command[0], here.top)
        child.plan(wanted, command)
        return 0
    return child.start(here, "run", files, wanted, command, here.top)


def _list(known: list[dict[str, object]]) -> int:
    import shlex

    from confledger.cli.failure import shown

    if not known:
        tell("the settings name no program; see `confledger secrets run --help`\n")
    width = max((len(str(one["name"])) for one in known), default=0)
    for one in known:
        command = shlex.join(map(str, one["command"]))  # type: ignore[call-overload]
        put(shown(f"{one['name']:{width}}  {command}\n"))
    return 0


def _entry(known: list[dict[str, object]], name: str) -> dict[str, object]:
    found = next((one for one in known if one["name"] == name), None)
    if found is None:
        names = [str(one["name"]) for one in known]
        close = nearest(name, names)
        raise ConfledgerError(
            f"the settings name no program {name!r}",
            help=f"did you mean {close!r}?"
            if close
            else f"there are {', '.join(names)}"
            if names
            else "add it to `secrets.run` in confledger.yaml",
        )
    return found


def _variables(
    here: "Place", entry: dict[str, object]
) -> "tuple[dict[str, SopsFile], list[Variable]]":
    """Return the files that are to be opened, each verified, and the variables."""
    from confledger.cli.secrets import variables

    files: dict[str, SopsFile] = {}
    found = []
    told: dict[str, str] = entry["variables"]  # type: ignore[assignment]
    for name, address in told.items():
        path, mark, place = address.partition("#")
        if not mark or not path or not place.startswith("/"):
            raise ConfledgerError(
                f"`secrets.run` names {address!r} for {name}, which is no address of a value",
                help="path from the root, `#`, JSON Pointer: secrets/prod.yaml#/db/password",
            )
        variables.refuse(name, repr(address), given=True)
        if path not in files:
            files[path] = here.verified(path)
        found.append(variables.Variable(name, path, variables.single(files[path], place)))
    return files, found
