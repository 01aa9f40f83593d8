"""What has to be true of any text whatever; the first thing that is not is named."""

import io
import json
import time
from typing import Any, NamedTuple
from xml.etree import ElementTree

from fuzzing.mutations import CANARY, VALUE, Input
from fuzzing.nasty import POLICIES
from fuzzing.seeds import Seeds

from confledger.checks.finding import Finding, fingerprinted
from confledger.checks.mending import mended
from confledger.checks.policy.policies import Policies, Source
from confledger.checks.result import Result
from confledger.checks.schemas import Schemas
from confledger.checks.verdict import Judge
from confledger.documents import text as encoding
from confledger.documents.formats.yaml import normalised
from confledger.documents.limits import DEFAULT
from confledger.documents.load import careful, quick
from confledger.location import parse_pointer
from confledger.reports.catalog import FORMATS, renderer
from confledger.settings_schema import READERS

# Of processor time, for one look at a file.
SECONDS = 1.0
# At a glance, a search of the bytes tells whether there may be anything for these: it can be wrong.
SEARCHED = ("ambiguous-scalar", "unused-anchor")
_JSON = {"json", "sarif", "codequality"}


class Wrong(Exception):
    """Something that has to be true is not; `kind` tells alike ones apart."""

    def __init__(self, kind: str, said: str = "") -> None:
        super().__init__(f"{kind}: {said}" if said else kind)
        self.kind = kind


def judge_of(seeds: Seeds) -> Judge:
    """Return the checks, ready for a tree of schemas."""

    def find(path: str) -> tuple[str, bytes] | None:
        return (path, seeds.schemas[path]) if path in seeds.schemas else None

    def reader(path: str) -> str | None:
        folder = path.partition("/")[0]
        return folder if folder in READERS else None

    schemas = Schemas(find, vendored={}, limits=DEFAULT, formats=True)
    settings: dict[str, Any] = {"severities": {}, "reader": reader, "today": "2026-01-31"}
    judge = Judge(schemas, vendored={}, limits=DEFAULT, **settings)
    rules = POLICIES.replace(b"**", b"ruled/**")
    found = ("", rules)
    source = Source(lambda path: found if path == "policies.yaml" else None, list)
    judge.policies = Policies(["policies.yaml"], [source], [], DEFAULT)
    judge.policies.files()
    assert not judge.policies.problems(), [one.message for one in judge.policies.problems()]
    return judge


class Held(NamedTuple):
    """What came of one input; `overlooked` are warnings of SEARCHED that a glance did not see."""

    clean: bool
    findings: int
    overlooked: int


def hold(judge: Judge, one: Input, *, render: bool = False) -> Held:
    """Look at one input in every way; raise Wrong, or whatever the product raises."""
    fast, well = quick(one.data, one.dialect), careful(one.data, one.dialect)
    if fast is not None:
        if well.problems:
            raise Wrong("quick accepts what careful does not", str(well.problems[0]))
        if not _equal(fast, well.documents, one.dialect):
            raise Wrong("quick and careful read different values")
    path = one.path
    began = time.process_time()
    glance = judge.glance(path, one.dialect, one.data, one.schema)
    status, findings, _ = judge.examine(path, one.dialect, one.data, one.schema)
    if (spent := time.process_time() - began) > SECONDS:
        raise Wrong(f"more than {SECONDS:g} s", f"{spent:.1f} s")
    warned = [finding for finding in findings if finding.severity != "info"]
    serious = [finding for finding in warned if finding.check not in SEARCHED]
    overlooked = 0 if glance is None else len(warned) - len(serious)
    if glance is not None:
        if serious:
            raise Wrong("clean at a glance", f"and yet {serious[0].check}: {serious[0].message}")
        if glance[0] != status and not overlooked:
            raise Wrong("status at a glance", f"{glance[0]}, then {status}")
    if findings:
        _inside(one, findings)
        _silent(one, findings)
        if render or _fixes(findings):
            _mended(judge, one)
    if render:
        _rendered(one, status, findings)
    judge.accepted.clear()
    judge.comments.clear()
    return Held(glance is not None, len(findings), overlooked)


