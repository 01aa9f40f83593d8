"""The ages of lines, kept for as long as nothing touched their file: blame is slow.

A file of the cache that can be deleted at any time. What it says of a file still holds when the
file has the same content, and no commit since then has touched it on any branch that was merged.
"""

import os
from collections.abc import Mapping, Sequence

from confledger.checks.cache import write
from confledger.git.ageing import touched, written
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.report.basis import Basis

NAME = "debt-ages"
_VERSION = 1


def ages(basis: "Basis", lines: Mapping[str, Sequence[int]]) -> dict[str, dict[int, int]]:
    """Return when each of some lines of the files of a commit was written."""
    entries = basis.snapshot.entries()
    folder = basis.repository.cache_dir
    kept = _kept(basis.repository, folder, basis.revision) if lines else {}
    found: dict[str, dict[int, int]] = {}
    unknown: dict[str, Sequence[int]] = {}
    for path, wanted in lines.items():
        oid, times = kept.get(path, ("", {}))
        if oid == entries[path].oid and all(line in times for line in wanted):
            found[path] = times
        else:
            unknown[path] = wanted
    if unknown:
        found.update(written(basis.repository, basis.revision, unknown))
        rows = {path: [entries[path].oid, _texts(times)] for path, times in found.items()}
        _keep(folder, basis.revision, rows)
    return found


def _texts(times: Mapping[int, int]) -> dict[str, int]:
    return {str(line): time for line, time in sorted(times.items())}


def _kept(
    repository: Repository, folder: str, revision: str
) -> dict[str, tuple[str, dict[int, int]]]:
    from json import loads

    try:
        with open(os.path.join(folder, NAME), "rb") as file:
            held = loads(file.read())
        if held["version"] != _VERSION:
            return {}
        stale = (
            set()
            if held["revision"] == revision
            else touched(repository, str(held["revision"]), revision)
        )
        if stale is None:
            return {}
        return {
            path: (str(oid), {int(line): int(time) for line, time in times.items()})
            for path, (oid, times) in held["files"].items()
            if path not in stale
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(folder: str, revision: str, rows: Mapping[str, object]) -> None:
    from json import dumps

    text = dumps({"version": _VERSION, "revision": revision, "files": rows}, sort_keys=True)
    write(folder, NAME, text.encode("utf-8"))
