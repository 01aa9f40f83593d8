"""What is known of a range of commits, before any of it is written down."""

from collections.abc import Callable, Mapping

from confledger.ledger.activity import Landing
from confledger.ledger.between import File, Value
from confledger.ledger.taken_back import Back

OTHER, ALL = "other files", "all files"


class Risky:
    """One key that its schema marks with a risk, and that differs."""

    __slots__ = ("key", "path", "risk")

    def __init__(self, risk: str, path: str, key: str) -> None:
        self.risk = risk
        self.path = path
        self.key = key


class Gathered:
    """A range: `period` in words, from after the commit `base` (None: the beginning) to `end`.

    `bases` says which environments take over what another one holds.
    """

    def __init__(
        self,
        *,
        period: str,
        base: str | None,
        since: str,
        landings: list[Landing],
        called: Mapping[str, str],
        quiet: int,
        files: list[File],
        backs: list[Back],
        saying: list[Landing],
        risks: list[Risky],
        unread: list[str],
        environments: list[str],
        of: Callable[[str], list[str]],
        bases: Mapping[str, list[str]],
        as_of: int,
    ) -> None:
        self.period = period
        self.base = base
        self.since = since
        self.landings = landings
        self.called = called
        self.quiet = quiet
        self.files = files
        self.backs = backs
        self.saying = saying
        self.risks = risks
        self.unread = unread
        self.environments = environments
        self._of = of
        self._bases = bases
        self.as_of = as_of
        self.by_number = {one.number: one for one in landings}
        ranks = {name: at for at, name in enumerate(environments)}
        self.files.sort(
            key=lambda one: (
                min((ranks[name] for name in of(one.path)), default=len(ranks)),
                one.path,
            )
        )

    @property
    def values(self) -> int:
        """How many values differ in the end."""
        return sum(len(one.values) for one in self.files)

    @property
    def secrets(self) -> list[tuple[File, Value]]:
        """Every secret that may differ."""
        return [(file, one) for file in self.files for one in file.secrets]

    def of(self, path: str) -> list[str]:
        """Return the environments of a path, or what stands for none."""
        return self._of(path) or [OTHER if self.environments else ALL]

    def below(self, name: str) -> list[str]:
        """Return the environments that take over what one holds, in the usual order."""
        found: dict[str, None] = {}
        todo = list(self._bases.get(name, ()))
        while todo:
            one = todo.pop()
            if one not in found and one != name:
                found[one] = None
                todo += self._bases.get(one, ())
        return [one for one in self.environments if one in found]

    def reached(self, path: str) -> list[str]:
        """Return the environments that a path is not of, but that take over what it holds."""
        own = self.of(path)
        below = {one for name in own for one in self.below(name)}
        return [one for one in self.environments if one in below and one not in own]

    def groups(self) -> dict[str, list[File]]:
        """Return the files of each environment that has any."""
        found: dict[str, list[File]] = {}
        for file in self.files:
            for name in self.of(file.path):
                found.setdefault(name, []).append(file)
        order = [*self.environments, OTHER, ALL]
        return {name: found[name] for name in order if name in found}
