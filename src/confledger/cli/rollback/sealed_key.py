"""One value of an encrypted file goes back, or one commit is taken out of it, value by value.

Today's file stays what it is, with its readers and its data key; the old value is opened in
memory and set in it, so that all other values keep their ciphertext.
"""

import os
from json import dumps

from confledger.cli.rollback.keeping import is_sealed
from confledger.cli.rollback.opening import NotBack, Opening
from confledger.cli.rollback.sealed import Going, place, tell
from confledger.cli.secrets.addressed import ABSENT, held
from confledger.git.tree_writing import Put
from confledger.git.trees import files_of
from confledger.location import parse_pointer, pointer
from confledger.rollback.plan import Conflict
from confledger.rollback.sealed import Value, going_back
from confledger.secrets import tokens
from confledger.secrets.compared import tags
from confledger.secrets.plain import Plain
from confledger.secrets.redaction import HIDDEN, path_shown
from confledger.secrets.values import EMPTY, SECRET, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.git.trees import TreeFile
    from confledger.location import Path
    from confledger.secrets.compared import Tags
    from confledger.secrets.sops_file import SopsFile
    from confledger.secrets.values import Place

FLAG = "--with-secrets"
_CAME_OR_WENT = "it is encrypted, came or went then, and was changed since"
# SOPS takes no such value from outside.
_UNSETTABLE = ("time", "bytes")


def value_back(draft: "Draft", path: str, key: str) -> None:
    """Set one value of an encrypted file to what it was at the target of a rollback.

    `key` as the ledger writes it; the value may be a map or a list, and where there was none then,
    there is none afterwards. Edits and refusals go to the plan.
    """
    work, plan = draft.work, draft.plan
    today, that = _data(draft, work.head, path), _data(draft, draft.target, path)
    if today == that:
        return
    if not draft.asked.with_secrets:
        plan.refuse("secrets", f"{path} is encrypted, and secrets stay as they are", FLAG)
        return
    opening = Opening(work)
    file = files_of(work.repository, work.head, path)[path]
    try:
        now = _sealed(opening, path, today, today=True)
        then = _sealed(opening, path, that, today=False)
        data, values = _value_back(opening, now, then, _path(now, then, key))
    except NotBack as why:
        plan.refuse(why.code, f"{path}: {why}")
        return
    if data is not None:
        place(draft, path, (file, file), Put(file.mode, data=data), "one value")
        _tell(draft, now, then, values)


def _value_back(
    opening: Opening, now: "SopsFile", then: "SopsFile", at: "Path"
) -> "tuple[bytes | None, list[Value]]":
    """Return the bytes of today's file with a value of then, None where it has that."""
    opening.note(then, (at,))
    opening.note(now, (at,))
    with opening.text(then) as old, opening.text(now) as new:
        was, value = opening.parsed(then, old), opening.parsed(now, new)
        key = os.urandom(32)
        both = tags(value, key), tags(was, key)
        there = [held(one, at) is not ABSENT for one in (value, was)]
        if there[0] == there[1] and _below(both[0], at) == _below(both[1], at):
            return None, []
        places = [one for one in {**both[0], **both[1]} if _is_below(one, at)]
        changed = [one for one in places if both[0].get(one) != both[1].get(one)]
        made = now
        for step in [at] if not there[1] else _steps(changed, both):
            made = opening.read(now.path, _set(opening, made, then, step, _wanted(was, step)))
        _verify(opening, made, key, {one: both[1].get(one) for one in places})
    values = going_back(now.path, now, then, both)
    return made.data, [one for one in values if _is_below(one.place, at)]


def _steps(changed: "list[Place]", both: "tuple[Tags, Tags]") -> "list[Path]":
    """Return what to set, or remove, one after the other: single values, as far as possible.

    In a map that is set as a whole, sops takes whole numbers for others; a list it does not take.
    What goes comes first, the last items of lists before others.
    """
    gone: dict[Path, None] = {}
    put: dict[Path, None] = {}
    for one in changed:
        goes, comes = one not in both[1], one not in both[0]
        at = _item(one[1], both[1 if goes else 0]) if goes or comes else one[1]
        (gone if goes else put)[at] = None
    return [*reversed(gone), *put]


def _item(at: "Path", other: "Tags") -> "Path":
    """Return the outermost item of a list on the way to a value that is not in the other state."""
    for end, step in enumerate(at, 1):
        if isinstance(step, int) and not _below(other, at[:end]):
            return at[:end]
    return at


def _verify(
    opening: Opening, made: "SopsFile", key: bytes, wanted: "dict[Place, bytes | None]"
) -> None:
    """Raise NotBack unless a file holds what it is to hold, by the tags of this run."""
    with opening.text(made) as text:
        found = tags(opening.parsed(made, text), key)
    if any(found.get(one) != tag for one, tag in wanted.items()):
        raise NotBack("secrets-type", "sops sets it otherwise than it was; take all of it back")


def _path(now: "SopsFile", then: "SopsFile", key: str) -> "Path":
    """Return where a key of the ledger is, in the first document, now or then."""
    label, _, text = key.rpartition("#")
    if label in ("", "[0]") or len(now.documents) == 1:
        for document in (then.documents[0], now.documents[0]):
            found: list[str | int] = []
            held: object = document
            for step in parse_pointer(text):
                name = _step(held, step)
                if name is None:
                    break
                found.append(name)
                held = held[name]  # type: ignore[index]  # it was looked at
            else:
                return tuple(found)
    raise NotBack("secrets-place", "sops sets values by their key, or number, of one document only")


def _step(held: object, step: str) -> "str | int | None":
    if isinstance(held, dict):
        return step if step in held else None
    number = step.removeprefix("[").removesuffix("]")
    if isinstance(held, list) and number.isdecimal() and int(number) < len(held):
        return int(number)
    return None


