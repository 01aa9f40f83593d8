"""The action `secrets rotate`: a new data key, and with it a new ciphertext for each value."""

from confledger.cli.parser import Parser
from confledger.cli.secrets import access
from confledger.cli.secrets.changing import add_dry_run, finish, readers
from confledger.cli.secrets.place import here
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile


def parser() -> Parser:
    """Return what the action takes."""
    made = Parser(
        "secrets rotate",
        "Give files a new data key, wrapped for those who can read them now. Whoever could read\n"
        "an older version can still read that: change the values at their provider as well.",
        examples=(
            "confledger secrets rotate secrets/prod.yaml",
            "confledger secrets rotate --dry-run secrets/*.yaml",
        ),
        meant=dict.fromkeys(
            ("--add-age", "--rm-age", "--add-pgp", "--rm-pgp", "--add-kms", "--rm-kms"),
            "recipients are those of `.sops.yaml`: confledger secrets sync",
        ),
    )
    made.add_argument("files", metavar="FILE", nargs="+", help="encrypted files")
    add_dry_run(made)
    return made


def run(arguments: list[str]) -> int:
    """Verify all, then rotate one after the other; each is whole at any time."""
    asked = parser().parse_args(arguments)
    place = here()
    paths = dict.fromkeys(place.path(given) for given in asked.files)
    files = [place.verified(path) for path in paths]
    for file in files:
        plan = [f"a new data key for {readers(file)}, {_values(file)} encrypted anew"]
        if asked.dry_run:
            finish(place, file, file.data, plan, dry_run=True)
            continue
        access.note(place, "rotate", file.path, data=file.data)
        after = place.sops(file).rotate(file.data, file.store)
        finish(place, file, after, plan, dry_run=False)
    return 0


def _values(file: "SopsFile") -> str:
    many = sum(
        isinstance(leaf.value, str) and tokens.read(leaf.value) is not None
        for leaf in file.leaves()
    )
    return "1 value" if many == 1 else f"{many} values"
