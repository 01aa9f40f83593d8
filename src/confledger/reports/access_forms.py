"""The reads of a configuration as text, JSON, Markdown and CSV."""

from datetime import datetime

from confledger.reports.access import Key, Usage
from confledger.reports.visible import visible

FORMATS = ("text", "json", "markdown", "csv")
_NOTHING = "n/a: nothing was observed"
_HELP = "programs note what they read where they call confledger.load()"


def as_text(found: list[Usage]) -> str:
    """Return it for people: what nobody reads first."""
    return "\n".join(_text(one) for one in found)


def as_markdown(found: list[Usage]) -> str:
    """Return it as Markdown, a table for each environment."""
    return "\n".join(_markdown(one) for one in found)


def as_json(found: list[Usage]) -> str:
    """Return it for programs; `observed` is null, and so are all lists, where nothing was."""
    from json import dumps

    rows = [_row(one) for one in found]
    return dumps({"version": 1, "environments": rows}, indent=2, ensure_ascii=False) + "\n"


def as_csv(found: list[Usage]) -> str:
    """Return a line for each key and program, and one for each key that nobody reads."""
    from confledger.reports.ledger.spreadsheet import cell, line

    out = [line(["environment", "key", "state", "program", "reads", "first", "last"])]
    for usage in found:
        name = usage.environment or "base"
        if not usage.programs:
            out.append(line([cell(one) for one in (name, None, "n/a", *[None] * 4)]))
        for key in usage.keys:
            state = "read" if key.there else "gone"
            for program, one in key.readers.items():
                row = (name, key.name, state, program, one.count, one.first, one.last)
                out.append(line([cell(it) for it in row]))
        for state, keys in (("indirect", usage.indirect), ("unused", usage.unused)):
            out += [line([cell(it) for it in (name, key, state, *[None] * 4)]) for key in keys]
    return "".join(out)


def _text(usage: Usage) -> str:
    name = visible(usage.environment or "base")
    if not usage.programs:
        return f"{name}: {_NOTHING}\n  {_HELP}\n"
    out = [f"{name}: {_observed(usage)}\n"]
    if usage.unused:
        out.append(f"  never read: {len(usage.unused)} of {usage.total} keys\n")
        out += [f"    {visible(key)}\n" for key in usage.unused]
    else:
        out.append(f"  every one of {usage.total} keys is read\n")
    if usage.indirect:
        out.append(
            f"  read only as a part of other values, or by the loader: {len(usage.indirect)}\n"
        )
    if usage.keys:
        out.append(f"  read: {len(usage.keys)}\n")
        width = max(len(visible(one.name)) for one in usage.keys)
        out += [f"    {visible(one.name):{width}}  {_said(one)}\n" for one in usage.keys]
    return "".join(out)


def _said(key: Key) -> str:
    assert key.reads is not None
    by = ", ".join(visible(name) for name in key.readers)
    gone = "" if key.there else "; the key is gone"
    times = "once" if key.reads.count == 1 else f"{key.reads.count:,} times"
    return f"{times} by {by}, {key.reads.first[:10]} to {key.reads.last[:10]}{gone}"


def _markdown(usage: Usage) -> str:
    name = _cell(usage.environment or "base")
    if not usage.programs:
        return f"## {name}\n\n{_NOTHING}\n"
    out = [f"## {name}\n\nObserved: {_cell(_observed(usage))}.\n\n"]
    out.append("| Key | Reads | By | First | Last |\n| --- | ---: | --- | --- | --- |\n")
    out += [f"| {_cell(key)} | never |  |  |  |\n" for key in usage.unused]
    for key in usage.keys:
        assert key.reads is not None
        by = _cell(", ".join(key.readers))
        out.append(
            f"| {_cell(key.name)}{'' if key.there else ' (gone)'} | {key.reads.count:,} | {by} "
            f"| {key.reads.first[:10]} | {key.reads.last[:10]} |\n"
        )
    return "".join(out)


def _cell(text: str) -> str:
    shown = visible(text)
    for mark in "\\|<>*_`[]":
        shown = shown.replace(mark, "\\" + mark)
    return shown


def _row(usage: Usage) -> dict[str, object]:
    seen = usage.programs or None
    return {
        "environment": usage.environment,
        "observed": seen
        and {
            "since": usage.since,
            "last": usage.last,
            "programs": [{"name": name, "runs": runs} for name, runs in usage.programs.items()],
        },
        "unused": seen and usage.unused,
        "indirect": seen and usage.indirect,
        "read": seen
        and [
            {
                "key": key.name,
                "there": key.there,
                "readers": [
                    {"program": name, "reads": one.count, "first": one.first, "last": one.last}
                    for name, one in key.readers.items()
                ],
            }
            for key in usage.keys
        ],
    }


def _observed(usage: Usage) -> str:
    """Return for how long and by how many it was observed; without a clock, from its own times."""
    assert usage.since is not None
    assert usage.last is not None
    count = len(usage.programs)
    runs = sum(usage.programs.values())
    by = f"{count} program{'s' if count > 1 else ''} in {runs} run{'s' if runs != 1 else ''}"
    return f"observed {_long(usage.since, usage.last)} by {by}, since {usage.since[:10]}"


def _long(since: str, last: str) -> str:
    try:
        seconds = int(
            (datetime.fromisoformat(last) - datetime.fromisoformat(since)).total_seconds()
        )
    except (ValueError, TypeError):
        return "for a while"
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "less than a minute"
