"""Write the JSON Schemas of confledger's own files, so that editors can use them."""

from importlib import import_module
from importlib.util import find_spec
from json import dumps

from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.schema_writing import Tree
from confledger.cli.streams import put

_HOME = "https://confledger.example/schemas/"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
# Name of the file, and where the schema of it is: what people write, and what programs read.
TABLE = (
    ("allowed-differences.schema.json", "confledger.ecosystem.agreements:differences_schema"),
    ("check-result.schema.json", "confledger.reports.result_model:schema"),
    ("cltest.schema.json", "confledger.checks.policy.expectations:schema"),
    ("confledger.schema.json", "confledger.settings:schema"),
    ("debt-minutes.schema.json", "confledger.debt.minutes_schema:schema"),
    ("needs.schema.json", "confledger.inventory.needs.schema:schema"),
    ("policies.schema.json", "confledger.checks.policy.schema:schema"),
    ("waivers.schema.json", "confledger.ecosystem.agreements:waivers_schema"),
)


def run(arguments: list[str]) -> int:
    """Write or compare; return 1 when --check found a difference."""
    parser = Parser(
        "schema export",
        "Write the JSON Schemas of confledger.yaml and of the other files that confledger reads\n"
        "and writes, so that editors can complete and check them.",
        examples=(
            "confledger schema export --to .confledger/schemas",
            "confledger schema export --check",
        ),
    )
    parser.add_argument("--to", metavar="DIR", default="schemas", help="folder (default: schemas)")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when a file differs"
    )
    parser.add_argument("--dry-run", "-n", action="store_true", help="only say what would be done")
    asked = parser.parse_args(arguments)
    tree = Tree()
    folder = tree.within(asked.to)
    made = {f"{folder}/{name}".lstrip("/"): text for name, text in exported().items()}
    if asked.check:
        stale = [path for path, text in made.items() if tree.content(path) != text]
        for path in stale:
            there = tree.content(path) is not None
            put(f"{shown(path)} {'differs' if there else 'does not exist'}\n")
        return int(bool(stale))
    for path, text in made.items():
        tree.change(path, text)
    tree.settle(diffs=(), dry=asked.dry_run)
    return 0


def exported() -> dict[str, bytes]:
    """Return each schema by the name of its file."""
    made = {}
    for name, where in TABLE:
        module, _, function = where.partition(":")
        if find_spec(module) is None:
            continue
        content = getattr(import_module(module), function)()
        heading = {"$schema": _DRAFT, "$id": _HOME + name}
        text = dumps(heading | content, indent=2, ensure_ascii=False) + "\n"
        made[name] = text.encode("utf-8")
    return made
