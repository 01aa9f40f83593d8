"""What a box or a heading is known by, whatever becomes of its state, its date or its place.

An id that the line gives counts. Without one it follows from the headings above, from what the
box says, and from how many before it say the same.
"""

import re
from hashlib import sha256

from confledger.plans.headings import Heading
from confledger.plans.items import Item
from confledger.plans.words import DONE, folded

# What says how far something is, and not what it is.
_PERCENT = re.compile(r"\(?\s*\d{1,3}(?:[.,]\d{1,2})?\s?[%\uff05]\s*\)?")
_DAY = re.compile(r"\(\s*\d{4}-\d\d-\d\d\s*\)")
_LINK = re.compile(r"\]\([^()\s]*\)")
_TOKEN = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+|[^\w\s]")
_LETTER = re.compile(r"\w")
# More of a line is not looked at.
_LONGEST = 500
_KEPT = frozenset("+#<>=/@&")


def normalised(text: str) -> str:
    """Return what a title or an item says without signs, accents, and how far it is."""
    text = " ".join(text[:_LONGEST].split())
    text = _DAY.sub(" ", _PERCENT.sub(" ", _LINK.sub("]", text)))
    tokens = [
        token for token in _TOKEN.findall(folded(text)) if _LETTER.match(token) or token in _KEPT
    ]
    while tokens and tokens[-1] in DONE and len(tokens) > 1:
        tokens.pop()
    while tokens and tokens[0] in DONE and len(tokens) > 1:
        tokens.pop(0)
    return " ".join(tokens)


def path_of(headings: list[Heading], number: int | None) -> tuple[str, ...]:
    """Return the titles from the outermost heading to this one, normalised."""
    titles: list[str] = []
    while number is not None:
        titles.append(normalised(headings[number].title))
        number = headings[number].parent
    return tuple(reversed(titles))


def identify(items: list[Item], headings: list[Heading]) -> None:
    """Give each item its id; of several with the same given one, the later are told apart."""
    paths = {number: path_of(headings, number) for number in {item.heading for item in items}}
    seen: dict[str, int] = {}
    for item in items:
        identity = item.named or "\0".join((*paths[item.heading], "", normalised(item.text)))
        ordinal = seen[identity] = seen.get(identity, -1) + 1
        if item.named:
            item.id = item.named if ordinal == 0 else f"{item.named}#{ordinal + 1}"
        else:
            whole = f"{identity}\0{ordinal}".encode("utf-8", "surrogatepass")
            item.id = sha256(whole).hexdigest()[:12]
