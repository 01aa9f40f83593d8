"""How each file of needs stands: whether anybody answers for what it says."""

from datetime import date

from confledger.inventory.gaps.owners import NOBODY
from confledger.inventory.needs.document import Document
from confledger.inventory.needs.found import Module

SIGNED = "signed"


def owners_of(owners: list[str], document: Document | None) -> list[str]:
    """Return who may sign: by CODEOWNERS, else who is named in the file."""
    if owners:
        return owners
    named = document.owner if document is not None else ""
    return [one for one in named.split() if one != NOBODY]


def wrong(
    module: Module, document: Document | None, owners: list[str], *, today: str, max_age: int
) -> list[tuple[str, str]]:
    """Return what is wrong with the file of a module, and the command that mends it."""
    write = "confledger report needs --write"
    sign = f"confledger report needs --sign {module.name}"
    if document is None:
        return [("there is no file for it", write)]
    if not document.valid:
        return [("it is no file of needs", write)]
    found = []
    differing = document.differs(module)
    if differing:
        new = sum(len(added) for added, _ in differing.values())
        gone = sum(len(left) for _, left in differing.values())
        found.append((f"it is out of date: {new} names are new, {gone} are gone", write))
    if not document.by or not document.on:
        rest = f"; nobody has decided on {', '.join(document.open())}" if document.open() else ""
        found.append((f"nobody has signed it{rest}", sign))
        return found
    if document.by not in owners_of(owners, document):
        found.append((f"{document.by} has signed it, and does not own it", sign))
    try:
        age = (date.fromisoformat(today) - date.fromisoformat(document.on)).days
    except ValueError:
        found.append(("the day of its signature is none", sign))
    else:
        if age > max_age:
            found.append((f"it was signed {age} days ago, and {max_age} is the limit", sign))
    return found
