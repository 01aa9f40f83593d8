"""Whether a bundle is what it says: what differs first, and in which row, commit or line.

Three things are held against each other: the digests of the manifest, what follows from the
commits and the rows in the bundle itself, and, where git is at hand, what follows from git.
"""

from hashlib import sha256

from confledger.ledger.audit import Audit
from confledger.ledger.audit_rows import COLUMNS, START, row_hash
from confledger.ledger.bundle import NotABundle
from confledger.reports.audit import recomputed
from confledger.reports.audit.files import (
    COMMITS,
    HISTORY,
    MANIFEST,
    RAW,
    README,
    ROWS,
    SEAL,
    files,
    line,
)
from confledger.reports.audit.recomputed import Row, Wrong

_NEEDED = (MANIFEST, SEAL, README, ROWS, COMMITS, RAW)


def damages(held: dict[str, bytes]) -> list[str]:
    """Return what is wrong with a bundle by itself, in the order in which it should be read."""
    missing = [name for name in _NEEDED if name not in held]
    if MANIFEST in missing or len(missing) > 1:
        raise NotABundle(
            f"there is no {missing[0]} in it", help="get it again from where it was made"
        )
    if missing:
        return [f"{missing[0]} is missing"]
    try:
        return _sealed(held) or _digests(held) or _derived(held)
    except Wrong as wrong:
        return [str(wrong)]


def differences(held: dict[str, bytes], other: Audit, history: bytes | None = None) -> list[str]:
    """Return how a bundle differs from one made of `other`, which comes from git."""
    made = files(other, history)
    found = []
    for name in (RAW, COMMITS, ROWS):
        if held.get(name) != made.get(name):
            found.append(_first(name, held.get(name, b""), made[name]))
            break
    for name in sorted({*held, *made} - {MANIFEST, SEAL, RAW, COMMITS, ROWS}):
        if held.get(name) == made.get(name):
            continue
        if name not in held or name not in made:
            found.append(f"{name} {'should' if name in made else 'would not'} be in it")
        elif not found:
            found.append(_first(name, held[name], made[name]))
    if not found and held[MANIFEST] != made[MANIFEST]:
        found.append(_first(MANIFEST, held[MANIFEST], made[MANIFEST]))
    return found


def _sealed(held: dict[str, bytes]) -> list[str]:
    wanted = sha256(held[MANIFEST]).hexdigest().encode("ascii") + b"\n"
    if held[SEAL] != wanted:
        return [f"{MANIFEST}: it, or {SEAL}, was changed: it does not have the digest noted there"]
    return []


def _digests(held: dict[str, bytes]) -> list[str]:
    """Return each file that is not the one that the manifest lists, and where it was changed."""
    listed: dict[str, dict[str, object]] = recomputed.manifest(held)["files"]  # type: ignore[assignment]  # checked when read
    found = [f"{name} is missing" for name in listed if name not in held]
    for name, data in held.items():
        if name in (MANIFEST, SEAL):
            continue
        if name not in listed:
            found.append(f"{name} is in it, and the manifest does not list it")
        elif sha256(data).hexdigest() != listed[name]["sha256"]:
            found.append(_where(name, held))
    return found


def _where(name: str, held: dict[str, bytes]) -> str:
    """Say where a file was changed, as far as it tells itself."""
    try:
        if name == ROWS:
            return f"{ROWS}: {_chain(recomputed.rows(held[ROWS])) or 'its end was changed'}"
        if name == RAW:
            recomputed.objects(held[RAW])
        elif name != HISTORY:
            about: dict[str, object] = recomputed.manifest(held)["about"]  # type: ignore[assignment]  # checked when read
            made = files(recomputed.audit(held, about))
            if name in made and made[name] != held[name]:
                return _first(name, held[name], made[name])
    except Wrong as wrong:
        return str(wrong)
    return f"{name} was changed: it does not have the digest that the manifest lists"


def _chain(rows: list[Row]) -> str:
    """Return what is wrong with the first row that is not chained to the one before."""
    before = START
    for number, row in enumerate(rows, 1):
        values = [row[name] for name in COLUMNS[:-2]]
        if row["prev_hash"] != before or row_hash(before, values) != row["row_hash"]:
            return f"row {number} was changed, or one before it is gone: {_named(row)}"
        before = str(row["row_hash"])
    return ""


def _derived(held: dict[str, bytes]) -> list[str]:
    """Return what does not follow from the commits and the values of the rows."""
    content = recomputed.manifest(held)
    broken = _chain(recomputed.rows(held[ROWS]))
    if broken:
        return [f"{ROWS}: {broken}"]
    made = files(recomputed.audit(held, content["about"]), held.get(HISTORY))  # type: ignore[arg-type]  # checked when read
    for name in (RAW, COMMITS, ROWS, *sorted(made, key=_last)):
        if held.get(name) != made[name]:
            return [_first(name, held.get(name, b""), made[name])]
    return [f"{name} is not part of a bundle" for name in held if name not in made]


def _last(name: str) -> bool:
    """Put what only follows from the other files behind them."""
    return name in (MANIFEST, SEAL)


def _first(name: str, held: bytes, wanted: bytes) -> str:
    """Name the first line of a file that is not what was computed."""
    ours, theirs = wanted.split(b"\n"), held.split(b"\n")
    at = next(
        (at for at, pair in enumerate(zip(theirs, ours, strict=False)) if pair[0] != pair[1]),
        min(len(ours), len(theirs)),
    )
    if name in (ROWS, COMMITS):
        fields = recomputed.rows if name == ROWS else None
        return f"{name}, line {at + 1}: {_columns(theirs, ours, at, rows=fields is not None)}"
    return f"{name}, line {at + 1} is not what follows from the commits and rows"


def _columns(theirs: list[bytes], ours: list[bytes], at: int, *, rows: bool) -> str:
    """Say which columns of a line differ, and which row or commit it is."""
    from json import loads

    if at >= len(ours) - 1:
        return "there is more than there should be"
    wanted = loads(ours[at])
    who = _named(wanted) if rows else f"commit {str(wanted['commit'])[:12]}"
    if at >= len(theirs) - 1:
        return f"it ends before {who}"
    try:
        held = loads(theirs[at])
        names = [one for one in wanted if line(held.get(one)) != line(wanted[one])]
    except (ValueError, RecursionError, AttributeError):
        return f"it cannot be read where {who} should be"
    told = [one for one in names if one not in ("prev_hash", "row_hash")] or names
    if held.get("commit") != wanted["commit"]:
        return f"{who} should be here"
    return f"{who}: {', '.join(told)} should be otherwise"


def _named(row: Row) -> str:
    key = f" {row['key_path']}" if row["key_path"] else ""
    file = f" in {row['file']}{key}" if row["file"] else ""
    return f"commit {str(row['commit'])[:12]}{file}"
