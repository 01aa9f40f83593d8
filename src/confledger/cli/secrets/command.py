"""The command `secrets`, by its actions, each in a module of its own."""

from importlib import import_module

from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError, nearest

# What each does: without a key first, then with one, then keys themselves.
ACTIONS = {
    "check": "prove without a key that what is to be encrypted is, for the right readers",
    "scan": "look for secrets in plain text",
    "status": "list what is encrypted, for whom, and how old it is; no key is needed",
    "view": "show an encrypted file in clear text, on a terminal",
    "get": "print one value in clear text",
    "set": "set one value, read from standard input",
    "unset": "remove one value",
    "edit": "edit an encrypted file in an editor",
    "encrypt": "encrypt a plain file, if no value changes by that",
    "rotate": "give a file a new data key",
    "sync": "bring files to what the creation rules say now, with a plan first",
    "exec": "start a program with the values of a file in its environment",
    "run": "start a program that the settings name, with the values they name",
    "keygen": "make an age identity for this user",
    "onboard": "let somebody read: the rules first, then the files",
    "offboard": "let somebody read no longer, and list the values to change",
    "log": "who opened which secret on this machine; --verify proves that nothing is gone",
    "diff": "what a change of encrypted files comes to, values hidden",
    "textconv": "print an encrypted file for `git diff`, values hidden; never fails",
    "merge": "merge two versions of an encrypted file; for git",
}
# What other tools call it.
_MEANT = {
    "add": "set",
    "audit": "log",
    "cat": "view",
    "decrypt": "view",
    "delete": "unset",
    "detect": "scan",
    "env": "exec",
    "exec-env": "exec",
    "filestatus": "status",
    "genkey": "keygen",
    "grant": "onboard",
    "history": "check --history",
    "keys": "status",
    "list": "status",
    "ls": "status",
    "publish": "sync",
    "put": "set",
    "rekey": "rotate",
    "remove": "unset",
    "revoke": "offboard",
    "rm": "unset",
    "share": "onboard",
    "show": "view",
    "updatekeys": "sync",
    "verify": "check",
    "validate": "check",
}
_HEAD = """\
usage: confledger secrets ACTION [OPTIONS]

Prove secrets encrypted without a key, find those that are not, and work with them.

actions:
"""
_TAIL = """
  confledger secrets ACTION --help   what an action does, with examples

examples:
  confledger secrets check --staged
  confledger secrets status
  confledger secrets set secrets/prod.yaml db.password < new-password
"""


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    if arguments[:1] == ["help"] and arguments[1:2]:
        arguments = [arguments[1], "--help"]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        rows = "".join(f"  {name:9} {text}\n" for name, text in ACTIONS.items())
        (put if arguments else tell)(_HEAD + rows + _TAIL)
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in ACTIONS:
        near = _MEANT.get(name) or nearest(name, list(ACTIONS))
        raise ConfledgerError(
            f"there is no action {name!r} of `secrets`",
            help=f"did you mean `confledger secrets {near}`?"
            if near
            else f"there are {', '.join(ACTIONS)}",
        )
    return int(import_module(f"confledger.cli.secrets.{name}").run(rest))
