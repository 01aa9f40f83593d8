"""The steps of `ci`, in an order in which each comes after all that it is made from."""

from confledger.cli.ci.step import Step

_HERE = "confledger.cli.ci."
STEPS = (
    Step("check", "what the checks find in what changes", f"{_HERE}findings:check"),
    Step("secrets", "whether what is secret is encrypted", f"{_HERE}findings:secrets"),
    Step("debt-gate", "what was put off, and what was paid back", f"{_HERE}debt:step"),
    Step("diff", "which values differ, file by file", f"{_HERE}files:step"),
    Step(
        "effective",
        "which values differ in each environment, after overlays",
        f"{_HERE}effective:step",
        needs=("diff",),
    ),
    Step(
        "rollback-command",
        "the command that goes back",
        f"{_HERE}way_back:step",
        needs=("diff",),
        uses=("effective",),
    ),
    Step("reviews", "who has to approve", f"{_HERE}reviewing:step", needs=("diff",), keeps=False),
    Step(
        "comment",
        "the comment for the merge request",
        f"{_HERE}commenting:step",
        needs=("diff",),
        uses=("check", "secrets", "debt-gate", "effective", "rollback-command", "reviews"),
    ),
    Step(
        "report",
        "what forges read: Code Quality, SARIF, JUnit, annotations, summary",
        f"{_HERE}reporting:step",
        uses=("check", "secrets", "comment"),
    ),
    Step(
        "badges",
        "badges for the change",
        f"{_HERE}badges:step",
        uses=("check", "secrets", "debt-gate", "reviews"),
    ),
    Step(
        "metrics",
        "the numbers, for programs",
        f"{_HERE}numbers:step",
        needs=("diff",),
        uses=("check", "secrets", "debt-gate", "effective", "comment"),
    ),
    Step(
        "post",
        "the comment, on the forge",
        f"{_HERE}post:step",
        needs=("comment",),
        keeps=False,
    ),
)
NAMES = tuple(step.name for step in STEPS)
BY_NAME = {step.name: step for step in STEPS}


def above(names: "set[str]") -> set[str]:
    """Return some steps and all that they are made from."""
    found = set(names)
    for step in reversed(STEPS):
        if step.name in found:
            found.update(step.before)
    return found


def below(name: str) -> set[str]:
    """Return a step and all that is made from it."""
    found = {name}
    for step in STEPS:
        if found & set(step.before):
            found.add(step.name)
    return found
