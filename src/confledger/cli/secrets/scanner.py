"""The leaks of files as findings, by the rules of one repository."""

from confledger.secrets.leaks.gitleaks import FILE, IGNORES, Gitleaks
from confledger.secrets.leaks.leak import new_ones
from confledger.secrets.leaks.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.secrets.leaks.leak import Leak

# Modules of checks/secrets.
_CHECKS = ("plain_secret", "provider_token", "gitleaks_rule")


class Scanner:
    """Looks through files one by one; `find` gives what the trusted side holds at a path.

    `reviewed` says that only what `find` gives was reviewed: comments in a file that let a leak
    pass are not. `accepted` are the findings that the rules for gitleaks let pass.
    """

    def __init__(
        self,
        find: "Callable[[str], bytes | None]",
        severities: "Mapping[str, str]",
        *,
        reviewed: bool = False,
    ) -> None:
        self.accepted: list[Accepted] = []
        self._severities = severities
        self._reviewed = reviewed
        self._config = find(FILE)
        ignores = find(IGNORES)
        self.rules: Gitleaks | None = None
        if self._config is not None or ignores is not None:
            self.rules = Gitleaks(self._config, ignores, find)

    def leaks(self, path: str, data: bytes, before: bytes | None = None) -> "list[Leak]":
        """Return the leaks of a file, but for those that it had before."""
        found = scan(path, data, self.rules)
        if not found or before is None:
            return found
        return new_ones(found, scan(path, before, self.rules))

    def of_file(self, path: str, data: bytes, before: bytes | None = None) -> "list[Finding]":
        """Return the findings of a file, but for what it had before."""
        leaks = self.leaks(path, data, before)
        return self.findings(path, leaks, data) if leaks else []

    def findings(self, path: str, leaks: "list[Leak]", data: bytes) -> "list[Finding]":
        """Return leaks of a file as findings; those that are let pass go to `accepted`."""
        if self.rules is None:
            return self._told(path, leaks)
        kept = []
        for leak in leaks:
            place = self.rules.allowed(path, leak, data, inline=not self._reviewed)
            if place is None:
                kept.append(leak)
            else:
                self._accept(path, leak, place)
        return self._told(path, kept)

    def of_rules(self) -> "list[Finding]":
        """Return what of the rules for gitleaks cannot be used."""
        if self.rules is None or not self.rules.faults or self._config is None:
            return []
        from confledger.checks import proof
        from confledger.checks.secrets.gitleaks_rule import unusable

        return proof.weighed(list(unusable(self.rules, self._config)), self._severities)

    def _accept(self, path: str, leak: "Leak", place: str) -> None:
        from confledger.checks.accepted import IN_SOURCE, Accepted

        for one in self._told(path, [leak]):
            self.accepted.append(Accepted(one, IN_SOURCE, reason="for gitleaks", place=place))

    def _told(self, path: str, leaks: "list[Leak]") -> "list[Finding]":
        if not leaks:
            return []
        from importlib import import_module

        from confledger.checks import proof

        found: list[Finding] = []
        for name in _CHECKS:
            found += import_module(f"confledger.checks.secrets.{name}").leaked(path, leaks)
        return proof.weighed(found, self._severities)
