"""A plan for programs; the shape is in model.

What the files are to hold is not in it: `tree` names the state that comes out, for `git`.
"""

from confledger.reports.ledger.fields import utc
from confledger.reports.rollback.content import without_user
from confledger.reports.visible import encodable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Conflict, Effect, Plan, Revision, Values


def json(plan: "Plan") -> str:
    """Return the whole plan; the same plan gives the same bytes."""
    from json import dumps

    return dumps(document(plan), indent=2, ensure_ascii=False) + "\n"


def document(plan: "Plan") -> dict[str, object]:
    """Return it as maps and lists."""
    return {
        "version": 1,
        "scope": encodable(plan.scope),
        "way": plan.way,
        "head": plan.head,
        "ref": encodable(plan.ref),
        "branch": encodable(plan.branch) or None,
        "push": None
        if plan.push is None
        else {
            "remote": encodable(without_user(plan.push.remote)),
            "branch": encodable(plan.push.branch),
        },
        "tree": plan.tree or None,
        "target": _revision(plan.target),
        "entry": _revision(plan.entry),
        "basis": _revision(plan.basis),
        "nothing_to_do": plan.empty,
        "verdict": encodable(plan.verdict) or None,
        "refusals": [
            {"code": one.code, "reason": encodable(one.reason), "flag": one.flag or None}
            for one in plan.refusals
        ],
        "conflicts": [_conflict(one) for one in plan.conflicts],
        "environments": [
            {"name": encodable(name), "changes": [_effect(one) for one in effects]}
            for name, effects in plan.effects.items()
        ],
        "unresolved": [
            {"name": encodable(name), "reason": encodable(why)}
            for name, why in plan.unresolved.items()
        ],
        "remaining": [
            {
                "environment": encodable(one.environment),
                "keys": _texts(one.keys),
                "sources": _texts(one.sources),
            }
            for one in plan.remaining
        ],
        "no_environments": encodable(plan.no_effects) or None,
        "values": [_values(one) for one in plan.values],
        "values_left": plan.values_left,
        "findings": _texts(plan.findings),
        "findings_more": plan.findings_more,
        "findings_gone": plan.findings_gone,
        "migrations": _texts(plan.migrations),
        "secrets": _texts(plan.secrets),
        "kept": [{"path": encodable(one.path), "reason": one.why} for one in plan.kept],
        "companions": _texts(plan.companions),
        "notes": _texts(plan.notes),
        "files": [
            {"path": encodable(one.path), "change": one.kind, "note": one.note or None}
            for one in plan.files
        ],
        "undone": None if plan.undone is None else [_revision(one) for one in plan.undone],
    }


def _texts(lines: list[str]) -> list[str]:
    return [encodable(one) for one in lines]


def _text(value: str | None) -> str | None:
    return None if value is None else encodable(value)


def _revision(one: "Revision | None") -> dict[str, object] | None:
    if one is None:
        return None
    return {
        "commit": one.oid,
        "committed_at": utc(one.time),
        "author": encodable(one.author),
        "subject": encodable(one.subject),
    }


def _conflict(one: "Conflict") -> dict[str, object]:
    return {
        "path": encodable(one.path),
        "key": encodable(one.key) or None,
        "wanted": encodable(one.wanted),
        "now": encodable(one.now),
        "since": _revision(one.since),
        "reason": encodable(one.why),
    }


def _effect(one: "Effect") -> dict[str, object]:
    return {
        "key": encodable(one.key),
        "before": _text(one.before),
        "after": _text(one.after),
        "note": encodable(one.note) or None,
        "risk": encodable(one.risk) or None,
    }


def _values(one: "Values") -> dict[str, object]:
    return {
        "path": encodable(one.path),
        "changed": one.changed,
        "added": one.added,
        "removed": one.removed,
        "first": [_effect(effect) for effect in one.first],
        "reason": encodable(one.why) or None,
    }
