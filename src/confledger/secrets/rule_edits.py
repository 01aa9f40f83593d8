"""Somebody let into creation rules, or out of them; comments and layout stay as they are.

What comes out is read again and held against what was asked: where the two differ, as with a
list that rules share by an alias, nothing is changed.
"""

from confledger.location import Path
from confledger.secrets import rules as creation
from confledger.secrets import trust
from confledger.secrets.metadata import Recipient
from confledger.secrets.rule_names import bare
from confledger.secrets.rule_nodes import ALIAS, LIST, MAP, TEXT, Node, every, parse, steps
from confledger.secrets.rule_recipients import FLAT, GROUPED
from confledger.secrets.rule_splices import (
    CannotEdit,
    after_item,
    into_empty,
    into_text,
    new_key,
    pieces_of,
    quoted,
    without_item,
    without_key,
    without_piece,
)

__all__ = ["CannotEdit", "with_recipient", "without_recipient"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.secrets.rules import RuleFile

_FLAT = {kind: name for name, kind in FLAT.items()}
_GROUPED = {kind: name for name, kind in GROUPED.items()}
_MAPS = {"kms": "arn", "gcp_kms": "resource_id", "hckms": "key_id"}


def with_recipient(
    file: "RuleFile", numbers: "Sequence[int]", new: Recipient, name: str | None = None
) -> bytes:
    """Return the rule file with a recipient in these rules; in the key group `new.group`.

    `name` becomes an anchor where the file has its recipients by anchors, else a comment.
    Raise CannotEdit.
    """
    text = _text(file)
    entry = quoted(new.kind, new.identity)
    wanted = [file.rules[number] for number in numbers]
    wanted = [rule for rule in wanted if not _has(rule.recipients, new, rule.groups)]
    note = name or ""
    if wanted:
        text, entry, note = _anchored(text, file, wanted[0].number, new, name)
    for rule in wanted:
        if not _has(_read(text, file).rules[rule.number].recipients, new, rule.groups):
            text = _added(text, rule.at, rule.groups, new, entry, note)
    return _proved(text, file, numbers, joins=new)


def without_recipient(file: "RuleFile", numbers: "Sequence[int]", old: Recipient) -> bytes:
    """Return the rule file with a recipient in none of these rules; raise CannotEdit."""
    text = _text(file)
    # From the end, as an anchor stands before its aliases.
    for number in sorted(numbers, reverse=True):
        while places := _places(text, file, number, old):
            text = _removed(text, places[-1], old)
    return _proved(_unlisted(text, old), file, numbers, leaves=old)


def _text(file: "RuleFile") -> str:
    try:
        return file.data.decode()
    except UnicodeDecodeError:
        raise CannotEdit(f"{file.path} is no UTF-8") from None


def _read(text: str, file: "RuleFile") -> "RuleFile":
    return creation.read(text.encode(), file.path)


def _places(text: str, file: "RuleFile", number: int, old: Recipient) -> list[Path]:
    """Return where a rule names somebody."""
    rules = _read(text, file).rules
    if number >= len(rules):
        raise CannotEdit("an anchor in it stands for a recipient elsewhere")
    return [one.at for one in rules[number].recipients if trust.names(one, old)]


def _parsed(text: str) -> Node:
    try:
        return parse(text)
    except ValueError as error:
        raise CannotEdit(str(error)) from None


def _walked(root: Node, path: Path) -> list[Node]:
    try:
        return steps(root, path)
    except ValueError as error:
        raise CannotEdit(str(error)) from None


def _has(recipients: list[Recipient], one: Recipient, groups: int) -> bool:
    return any(trust.names(known, one) and known.group == one.group for known in recipients)


def _added(text: str, at: Path, groups: int, new: Recipient, entry: str, note: str) -> str:
    root = _parsed(text)
    rule = _walked(root, at)[-1].real
    listed = rule.named("key_groups")
    grouped = listed is not None and bool(listed.real.items)
    holder, name = rule, _FLAT[new.kind]
    if grouped:
        holder = _walked(root, (*at, "key_groups", new.group))[-1].real
        name = _GROUPED[new.kind]
        if entry[:1] != "*":
            entry = _as_map(new, entry)
    if holder.kind != MAP or not holder.items:
        raise CannotEdit("a key group is empty")
    value = holder.named(name)
    if value is None:
        return new_key(text, holder, name, entry, listed=grouped or new.kind == "hckms")
    inside = value.real
    if inside.kind == LIST:
        if not inside.items:
            return into_empty(text, inside, entry)
        return after_item(text, inside, inside.items[-1], entry, note)
    if inside.kind != TEXT or grouped:
        raise CannotEdit(f"`{name}` is no list")
    if pieces_of(inside.value) and (value.kind == ALIAS or (holder.flow and not value.style)):
        # An alias stands for one recipient, maybe; in brackets, a comma ends a text.
        before = text[value.start : value.end]
        return f"{text[: value.start]}[{before}, {entry}]{text[value.end :]}"
    if not pieces_of(inside.value):
        return text[: value.start].rstrip() + f" {entry}" + text[value.end :]
    return into_text(text, inside, new.identity)


def _as_map(new: Recipient, entry: str) -> str:
    """Return an entry of a key group whose entries are maps there."""
    if "+" in new.identity and new.kind == "kms":
        raise CannotEdit("a key with a role in a key group is a map")
    if new.kind in _MAPS:
        return f"{_MAPS[new.kind]}: {entry}"
    if new.kind == "azure_kv":
        raise CannotEdit("a key of Azure in a key group is a map")
    return entry


def _anchored(
    text: str, file: "RuleFile", number: int, new: Recipient, name: str | None
) -> tuple[str, str, str]:
    """Return the text, with an anchor for somebody new if others have some; entry, and comment."""
    entry = quoted(new.kind, new.identity)
    root = _parsed(text)
    aliases = {node.anchor for node in every(root) if node.kind == ALIAS}
    listed = root.named("keys")
    places = [
        (holder, item)
        for holder in (every(listed) if listed is not None else [])
        if holder.kind == LIST
        for item in holder.items
        if item.anchor is not None and item.kind == TEXT
    ]
    for _, item in places:
        if bare(item.value) == bare(new.identity):
            return text, f"*{item.anchor}", ""
    if name is None or not places or not any(item.anchor in aliases for _, item in places):
        return text, entry, name or ""
    if any(node.anchor == name for node in every(root)):
        raise CannotEdit(f"there is an anchor `&{name}` already")
    # Beside the one that the rule names last, as people keep their kinds apart.
    known = [bare(one.identity) for one in file.rules[number].recipients]
    holder, item = max(
        places,
        key=lambda place: (
            known.index(bare(place[1].value)) if bare(place[1].value) in known else -1,
            place[1].start,
        ),
    )
    return after_item(text, holder, item, f"&{name} {entry}"), f"*{name}", ""


def _removed(text: str, at: Path, old: Recipient) -> str:
    """Take out what stands at a path: an entry of a list, or part of a text."""
    nodes = _walked(_parsed(text), at)
    value = nodes[-1]
    if value.real.kind == TEXT:
        pieces = pieces_of(value.real.value)
        theirs = [one for one in pieces if Recipient(old.kind, one).key() == old.key()]
        if len(pieces) > 1 and theirs:
            if value.kind == ALIAS and isinstance(at[-1], int):
                raise CannotEdit("several recipients stand behind one alias")
            return without_piece(text, value.real, theirs[0])
    for depth in range(len(at) - 1, 1, -1):
        holder, step = nodes[depth].real, at[depth]
        if len(holder.items) > 1:
            if isinstance(step, int):
                return without_item(text, holder, step)
            names = [key.value for key in holder.keys]
            return without_key(text, holder, names.index(step))
    raise CannotEdit("nothing would be left of the rule")


def _unlisted(text: str, old: Recipient) -> str:
    """Take the anchor of somebody out of `keys`, once nothing refers to it."""
    root = _parsed(text)
    used = {node.anchor for node in every(root) if node.kind == ALIAS}
    listed = root.named("keys")
    for holder in every(listed) if listed is not None else []:
        if holder.kind != LIST:
            continue
        for index, item in enumerate(holder.items):
            if item.kind != TEXT or item.anchor in used:
                continue
            if Recipient(old.kind, item.value).key() != old.key():
                continue
            if len(holder.items) > 1:
                return _unlisted(without_item(text, holder, index), old)
            if holder is listed:
                return without_key(text, root, [key.value for key in root.keys].index("keys"))
    return text


def _proved(
    text: str,
    file: "RuleFile",
    numbers: "Sequence[int]",
    *,
    joins: Recipient | None = None,
    leaves: Recipient | None = None,
) -> bytes:
    """Return the text as bytes, if it says what was asked and nothing else; raise CannotEdit."""
    after = _read(text, file)
    if after.broken or len(after.faults) > len(file.faults) or len(after.rules) != len(file.rules):
        raise CannotEdit(f"{file.path} is written in a way that cannot be changed safely")
    others = []
    for before, now in zip(file.rules, after.rules, strict=True):
        old = {(one.group, *one.key()) for one in before.recipients}
        new = {(one.group, *one.key()) for one in now.recipients}
        if before.number in numbers:
            if joins is not None:
                old.add((joins.group, *joins.key()))
            if leaves is not None:
                gone = [one for one in before.recipients if trust.names(one, leaves)]
                old -= {(one.group, *one.key()) for one in gone}
        if old != new or before.pattern != now.pattern:
            others.append(str(before.number + 1))
    if others:
        raise CannotEdit(f"the change would reach rule {', '.join(others)} otherwise than asked")
    return text.encode()
