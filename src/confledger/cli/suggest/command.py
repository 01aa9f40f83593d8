"""The command `suggest`, by its actions, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "change": "say what usually changes together with what is changed here",
    "value": "say which values a key usually has, where it is new or missing",
    "eval": "measure suggestions on the later part of the history",
    "mute": "never suggest this again",
}
_EXAMPLES = (
    "confledger suggest change --staged",
    "confledger suggest eval",
)


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code. Without one, look at what is changed."""
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["change", *arguments]
    return actions.run(
        "suggest",
        ACTIONS,
        arguments,
        about="What usually goes together, learned from the history of this very repository.",
        examples=_EXAMPLES,
        beside="confledger.cli.suggest.",
    )
