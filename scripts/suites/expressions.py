#!/usr/bin/env python3
"""Hold our expressions against the conformance tests of CEL, in JSON, and print the figures.

They are no part of the report of scripts/conformance: nothing in the corpus has them. Take the
module `testdata/conformance.js` of the npm package `@bufbuild/cel-spec` outside of this
repository, write its `tests` as JSON, and name that file:

    node -e 'import("./conformance.mjs").then((m) => console.log(JSON.stringify(m.tests)))'
    scripts/suites/expressions.py conformance.json

Left out is what needs protocol buffers, a container of names, or a type checker.
"""

import json
import sys
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import NotAnExpression, Stopped, Unanswerable
from confledger.checks.cel.program import Program
from confledger.checks.cel.times import read_duration, read_timestamp
from confledger.checks.cel.values import TYPES, Uint, equal


class LeftOut(Exception):
    """The test is about something that we do not have."""


def main() -> int:
    """Print a row for each section, and what is not as it should be."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("no tests to run; see the first lines of this file", file=sys.stderr)
        return 0
    suite = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for section in suite["suites"]:
        counts: Counter[str] = Counter()
        wrong = []
        for test in tests(section):
            ending = judged(test)
            counts[ending] += 1
            if ending == "wrong":
                wrong.append(test["expr"])
        print(f"{section['name']:18} " + ", ".join(f"{n} {one}" for one, n in counts.items()))
        for text in wrong:
            print(f"    {' '.join(text.split())[:100]}")
    return 0


def tests(suite: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every test of a part of the suite."""
    yield from (test["original"] for test in suite.get("tests", ()))
    for part in suite.get("suites", ()):
        yield from tests(part)


def judged(test: dict[str, Any]) -> str:
    """Return how one test ends: right, wrong, or left out."""
    try:
        if "container" in test or "checkOnly" in test or "unknown" in test:
            return "left out"
        bound = {name: value(one["value"]) for name, one in test.get("bindings", {}).items()}
        declared = [one["name"] for one in test.get("typeEnv", ()) if "ident" in one]
        typed = test.get("typedResult", {})
        if "typedResult" in test and "result" not in typed:
            return "left out"
        wanted = value(typed.get("result", test.get("value", {"boolValue": True})))
    except (LeftOut, KeyError):
        return "left out"
    try:
        found = Program(test["expr"], (*bound, *declared)).value(dict(bound), Budget())
    except (NotAnExpression, Unanswerable, Stopped, KeyError):
        return "right" if "evalError" in test else "wrong"
    return "right" if "evalError" not in test and same(found, wanted) else "wrong"


def same(one: object, other: object) -> bool:
    """Whether two values are equal, and of one type; no number is one too."""
    if isinstance(one, float) and one != one:  # noqa: PLR0124 - that is how it is told
        return isinstance(other, float) and other != other  # noqa: PLR0124
    return type(one) is type(other) and equal(one, other, Budget())


def listed(raw: dict[str, Any]) -> list[object]:
    """Read a list."""
    return [value(one) for one in raw.get("values", ())]


def mapped(raw: dict[str, Any]) -> dict[object, object]:
    """Read a map."""
    return {value(one["key"]): value(one["value"]) for one in raw.get("entries", ())}


def message(raw: dict[str, Any]) -> object:
    """Read a message: a time, or nothing that we have."""
    name = str(raw.get("@type", "")).rpartition(".")[2]
    if name not in ("Timestamp", "Duration") or "value" not in raw:
        raise LeftOut
    return read_timestamp(raw["value"]) if name == "Timestamp" else read_duration(raw["value"])


READ: dict[str, Callable[[Any], object]] = {
    "int64Value": int,
    "uint64Value": lambda text: Uint(int(text)),
    "doubleValue": lambda raw: float(str(raw).replace("Infinity", "inf")),
    "boolValue": bool,
    "stringValue": str,
    "bytesValue": b64decode,
    "nullValue": lambda raw: None,
    "typeValue": lambda name: TYPES[name],
    "listValue": listed,
    "mapValue": mapped,
    "objectValue": message,
}


def value(raw: dict[str, Any]) -> object:
    """Read a value as the suite writes it."""
    kind, held = next(iter(raw.items()))
    if kind not in READ:
        raise LeftOut
    return READ[kind](held)


if __name__ == "__main__":
    sys.exit(main())
