"""What is known of the configuration of one commit, before any of it is written down."""

from collections.abc import Callable, Mapping, Sequence

from confledger.checks.accepted import Accepted
from confledger.checks.finding import Finding
from confledger.checks.result import IGNORED, WITHOUT_SCHEMA, failing_severities
from confledger.ledger.holding import Held, Secret

DIVERGENCE, DEPRECATED = "environment-divergence", "deprecated-key"
# These have a place of their own, or are told by the counts of files.
_ELSEWHERE = (DIVERGENCE, DEPRECATED)
DAY = 86_400
OTHER, ALL = "other files", "all files"
# A waiver that ends so soon has to be looked at now.
SOON_DAYS = 30


class File:
    """One file of configuration, and how it ended."""

    __slots__ = ("environments", "held", "owners", "path", "status")

    def __init__(
        self, path: str, status: str, held: Held, owners: list[str], environments: list[str]
    ) -> None:
        self.path = path
        self.status = status
        self.held = held
        self.owners = owners
        self.environments = environments


class Aged:
    """One secret with its age in days, None where it is not known, and how many are allowed."""

    __slots__ = ("age", "most", "path", "secret")

    def __init__(self, path: str, secret: Secret, as_of: int, most: int | None) -> None:
        self.path = path
        self.secret = secret
        changed = secret.changed
        self.age = None if changed is None else max((as_of - changed) // DAY, 0)
        self.most = most

    @property
    def overdue(self) -> int | None:
        """For how many days it should have been changed; None where nothing says, or it is not."""
        if self.age is None or self.most is None or self.age <= self.most:
            return None
        return self.age - self.most


class Gathered:
    """Everything that the report is made of; paths are sorted."""

    def __init__(
        self,
        *,
        statuses: Sequence[tuple[str, str, str]],
        findings: Sequence[Finding],
        accepted: Sequence[Accepted],
        fail_on: str,
        held: Mapping[str, Held],
        environments: list[str],
        of: Callable[[str], list[str]],
        owners: "Callable[[str], list[str]] | None",
        most_days: Callable[[str], int | None],
        as_of: int,
        today: str,
    ) -> None:
        self.environments = environments
        self.owned = owners is not None
        self.as_of = as_of
        self.today = today
        self.accepted = list(accepted)
        self.files = [
            File(path, status, held.get(path, Held()), owners(path) if owners else [], of(path))
            for path, status, _ in statuses
            if status != IGNORED
        ]
        failing = failing_severities(fail_on)
        there = [one for one in findings if one.severity in failing]
        self.problems = [one for one in there if one.check not in _ELSEWHERE]
        self.divergences = [one for one in findings if one.check == DIVERGENCE]
        self.deprecated = [one for one in findings if one.check == DEPRECATED]
        self.secrets = [
            Aged(file.path, secret, as_of, most_days(file.path))
            for file in self.files
            for secret in file.held.secrets
        ]

    @property
    def keys(self) -> int:
        """How many keys there are."""
        return sum(one.held.keys for one in self.files)

    @property
    def invalid(self) -> list[File]:
        """The files with an error; a difference between environments makes none invalid."""
        wrong = {one.path for one in self.problems if one.severity == "error"}
        return [one for one in self.files if one.path in wrong]

    @property
    def unjudged(self) -> list[File]:
        """The files that no schema says anything of, those with the most keys first."""
        found = [one for one in self.files if one.status == WITHOUT_SCHEMA]
        return sorted(found, key=lambda one: (-one.held.keys, one.path))

    @property
    def unowned(self) -> list[File]:
        """The files that nobody owns."""
        return [one for one in self.files if not one.owners]

    @property
    def overdue(self) -> list[Aged]:
        """The secrets that should have been changed, the longest first."""
        late = [one for one in self.secrets if one.overdue is not None]
        return sorted(late, key=lambda one: (-(one.overdue or 0), one.path, one.secret.key))

    def groups(self) -> dict[str, list[File]]:
        """Return the files of each environment; those of none last."""
        rest = OTHER if self.environments else ALL
        found: dict[str, list[File]] = {name: [] for name in (*self.environments, rest)}
        for one in self.files:
            for name in one.environments or [rest]:
                found[name].append(one)
        return {name: those for name, those in found.items() if those}

    def days_left(self, one: Accepted) -> int | None:
        """Return for how many days a finding is accepted; None of one without an end."""
        from confledger.checks.days import days_between, is_day

        if not one.until or not is_day(one.until):
            return None
        return days_between(self.today, one.until)