def take_out(
    draft: "Draft",
    path: str,
    before: "TreeFile | None",
    after: "TreeFile | None",
    now: "TreeFile | None",
) -> None:
    """Take what one commit did to an encrypted file out of it, though it was changed again since.

    `before` and `after` are the file as the commit has it. Each value that the commit changed
    goes back if it is still that of the commit, and is a conflict if it is not. Edits, conflicts
    and refusals go to the plan.
    """
    if now is None or before is None or after is None:
        draft.plan.conflicts.append(Conflict(path, "", "", "", None, _CAME_OR_WENT))
        return
    opening = Opening(draft.work)
    try:
        made, then, values = _taken_out(draft, opening, path, (before, after, now))
    except NotBack as why:
        draft.plan.refuse(why.code, f"{path}: {why}")
        return
    if made is not None:
        place(draft, path, (now, now), Put(now.mode, data=made.data), _many(values))
        _tell(draft, made, then, values)


def _taken_out(
    draft: "Draft", opening: Opening, path: str, files: "tuple[TreeFile, TreeFile, TreeFile]"
) -> "tuple[SopsFile | None, SopsFile, list[Value]]":
    """Return today's file without what a commit did, None where it has nothing of that.

    With it, the file as it was before, and the values that go back.
    """
    sides = [
        _sealed(opening, path, _blob(draft, file), today=number == 2)
        for number, file in enumerate(files)
    ]
    for one in sides:
        opening.note(one)
    texts = [opening.text(one) for one in sides]
    key = os.urandom(32)
    opened = [opening.parsed(one, text) for one, text in zip(sides, texts, strict=True)]
    old, new, now = (tags(one, key) for one in opened)
    for text in texts:
        text.wipe()
    made, done = sides[2], set()
    for at in {**old, **new}:
        was, did, is_now = (each.get(at) for each in (old, new, now))
        if was in (did, is_now):
            continue
        nested = isinstance(held(opened[0], at[1]), dict | list)
        why = _unlike(at, nested=nested, came_or_went=was is None or did is None)
        if is_now != did:
            why = "changed again since"
        if why:
            named = pointer(path_shown(at[1]))
            draft.plan.conflicts.append(Conflict(path, named, HIDDEN, HIDDEN, None, why))
            continue
        wanted = _wanted(opened[0], at[1])
        made = opening.read(path, _set(opening, made, sides[0], at[1], wanted))
        done.add(at)
    if done:
        _verify(opening, made, key, {at: old.get(at) for at in done})
    gone = going_back(path, sides[1], sides[0], (new, old))
    back = [one for one in gone if one.place in done]
    return (made if done else None), sides[0], back


def _unlike(at: "Place", *, nested: bool, came_or_went: bool) -> str:
    """Return why a value cannot be set by its path; empty where it can."""
    if at[0]:
        return "sops sets values of the first document only"
    if came_or_went and any(isinstance(step, int) for step in at[1]):
        return "an item of a list came or went"
    return "it is a map or a list" if nested else ""


def _wanted(opened: "SopsFile", at: "Path") -> Plain | None:
    """Return a value of a decrypted file as JSON; None where there is none."""
    value = held(opened, at)
    return None if value is ABSENT else Plain(dumps(value).encode("utf-8", "surrogatepass"))


def _set(
    opening: Opening, now: "SopsFile", then: "SopsFile", at: "Path", value: Plain | None
) -> bytes:
    """Return today's file with a value of then; raise NotBack."""
    sealed = {one for one, state in Values(then).states.items() if state == SECRET}
    for leaf in then.leaves():
        token = tokens.read(leaf.value) if isinstance(leaf.value, str) else None
        if token and token.type in _UNSETTABLE and _is_below((leaf.document, leaf.path), at):
            raise NotBack("secrets-type", f"sops cannot set what is of the type {token.type}")
    data = opening.with_value(now, at, value)
    made = opening.read(now.path, data)
    for one, state in Values(made).states.items():
        if _is_below(one, at) and one in sealed and state not in (SECRET, EMPTY):
            raise NotBack(
                "plain-secret",
                f"the scope of the file would leave {pointer(path_shown(one[1]))} plain",
            )
    return data


def _tell(draft: "Draft", now: "SopsFile", then: "SopsFile", values: list[Value]) -> None:
    going = Going(now.path, (None, None), anew=False)
    going.now, going.then, going.values = now, then, values
    tell(draft, [going], told=True)


def _data(draft: "Draft", commit: str, path: str) -> bytes | None:
    found = draft.work.then(commit).find(path)
    return found[1] if found is not None and isinstance(found[1], bytes) else None


def _blob(draft: "Draft", file: "TreeFile") -> bytes | None:
    from confledger.cli.rollback.keeping import Keeping

    return Keeping(draft.work).content(file)


def _sealed(opening: Opening, path: str, data: bytes | None, *, today: bool) -> "SopsFile":
    """Return an encrypted file that may be opened; raise NotBack for any other."""
    if data is None or not is_sealed(path, data):
        when = "is" if today else "was"
        what = "there" if data is None else "encrypted"
        raise NotBack("secrets-absent", f"it {when} not {what}{'' if today else ' then'}")
    return opening.read(path, data, strangers=not today)


def _many(values: list[Value]) -> str:
    return "one value" if len(values) == 1 else f"{len(values)} values"


def _below(known: "Tags", at: "Path") -> "Tags":
    return {one: tag for one, tag in known.items() if _is_below(one, at)}


def _is_below(one: "Place", at: "Path") -> bool:
    return not one[0] and one[1][: len(at)] == at
