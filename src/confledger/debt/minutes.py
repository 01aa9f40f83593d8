"""What each kind of debt costs: the table of the package, and what a repository says instead."""

import os
from typing import NamedTuple

from confledger.documents.dialect import YAML, dialect_of
from confledger.documents.load import load, positions
from confledger.errors import ConfledgerError, nearest
from confledger.location import Path

PACKAGED = os.path.join(os.path.dirname(__file__), "minutes.yaml")
RISKS = ("critical", "high", "medium", "low")
# What no rule of the table is about.
OTHER = "other"
_KEYS = ("minutes", "reason", "friction", "unit", "risk")
_TOP = ("version", "rules")
_MOST = 100_000
_SHORTEST_REASON = 3
# A table is small; what is larger is something else.
_MOST_BYTES = 1 << 20


class Cost(NamedTuple):
    """What one item of a rule costs; `risk` is empty where it is only work."""

    minutes: int
    reason: str
    friction: float
    unit: str
    risk: str


class Minutes:
    """The costs by rule; `replaced` are the rules for which a repository has its own."""

    __slots__ = ("replaced", "rules")

    def __init__(self, rules: dict[str, Cost], replaced: tuple[str, ...] = ()) -> None:
        self.rules = rules
        self.replaced = replaced

    def of(self, rule: str) -> Cost:
        """Return what an item of a rule costs."""
        return self.rules.get(rule) or self.rules[OTHER]

    def known(self, rule: str) -> str:
        """Return the rule, or what stands for those that the table does not have."""
        return rule if rule in self.rules else OTHER

    def identity(self) -> str:
        """Return what changes with any number in it."""
        return repr(sorted(self.rules.items()))


def packaged() -> Minutes:
    """Return the table of the package."""
    with open(PACKAGED, "rb") as file:
        return Minutes(_read(file.read(), "minutes.yaml", {}))


def overridden(table: Minutes, data: bytes, path: str) -> Minutes:
    """Return a table with what a file of the repository says instead.

    Raise ConfledgerError with the line of what cannot be used.
    """
    own = _read(data, path, table.rules)
    return Minutes({**table.rules, **own}, tuple(sorted(own)))


def _read(data: bytes, path: str, known: dict[str, Cost]) -> dict[str, Cost]:
    if len(data) > _MOST_BYTES:
        raise ConfledgerError(
            f"{path}: a table of minutes has at most {_MOST_BYTES:,} bytes",
            help="name the right file under `debt.minutes` in confledger.yaml",
        )
    file = _File(path, data)
    loaded = load(data, file.dialect)
    if loaded.problems or len(loaded.documents) != 1:
        line = ""
        if loaded.problems and loaded.problems[0].span is not None:
            line = f":{loaded.problems[0].span.line}"
        raise ConfledgerError(
            f"{path}{line}: this is not one document that can be read",
            help="see it with its place: confledger check " + path,
        )
    root = loaded.documents[0]
    if not isinstance(root, dict) or not isinstance(root.get("rules"), dict):
        raise file.fault((), "a table of minutes is a map under the key `rules`")
    for key in root:
        if key not in _TOP:
            raise file.fault((key,), f"a table of minutes has no `{_said(key)}`", key=True)
    if root.get("version", 1) != 1:
        raise file.fault(("version",), "the only version of this format is 1")
    return {
        str(rule): _cost(file, str(rule), entry, known) for rule, entry in root["rules"].items()
    }


def _cost(file: "_File", rule: str, entry: object, known: dict[str, Cost]) -> Cost:
    at: Path = ("rules", rule)
    before = known.get(rule)
    if known and before is None:
        close = nearest(rule, list(known))
        hint = f"; did you mean `{close}`?" if close else ""
        raise file.fault(at, f"there is no rule `{_said(rule)}`{hint}", key=True)
    if not isinstance(entry, dict):
        raise file.fault(at, "a rule is a map of `minutes` and `reason`", key=True)
    for key in entry:
        if key not in _KEYS:
            raise file.fault((*at, key), f"a rule has no `{_said(key)}`", key=True)
    if "minutes" not in entry:
        raise file.fault(at, "this rule lacks `minutes`", key=True)
    minutes = _number(file, (*at, "minutes"), entry["minutes"])
    if minutes != int(minutes):
        raise file.fault((*at, "minutes"), "`minutes` is a whole number")
    reason = entry.get("reason")
    if not isinstance(reason, str) or len(reason.strip()) < _SHORTEST_REASON:
        raise file.fault(
            (*at, "reason") if "reason" in entry else at,
            "each number needs a `reason`: why it is so much here",
            key="reason" not in entry,
        )
    friction: float = 0 if before is None else before.friction
    if "friction" in entry:
        friction = _number(file, (*at, "friction"), entry["friction"])
    risk = entry.get("risk", "" if before is None else before.risk)
    if risk != "" and risk not in RISKS:
        raise file.fault((*at, "risk"), f"`risk` is one of {', '.join(RISKS)}")
    unit = entry.get("unit", "item" if before is None else before.unit)
    if not isinstance(unit, str):
        raise file.fault((*at, "unit"), "`unit` is a word")
    return Cost(int(minutes), " ".join(reason.split()), friction, unit, str(risk))


def _number(file: "_File", at: Path, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
        raise file.fault(at, f"`{at[-1]}` is a number from 0 to {_MOST:,}")
    return value


def _said(key: object) -> str:
    """Return a key as it fits into a message."""
    return "".join(c if c.isprintable() else "?" for c in str(key)[:60])


class _File:
    """Where in a file something is."""

    __slots__ = ("_data", "dialect", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.dialect = dialect_of(path) or YAML
        self._data = data

    def fault(self, at: Path, message: str, *, key: bool = False) -> ConfledgerError:
        places = positions(self._data, self.dialect)
        span = (places.key if key else places.value)(0, at)
        line = "" if span is None else f":{span.line}"
        return ConfledgerError(
            f"{self.path}{line}: {message}",
            help="under `rules`, each entry is: RULE: {minutes: 15, reason: why it is so here}",
        )
