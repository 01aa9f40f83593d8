"""What is in a bundle: the rows, what they were told from, and the report in every format."""

import json
from hashlib import sha256

from confledger.ledger.audit import Audit
from confledger.ledger.audit_rows import COLUMNS
from confledger.ledger.facts import Fact
from confledger.reports.audit.content import Report
from confledger.reports.audit.renderers import csv, html, markdown
from confledger.reports.audit.renderers import json as json_format

MANIFEST, SEAL, README = "manifest.json", "manifest.sha", "readme.txt"
ROWS, COMMITS, RAW = "rows.jsonl", "commits.jsonl", "commits.raw"
POLICY, REPORTS = "policy/", "reports/report."
# The whole history as `git bundle` writes it, with every value in it.
HISTORY = "git/history.bundle"
FORMATS = {"csv": csv, "html": html, "json": json_format, "md": markdown}
_README = """\
The changes of configuration of a period, with what proves them. See manifest.json for which.

  reports/         the report, to read: the same content in four formats
  rows.jsonl       a line for each value that changed, chained by hashes
  commits.jsonl    a line for each commit of the period: all there is, changes or not
  commits.raw      the commits as git stores them: dates, parents, messages, signatures
  policy/          the files of the repository that decided something, if there are any
  git/             the history itself, if it was asked for; it holds values in plain text

To check all of it:            confledger audit verify FILE
In a clone of the repository, that also computes all of it again from git.

To check without that program:
  manifest.json    has the SHA-256 of every file; manifest.sha has that of manifest.json
  commits.raw      is what `git cat-file --batch` prints: a line with id, `commit` and size, the
                   bytes, a newline; the id is the SHA-1 of `commit SIZE`, a zero byte, the bytes
  rows.jsonl       row_hash is the SHA-256 of prev_hash, a newline, and all values from seq to
                   restores as a JSON list in ASCII without spaces
"""


def files(audit: Audit, history: bytes | None = None) -> dict[str, bytes]:
    """Return the files of a bundle, in their order."""
    report = Report(audit)
    found = {
        README: _README.encode("ascii"),
        **reports(report),
        ROWS: lines(dict(zip(COLUMNS, row, strict=True)) for row in report.rows()),
        COMMITS: lines(fact.values() for fact in report.facts),
        RAW: raw(audit.objects),
        **{POLICY + name: data for name, data in sorted(audit.policies.items())},
    }
    if history is not None:
        found[HISTORY] = history
    manifest = _manifest(audit, report, found)
    seal = sha256(manifest).hexdigest().encode("ascii") + b"\n"
    return {MANIFEST: manifest, SEAL: seal, **found}


def reports(report: Report) -> dict[str, bytes]:
    """Return the report in every format."""
    return {
        REPORTS + name: module.render(report).encode("utf-8") for name, module in FORMATS.items()
    }


def lines(values: object) -> bytes:
    """Write JSON Lines in ASCII."""
    return "".join(f"{line(one)}\n" for one in values).encode("ascii")  # type: ignore[attr-defined]  # a list, as the model says


def line(value: object) -> str:
    """Write one of them."""
    return json.dumps(value, separators=(",", ":"))


def raw(objects: dict[str, bytes]) -> bytes:
    """Write commits as `git cat-file --batch` does."""
    parts = []
    for oid, data in objects.items():
        parts += [f"{oid} commit {len(data)}\n".encode("ascii"), data, b"\n"]
    return b"".join(parts)


def _manifest(audit: Audit, report: Report, found: dict[str, bytes]) -> bytes:
    number, last = report.head()
    content = {
        "about": audit.about,
        "counts": {
            "commits": len(report.facts),
            "landed": sum(map(_landed, report.facts)),
            "rows": number,
            "exceptions": len(report.exceptions),
        },
        "head": last,
        "files": {
            name: {"bytes": len(data), "sha256": sha256(data).hexdigest()}
            for name, data in found.items()
        },
    }
    return json.dumps(content, indent=2).encode("ascii") + b"\n"


def _landed(fact: Fact) -> int:
    return int(fact.on_mainline)
