"""`--print-commands`: the plan as a script that needs nothing but git."""

from confledger.git.snapshot import FILE
from confledger.rollback.message import message
from confledger.rollback.plain_commands import Splice, script

_WIDTH = 96
TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.rollback.work import Work
    from confledger.rollback.plan import Plan


def script_of(asked: "Namespace", plan: "Plan", work: "Work") -> str:
    """Return the script; of a plan that does nothing, one that says so."""
    from confledger.reports.rollback.text import text as told

    about = told(plan, width=_WIDTH)
    if plan.empty:
        return "".join(["#!/bin/sh\n", *(f"# {line}\n" for line in about.splitlines())])
    splices = []
    for path, edit in plan.edits.items():
        if edit is None or edit.data is None:
            continue
        entry = work.now.entries().get(path)
        found = work.now.find(path)
        held = found[1] if found is not None else None
        if entry is not None and entry.kind == FILE and entry.oid and isinstance(held, bytes):
            splices.append(Splice(edit.oid, edit.data, entry.oid, held))
        else:
            splices.append(Splice(edit.oid, edit.data))
    bare = work.repository.top is None
    text = message(plan, asked.reason)
    return script(plan, text, splices, about, sign=not asked.no_sign, bare=bare)
