"""How long it takes to tell what differs, in process, of parsed documents: ours and peers.

Real changes are random modifications of YAML files on the first-parent line of a history. The
large files are made: a list of labelled maps, and the same as a map of maps, of 1 MB each.
"""

import copy
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from confledger.changes.compare import compare
from confledger.documents.dialect import YAML
from confledger.documents.load import load

Documents = list[object]
Pair = tuple[Documents, Documents]
_ASK = Path(__file__).resolve().parent / "diff_times.py"
_ROUNDS = 7


class Line(NamedTuple):
    """One line of the table, in milliseconds: `worst` is the 95th percentile."""

    work: str
    engine: str
    middle: float
    worst: float
    goal: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where none was set."""
        return None if self.goal is None else self.middle <= self.goal


def rows(clone: Path, peers: Path | None, *, pairs: int = 500) -> Iterator[Line]:
    """Yield the lines of every work: ours, and those of the engines whose Python is in `peers`.

    `peers` is a folder with `venv`, as `scripts/truths` makes one.
    """
    large = list(_large())
    works: list[tuple[str, list[Pair], float]] = [
        (f"{pairs} real changes of {clone.name}", real(clone, pairs), 0.05),
        *((f"1 MB, {name}", [pair], 10.0) for name, pair in large),
    ]
    for work, given, goal in works:
        yield _line(work, "confledger", [_ours(pair) for pair in given], goal)
        python = peers / "venv" / "bin" / "python" if peers else None
        if python is not None and python.exists():
            for engine, times in _theirs(python, given).items():
                yield _line(work, engine, times, None)


def real(clone: Path, count: int, seed: int = 1) -> list[Pair]:
    """Return so many modifications, parsed, of files that both versions of can be read."""
    log = _git(clone, "log", "--first-parent", "-m", "--raw", "-z", "--no-renames", "--abbrev=40")
    words = log.decode("utf-8", "replace").split("\0")
    found = []
    for word, path in pairwise(words):
        fields = word.rsplit("\n", 1)[-1].split()
        if len(fields) == 5 and fields[0].startswith(":") and fields[4] == "M":
            if path.endswith((".yaml", ".yml")):
                found.append((fields[2], fields[3]))
    found = sorted(set(found))
    Random(seed).shuffle(found)
    pairs = []
    for old, new in found:
        if len(pairs) == count:
            break
        one, two = (load(_git(clone, "cat-file", "blob", blob), YAML) for blob in (old, new))
        if not one.problems and not two.problems:
            pairs.append((one.documents, two.documents))
    return pairs


def _large() -> Iterator[tuple[str, Pair]]:
    items: list[dict[str, object]] = [
        {
            "name": f"service-{at}",
            "category": f"group-{at % 7}",
            "enabled": bool(at % 2),
            "weight": at,
            "ratio": at / 4,
            "labels": {"team": f"team-{at % 9}", "tier": "gold"},
            "tags": ["public", f"zone-{at % 5}"],
            "description": f"what service {at} is for, in one sentence of usual length",
        }
        for at in range(4000)
    ]
    listed: Documents = [{"services": items}]
    mapped: Documents = [{"services": {str(item["name"]): item for item in items}}]
    for name, before in (("list of maps", listed), ("map of maps", mapped)):
        after = copy.deepcopy(before)
        held = after[0]["services"]  # type: ignore[index]  # made by us, above
        rows_ = held if isinstance(held, list) else list(held.values())
        rows_[2711]["weight"] = -1
        yield f"{name}, one value changed", (before, after)
        if isinstance(held, list):
            again = copy.deepcopy(after)
            more = again[0]["services"]  # type: ignore[index]  # made by us, above
            more[3100]["labels"]["tier"] = "silver"
            more.insert(900, {**more[900], "name": "service-new"})
            yield f"{name}, two changed and one inserted", (before, again)


def _ours(pair: Pair) -> float:
    best = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        compare(*pair)
        best.append(time.perf_counter() - start)
    return min(best)


def _theirs(python: Path, pairs: list[Pair]) -> dict[str, list[float]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        given, answers = Path(name) / "pairs.json", Path(name) / "answers.json"
        given.write_text(json.dumps(pairs), "utf-8")
        subprocess.run((str(python), str(_ASK), str(given), str(answers)), check=True)
        found: dict[str, list[float]] = json.loads(answers.read_text("utf-8"))
        return found


def _line(work: str, engine: str, times: list[float], goal: float | None) -> Line:
    worst = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return Line(work, engine, median(times) * 1000, worst * 1000, goal)


def _git(clone: Path, *argv: str) -> bytes:
    return subprocess.run(("git", "-C", str(clone), *argv), check=True, capture_output=True).stdout


def main() -> int:
    """Print the lines: of a clone, and of a folder of peers if one is given."""
    clone, *rest = map(Path, sys.argv[1:])
    for line in rows(clone, rest[0] if rest else None):
        goal = "" if line.goal is None else f"goal {line.goal} reached: {line.reached}"
        print(f"{line.work:45} {line.engine:24} {line.middle:10.3f} {line.worst:10.3f} {goal}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
