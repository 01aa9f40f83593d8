"""The command `ledger`, by its actions, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "status": "say what the ledger holds, up to which commit, and whether history was rewritten",
    "build": "bring the ledger up to date, or with --rebuild make it anew",
    "export": "write all its entries as JSON Lines, CSV or Parquet",
}
_MEANT = {"rebuild": "ledger build --rebuild", "update": "ledger build", "verify": "audit verify"}
_EXAMPLES = (
    "confledger ledger status",
    "confledger ledger export --output entries.csv",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "ledger",
        ACTIONS,
        arguments,
        about="Every change of a value in the history of this repository, as a table.",
        examples=_EXAMPLES,
        beside="confledger.cli.ledger.",
        meant=_MEANT,
    )
