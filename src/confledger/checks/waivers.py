"""Findings that are accepted with an owner and a last day: the file that lists them, read."""

from collections.abc import Callable, Iterator, Sequence

from confledger.checks.accepted import WAIVER, Accepted
from confledger.checks.addresses import Address
from confledger.checks.days import days_between, is_day
from confledger.checks.finding import Finding, Severity
from confledger.checks.result import ADVICE
from confledger.documents.dialect import YAML, dialect_of
from confledger.documents.excerpt import excerpt
from confledger.documents.load import load, positions
from confledger.documents.text import lines_of
from confledger.errors import ConfledgerError, nearest
from confledger.location import Path, Span, parse_pointer, pointer
from confledger.settings_schema import CHECKS, SECRETS

ID = "stale-waiver"
# Longer than that, nobody looks at it again: then it is the schema or the setting that is wrong.
MOST_DAYS = 180
_KEYS = ("check", "address", "reason", "owner", "expires", "link")
_REQUIRED = _KEYS[:-1]
_TOP = ("waivers", "version")

Environments = Callable[[str], Sequence[str]]


class Waiver:
    """One entry that can be used; `index` is its place in the list."""

    __slots__ = ("address", "check", "expires", "index", "owner", "reason", "used")

    def __init__(self, index: int, entry: dict[str, str]) -> None:
        self.index = index
        self.check = entry["check"]
        self.address = Address(entry["address"])
        self.reason = entry["reason"]
        self.owner = entry["owner"]
        self.expires = entry["expires"]
        self.used = False


class Waivers:
    """The waivers of one file, and what is wrong with those that cannot be used."""

    def __init__(self, path: str, data: bytes, today: str, environments: Environments) -> None:
        self.path = path
        self._today = today
        self._environments = environments
        self._lines = lines_of(data)
        self._places = positions(data, dialect_of(path) or YAML)
        self.faults: list[Finding] = []
        self.waivers: list[Waiver] = []
        # By check and, where only one value of a file is meant, by the steps to it.
        self._about: dict[tuple[str, tuple[str, ...] | None], list[Waiver]] = {}
        self._of_file: dict[tuple[str, str], list[Waiver]] = {}
        loaded = load(data, dialect_of(path) or YAML)
        documents = [one for one in loaded.documents if one is not None]
        root = documents[0] if documents else {}
        entries = root.get("waivers") if isinstance(root, dict) else root
        if len(documents) > 1:
            self._fault((), f"{len(documents)} documents, expected one: the others cover nothing")
        if isinstance(root, dict):
            self._strangers(root)
        if not isinstance(root, dict) or not isinstance(entries, list | None):
            self._fault((), "waivers are a list, under the key `waivers`")
            return
        for index, entry in enumerate(entries or ()):
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

    def concern(self, path: str) -> bool:
        """Whether any of them is about a file."""
        return any(one.address.in_file(path, self._environments) for one in self.waivers)

    def unused(self, *, informed: bool = True, of_secrets: bool = False) -> list[Finding]:
        """Return a finding for each waiver that fits nothing; asked for after a whole run.

        Not `informed`, it did not look for all that is only advice. Those of the checks of
        secrets are told by a run of these only, and by such a run no others.
        """
        return [
            self._finding(
                ("waivers", waiver.index, "address"),
                f"this waiver of `{waiver.check}` fits no finding",
                "remove it: what it covered is mended, or its address is another now",
                f"{waiver.check} {waiver.address.text}",
            )
            for waiver in self.waivers
            if not waiver.used
            and waiver.expires >= self._today
            and (informed or waiver.check not in ADVICE)
            and (waiver.check.partition("/")[0] in SECRETS) == of_secrets
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
        holding = []
        for waiver in self._fitting(finding):
            waiver.used = True
            if waiver.expires >= self._today:
                holding.append(waiver)
        return min(holding, key=lambda waiver: waiver.index, default=None)

    def _fitting(self, finding: Finding) -> Iterator[Waiver]:
        """Yield the waivers that cover a finding, by its check and where it is."""
        steps = parse_pointer(finding.pointer)
        path = finding.path
        for name in (finding.check, f"{finding.check}/{finding.subject}"):
            for waiver in self._about.get((name, steps), ()):
                if waiver.address.in_file(path, self._environments):
                    yield waiver
            known = self._of_file.get((name, path))
            if known is None:
                known = self._of_file[name, path] = [
                    waiver
                    for waiver in self._about.get((name, None), ())
                    if waiver.address.in_file(path, self._environments)
                ]
            yield from (waiver for waiver in known if waiver.address.at_value(steps))

    def _strangers(self, root: dict[str, object]) -> None:
        """Say which keys there are beside the list."""
        for key in root:
            if key not in _TOP:
                close = nearest(str(key), _TOP)
                meant = f"; did you mean `{close}`?" if close else ""
                self._fault((key,), f"a file of waivers has no `{key}`{meant}", key=True)

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
            waiver = Waiver(index, entry)
        except (ValueError, ConfledgerError) as error:
            self._fault((*at, "address"), f"this address cannot be used: {error}")
            return
        self.waivers.append(waiver)
        self._about.setdefault((waiver.check, waiver.address.exact), []).append(waiver)

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
    last = str(entry["expires"])
    if not is_day(last):
        return "expires", "the last day must be a date such as 2027-01-31"
    days = days_between(today, last)
    if days > MOST_DAYS:
        return "expires", f"this waiver would hold for {days} days, {MOST_DAYS} are the most"
    return None
