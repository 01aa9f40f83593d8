"""Findings in a `.sops.yaml`: with their place in it, where it can be read."""

from confledger.checks.finding import Finding, Severity
from confledger.location import Path, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.rules import RuleFile


class Places:
    """Where each part of one rule file stands."""

    def __init__(self, file: "RuleFile") -> None:
        from confledger.documents.dialect import YAML
        from confledger.documents.load import positions

        self._file = file
        self._places = None if file.broken else positions(file.data, YAML)

    def finding(
        self,
        check: str,
        severity: Severity,
        message: str,
        at: Path = (),
        *,
        help: str,
        key: bool = False,
        subject: str = "",
    ) -> Finding:
        """Make a finding at a path of the file, or at its key."""
        span = None
        if self._places is not None and at:
            find = self._places.key if key else self._places.value
            span = find(0, at)
        return Finding(
            *(check, severity, message, self._file.path, span),
            pointer=pointer(at),
            help=help,
            subject=subject,
        )
