"""The command `secrets`, by its actions, each in a module of its own."""

from confledger.cli import actions

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
    "add": "secrets set",
    "audit": "secrets log",
    "cat": "secrets view",
    "decrypt": "secrets view",
    "delete": "secrets unset",
    "detect": "secrets scan",
    "env": "secrets exec",
    "exec-env": "secrets exec",
    "filestatus": "secrets status",
    "genkey": "secrets keygen",
    "grant": "secrets onboard",
    "history": "secrets check --history",
    "keys": "secrets status",
    "list": "secrets status",
    "ls": "secrets status",
    "publish": "secrets sync",
    "put": "secrets set",
    "rekey": "secrets rotate",
    "remove": "secrets unset",
    "revoke": "secrets offboard",
    "rm": "secrets unset",
    "share": "secrets onboard",
    "show": "secrets view",
    "updatekeys": "secrets sync",
    "verify": "secrets check",
    "validate": "secrets check",
}
_EXAMPLES = (
    "confledger secrets check --staged",
    "confledger secrets status",
    "confledger secrets set secrets/prod.yaml db.password < new-password",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "secrets",
        ACTIONS,
        arguments,
        about="Prove secrets encrypted without a key, find those that are not, and work with them.",
        examples=_EXAMPLES,
        beside="confledger.cli.secrets.",
        meant=_MEANT,
    )
