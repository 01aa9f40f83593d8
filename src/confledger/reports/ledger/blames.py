"""Who gave each key of a file its value, as text and JSON."""

from collections.abc import Iterator
from json import dumps

from confledger.changes.leaves import ROOT
from confledger.ledger.blame import Blamed
from confledger.ledger.entry import hidden, kind_of, value_of
from confledger.reports.ledger.fields import day, of_commit
from confledger.reports.ledger.text import BASELINE, cut_end
from confledger.reports.ledger.values import cut, value
from confledger.reports.visible import encodable, visible

NOT_YET = "not committed yet"
_LONGEST_NAME = 20
# Narrower, and there is no room for subjects beside keys.
_WIDE = 110


def as_text(found: list[Blamed], now: int, width: int, *, colour: bool = False) -> Iterator[str]:
    """Yield one line for each key; `now` in seconds since 1970.

    On a terminal, what is above a key stands in a line before it, so that lines stay short.
    """
    rows = [(one, *_who(one, now)) for one in found]
    above = ""
    names = [_named(who, width) for _, _, who, _, _ in rows]
    longest = max((len(one) for one in names), default=0)
    ages = max((len(old) for *_, old, _ in rows), default=0)
    room = max(30, width - (8 + 2 + 10 + 2 + ages + 2 + longest + 2)) if width else 0
    beside = width >= _WIDE
    most = (room // 2 if beside else room) if width else 100
    pairs = [_pair(one, most if width else 0) for one in found]
    wide = min(max((len(one) for one in pairs), default=0), most)
    for (one, oid, _, old, subject), name, pair in zip(rows, names, pairs, strict=True):
        parent = _parent(one.key) if width else one.key.partition(ROOT)[0]
        if parent != above:
            above = parent
            told = cut(visible(above).removeprefix(ROOT), width or 1000)
            yield f"\x1b[2m{told}\x1b[m\n" if colour else f"{told}\n"
        told_oid = f"\x1b[33m{oid[:8]:8}\x1b[m" if colour else f"{oid[:8]:8}"
        moment = one.landed.committed if one.landed is not None else None
        when = day(moment) if one.commit is not None else ""
        who = f"{told_oid}  {when:10}  {old:>{ages}}  {name:{longest}}  "
        if subject and beside:
            subject = cut_end(subject, room - max(wide, len(pair)) - 2)
        elif width:
            subject = ""
        yield f"{who}{pair:{wide}}  {subject}".rstrip() + "\n"


def _parent(key: str) -> str:
    """Return what is above a key: the label of its document, and all steps but the last."""
    return key.rpartition("/")[0] if "/" in key.partition(ROOT)[2] else key


def _pair(one: Blamed, most: int) -> str:
    """Return `key: value`; in so many characters, of the key the last step."""
    pointer = visible(one.key.partition(ROOT)[2]) or "(whole)"
    held = "removed" if one.removed else value(one.value)
    if not most:
        return f"{pointer}: {cut(held, 80)}"
    step = pointer.rpartition("/")[2]
    if step.startswith("[=") and not one.removed:
        # The step says the value already.
        return f"- {cut(held, most - 2)}"
    held = cut(held, max(most - len(step) - 2, most // 3))
    return f"{cut(step, most - len(held) - 2)}: {held}"


def as_json(found: list[Blamed], file: str, commit: str) -> str:
    """Return one JSON object with all keys."""
    rows = []
    for one in found:
        document, _, pointer = one.key.partition(ROOT)
        row: dict[str, object] = {
            "document": encodable(document),
            "key_path": encodable(pointer),
            "type": kind_of(one.value),
            "value": None if hidden(one.value) else value_of(one.value),
            "secret": hidden(one.value),
            "committed": one.commit is not None,
            "removed": one.removed,
        }
        if one.commit is not None and one.landed is not None:
            row |= of_commit(one.commit, one.landed)
            if one.commit.baseline:
                row |= {"author": None, "author_email": None}
        rows.append(row)
    whole = {"version": 1, "file": encodable(file), "commit": commit, "keys": rows}
    return dumps(whole, indent=2, ensure_ascii=False) + "\n"


def age(seconds: int) -> str:
    """Return how long ago something was, in one unit that says enough."""
    days = max(0, seconds) // 86400
    if days < 1:
        return "today"
    if days < 100:
        return f"{days} d"
    if days < 730:
        return f"{days // 30} mo"
    return f"{days // 365} y"


def _who(one: Blamed, now: int) -> tuple[str, str, str, str]:
    """Return commit, author, age and subject."""
    if one.commit is None or one.landed is None:
        return "", NOT_YET, "", ""
    moment = one.landed.committed
    old = "" if moment is None else age(now - moment)
    if one.commit.baseline:
        return one.commit.oid, BASELINE, f">{old}" if old else "", ""
    return one.commit.oid, visible(one.commit.author), old, visible(one.commit.subject)


def _named(who: str, width: int) -> str:
    if who in (NOT_YET, BASELINE):
        return who if not width or width >= _WIDE else who.partition(":")[0]
    return cut_end(who, _LONGEST_NAME if not width or width >= _WIDE else 14)
