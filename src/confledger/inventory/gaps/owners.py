"""Who answers for a file: by CODEOWNERS, else nobody."""

from confledger.checks.codeowners import Codeowners

NOBODY = "nobody"


class Owners:
    """Owners by path; without CODEOWNERS, everything is nobody's."""

    __slots__ = ("_known", "_rules")

    def __init__(self, rules: Codeowners | None) -> None:
        self._rules = rules
        self._known: dict[str, str] = {}

    @property
    def declared(self) -> bool:
        """Whether there is a CODEOWNERS at all."""
        return self._rules is not None

    def names(self, path: str) -> list[str]:
        """Return the owners of a path, sorted."""
        return [] if self._rules is None else sorted(self._rules.owners(path))

    def of(self, path: str) -> str:
        """Return the owners of a path in one text; `nobody` where there is none."""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = " ".join(self.names(path)) or NOBODY
        return known
