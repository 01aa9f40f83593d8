"""Ask the engines that are packages of Python how many changes they see; run by their Python.

Usage: python ask_python.py CASES ANSWERS, both JSON. An engine that is not there is left out; a
case that it fails at, or takes ten seconds for, is null.
"""

import importlib
import json
import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

_SECONDS = 10
Count = Callable[[Any, Any], int]


def _deepdiff(module: Any, **options: object) -> Count:
    return lambda one, two: sum(map(len, module.DeepDiff(one, two, **options).to_dict().values()))


def _dictdiffer(module: Any) -> Count:
    def count(one: Any, two: Any) -> int:
        found = module.diff(one, two)
        return sum(1 if kind == "change" else len(more) for kind, _, more in found)

    return count


def _jsondiff(module: Any) -> Count:
    def entries(found: Any) -> int:
        if not isinstance(found, dict):
            return 1
        total = 0
        for key, value in found.items():
            total += len(value) if key in (module.insert, module.delete) else entries(value)
        return total

    def count(one: Any, two: Any) -> int:
        return entries(module.diff(one, two, syntax="symmetric"))

    return count


def _jycm(module: Any) -> Count:
    def count(one: Any, two: Any) -> int:
        differ = module.YouchamaJsonDiffer(one, two)
        differ.diff()
        found = differ.to_dict(no_pairs=True)
        return sum(len(more) for name, more in found.items() if not name.startswith("just4vis"))

    return count


# Name, package, module, how to count.
ENGINES: list[tuple[str, str, str, Callable[[Any], Count]]] = [
    ("deepdiff", "deepdiff", "deepdiff", _deepdiff),
    (
        "deepdiff, ignore_order",
        "deepdiff",
        "deepdiff",
        lambda module: _deepdiff(module, ignore_order=True),
    ),
    ("jsondiff", "jsondiff", "jsondiff", _jsondiff),
    ("dictdiffer", "dictdiffer", "dictdiffer", _dictdiffer),
    ("jycm", "jycm", "jycm.jycm", _jycm),
    ("deepdiff-rs", "deepdiff-rs", "deepdiff_rs", _deepdiff),
    ("turbodiff", "turbodiff", "turbodiff", _deepdiff),
]


def _late(*_: object) -> None:
    raise TimeoutError


def main() -> int:
    """Write the answers of every engine that is there."""
    cases = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    signal.signal(signal.SIGALRM, _late)
    answers = []
    for name, package, module, make in ENGINES:
        try:
            count = make(importlib.import_module(module))
            release = version(package)
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
            continue
        counts: list[int | None] = []
        for one, two in cases:
            signal.alarm(_SECONDS)
            try:
                counts.append(count(one, two))
            except Exception:
                counts.append(None)
            finally:
                signal.alarm(0)
        answers.append({"engine": name, "version": release, "counts": counts})
    Path(sys.argv[2]).write_text(json.dumps(answers), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