def _equal(fast: list[object], well: list[object], dialect: str) -> bool:
    """Whether two readings are the same to the type and the order of keys."""
    plain = normalised(fast) if dialect == "yaml" else fast
    return plain is None or plain is well or _same(plain, well)


def _same(one: object, other: object) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(map(_same, one.values(), other.values()))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return repr(one) == repr(other)
    return one == other


def _inside(one: Input, findings: list[Finding]) -> None:
    """Every span has to lie inside of the text, and every pointer to be one."""
    read = encoding.read(one.data, one.dialect)[0]
    text = one.data.decode("utf-8", "replace").removeprefix("\ufeff") if read is None else read
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in findings:
        parse_pointer(finding.pointer)
        span = finding.span
        if span is None:
            continue
        if not 1 <= span.line <= span.end_line <= len(lines):
            raise Wrong(f"{finding.check} is on a line that is not there", repr(span))
        if (span.line, span.column) > (span.end_line, span.end_column) or span.column < 1:
            raise Wrong(f"{finding.check} ends before it starts", repr(span))
        # One more than there are is the end of a line; where it is empty, two.
        for line, column in ((span.line, span.column), (span.end_line, span.end_column)):
            if column > len(lines[line - 1]) + 2:
                raise Wrong(f"{finding.check} is beyond the end of a line", repr(span))


def _silent(one: Input, findings: list[Finding]) -> None:
    """No finding may tell a secret, and no message any value."""
    if not one.planted:
        return
    for finding in findings:
        if CANARY in finding.pointer or VALUE in finding.pointer:
            continue  # it became a part of a key, which is no secret
        told = (finding.message, finding.help, finding.subject, finding.schema)
        said = " ".join(filter(None, told))
        if CANARY in said or CANARY in (finding.excerpt or ""):
            where = "a message" if CANARY in said else "an excerpt"
            raise Wrong(f"{finding.check} tells a secret in {where}", repr(finding))
        if VALUE in said:
            raise Wrong(f"{finding.check} quotes a value", repr(finding))


def _fixes(findings: list[Finding]) -> int:
    """Return how many of the findings can be mended."""
    return sum(bool(finding.fix) for finding in findings)


def _mended(judge: Judge, one: Input) -> None:
    """Repairs are made once: mended again, nothing changes, and nothing became unreadable."""

    def look(data: bytes) -> list[Finding]:
        return judge.examine(one.path, one.dialect, data, one.schema)[1]

    first = mended(one.data, one.dialect, look, DEFAULT)
    if first.data == one.data:
        if first.repairs:
            raise Wrong("repairs that change nothing", repr(first.repairs))
        return
    if mended(first.data, one.dialect, look, DEFAULT).data != first.data:
        raise Wrong("repaired a second time")
    before, after = (careful(data, one.dialect) for data in (one.data, first.data))
    if before.documents and len(after.problems) > len(before.problems):
        raise Wrong("a repair made faults", repr(first.repairs))


def _rendered(one: Input, status: str, findings: list[Finding]) -> None:
    """Write the findings in every form; what other programs read has to be readable."""
    path = one.path
    result = Result(findings=fingerprinted(findings), files=[(path, status, "")])
    prints = [finding.fingerprint for finding in result.findings]
    if len(set(prints)) != len(prints):
        raise Wrong("two findings have one fingerprint")
    for name in FORMATS:
        text = renderer(name)(result, verbose=True)
        text.encode("utf-8")
        if name in _JSON:
            json.loads(text, parse_constant=_refused)
        elif name in ("junit", "checkstyle"):
            ElementTree.parse(io.StringIO(text))
        if one.planted and CANARY in text and not any(CANARY in at.pointer for at in findings):
            raise Wrong(f"{name} tells a secret")


def _refused(constant: str) -> Any:
    raise Wrong("a report has a number that JSON does not have", constant)
