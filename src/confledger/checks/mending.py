"""The safe repairs of one file, made and proved: what it says changes in nothing else.

Rounds of repair and examination, until nothing is left to repair: a map whose name is mended
may hold keys that could not be judged before.
"""

from confledger.checks.fault import value_at
from confledger.checks.fixes import SEALED
from confledger.documents.dialect import PROPERTIES
from confledger.documents.edits import apart, applied
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.documents.problem import SYNTAX
from confledger.documents.reencoding import repaired
from confledger.documents.same import renamed
from confledger.location import Path, Step, dotted, parse_pointer, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from confledger.checks.finding import Finding

_BOM = b"\xef\xbb\xbf"
_ENCODING = "encoding"
# Of a chain of repairs that goes in a circle nothing is kept; no other one is as long.
_ROUNDS = 50
Identity = tuple[str, int, str, str]


class Mended:
    """A file after its repairs: the bytes, what was done, and what was not, and why.

    `repairs` are sentences, `left` pairs of a finding and a reason.
    """

    __slots__ = ("data", "left", "repairs")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.repairs: list[str] = []
        self.left: list[tuple[Finding, str]] = []


def identity(finding: "Finding") -> Identity:
    """Return what makes a finding the same after repairs elsewhere in its file."""
    return (finding.check, finding.document, finding.pointer, finding.subject)


def mended(
    data: bytes,
    dialect: str,
    examine: "Callable[[bytes], list[Finding]]",
    limits: Limits,
    *,
    accepted: "Collection[Identity]" = (),
    found: "list[Finding] | None" = None,
) -> Mended:
    """Repair what can be repaired safely of what `examine` finds, but for what is `accepted`.

    `found` is what it finds in `data`, where that is known already.

    A file that nobody can read, or that has marks of a merge, is not touched, unless another
    encoding makes it readable; nor is one that SOPS has encrypted.
    """
    if SEALED in data:
        return Mended(data)
    work = _Work(data, dialect, examine, limits, frozenset(accepted), found)
    seen = {data}
    while len(seen) < _ROUNDS:
        before = work.mended.data
        if not work.round():
            break
        if work.mended.data != before:
            if work.mended.data in seen:
                # It would never end.
                return Mended(data)
            seen.add(work.mended.data)
    return work.mended


class _Work:
    def __init__(
        self,
        data: bytes,
        dialect: str,
        examine: "Callable[[bytes], list[Finding]]",
        limits: Limits,
        accepted: frozenset[Identity],
        found: "list[Finding] | None",
    ) -> None:
        self.mended = Mended(data)
        self._dialect = dialect
        self._examine = examine
        self._limits = limits
        self._refused = set(accepted)
        self._findings = found

    def round(self) -> bool:
        """Make what repairs can be made together; return whether another round may do more."""
        before = (self.mended.data, len(self._refused))
        self._repair()
        return before != (self.mended.data, len(self._refused))

    def _repair(self) -> None:
        findings = self._findings
        if findings is None:
            findings = self._examine(self.mended.data)
        self._findings = None
        kinds = {finding.check for finding in findings}
        if "merge-conflict-marker" in kinds or "limits" in kinds:
            return
        if any(one.check == _ENCODING and identity(one) not in self._refused for one in findings):
            data, done = repaired(self.mended.data, self._dialect, self._limits)
            if done:
                self.mended.data = data
                self.mended.repairs += done
                return
        if "syntax" not in kinds:
            self._edit([one for one in findings if one.fix and identity(one) not in self._refused])

    def _edit(self, findings: "list[Finding]") -> None:
        """Rename the keys of these findings, but for those where that is not safe after all."""
        text, write = self._text()
        if not findings or text is None:
            return
        chosen = [findings[number] for number in apart(text, [one.fix for one in findings])]
        old = load(self.mended.data, self._dialect, self._limits)
        if any(problem.kind == SYNTAX for problem in old.problems) or not old.documents:
            return
        paths = {id(one): _path(one, old.documents) for one in chosen}

        def made(some: "list[Finding]") -> tuple[bytes, dict[Path, str]] | None:
            """Return the bytes with the edits of some findings, and which keys changed."""
            data = write(applied(text, (edit for one in some for edit in one.fix)))
            if data is None:
                return None
            new = load(data, self._dialect, self._limits)
            if len(new.problems) > len(old.problems):
                return None
            changed = renamed(old.documents, new.documents)
            wanted = {(one.document, *paths[id(one)]) for one in some}
            return None if changed is None or set(changed) != wanted else (data, changed)

        outcomes: dict[tuple[int, ...], tuple[bytes, dict[Path, str]] | None] = {}

        def outcome(some: "list[Finding]") -> tuple[bytes, dict[Path, str]] | None:
            key = tuple(map(id, some))
            if key not in outcomes:
                outcomes[key] = made(some)
            return outcomes[key]

        proved = _largest(chosen, lambda some: outcome(some) is not None)
        for one in chosen:
            if one not in proved and outcome([one]) is None:
                self._leave(one, "renaming it would change more than this key")
        while proved:
            done = outcome(proved)
            if done is None:
                return
            data, names = done
            findings = self._examine(data)
            refused = {(one.document, one.pointer) for one in findings if one.check == "schema"}
            unfit = [
                one
                for one in proved
                if (one.document, _now((one.document, *paths[id(one)]), names)) in refused
            ]
            if not unfit:
                self._findings = findings
                self.mended.data = data
                self.mended.repairs += [
                    f"`{dotted(path[1:])}` is now `{name}`" for path, name in sorted(names.items())
                ]
                return
            for one in unfit:
                self._leave(one, "its value would not be right for the other name")
            proved = [one for one in proved if one not in unfit]

    def _leave(self, finding: "Finding", why: str) -> None:
        self._refused.add(identity(finding))
        self.mended.left.append((finding, why))

    def _text(self) -> "tuple[str | None, Callable[[str], bytes | None]]":
        """Return the text that the spans of edits count in, and how it is written."""
        data = self.mended.data
        mark = _BOM if data.startswith(_BOM) else b""
        codec = "utf-8"
        try:
            text = data[len(mark) :].decode(codec)
        except UnicodeDecodeError:
            if self._dialect != PROPERTIES:
                return None, lambda new: None
            codec = "latin-1"
            text = data[len(mark) :].decode(codec)

        def write(new: str) -> bytes | None:
            try:
                return mark + new.encode(codec)
            except UnicodeEncodeError:
                return None

        return text, write


def _largest(
    findings: "list[Finding]", holds: "Callable[[list[Finding]], bool]"
) -> "list[Finding]":
    """Return those that hold together, leaving out few of the others; asked few times."""
    if not findings or holds(findings):
        return findings
    if len(findings) == 1:
        return []
    middle = len(findings) // 2
    left, right = _largest(findings[:middle], holds), _largest(findings[middle:], holds)
    both = left + right
    # What does not go together may go one after the other, in the next round.
    return both if not left or not right or holds(both) else left


def _path(finding: "Finding", documents: list[object]) -> Path:
    """Return the path of a finding, with numbers for the items of lists."""
    path: tuple[Step, ...] = ()
    here = documents[finding.document] if finding.document < len(documents) else None
    for step in parse_pointer(finding.pointer):
        path = (*path, int(step) if isinstance(here, list) and step.isdigit() else step)
        here = value_at(here, path[-1:])
    return path


def _now(path: Path, names: dict[Path, str]) -> str:
    """Return the pointer of what stood at a path, document first, after keys were renamed."""
    ends = range(1, len(path))
    return pointer(tuple(names.get(path[: end + 1], path[end]) for end in ends))
