"""The command `schema`, by its actions, each in a module of its own."""

from confledger.cli import actions

# What each does, in the order in which a repository needs them.
ACTIONS = {
    "list": "which schema each group of files has, and whether it is what was fetched",
    "add": "fetch a schema, store it with its digest, and give it to files",
    "update": "fetch again what was fetched, and say what changed",
    "infer": "write a schema that fits the files that there are",
    "export": "write the schemas of confledger's own files, for editors",
    "compat": "say which changes of a schema refuse what was accepted",
}
# What other tools call it.
_MEANT = {
    "validate": "check",
    "diff": "schema compat",
    "breaking": "schema compat",
    "fetch": "schema add",
    "download": "schema add",
    "get": "schema add",
    "generate": "schema infer",
    "search": "schema list --all",
    "show": "schema list --all",
    "status": "schema list",
    "sync": "schema update",
}
_EXAMPLES = (
    "confledger schema add github-workflow",
    "confledger schema compat --base main",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "schema",
        ACTIONS,
        arguments,
        about="Find, add, update, infer, export and compare schemas.",
        examples=_EXAMPLES,
        beside="confledger.cli.schema_",
        meant=_MEANT,
    )
