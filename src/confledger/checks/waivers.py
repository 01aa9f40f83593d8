"""Findings that are accepted with an owner and a last day: the file that lists them, read."""

from collections.abc import Callable, Sequence

from confledger.checks.accepted import WAIVER, Accepted
from confledger.checks.addresses import Address
from confledger.checks.finding import Finding, Severity
from confledger.documents.dialect import YAML, dialect_of
from confledger.documents.excerpt import excerpt
from confledger.documents.load import load, positions
from confledger.errors import nearest
from confledger.location import Path, Span, pointer
from confledger.settings_schema import CHECKS

ID = "stale-waiver"
# Longer than that, nobody looks at it again: then it is the schema or the setting that is wrong.
MOST_DAYS = 180
_KEYS = ("check", "address", "reason", "owner", "expires", "link")
_REQUIRED = _KEYS[:-1]

Environments = Callable[[str], Sequence[str]]


class Waiver:
    """One entry that can be used; `index` is its place in the list."""

    __slots__ = ("address", "check", "expires", "index", "link", "owner", "reason", "used")

    def __init__(self, index: int, entry: dict[str, str]) -> None:
        self.index = index
        self.check = entry["check"]
        self.address = Address(entry["address"])
        self.reason = entry["reason"]
        self.owner = entry["owner"]
        self.expires = entry["expires"]
        self.link = entry.get("link", "")
        self.used = False

    def fits(self, finding: Finding, environments: Environments) -> bool:
        """Whether it covers a finding, by its check and where it is."""
        named = (finding.check, f"{finding.check}/{finding.subject}")
        return self.check in named and self.address.fits(
            finding.path, finding.pointer, environments
        )


class Waivers:
    """The waivers of one file, and what is wrong with those that cannot be used."""

    def __init__(self, path: str, data: bytes, today: str, environments: Environments) -> None:
        self.path = path
        self._data = data
        self._today = today
        self._environments = environments
        self._lines = data.decode("utf-8", "replace").splitlines()
        self._places = positions(data, dialect_of(path) or YAML)
        self.faults: list[Finding] = []
        self.waivers: list[Waiver] = []
        loaded = load(data, dialect_of(path) or YAML)
        root = loaded.documents[0] if loaded.documents else None
        entries = root.get("waivers") if isinstance(root, dict) else root
        if not isinstance(entries, list):
            if entries is not None and not loaded.problems:
                self._fault((), "waivers are a list, under the key `waivers`")
            return
        for index, entry in enumerate(entries):
            self._read(index, entry)

    def accept(self, findings: list[Finding]) -> tuple[list[Finding], list[Accepted]]:
        """Part findings into those that stay and those that are accepted."""
        kept: list[Finding] = []
        accepted: list[Accepted] = []
        for finding in findings:
            waiver = self._for(finding)
            if waiver is None:
                kept.append(finding)
                continue
            span = self._places.value(0, ("waivers", waiver.index))
            accepted.append(
                Accepted(
                    finding,
                    WAIVER,
                    reason=waiver.reason,
                    place=self.path if span is None else f"{self.path}:{span.line}",
                    until=waiver.expires,
                    owner=waiver.owner,
                )
            )
        return kept, accepted

    def unused(self) -> list[Finding]:
        """Return a finding for each waiver that fits nothing; asked for after a whole run."""
        return [
            self._finding(
                ("waivers", waiver.index, "address"),
                f"this waiver of `{waiver.check}` fits no finding",
                "remove it: what it covered is mended",
                f"{waiver.check} {waiver.address.text}",
            )
            for waiver in self.waivers
            if not waiver.used and waiver.expires >= self._today
        ]

    def stale(self) -> list[Finding]:
        """Return what is wrong with the file, and the waivers that have ended."""
        ended = [
            self._finding(
                ("waivers", waiver.index, "expires"),
                f"this waiver of `{waiver.check}` ended on {waiver.expires}",
                f"mend what it covered, or ask {waiver.owner} for a new date and reason",
                f"{waiver.check} {waiver.address.text}",
            )
            for waiver in self.waivers
            if waiver.expires < self._today
        ]
        return [*self.faults, *ended]

    def _for(self, finding: Finding) -> Waiver | None:
        """Return the waiver that covers a finding and has not ended."""
        if finding.check == ID:
            return None
        chosen = None
        for waiver in self.waivers:
            if waiver.fits(finding, self._environments):
                waiver.used = True
                if chosen is None and waiver.expires >= self._today:
                    chosen = waiver
        return chosen

    def _read(self, index: int, entry: object) -> None:
        """Keep an entry as a waiver, or say why it cannot be one."""
        at: Path = ("waivers", index)
        if not isinstance(entry, dict):
            self._fault(at, f"a waiver is a map of {', '.join(_KEYS)}")
            return
        wrong = _wrong(entry) or _dated(entry, self._today)
        if wrong is not None:
            key, message = wrong
            self._fault((*at, key) if key else at, message, key=key not in _KEYS)
            return
        try:
            self.waivers.append(Waiver(index, entry))
        except ValueError as error:
            self._fault((*at, "address"), f"this address cannot be used: {error}")

    def _fault(self, at: Path, message: str, *, key: bool = False) -> None:
        self.faults.append(
            self._finding(
                at,
                message,
                "an entry that cannot be used covers nothing; mend it or remove it",
                pointer(at),
                severity=Severity.ERROR,
                key=key,
            )
        )

    def _finding(
        self,
        at: Path,
        message: str,
        help: str,
        subject: str,
        *,
        severity: Severity = Severity.WARNING,
        key: bool = False,
    ) -> Finding:
        span: Span | None = (self._places.key if key else self._places.value)(0, at)
        shown = None if span is None else excerpt(self._lines, span.line, at, span.column)
        return Finding(
            check=ID,
            severity=severity,
            message=message,
            path=self.path,
            span=span,
            pointer=pointer(at),
            help=help,
            subject=subject,
            excerpt=None if shown is None else shown.text,
            excerpt_column=None if shown is None else shown.column,
        )


def _wrong(entry: dict[str, object]) -> tuple[str, str] | None:
    """Return the key of an entry that is wrong, and why; the key is empty when one is missing."""
    for key, value in entry.items():
        if key not in _KEYS:
            close = nearest(key, _KEYS)
            meant = f"; did you mean `{close}`?" if close else f"; known are {', '.join(_KEYS)}"
            return key, f"a waiver has no `{key}`{meant}"
        if not isinstance(value, str) or not value.strip():
            return key, f"`{key}` of a waiver must be a text that is not empty"
    missing = [key for key in _REQUIRED if key not in entry]
    if missing:
        return "", f"this waiver lacks `{'`, `'.join(missing)}`"
    check = str(entry["check"])
    if check not in CHECKS and "/" not in check:
        close = nearest(check, CHECKS)
        meant = f"; did you mean `{close}`?" if close else ""
        return "check", f"there is no such check{meant}"
    return None


def _dated(entry: dict[str, object], today: str) -> tuple[str, str] | None:
    """Return what is wrong with the last day of an entry."""
    days = _between(today, str(entry["expires"]))
    if days is None:
        return "expires", "the last day must be a date such as 2027-01-31"
    if days > MOST_DAYS:
        return "expires", f"this waiver would hold for {days} days, {MOST_DAYS} are the most"
    return None


def _between(first: str, last: str) -> int | None:
    """Return how many days lie between two days; None when the last is none."""
    from datetime import date

    try:
        if len(last) != len("2027-01-31"):
            return None
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        return None
