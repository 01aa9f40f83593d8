"""What a synchronisation of plans and their store does, for people and for programs."""

from confledger.plans.merging import PLAN, STORE, Step
from confledger.reports.visible import visible
from confledger.secrets.redaction import key_shown

_SIDES = {PLAN: "plan", STORE: "store", "conflict": "conflict"}
_LONGEST = 60


def text(found: list[tuple[str, list[Step]]], *, fresh: bool) -> str:
    """Write the steps for each plan; of a store that is made anew, only how many there are."""
    lines = []
    for path, steps in found:
        if fresh and steps and all(step.said == "added" for step in steps):
            boxes = "1 box" if len(steps) == 1 else f"{len(steps):,} boxes"
            lines.append(f"{visible(path)}: {boxes} for the store")
            continue
        for step in steps:
            at = visible(path) + (f":{step.line}" if step.line else "")
            said = visible(key_shown(step.text))
            said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
            lines.append(f"{_SIDES[step.side]:9} {at}  {visible(step.said)}: {said} ({step.item})")
    return "".join(f"{line}\n" for line in lines)


def json(found: list[tuple[str, list[Step]]], *, written: bool) -> str:
    """Write them as JSON."""
    from json import dumps

    document = {
        "version": 1,
        "written": written,
        "steps": [
            {
                "path": path,
                "line": step.line,
                "side": _SIDES[step.side],
                "item": step.item,
                "text": key_shown(step.text),
                "said": step.said,
            }
            for path, steps in found
            for step in steps
        ],
    }
    return dumps(document, indent=1) + "\n"
