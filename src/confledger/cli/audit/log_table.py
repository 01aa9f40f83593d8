"""The reference log as text: the counts first, then what is wrong, then the entries; as JSON."""

from collections import Counter

from confledger.cli.failure import shown
from confledger.git.references import HOW, REWRITING, Entry, Log, Update
from confledger.git.signatures.verdict import UNSIGNED, WORDS, Verdict

_SHORT = 12
_NOTHING = "-"


def as_text(log: Log, *, forced: bool) -> str:
    """Return the log for people; with `forced`, only what was forced or deleted of the rest."""
    entries = len(log.entries)
    whole = "broken" if log.faults else "whole"
    lines = [f"{entries} {'entry' if entries == 1 else 'entries'}, {whole}"]
    how = Counter(one.how for entry in log.entries for one in entry.updates)
    lines.append(f"  references: {_counted(how, HOW)}")
    signed = Counter(_verdict(entry).word for entry in log.entries)
    lines.append(f"  signatures: {_counted(signed, WORDS)}")
    cut = sum(entry.lost is not None for entry in log.entries)
    if cut:
        lines.append(f"  cut and gone on: {cut}")
    if log.begins:
        lines.append("  this clone is shallow: what came before the first entry here is unknown")
    for oid, why in log.faults:
        lines.append(f"  BROKEN at {oid[:_SHORT]}: {why}")
    for entry in log.entries:
        updates = [one for one in entry.updates if not forced or one.how in REWRITING]
        if not updates and (forced or not entry.lost):
            continue
        lines.append(_head(entry))
        lines += [f"  {line}" for line in update_lines(updates)]
        if entry.lost is not None:
            lines.append(f"  the log was cut: it had {entry.lost[:_SHORT]} at its end")
    return "".join(f"{shown(line)}\n" for line in lines)


def update_lines(updates: list[Update]) -> list[str]:
    """Return a line for each reference that moved, in columns."""
    rows = [(_name(one.ref), one.how, f"{_short(one.old)}..{_short(one.new)}") for one in updates]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    return [shown(f"{ref:{widths[0]}}  {how:{widths[1]}}  {moved}") for ref, how, moved in rows]


def as_json(log: Log) -> str:
    """Return everything, as `schemas/reference-log.schema.json` has it."""
    from json import dumps

    entries = []
    for entry in log.entries:
        verdict = _verdict(entry)
        signature = {
            "verdict": verdict.word,
            "signer": verdict.signer or None,
            "key": verdict.key or None,
            "reason": verdict.reason or None,
        }
        fields = {name: value for name, value in entry.fields().items() if name != "version"}
        entries.append({"commit": entry.oid, **fields, "signature": signature})
    faults = [{"commit": oid, "reason": why} for oid, why in log.faults]
    whole = {"version": 1, "reference": log.ref, "head": log.head, "shallow": log.begins}
    return dumps({**whole, "faults": faults, "entries": entries}, indent=2) + "\n"


def _verdict(entry: Entry) -> Verdict:
    return entry.verdict or Verdict("N", "none")


def _counted(counts: "Counter[str]", order: tuple[str, ...]) -> str:
    told = [f"{counts[name]} {name}" for name in order if counts[name]]
    return ", ".join(told) or "none"


def _head(entry: Entry) -> str:
    verdict = _verdict(entry)
    by = f" by {verdict.signer}" if verdict.signer else ""
    said = verdict.word if verdict.word == UNSIGNED else f"signature {verdict.word}{by}"
    ledger = "" if entry.ledger is None else f", ledger {entry.ledger[1][:_SHORT]}"
    return f"{entry.number}  {entry.time}  {entry.by}, {said}{ledger}"


def _name(ref: str) -> str:
    for prefix in ("refs/heads/", "refs/tags/", "refs/remotes/"):
        if ref.startswith(prefix):
            return ref[len(prefix) :]
    return ref


def _short(oid: str | None) -> str:
    return _NOTHING if oid is None else oid[:_SHORT]
