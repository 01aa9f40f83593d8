"""What a repository has written for gitleaks: rules of its own, and what they are not about."""

from confledger.documents.dialect import TOML
from confledger.documents.load import load
from confledger.location import Path
from confledger.secrets.leaks.gitleaks_rule import Allowance, GitleaksRule, Unusable
from confledger.secrets.leaks.leak import GITLEAKS, Leak

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

FILE, IGNORES = ".gitleaks.toml", ".gitleaksignore"
_INLINE = b"gitleaks:allow"
# One file extends another, which extends another.
_DEEPEST = 2
STANDS_IN = (
    f"the rules of confledger stand in for the default rules that {FILE} extends; "
    "its own rules and allow-lists count as well"
)


class Gitleaks:
    """The rules of `.gitleaks.toml` with its allow-lists, and the lines of `.gitleaksignore`.

    `faults` are what cannot be used, each with its path in the file; `notes` are for the reader.
    """

    def __init__(
        self,
        config: bytes | None,
        ignores: bytes | None = None,
        find: "Callable[[str], bytes | None]" = lambda path: None,
    ) -> None:
        self.rules: list[GitleaksRule] = []
        self.faults: list[tuple[Path, str]] = []
        self.notes: list[str] = []
        self._allowances: list[Allowance] = []
        self._places: dict[tuple[str, str], int] = {}
        if config is not None:
            self._read(config, find, 0)
        for number, line in enumerate((ignores or b"").decode("utf-8", "replace").splitlines(), 1):
            parts = line.strip().split(":")
            # With the commit in front, or without; and the id of a rule that may not be ours.
            if not line.startswith("#") and len(parts) >= 3 and parts[-1].isdigit():
                self._places.setdefault((parts[-3], parts[-1]), number)

    def leaks(self, path: str, data: bytes, known: list[Leak]) -> list[Leak]:
        """Return what the rules find in a text, but for what is known already."""
        if path in (FILE, IGNORES):
            return []
        text = data.decode("utf-8", "replace")
        low = text.lower()
        found: list[Leak] = []
        for rule in self.rules:
            for held, span in rule.matches(path, text, low):
                there = [*known, *found]
                if any(one.span == span or _same_line(one, held, span.line) for one in there):
                    continue
                found.append(Leak(GITLEAKS, rule.id, "a rule says so", held, span=span))
        return found

    def allowed(self, path: str, leak: Leak, data: bytes, *, inline: bool = True) -> str | None:
        """Return where a leak is allowed, as `file:line` or the file; None where it is not.

        Not `inline`, a comment beside it does not count.
        """
        assert leak.span is not None
        number = self._places.get((path, str(leak.span.line)))
        if number is not None:
            return f"{IGNORES}:{number}"
        lines = data.split(b"\n", leak.span.line)
        line = lines[leak.span.line - 1] if len(lines) >= leak.span.line else b""
        if inline and _INLINE in line:
            return f"{path}:{leak.span.line}"
        text = line.decode("utf-8", "replace")
        held = leak.text()
        if any(one.covers(path, held, held, text, leak.rule) for one in self._allowances):
            return FILE
        return None

    def _read(self, data: bytes, find: "Callable[[str], bytes | None]", depth: int) -> None:
        loaded = load(data, TOML)
        root = loaded.documents[0] if loaded.documents else None
        if not isinstance(root, dict):
            self._fault((), "this file is no TOML, so none of its rules is used", depth)
            return
        off = self._extend(root.get("extend"), find, depth)
        for index, entry in enumerate(_list(root.get("rules"))):
            try:
                rule = GitleaksRule(entry)
            except Unusable as error:
                self._fault(("rules", index, *error.at), str(error), depth)
                continue
            # What a file says comes after what the file says that it extends.
            self.rules = [one for one in self.rules if one.id != rule.id]
            if rule.usable:
                self.rules.append(rule)
        self.rules = [one for one in self.rules if one.id not in off]
        lists: list[tuple[Path, object]] = [
            (("allowlists", number), one)
            for number, one in enumerate(_list(root.get("allowlists")))
        ]
        if "allowlist" in root:
            lists.insert(0, (("allowlist",), root["allowlist"]))
        for at, entry in lists:
            try:
                self._allowances.append(Allowance(entry))
            except Unusable as error:
                self._fault((*at, *error.at), str(error), depth)

    def _fault(self, at: Path, reason: str, depth: int) -> None:
        """Note what cannot be used; of a file that is extended, that is its own affair."""
        if not depth:
            self.faults.append((at, reason))

    def _extend(
        self, told: object, find: "Callable[[str], bytes | None]", depth: int
    ) -> frozenset[str]:
        """Read what a file extends; return the ids of the rules that it turns off."""
        if not isinstance(told, dict):
            return frozenset()
        if told.get("useDefault") is True and STANDS_IN not in self.notes:
            self.notes.append(STANDS_IN)
        other = told.get("path")
        if isinstance(other, str) and depth < _DEEPEST:
            data = find(other.removeprefix("./"))
            if data is None:
                self._fault(("extend", "path"), "there is no file of this name", depth)
            else:
                self._read(data, find, depth + 1)
        return frozenset(str(one) for one in _list(told.get("disabledRules")))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _same_line(one: Leak, held: str, line: int) -> bool:
    """Whether a leak is the same secret, seen by another rule that takes more or less of it."""
    if one.span is None or one.span.line != line:
        return False
    text = one.text()
    return bool(text and held) and (text in held or held in text)
