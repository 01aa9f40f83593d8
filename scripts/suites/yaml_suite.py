"""The official YAML suite, for every way of reading, and the reason of each deviation."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from suites.archives import YAML, identity, unpacked
from suites.section import Section, Tally, deviations, table

from confledger.documents.formats import yaml_nodes
from confledger.documents.limits import DEFAULT
from confledger.documents.load import careful, load
from confledger.documents.problem import Loaded

# Why a reader and the suite disagree: the reason, and the cases that it explains.
ON_PURPOSE = {
    "a key is defined twice, which is refused on purpose": ["2JQS", "X38W"],
}
# PyYAML stands on libyaml, which reads YAML 1.1, with gaps of its own.
FALLBACK = {
    "a key is defined twice, which is refused on purpose": ["X38W"],
    "libyaml has no empty key in block style": [
        "2JQS",
        "6M2F",
        "M2N8/00",
        "NHX8",
        "NKF9",
        "S3PD",
        "SM9W/01",
        "UKK6/00",
    ],
    "libyaml has no empty key in brackets": ["CFD4"],
    "libyaml has no empty value before a comma": ["4ABK", "FRK4"],
    "libyaml has no plain value in brackets that starts with `:`": [
        "58MP",
        "5T43",
        "DBG4",
        "HM87/00",
    ],
    "libyaml takes a `?` in brackets for an indicator without a space after it": [
        "652Z",
        "HM87/01",
    ],
    "libyaml takes a `-` in brackets for a plain value": ["G5U8", "YJV2"],
    "libyaml wants a key in brackets and its `:` on one line": [
        "4MUZ/00",
        "4MUZ/01",
        "4MUZ/02",
        "5MUD",
        "9SA2",
        "K3WX",
        "NJ66",
        "UT92",
        "VJP3/01",
    ],
    "libyaml has only ASCII letters, digits, `-` and `_` in the names of anchors": [
        "2SXE",
        "8XYN",
        "W5VH",
        "Y2GN",
    ],
    "libyaml refuses tabs that are only white space": [
        "6BCT",
        "6CA3",
        "96NN/00",
        "96NN/01",
        "A2M4",
        "DK95/00",
        "DK95/03",
        "DK95/04",
        "Q5MG",
        "R4YG",
        "Y79Y/01",
        "Y79Y/10",
    ],
    "libyaml does not look at the indentation in quotes and brackets": [
        "9C9N",
        "DK95/01",
        "QB6E",
        "Y79Y/03",
    ],
    "libyaml does not look at the indentation of empty lines before a text block": ["S98Z"],
    "libyaml has no text block without indentation": ["DK3J", "FP8R", "W4TN"],
    "libyaml loses a last line of spaces that has no end": ["JEF9/02", "L24T/01"],
    "libyaml wants no space before a comment": ["9JBA", "CVW2", "MUS6/00", "SU5Z", "X4QW"],
    "libyaml refuses directives that are only reserved": ["2LFX", "6LVF", "MUS6/05", "MUS6/06"],
    "libyaml refuses versions of YAML after 1.2": ["BEC7"],
    "libyaml takes directives where no document has ended": ["9HCY", "EB22", "MUS6/01", "RHX7"],
    "libyaml wants `---` after `...`": ["7Z25", "M7A3"],
    "libyaml has no `...` without a document": ["HWV9", "QT73"],
}


class Reading(NamedTuple):
    """One reader on the YAML suite; `seen` says what was wrong with each deviating case."""

    accepted: Tally
    refused: Tally
    equal: Tally
    seen: dict[str, list[str]]


READERS: dict[str, tuple[Callable[[str], Loaded], dict[str, list[str]]]] = {
    "load": (lambda text: load(text.encode(), "yaml"), ON_PURPOSE),
    "careful": (lambda text: careful(text.encode(), "yaml"), ON_PURPOSE),
    "fallback": (lambda text: yaml_nodes.read(text, DEFAULT), FALLBACK),
}


class Case(NamedTuple):
    """One text of the YAML suite; `values` is None where the suite has no JSON for it."""

    id: str
    text: str
    valid: bool
    values: list[object] | None


def section(corpus: Path, folder: Path) -> Section:
    """Every reader on the whole suite, with the reason of each deviation."""
    suite = list(cases(unpacked(corpus, YAML, folder)))
    readings = {name: reading(suite, read) for name, (read, _) in READERS.items()}
    rows = [(name, r.accepted, r.refused, r.equal) for name, r in readings.items()]
    lines = [
        "## YAML",
        "",
        f"The official suite, {identity(corpus, YAML)}.",
        "`load` is what every command uses; `careful` is what it comes to when the quick reader",
        "gives no answer; the fallback, PyYAML's nodes, is asked only for values that the other",
        "parsers do not give, of texts that they accept.",
        "",
        *table(("reader", "valid accepted", "invalid refused", "JSON equal"), *rows),
    ]
    faults = []
    for name, (_, reasons) in READERS.items():
        explained, unexplained = deviations(readings[name].seen, reasons)
        lines += ["", f"### Deviations of {name}", "", *table(("reason", "cases"), *explained)]
        faults += [f"YAML, {name}: {fault}" for fault in unexplained]
    return Section(lines, faults)


def cases(suite: Path) -> Iterator[Case]:
    """Yield the cases; a case of several in a file inherits what it does not say.

    https://github.com/yaml/yaml-test-suite#the-data-branch-files
    """
    for file in sorted((suite / "src").glob("*.yaml")):
        tests = yaml.safe_load(file.read_text("utf-8"))
        if tests[0].get("skip"):
            continue
        known: dict[str, Any] = {}
        for number, test in enumerate(tests):
            known = {**known, "fail": False, **test}
            name = file.stem if len(tests) == 1 else f"{file.stem}/{number:02}"
            values = None
            if not known["fail"] and known.get("json") is not None:
                values = list(json_values(known["json"]))
            yield Case(name, visible(known["yaml"]), not known["fail"], values)


def visible(text: str) -> str:
    """Put back the characters that the suite writes visibly."""
    text = re.sub("—*»", "\t", text).replace("∎\n", "")
    return text.translate({ord("␣"): " ", ord("↵"): None, ord("←"): "\r", ord("⇔"): "\ufeff"})


def json_values(text: str) -> Iterator[object]:
    """Yield one value after the other."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        value, end = decoder.raw_decode(text)
        yield value
        text = text[end:].strip()


