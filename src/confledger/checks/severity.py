"""How much a finding matters; apart from findings, which passing runs never make."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters; which of them fail a run, `fail-on` says."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Order for sorting and thresholds: 0 is the worst."""
        return ("error", "warning", "info").index(self.value)
