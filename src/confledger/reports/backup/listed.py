"""The backups of some places, for people and for programs."""

from confledger.backup.listing import Listed
from confledger.backup.status import Shelf
from confledger.reports.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.backup.record import Restored


def text(shelves: "Sequence[Shelf]") -> str:
    """Return one table for each place, the newest backup first."""
    return "\n".join(_table(shelf) for shelf in shelves)


def fields(shelves: "Sequence[Shelf]") -> dict[str, object]:
    """Return the same for programs."""
    return {"version": 1, "places": [place_fields(shelf) for shelf in shelves]}


def place_fields(shelf: Shelf) -> dict[str, object]:
    """Return one place for programs."""
    return {
        "place": shelf.shown,
        "problem": shelf.why or None,
        "others": shelf.others,
        "backups": [backup_fields(one) for one in shelf.backups],
    }


def backup_fields(one: Listed) -> dict[str, object]:
    """Return one backup for programs."""
    said: dict[str, object] = {"name": one.name, "created": one.created, "problem": one.why or None}
    if one.header is not None:
        said |= {
            "id": one.header.id,
            "kind": one.header.kind,
            "number": one.header.number,
            "base": one.header.base or None,
            "bytes": one.header.payload,
            "commits": one.header.commits,
            "newest": one.header.newest or None,
            "encrypted": one.header.encrypted or None,
        }
    return {**said, "restored": restored_fields(one.proved)}


def restored_fields(one: "Restored | None") -> dict[str, object] | None:
    """Return a restore for programs."""
    if one is None:
        return None
    return {
        "time": one.time,
        "by": one.by,
        "how": one.how,
        "name": one.name,
        "seconds": one.seconds,
        "newest": one.newest or None,
        "behind": one.behind,
        "age": one.age,
    }


def when(time: str) -> str:
    """Return a time of a manifest as people read it; all are UTC."""
    return time[:16].replace("T", " ")


def size(number: int) -> str:
    """Return a number of bytes with a unit."""
    if number < 1000:
        return f"{number} B"
    for unit, factor in (("kB", 1e3), ("MB", 1e6)):
        if number < factor * 1000:
            return f"{number / factor:.1f} {unit}"
    return f"{number / 1e9:,.1f} GB"


def lasted(seconds: float) -> str:
    """Return a time span in the unit that suits it."""
    if seconds < 120:
        return f"{seconds:.1f} s"
    for unit, factor in (("min", 60), ("h", 3600)):
        if seconds < factor * (100 if unit == "min" else 48):
            return f"{seconds / factor:.0f} {unit}"
    return f"{seconds / 86400:.0f} days"


def _table(shelf: Shelf) -> str:
    head = f"{visible(shelf.shown)}\n"
    if shelf.why:
        return f"{head}  could not be looked at: {visible(shelf.why)}\n"
    rows = [_row(one) for one in shelf.backups]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else []
    lines = ["  ".join(["", *map(str.ljust, row, widths)]).rstrip() for row in rows]
    if not lines:
        lines = ["  no backups of this repository"]
    if shelf.others:
        lines.append(f"  and {shelf.others} of other repositories")
    return head + "".join(f"{line}\n" for line in lines)


def _row(one: Listed) -> tuple[str, ...]:
    if one.header is None:
        return (when(one.created), "", "", "", f"cannot be read: {visible(one.why)}", one.name)
    header = one.header
    kind = f"incremental {header.number}" if header.number else header.kind
    proved = "never restored"
    if one.proved is not None:
        proved = f"restored {when(one.proved.time)} in {lasted(one.proved.seconds)}"
    if not header.encrypted:
        kind += ", plain"
    return (
        when(one.created),
        kind,
        size(header.payload),
        "1 commit" if header.commits == 1 else f"{header.commits:,} commits",
        proved,
        one.name,
    )
