"""What a run came to, for programs; its schema is schemas/ci-summary.schema.json."""

import json

from confledger import __version__
from confledger.reports.visible import encodable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

VERSION = 1


def summary(
    *,
    base: str,
    head: str,
    verdict: str,
    exit_code: int,
    steps: "Sequence[tuple[str, str, int, str]]",
    files: "Sequence[str]",
    cached: "frozenset[str] | None" = None,
) -> str:
    """Write it as JSON; `steps` are name, status, exit code, and what it came to or why not.

    What was `cached` is told where it is asked for: in files that are to stay the same it is not.
    """
    told = []
    for name, status, code, said in steps:
        one: dict[str, object] = {"name": name, "status": status, "exit_code": code}
        one["said"] = encodable(said)
        if cached is not None:
            one["cached"] = name in cached
        told.append(one)
    made = {
        "version": VERSION,
        "tool": {"name": "confledger", "version": __version__},
        "base": base,
        "head": head,
        "verdict": encodable(verdict),
        "exit_code": exit_code,
        "steps": told,
        "files": sorted(files),
    }
    return json.dumps(made, indent=2) + "\n"
