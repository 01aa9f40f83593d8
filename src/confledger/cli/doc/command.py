"""The command `doc`, by its pages, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "config": "every key of the configuration: what it may be, and what it is where",
    "metrics": "every metric that code registers, and who asks for it",
    "checks": "every check: what it says, with examples",
}


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "doc",
        ACTIONS,
        arguments,
        about="Write pages of reference from schemas, from files, and from the program itself.",
        examples=(
            "confledger doc config",
            "confledger doc config --write",
            "confledger doc config --check",
        ),
        beside="confledger.cli.doc.",
        meant={"settings": "settings", "schema": "doc config", "rules": "doc checks"},
    )
