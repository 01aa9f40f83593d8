"""How good the backups are: the last restore first, then the last backup, then what is wrong."""

from confledger.backup.listing import seconds
from confledger.backup.record import Restored
from confledger.backup.status import Standing, Worry, commits
from confledger.reports.backup.listed import (
    backup_fields,
    lasted,
    place_fields,
    restored_fields,
    size,
    when,
)
from confledger.reports.visible import visible

NEVER = "never"


def text(said: Standing) -> str:
    """Return it for people."""
    rows = _rows(said)
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:{width}}  {what}" for name, what in rows]
    for one in said.worries:
        lines += ["", f"warning: {visible(one.message)}", f"  help: {visible(one.command)}"]
    if not said.worries:
        lines += ["", "everything is in order"]
    return "".join(f"{line}\n" for line in lines)


def markdown(said: Standing) -> str:
    """Return it for a page or a comment."""
    lines = ["# Backups", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {_cell(what)} |" for name, what in _rows(said)]
    lines.append("")
    for one in said.worries:
        lines.append(f"- **{_cell(one.message)}**: `{visible(one.command).replace('`', '')}`")
    if not said.worries:
        lines.append("Everything is in order.")
    return "".join(f"{line}\n" for line in lines)


def fields(said: Standing) -> dict[str, object]:
    """Return it for programs."""
    proved, last = said.proved, said.last
    return {
        "version": 1,
        "ok": not said.worries,
        "last_restore": restored_fields(proved),
        "recovery_seconds": None if proved is None else proved.seconds,
        "recovery_point": None if proved is None else proved.newest or None,
        "last_backup": None
        if last is None or said.where is None
        else {"place": said.where.shown, **backup_fields(last)},
        "commits_in_no_backup": said.missing,
        "warnings": [_worry_fields(one) for one in said.worries],
        "places": [place_fields(shelf) for shelf in said.shelves],
    }


def _worry_fields(one: Worry) -> dict[str, str]:
    return {"id": one.id, "message": one.message, "command": one.command}


def _rows(said: Standing) -> list[tuple[str, str]]:
    proved, last = said.proved, said.last
    rows = [("last restore", NEVER)]
    if proved is not None:
        how = "a trial" if proved.how == "trial" else "a real one"
        rows = [
            (
                "last restore",
                f"{when(proved.time)} UTC, {_ago(said, proved.time)}: {how}, by "
                f"{visible(proved.by)}, from {visible(proved.destination)}",
            ),
            ("recovery time", lasted(proved.seconds)),
            ("recovery point", _point(proved)),
        ]
    if last is None or last.header is None or said.where is None:
        return [*rows, ("last backup", NEVER)]
    kind = f"incremental {last.header.number}" if last.header.number else last.header.kind
    where = visible(said.where.shown)
    rows += [
        (
            "last backup",
            f"{when(last.created)} UTC, {_ago(said, last.created)}: {kind}, "
            f"{size(last.header.payload)}, in {where}",
        ),
        ("newest commit", f"{when(last.header.newest)} UTC" if last.header.newest else "none"),
    ]
    if said.missing is not None:
        rows.append(("in no backup", commits(said.missing)))
    return rows


def _point(proved: Restored) -> str:
    """Return the newest commit that came back, and what did not."""
    point = f"{when(proved.newest)} UTC" if proved.newest else "no commit"
    return point if proved.behind is None else f"{point}, {commits(proved.behind)} behind then"


def _ago(said: Standing, time: str) -> str:
    moment = seconds(time)
    if moment is None or moment > said.now:
        return "in the future"
    return f"{lasted(said.now - moment).replace('.0 s', ' s')} ago"


def _cell(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
