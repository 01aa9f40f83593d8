"""The command `plan`, by its actions, each in a module of its own."""

from confledger.cli import actions

ACTIONS = {
    "check": "say where a plan contradicts itself, or claims what nothing shows",
    "status": "show what is done of each part: by its boxes, and as it declares",
    "sync": "bring plans and a store of their boxes together, from both sides",
    "finalize": "run a command for a box, and tick it if that succeeds",
}
# What other tools call it.
_MEANT = {
    "lint": "plan check",
    "show": "plan status",
    "progress": "plan status",
    "tree": "plan status",
    "list": "plan status --items",
    "merge": "plan sync",
    "finalise": "plan finalize",
    "done": "plan finalize",
    "tick": "plan finalize",
}


def run(arguments: list[str]) -> int:
    """Run one action; return the exit code."""
    return actions.run(
        "plan",
        ACTIONS,
        arguments,
        about="Hold plans in Markdown to what their boxes say, and boxes to what was run.",
        examples=(
            "confledger plan check docs/roadmap.md",
            "confledger plan status",
            "confledger plan finalize docs/roadmap.md --item 3f2a90b1c4de -- scripts/test",
        ),
        beside="confledger.cli.plan.",
        meant=_MEANT,
    )
