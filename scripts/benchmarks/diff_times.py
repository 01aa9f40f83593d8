"""Time the engines that are packages of Python; run by their Python.

Usage: python diff_times.py PAIRS ANSWERS, both JSON: seconds for each pair, by engine. What
takes longer than twenty seconds counts as twenty; after that, the engine is not asked again.
"""

import importlib
import json
import signal
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from truth_edits.ask_python import ENGINES

_SECONDS = 20
_ASKED = ("deepdiff", "deepdiff, ignore_order", "jsondiff")


def _late(*_: object) -> None:
    raise TimeoutError


def main() -> int:
    """Write the times of every engine that is there."""
    pairs = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    signal.signal(signal.SIGALRM, _late)
    answers = {}
    for name, _, module, make in ENGINES:
        if name not in _ASKED:
            continue
        try:
            count = make(importlib.import_module(module))
        except ImportError as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        times: list[float] = []
        for one, two in pairs:
            start = time.perf_counter()
            signal.alarm(_SECONDS)
            try:
                count(one, two)
            except TimeoutError:
                break
            finally:
                signal.alarm(0)
                times.append(time.perf_counter() - start)
        answers[name] = times
    Path(sys.argv[2]).write_text(json.dumps(answers), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
