"""One leak: where it is, and what gives it away; its value is held back."""

from confledger.location import Path, Span
from confledger.secrets.plain import Plain

NAMED, PROVIDER, GITLEAKS = "plain-secret", "provider-token", "gitleaks-rule"


class Leak:
    """One secret in plain text.

    `check` is one of NAMED, PROVIDER and GITLEAKS; `rule` the id of what knows it, empty for
    its name alone; `key` the name it goes by, empty where it has none; `why` what it is, or what
    gives it away, in words; `at` where it is in a document, empty in a file that is none.
    """

    __slots__ = ("_held", "at", "check", "document", "key", "rule", "span", "why")

    def __init__(
        self,
        check: str,
        rule: str,
        why: str,
        held: str,
        *,
        key: str = "",
        document: int = 0,
        at: Path = (),
        span: Span | None = None,
    ) -> None:
        self.check = check
        self.rule = rule
        self.why = why
        self.key = key
        self.document = document
        self.at = at
        self.span = span
        self._held = Plain(held.encode("utf-8", "replace"))

    def __repr__(self) -> str:
        return f"Leak({self.check!r}, {self.rule!r}, {self.at!r}, {self.span!r})"

    @property
    def subject(self) -> str:
        """What tells leaks at one place apart, without a line and without the value."""
        return " ".join(one for one in (self.rule, self.key) if one)

    def same(self) -> tuple[str, str, bytes]:
        """Return what one leak has in common with itself elsewhere: never to be shown or kept."""
        return (self.check, self.rule or self.key, self._held.reveal())

    def text(self) -> str:
        """Return the value, to compare it: never to be shown or kept."""
        return self._held.reveal().decode("utf-8", "replace")


def new_ones(leaks: list[Leak], before: list[Leak]) -> list[Leak]:
    """Return the leaks that were not there before, wherever in the file; of equal ones, the last.

    A name that has another value now is a new leak.
    """
    from collections import Counter

    there = Counter(leak.same() for leak in before)
    kept = []
    for leak in leaks:
        same = leak.same()
        if there[same]:
            there[same] -= 1
        else:
            kept.append(leak)
    return kept
