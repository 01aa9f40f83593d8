"""The command `schema`, by its actions, each in a module of its own."""

from importlib import import_module

from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest

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
_HEAD = """\
usage: confledger schema ACTION [OPTIONS]

Find, add, update, infer, export and compare schemas.

actions:
"""
_TAIL = """
  confledger schema ACTION --help   what an action does, with examples

examples:
  confledger schema add github-workflow
  confledger schema compat --base main
"""


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    if arguments[:1] == ["help"] and arguments[1:2]:
        arguments = [arguments[1], "--help"]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        rows = "".join(f"  {name:8} {text}\n" for name, text in ACTIONS.items())
        (put if arguments else tell)(_HEAD + rows + _TAIL)
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in ACTIONS:
        near = nearest(name, list(ACTIONS))
        close = f"schema {near}" if near else _MEANT.get(name)
        raise ConfledgerError(
            f"there is no action {name!r} of `schema`",
            help=f"did you mean `confledger {close}`?"
            if close
            else f"there are {', '.join(ACTIONS)}",
        )
    return int(import_module(f"confledger.cli.schema_{name}").run(rest))
