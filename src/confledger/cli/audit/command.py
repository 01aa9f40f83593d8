"""The command `audit`, by its actions, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "report": "list all changes of a period, the exceptions first, for somebody who audits",
    "verify": "compute the ledger, a report or a bundle again from git, and name what differs",
    "signatures": "say of each commit whether its signature is good, and by whom",
    "record": "add where each branch stands to the reference log, which shows force pushes",
    "log": "show the reference log, and what was rewritten between its entries",
}
_MEANT = {"check": "audit verify", "export": "audit report", "reflog": "audit log"}
_EXAMPLES = (
    "confledger audit report --from 2026-01-01 --to 2026-03-31",
    "confledger audit verify",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "audit",
        ACTIONS,
        arguments,
        about="Evidence of who changed what, and who approved it, that anybody can compute again.",
        examples=_EXAMPLES,
        beside="confledger.cli.audit.",
        meant=_MEANT,
    )
