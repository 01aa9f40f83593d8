"""The rules by which tokens of providers are known: one table, looked through in one pass."""

from confledger.secrets.leaks.matching import Pattern, Several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Rule:
    """One form: `id` in findings, `what` in words, the pattern, and the name of a proof."""

    __slots__ = ("glance", "id", "pattern", "proof", "what")

    def __init__(self, id: str, what: str, glance: str, pattern: str, proof: str) -> None:
        self.id = id
        self.what = what
        self.glance = glance
        self.pattern = Pattern(pattern)
        self.proof = proof


def _table() -> list[Rule]:
    from confledger.secrets.leaks.vendors import clouds, code, keys, monitoring, services

    tables = (clouds, code, services, monitoring, keys)
    return [Rule(*row) for table in tables for row in table.ROWS]


RULES = _table()
_GLANCES = Several([rule.glance for rule in RULES])


def likely(data: bytes) -> list[Rule]:
    """Return the rules that bytes may have a match of, in the order of the table."""
    return [RULES[number] for number in _GLANCES.among(data)]


def matches(
    data: bytes, rules: list[Rule], *, shown: bool = False
) -> "Iterator[tuple[Rule, int, int]]":
    """Yield each match of these rules, with where its value begins and ends.

    `shown` says that the file is one in which people show what secrets look like.
    """
    from confledger.secrets.leaks.proofs import holds

    for rule in rules:
        for start, end in rule.pattern.each(data):
            if holds(rule.proof, data[start:end].decode("utf-8", "replace"), shown=shown):
                yield rule, start, end


def form_of(value: str, *, shown: bool = False) -> Rule | None:
    """Return the first rule that a value has a match of; None when it has the form of nothing."""
    data = value.encode("utf-8", "replace")
    return next((rule for rule, _, _ in matches(data, likely(data), shown=shown)), None)
