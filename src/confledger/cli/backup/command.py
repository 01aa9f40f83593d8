"""The command `backup`, by its actions, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "create": "write a backup, full or of what is new, for those who may read it",
    "verify": "prove a backup; with --restore-to by restoring it, which is the real test",
    "restore": "make a repository of a backup, in a new folder",
    "list": "list the backups that are there, and which of them were restored",
    "status": "say how old the last backup is, and the last one that was proved",
    "prune": "delete backups that the retention does not keep, with a plan first",
}
_MEANT = {
    "make": "backup create",
    "new": "backup create",
    "run": "backup create",
    "check": "backup verify",
    "test": "backup verify",
    "ls": "backup list",
    "delete": "backup prune",
    "forget": "backup prune",
    "rm": "backup prune",
}
_EXAMPLES = (
    "confledger backup create --to ../backups --recipient age1...",
    "confledger backup verify --latest --from ../backups --restore-to /tmp/trial",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "backup",
        ACTIONS,
        arguments,
        about="Copies of the history and of what git does not have, restored before trusted.",
        examples=_EXAMPLES,
        beside="confledger.cli.backup.",
        meant=_MEANT,
    )
