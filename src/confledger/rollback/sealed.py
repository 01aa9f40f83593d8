"""Values of encrypted files that go back: which, to the value of which day, and what speaks of it.

Values themselves are nowhere here: a value is told from another by its ciphertext, or by tags
that nobody can undo (`secrets.compared`).
"""

import re
from datetime import UTC, datetime

from confledger.ledger.redacted import subject as shown
from confledger.location import pointer
from confledger.secrets.data_keys import ciphertexts
from confledger.secrets.masked import rekeyed
from confledger.secrets.redaction import path_shown
from confledger.secrets.values import SECRET, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from confledger.secrets.compared import Tags
    from confledger.secrets.history import History, Step
    from confledger.secrets.sops_file import SopsFile
    from confledger.secrets.values import Place

# What people write when a value must not be used any more.
_REVOKED = re.compile(
    r"\b(?:leak|revok|rotat|compromis|expos|stolen|steal|breach|incident|invalidat|offboard)",
    re.IGNORECASE,
)
_MOST_DAYS = 3
_MOST_NAMES = 12


class Value:
    """One value of `path` that goes back: `since` are the steps that changed it after then.

    `kind` is CHANGED, ADDED (there is none now) or REMOVED (there was none then).
    """

    __slots__ = ("anew", "day", "kind", "path", "place", "since")

    def __init__(self, path: str, place: "Place", kind: str) -> None:
        self.path = path
        self.place = place
        self.kind = kind
        # Since when (seconds since 1970) it had the value of then; None where nobody knows.
        self.day: int | None = None
        self.since: list[Step] = []
        # All were encrypted anew there: whether this one was changed as well cannot be told.
        self.anew: list[Step] = []


CHANGED, ADDED, REMOVED = "changed", "added", "removed"


def same(now: "SopsFile", then: "SopsFile", tags: "tuple[Tags, Tags]") -> bool:
    """Whether two decrypted files come to the same, the comments included."""
    return (
        tags[0] == tags[1]
        and list(tags[0]) == list(tags[1])
        and [one.text for one in now.comments()] == [one.text for one in then.comments()]
    )


def going_back(
    path: str, now: "SopsFile | None", then: "SopsFile | None", tags: "tuple[Tags, Tags] | None"
) -> list[Value]:
    """Return the secret values of a file that are others then, in its order, those new since last.

    Both are encrypted; None is no file. By `tags`, now and then, what is behind the ciphertext is
    compared; without them, a ciphertext that is another one counts as another value.
    """
    old = [place for place, state in Values(then).states.items() if state == SECRET]
    new = [place for place, state in Values(now).states.items() if state == SECRET]
    before, after = tags or (ciphertexts(now), ciphertexts(then))
    found = []
    for place in old:
        if place not in before:
            found.append(Value(path, place, ADDED))
        elif before[place] != after.get(place):
            found.append(Value(path, place, CHANGED))
    return found + [Value(path, place, REMOVED) for place in new if place not in after]


def date(
    values: list[Value], then: "dict[str, SopsFile]", history: "History", newer: "Collection[str]"
) -> None:
    """Tell each value since when it had the value of then, and what changed it since.

    `then` are the files as they were, by path; `newer` the commits since.
    """
    by_path: dict[str, dict[Place, Value]] = {}
    for one in values:
        by_path.setdefault(one.path, {})[one.place] = one
    for path, file in then.items():
        ages = history.ages(file)
        for place, value in by_path.get(path, {}).items():
            value.day = ages.values.get(place)
    for step in history.steps():
        known = by_path.get(step.path)
        if known is None or step.commit not in newer:
            continue
        before, after = ciphertexts(step.before), ciphertexts(step.after)
        anew = bool(before and after) and _rekeyed(step)
        for place, value in known.items():
            if before.get(place) != after.get(place):
                both = place in before and place in after
                (value.anew if anew and both else value.since).append(step)


def lines(values: list[Value], *, told: bool) -> list[str]:
    """Return what a plan says of the values of one file.

    With `told`, it is known that each is another one; else only of those that were changed, and
    of the others that nobody can tell.
    """
    known = [one for one in values if told or one.since or one.kind != CHANGED]
    found = [_line(one) for one in known]
    if rest := [one for one in values if one not in known]:
        anew = sorted({step.commit: step for one in rest for step in one.anew}.values(), key=_time)
        since = f", encrypted anew on {_days(anew)}" if anew else ""
        found.append(
            f"{rest[0].path}: only a key tells whether others are "
            f"{_listed([_pointer(one) for one in rest])}{since}"
        )
    return found


def _line(value: Value) -> str:
    where = f"{value.path} {_pointer(value)}"
    if value.kind == REMOVED:
        came = f", it came on {_day(min(map(_time, value.since)))}" if value.since else ""
        return f"{where} goes away: it was not there then{came}"
    day = "" if value.day is None else f" of {_day(value.day)}"
    known = []
    if value.since:
        known.append(f"changed since on {_days(value.since)}")
    if value.anew:
        known.append(f"encrypted anew on {_days(value.anew)}")
    since = f" ({', '.join(known)})" if known else ""
    if value.kind == ADDED:
        return f"{where} comes back with the value{day}{since}"
    return f"{where} goes back to the value{day}{since}"


def warnings(values: list[Value], messages: "Mapping[str, str]") -> list[str]:
    """Return which values may have been revoked where they were issued.

    `messages` are those of the commits that changed them, by id: one says so, or gave the file a
    new data key.
    """
    groups: dict[tuple[str, str], tuple[Step, list[str]]] = {}
    for value in values:
        if value.kind == REMOVED:
            continue
        for step in (*value.since, *value.anew):
            said = _REVOKED.search(messages.get(step.commit, step.subject)) is not None
            if said or step in value.anew:
                what = "changed" if said else "came with a new data key, and maybe changed"
                _, named = groups.setdefault((step.commit, what), (step, []))
                named.append(f"{value.path} {_pointer(value)}")
    return [
        f"warning: {commit[:10]} of {_day(step.time)} ({shown(step.subject)}) {what} "
        f"{_listed(named)}: what goes back may be revoked where it was issued"
        for (commit, what), (step, named) in groups.items()
    ]


def commits(values: list[Value]) -> list[str]:
    """Return the commits that changed any of the values, in a fixed order."""
    return sorted({step.commit for one in values for step in (*one.since, *one.anew)})


def _rekeyed(step: "Step") -> bool:
    assert step.before is not None
    assert step.after is not None
    return rekeyed(step.before, step.after)


def _pointer(value: Value) -> str:
    document, path = value.place
    number = f" (document {document + 1})" if document else ""
    return pointer(path_shown(path)) + number


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMES])} and {more} more"


def _time(step: "Step") -> int:
    return step.time


def _days(steps: "list[Step]") -> str:
    days = sorted({_day(step.time) for step in steps})
    more = len(days) - _MOST_DAYS
    if more <= 0:
        return ", ".join(days)
    return f"{', '.join(days[-_MOST_DAYS:])} and {more} more"


def _day(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).date().isoformat()
