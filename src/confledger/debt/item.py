"""One item of debt, and what it is known by across commits."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from confledger.location import parse_pointer

_DIGITS = 40


class Item(NamedTuple):
    """Something that was put off. Nothing in it quotes a value.

    `group` is the file that it is known by, wherever that was moved; `subject` tells items of one
    rule at one key apart. `files` are those that it is about. `interest` is
    minutes a month, None where nobody knows. `accepted` is the reason of whoever took it on.
    `likeness` is a line of source with its secrets masked: it tells equal items apart while two
    commits are compared, and is never kept.
    """

    rule: str
    path: str
    group: str
    pointer: str
    address: str
    line: int | None
    message: str
    subject: str
    owner: str
    environments: tuple[str, ...]
    files: tuple[str, ...]
    minutes: int
    touches: int | None
    interest: float | None
    risk: str
    overdue: int | None
    accepted: str
    command: str
    likeness: str
    fingerprint: str

    @property
    def place(self) -> str:
        """Where it is: for display, since lines move."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def identity(self) -> tuple[str, ...]:
        """What it is known by: no line, no number in a list."""
        steps = ["*" if step.isdigit() else step for step in self.pointer.split("/")]
        return (self.rule, self.group, "/".join(steps), self.subject)


def item(
    rule: str,
    path: str,
    *,
    pointer: str = "",
    address: str = "",
    line: int | None = None,
    message: str,
    subject: str = "",
    group: str | None = None,
    environments: tuple[str, ...] = (),
    files: tuple[str, ...] = (),
    overdue: int | None = None,
    accepted: str = "",
    command: str = "",
    likeness: str = "",
    touches: int | None = None,
) -> Item:
    """Make an item that nobody has put a price on yet."""
    return Item(
        rule=rule,
        path=path,
        group=path if group is None else group,
        pointer=pointer,
        address=address or address_of(path, pointer, environments),
        line=line,
        message=message,
        subject=subject,
        owner="",
        environments=environments,
        files=files or (path,),
        minutes=0,
        touches=touches,
        interest=None,
        risk="",
        overdue=overdue,
        accepted=accepted,
        command=command,
        likeness=likeness,
        fingerprint="",
    )


def address_of(path: str, pointer: str, environments: tuple[str, ...]) -> str:
    """Write where it is as people say it: `prod:db.pool`, or the file, or a place in it."""
    if not pointer:
        return path
    if len(environments) == 1:
        return f"{environments[0]}:{'.'.join(parse_pointer(pointer))}"
    return f"{path}#{pointer}"


def fingerprinted(items: Iterable[Item]) -> list[Item]:
    """Return items with a fingerprint each, in the order of their places.

    It has no line in it; equal items are told apart by a count.
    """
    seen: dict[tuple[str, ...], int] = {}
    done = []
    for one in sorted(items, key=order):
        identity = one.identity
        ordinal = seen[identity] = seen.get(identity, -1) + 1
        text = "\0".join((*identity, str(ordinal)))
        digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
        done.append(one._replace(fingerprint=digest))
    return done


def regrouped(items: Iterable[Item], moved: Mapping[str, str]) -> list[Item]:
    """Return items known by the earlier path of their file, where it was moved."""
    return fingerprinted(one._replace(group=moved.get(one.group, one.group)) for one in items)


def order(one: Item) -> tuple[object, ...]:
    """Sort key: file, then place, then rule."""
    return (one.path, one.line or 0, one.pointer, one.rule, one.subject, one.message)
