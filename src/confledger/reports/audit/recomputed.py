"""A bundle read back without the repository: facts from the commits, reports from the rows."""

import json
import re

from confledger.ledger.audit import CODEOWNERS, FORMAT, Audit, evidence
from confledger.ledger.audit_rows import BASELINE, CHANGE, COLUMNS, Change, touched
from confledger.ledger.bundle import NotABundle
from confledger.ledger.commit_object import CommitObject, id_of
from confledger.ledger.facts import FIELDS, facts
from confledger.ledger.period import Landed, month_of
from confledger.reports.audit.files import COMMITS, MANIFEST, POLICY, RAW, ROWS

_HEAD = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64}) commit (\d{1,9})\n")
_OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
Row = dict[str, object]


class Wrong(Exception):
    """What a file of a bundle holds cannot be; `where` says which, `what` says why."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


def manifest(files: dict[str, bytes]) -> dict[str, object]:
    """Return the manifest, of which everything has the type that it should have."""
    if MANIFEST not in files:
        raise NotABundle(
            "there is no manifest.json in it", help="get it again from where it was made"
        )
    found = _loaded(files[MANIFEST], MANIFEST)
    about = found.get("about") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(about, dict):
        raise Wrong(MANIFEST, "it is not what was written")
    if about.get("format") != FORMAT:
        tool = str(about.get("tool"))[:60]
        raise NotABundle(
            f"its format is not {FORMAT}, which is all that is read here: it was made by {tool}",
            help="check it with the version of confledger that it names",
        )
    texts = [(about, name) for name in ("tool", "tip")]
    said, span, ledger = (_map(about, name) for name in ("evidence", "period", "ledger"))
    texts += [(said, name) for name in ("tickets", "emergency")] + [(ledger, "chain")]
    listed = [(about, "roots"), (said, "approvals")]
    good = (
        all(isinstance(held.get(name), str) for held, name in texts)
        and all(
            isinstance(held.get(name), list) and all(isinstance(one, str) for one in held[name])
            for held, name in listed
        )
        and all(isinstance(span.get(name, 0), (str, type(None))) for name in ("from", "to"))
        and _OID.fullmatch(about["tip"]) is not None
        and isinstance(about.get("shallow"), bool)
        and isinstance(about.get("environment", 0), (str, type(None)))
        and _is_log(about.get("reference_log"))
        and all(
            isinstance(one, dict) and isinstance(one.get("sha256"), str)
            for one in _map(found, "files").values()
        )
    )
    if not good:
        raise Wrong(MANIFEST, "it is not what was written")
    return found


def rows(data: bytes) -> list[Row]:
    """Return the rows; raise Wrong for the first that is none."""
    return _lines(data, ROWS, COLUMNS)


def objects(data: bytes) -> dict[str, bytes]:
    """Return the commits; raise Wrong for the first whose bytes are not those of its id."""
    found: dict[str, bytes] = {}
    at = 0
    before = ""
    while at < len(data):
        head = _HEAD.match(data, at)
        after = f"after commit {before[:12]}" if before else "at its beginning"
        if head is None:
            raise Wrong(RAW, f"no commit begins {after}")
        oid, size = head[1].decode("ascii"), int(head[2])
        held = data[head.end() : head.end() + size]
        at = head.end() + size + 1
        if oid in found or id_of(held, len(oid)) != oid or data[at - 1 : at] != b"\n":
            raise Wrong(RAW, f"commit {oid[:12]} is not what its id stands for")
        found[oid] = held
        before = oid
    return found


def audit(files: dict[str, bytes], about: dict[str, object]) -> Audit:
    """Return everything as it comes from the commits and the values in the rows alone."""
    held = objects(files[RAW])
    recorded = _lines(files[COMMITS], COMMITS, FIELDS)
    landed = _landed(recorded, held)
    changed: dict[str, list[Change]] = {one.oid: [] for one in landed}
    for number, row in enumerate(rows(files[ROWS]), 1):
        oid = str(row["commit"])
        if oid not in changed:
            raise Wrong(ROWS, f"row {number} is of commit {oid[:12]}, which is not in the period")
        changed[oid].append(_change(row, number))
    policies = {
        name.removeprefix(POLICY): data for name, data in files.items() if name.startswith(POLICY)
    }
    _check_owners(policies.get(CODEOWNERS))
    found = facts(landed, held, touched(changed), evidence(about, policies))
    return Audit(about, policies, held, found, changed)


def _landed(recorded: list[Row], held: dict[str, bytes]) -> list[Landed]:
    """Return the commits in their places, which their parents must agree with."""
    if [row["commit"] for row in recorded] != list(held):
        raise Wrong(COMMITS, "its commits are not those of commits.raw")
    read = {oid: CommitObject(oid, data) for oid, data in held.items()}
    found = []
    waiting: dict[str, str] = {}
    for row in reversed(recorded):
        oid, landing = str(row["commit"]), str(row["landed_by"])
        mainline, baseline = row["on_mainline"] is True, row["baseline"] is True
        if mainline:
            waiting = {oid: oid}
        if landing not in held or waiting.get(oid) != landing:
            raise Wrong(COMMITS, f"commit {oid[:12]} did not land with {landing[:12]}")
        parents = read[oid].parents
        # The first parent of what landed is the mainline itself.
        waiting.update((one, landing) for one in (parents[1:] if mainline else parents))
        landed_at = read[landing].committer.time
        month = str(row["month"]) if landed_at is None else month_of(landed_at)
        found.append(
            Landed(0, oid, landing, landed_at, month, mainline=mainline, baseline=baseline)
        )
    return found[::-1]


def _change(row: Row, number: int) -> Change:
    change = Change()
    for name in CHANGE:
        value = row[name]
        kinds = (bool,) if name in ("secret", "merge_edit") else (str, type(None))
        if not isinstance(value, kinds):
            raise Wrong(ROWS, f"row {number}: `{name}` is no text")
        setattr(change, name, value)
    if not isinstance(change.file, str) or not isinstance(change.op, str):
        raise Wrong(ROWS, f"row {number} has no file, or nothing that was done")
    if not change.file and change.op not in ("none", BASELINE):
        raise Wrong(ROWS, f"row {number} has no file")
    return change


def _lines(data: bytes, name: str, fields: tuple[str, ...]) -> list[Row]:
    found = []
    for number, text in enumerate(data.split(b"\n")[:-1], 1):
        value = _loaded(text, f"{name}, line {number}")
        if not isinstance(value, dict) or tuple(value) != fields:
            raise Wrong(name, f"line {number} does not have the columns that it should have")
        if not isinstance(value["commit"], str):
            raise Wrong(name, f"line {number} names no commit")
        found.append(value)
    return found


def _check_owners(data: bytes | None) -> None:
    if data is None:
        return
    found = _loaded(data, POLICY + CODEOWNERS)
    good = isinstance(found, dict) and all(
        isinstance(one, list) and len(one) == 2 and all(isinstance(part, str) for part in one)
        for one in _map(found, "versions").values()
    )
    if not good or not all(isinstance(one, str) for one in _map(found, "texts").values()):
        raise Wrong(POLICY + CODEOWNERS, "it is not what was written")


def _is_log(held: object) -> bool:
    if held is None:
        return True
    moved = held.get("rewritten") if isinstance(held, dict) else None
    return (
        isinstance(held, dict)
        and isinstance(held.get("whole"), bool)
        and isinstance(held.get("head"), str)
        and _OID.fullmatch(held["head"]) is not None
        and isinstance(moved, list)
        and all(
            isinstance(one, dict) and {"ref", "how", "old", "time"} <= set(one) for one in moved
        )
    )


def _map(held: object, name: str) -> dict[str, object]:
    found = held.get(name) if isinstance(held, dict) else None
    return found if isinstance(found, dict) else {}


def _loaded(data: bytes, where: str) -> object:
    """Read JSON that anybody may have written: as deep and as large as it may be."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Wrong(where, "it is not JSON") from None
