"""The command `report`, by its kinds, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {"access": "which keys programs read, who does, and which nobody reads"}
_MEANT = {"usage": "report access", "unused": "report access", "audit": "audit report"}
_EXAMPLES = ("confledger report access --env prod", "confledger report access --format json")


def run(arguments: list[str]) -> int:
    """Run one kind of report; return the exit code."""
    return actions.run(
        "report",
        ACTIONS,
        arguments,
        about="What is known of a configuration beyond its files.",
        examples=_EXAMPLES,
        beside="confledger.cli.report_",
        meant=_MEANT,
    )
