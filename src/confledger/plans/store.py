"""The boxes of plans as a file that other programs read and change.

All in it follows from the plans, so it can be deleted and made again. Beside what each box is
now, it keeps what plan and store last agreed on: that is what both are compared with.
"""

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256

from confledger.errors import ConfledgerError
from confledger.plans.evidence import record_of
from confledger.plans.items import WRITTEN
from confledger.plans.lines import written
from confledger.plans.plan import Plan

VERSION = 1
_ID = re.compile(r"[\w.:/#-]{1,110}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One box: its state, what it says, the command that was run for it, and where it stands."""

    state: str
    text: str
    evidence: str = ""
    heading: tuple[str, ...] = ()
    """Titles from the outermost heading to that which it is under."""


@dataclass(slots=True)
class Stored:
    """The boxes of one plan by their ids, and what was last agreed on."""

    items: dict[str, Entry] = field(default_factory=dict)
    agreed: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """State, text and evidence."""
    digest: str = ""
    """Of the plan, when it was last brought together."""


def of_plan(plan: Plan) -> Stored:
    """Return what a store holds that agrees with a plan."""
    titles = [_titles(plan, number) for number in range(len(plan.headings))]
    made = Stored(digest=sha256(written(plan.lines)).hexdigest())
    for item in plan.items:
        heading = () if item.heading is None else titles[item.heading]
        made.items[item.id] = Entry(item.state, item.text, record_of(plan, item), heading)
    made.agreed = {name: agreed(entry) for name, entry in made.items.items()}
    return made


def agreed(entry: Entry) -> tuple[str, str, str]:
    """Return what of an entry is compared."""
    return entry.state, entry.text, entry.evidence


def dumped(plans: dict[str, Stored]) -> bytes:
    """Return the file; the same plans give the same bytes."""
    document = {
        "version": VERSION,
        "plans": {path: _plan(stored) for path, stored in sorted(plans.items())},
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8", "surrogateescape")


def loaded(content: bytes, name: str) -> dict[str, Stored]:
    """Read the file; raise ConfledgerError for what is none."""
    try:
        document = json.loads(content.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        raise _Wrong(name, "it is no JSON") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise _Wrong(name, f"it does not say `version: {VERSION}`")
    plans = document.get("plans")
    if not isinstance(plans, dict):
        raise _Wrong(name, "it has no map `plans`")
    return {path: _stored(name, path, one) for path, one in plans.items()}


class _Wrong(ConfledgerError):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"{name!r} is no store of plans: {why}",
            help="mend it; or make it again from the plans: confledger plan sync --rebuild",
        )


def _plan(stored: Stored) -> dict[str, object]:
    items = []
    for name, entry in stored.items.items():
        one: dict[str, object] = {"id": name, "state": entry.state, "text": entry.text}
        if entry.evidence:
            one["evidence"] = entry.evidence
        one["heading"] = list(entry.heading)
        items.append(one)
    return {
        "digest": stored.digest,
        "items": items,
        "agreed": {name: list(one) for name, one in stored.agreed.items()},
    }


def _stored(name: str, path: str, found: object) -> Stored:
    where = f"of {path!r} "
    if not isinstance(found, dict) or not isinstance(found.get("items"), list):
        raise _Wrong(name, f"{where}it has no list `items`")
    made = Stored(digest=str(found.get("digest", "")))
    for number, one in enumerate(found["items"], 1):
        entry = _entry(one)
        if isinstance(entry, str):
            raise _Wrong(name, f"item {number} {where}{entry}")
        if one["id"] in made.items:
            raise _Wrong(name, f"item {number} {where}has the id of an earlier one")
        made.items[one["id"]] = entry
    known = found.get("agreed", {})
    if not isinstance(known, dict):
        raise _Wrong(name, f"{where}`agreed` is no map")
    for key, one in known.items():
        if not isinstance(one, list) or len(one) != 3 or not _all_text(one):
            raise _Wrong(name, f"{where}`agreed` has an entry that is no list of three texts")
        made.agreed[key] = (one[0], one[1], one[2])
    return made


def _entry(one: object) -> Entry | str:
    """Return an item, or what is wrong with it."""
    if not isinstance(one, dict):
        return "is no map"
    heading = one.get("heading", [])
    texts = [one.get("id"), one.get("state"), one.get("text"), one.get("evidence", "")]
    if not _all_text(texts) or not isinstance(heading, list) or not _all_text(heading):
        return "lacks one of `id`, `state` and `text`, or one of them is no text"
    name, state, text, evidence = (str(part) for part in texts)
    if not _ID.fullmatch(name):
        return "has an id with more than letters, digits and `.:/-`"
    if state not in WRITTEN:
        return f"has another state than {', '.join(WRITTEN)}"
    if "\n" in text or "\r" in text:
        return "has a text of more than one line"
    return Entry(state, text, evidence, tuple(str(title) for title in heading))


def _all_text(parts: list[object]) -> bool:
    return all(isinstance(part, str) for part in parts)


def _titles(plan: Plan, number: int | None) -> tuple[str, ...]:
    titles: list[str] = []
    while number is not None:
        titles.append(plan.headings[number].title)
        number = plan.headings[number].parent
    return tuple(reversed(titles))