def reading(cases: list[Case], read: Callable[[str], Loaded]) -> Reading:
    """Read every case; a valid one must come without problems, an invalid one with `syntax`."""
    wrong: dict[str, list[str]] = {"refused": [], "accepted": [], "another value": []}
    for case in cases:
        loaded = read(case.text)
        if not case.valid:
            if not any(problem.kind == "syntax" for problem in loaded.problems):
                wrong["accepted"].append(case.id)
            continue
        if loaded.problems:
            wrong["refused"].append(case.id)
        if case.values is not None and not same(loaded.documents, case.values):
            wrong["another value"].append(case.id)
    seen: dict[str, list[str]] = {}
    for what, names in wrong.items():
        for name in names:
            seen.setdefault(name, []).append(what)
    valid = sum(case.valid for case in cases)
    return Reading(
        missed(valid, wrong["refused"]),
        missed(len(cases) - valid, wrong["accepted"]),
        missed(sum(case.values is not None for case in cases), wrong["another value"]),
        seen,
    )


def missed(total: int, wrong: list[str]) -> Tally:
    """Return the tally of all but the wrong ones."""
    return Tally(total - len(wrong), total, wrong)


def same(one: object, other: object) -> bool:
    """Whether two values are equal in JSON, where 1 and 1.0 are, and true and 1 are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return one == other
