"""What was learned, for programs: the shape of it is in `model`."""

import json

from confledger.changes.leaves import plain
from confledger.learn.advice import COMPANION_FILE, COMPANION_KEY, Advice
from confledger.learn.companions import FILE, KEY
from confledger.learn.measure import Measured
from confledger.learn.together import WORDS
from confledger.learn.usage import Candidate, Use
from confledger.reports.suggest.evidence import Commit

_KINDS = {FILE: "files", KEY: "keys"}


def change(advice: list[Advice], commits: dict[int, Commit], off: list[str]) -> str:
    """Write what can be said of a change."""
    rows: list[dict[str, object]] = []
    for one in advice:
        row: dict[str, object] = {"id": one.id, "kind": one.kind}
        if one.kind in (COMPANION_FILE, COMPANION_KEY):
            of_keys = one.kind == COMPANION_KEY
            row |= {
                "missing": one.what[of_keys:],
                "how": WORDS[one.what[0]] if of_keys else "changed",
                "because": one.because[of_keys:],
                "because-how": WORDS[one.because[0]] if of_keys else "changed",
                "both": one.both,
                "of": one.of,
                "commits": [
                    {
                        "commit": commits[number].oid,
                        "day": commits[number].day,
                        "subject": commits[number].subject,
                    }
                    for number in reversed(one.commits)
                    if number in commits
                ],
            }
        else:
            row |= {
                "path": one.path,
                "key": one.what,
                "value": plain(one.value),
                "usual": [plain(text) for text in one.usual],
                "of": one.of,
                "more": one.more,
                "places": [_place(use) for use in one.uses],
            }
        rows.append(row)
    return _written({"version": 1, "action": "change", "suggestions": rows, "off": off})


def value(path: str, key: str, present: str | None, candidates: list[Candidate], why: str) -> str:
    """Write which values a key may have."""
    content: dict[str, object] = {"version": 1, "action": "value", "path": path, "key": key}
    if present is not None:
        content["value"] = plain(present)
    content["candidates"] = [
        {
            "value": plain(one.value),
            "share": round(one.share, 4),
            "places": [_place(use) for use in one.uses[:10]],
        }
        for one in candidates
    ]
    if why:
        content["reason"] = why
    return _written(content)


def measured(found: Measured) -> str:
    """Write what the trials came to."""
    return _written(
        {
            "version": 1,
            "action": "eval",
            "commits": found.held_out,
            "values": [
                {
                    "place": one.place,
                    "keys": one.tried,
                    "first": one.first,
                    "three": one.three,
                    "suggested": one.suggested,
                    "right": one.right,
                    "most-recent": one.recent,
                    "most-frequent": one.frequent,
                    "most-frequent-three": one.frequent_three,
                    "on": one.on,
                    "reason": one.why,
                }
                for one in found.values.values()
            ],
            "companions": [
                {
                    "kind": _KINDS[one.kind],
                    "commits": one.commits,
                    "warned": one.warned,
                    "precision": one.precision,
                    "recall": one.recall,
                    "people": {"precision": one.people[0], "recall": one.people[1]},
                    "robots": {"precision": one.robots[0], "recall": one.robots[1]},
                    "warnings": one.warnings,
                    "within-week": one.later,
                    "any-week": one.base,
                    "on": one.on,
                    "reason": one.why,
                }
                for one in found.companions.values()
            ],
        }
    )


def _place(use: Use) -> dict[str, object]:
    return {"path": use.path, "key": use.key, "value": plain(use.value), "in-use": use.alive}


def _written(content: dict[str, object]) -> str:
    return json.dumps(content, indent=2) + "\n"
