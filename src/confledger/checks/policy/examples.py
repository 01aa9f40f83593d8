"""The tests that stand beside a policy: documents that it lets pass, and others."""

from collections.abc import Iterator
from typing import Any

from confledger.checks.policy.model import Policy
from confledger.checks.policy.reading import Read
from confledger.location import pointer


class Tested:
    """One test: where it stands, and why it failed; None when it passed."""

    __slots__ = ("fault", "file", "line", "name")

    def __init__(self, file: str, line: int, name: str, fault: str | None) -> None:
        self.file = file
        self.line = line
        self.name = name
        self.fault = fault


def tested(found: Read) -> Iterator[Tested]:
    """Run the tests of every policy of a file, in its order."""
    for policy in found.policies:
        for number, test in enumerate(policy.tests):
            line = found.line((*policy.at, "tests", number, "name"))
            yield Tested(found.file, line, f"{policy.id}: {test['name']}", _fault(policy, test))


def _fault(policy: Policy, test: dict[str, Any]) -> str | None:
    """Return in which way the policy does not do what the test expects of it."""
    environment = test.get("environment", (policy.environments or [""])[0])
    path = test.get("path", "")
    away = (path and not policy.matches(path)) or (
        policy.environments and environment not in policy.environments
    )
    found = [] if away else list(policy.broken(test["document"], path, environment))
    unsure = [one for one in found if one.unsure]
    if test["expect"] == "error":
        return None if unsure else f"expected no answer, and it {_ends(found)}"
    if unsure:
        return f"it {unsure[0].what}"
    if test["expect"] == "pass":
        return f"expected to pass, and it {_ends(found)}" if found else None
    if not found:
        return "expected to fail, and it passes"
    places = {pointer(one.path) for one in found}
    wanted = set(test.get("at", places))
    if places != wanted:
        return f"expected to fail at {_listed(wanted)}, and it {_ends(found)}"
    return None


def _ends(found: "list[Any]") -> str:
    return f"fails at {_listed({pointer(one.path) for one in found})}" if found else "passes"


def _listed(places: set[str]) -> str:
    return ", ".join(place or "the document" for place in sorted(places))
