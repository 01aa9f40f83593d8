"""The message of the commit: what was done in a line, why, and trailers that programs read."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Plan, Revision

RESTORES, SCOPE, REASON = "Restores", "Scope", "Reason"
_SUBJECT = 72


def message(plan: "Plan", reason: str) -> str:
    """Return the whole message, with a line end."""
    lines = [_fitting(_subject(plan)), ""]
    if plan.entry is not None:
        lines += [f"This reverts commit {plan.entry.oid}.", ""]
    trailers = []
    restored = plan.target or plan.basis
    if restored is not None:
        trailers.append(f"{RESTORES}: {restored.oid}")
    trailers.append(f"{SCOPE}: {_line(plan.scope)}")
    if _line(reason):
        trailers.append(f"{REASON}: {_line(reason)}")
    return "\n".join([*lines, *trailers]) + "\n"


def named(revision: "Revision") -> str:
    """Return a commit in a few words."""
    return f"{revision.oid[:10]} ({_line(revision.subject)})"


def _subject(plan: "Plan") -> str:
    scope = _line(plan.scope)
    if plan.entry is not None and plan.way == "undo":
        return f"undo: {named(plan.entry)}"
    if plan.entry is not None:
        return f"rollback: {scope} without {named(plan.entry)}"
    assert plan.target is not None
    return f"rollback: {scope} as of {named(plan.target)}"


def _fitting(subject: str) -> str:
    if len(subject) <= _SUBJECT:
        return subject
    end = ")" if subject.endswith(")") else ""
    return subject[: _SUBJECT - 3 - len(end)].rstrip() + "..." + end


def _line(text: str) -> str:
    """Return a text as one line without control characters: no trailer can be smuggled in."""
    plain = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(plain.split())
