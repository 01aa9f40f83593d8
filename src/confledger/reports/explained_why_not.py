"""Why a file is not what counts for a key: the reason, and what counts instead."""

from confledger.location import Path
from confledger.reports.explained import Said
from confledger.reports.explained_json import key_of, said, written
from confledger.reports.explained_text import name_of, place, value_text
from confledger.reports.visible import encodable, visible


class WhyNot:
    """The answer for one environment; `said` is what the file says, `winner` what counts.

    `kind` is `holds`, `overridden`, `replaced` (something that it is in), `silent` or `not-part`.
    """

    __slots__ = (
        "called",
        "environment",
        "file",
        "host",
        "kind",
        "path",
        "reason",
        "said",
        "winner",
    )

    def __init__(self, path: Path, file: str, environment: str | None, host: str | None) -> None:
        self.path = path
        self.called = ""
        self.file = file
        self.environment = environment
        self.host = host
        self.kind = ""
        self.reason = ""
        self.said: Said | None = None
        self.winner: Said | None = None


def as_text(one: WhyNot, *, colour: bool = False) -> str:
    """Write the reason in a sentence, and what both say."""
    name = visible(one.called) or name_of(one.path)
    env = f"  [{visible(one.environment)}]" if one.environment else ""
    head = f"\x1b[1m{name}\x1b[m" if colour else name
    lines = [f"{head}: {visible(one.file)}{env}", f"  {visible(one.reason)}"]
    rows = []
    if one.said is not None:
        told = "removed" if one.said.removes else value_text(one.said.value, hidden=one.said.hidden)
        rows.append(("it says", place(one.said), told))
    if one.winner is not None and one.winner is not one.said:
        told = (
            "removed"
            if one.winner.removes
            else value_text(one.winner.value, hidden=one.winner.hidden)
        )
        rows.append(("set by", place(one.winner), told))
    elif one.winner is None:
        rows.append(("set by", "nothing", ""))
    width = max((len(row[1]) for row in rows), default=0)
    lines += [f"  {word:7}  {where:{width}}  {value}".rstrip() for word, where, value in rows]
    return "\n".join(lines) + "\n"


def as_json(found: list[WhyNot]) -> str:
    """Write the answers for programs."""
    rows = [
        {
            **key_of(one.path),
            "environment": one.environment,
            "host": one.host,
            "file": encodable(one.file),
            "why": one.kind,
            "reason": encodable(one.reason),
            "says": None if one.said is None else said(one.said),
            "set_by": None if one.winner is None else said(one.winner),
        }
        for one in found
    ]
    return written({"version": 1, "kind": "why-not", "answers": rows})
