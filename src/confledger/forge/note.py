"""A comment as a forge has it, and the one comment of ours among them.

Ours begins with a hidden marker, and is by the account that we write under: anybody can write
the marker.
"""

import re
from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    class Notes(Protocol):
        """What can be done about the comments of one change request."""

        def us(self) -> str:
            """Return the account that we write under; empty where the forge does not say."""

        def notes(self) -> "Iterable[Note]":
            """Return all comments, the oldest first."""

        def create(self, body: str) -> "Note":
            """Write a comment."""

        def update(self, note: "Note", body: str) -> "Note":
            """Give a comment another text."""


_TICKED = re.compile(r"^- \[[xX]\] ", re.M)
CREATED, UPDATED, LEFT, NONE = "created", "updated", "left", "none"


@dataclass(frozen=True, slots=True)
class Note:
    """One comment; `author` is the name of an account."""

    id: int
    author: str
    body: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was done, where the comment is, and how many more of ours there are by mistake."""

    action: str
    url: str = ""
    surplus: int = 0


def keep(notes: "Notes", marker: str, body: str, *, only_update: bool = False) -> Kept:
    """Let there be one comment of ours with a text; write nothing where it says that already.

    With `only_update`, where there is none, none is made.
    """
    found = ours(notes, marker)
    if found:
        first, surplus = found[0], len(found) - 1
        if _same(first.body, body):
            return Kept(LEFT, first.url, surplus)
        updated = notes.update(first, body)
        return Kept(UPDATED, updated.url or first.url, surplus)
    if only_update:
        return Kept(NONE)
    from confledger.forge.exchange import ForgeUnusable

    try:
        return Kept(CREATED, notes.create(body).url)
    except ForgeUnusable as error:
        if error.status < 500 and error.status != 0:
            raise
        # It may have been written nevertheless, and there is to be one.
        if written := ours(notes, marker):
            return Kept(CREATED, written[0].url)
        raise


def ours(notes: "Notes", marker: str) -> list[Note]:
    """Return our comments, the oldest first."""
    us = notes.us().casefold()
    if not us:
        return []
    return [
        one
        for one in notes.notes()
        if one.author.casefold() == us and one.body.lstrip().startswith(marker)
    ]


def _same(one: str, two: str) -> bool:
    """Whether two texts are the same, but for the ends of lines and what people have ticked."""
    return _lines(one) == _lines(two)


def _lines(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _TICKED.sub("- [ ] ", plain)
