"""One policy, ready to be held against documents."""

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Stopped, Unanswerable
from confledger.checks.policy.places import places
from confledger.checks.policy.redaction import MASK, Redacted
from confledger.location import Path, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from confledger.checks.cel.program import Program
    from confledger.checks.policy.demands import Demand

# What an expression sees; `self` is what Kubernetes calls `value`.
VARIABLES = ("value", "self", "key", "root", "pointer", "path", "environment")


class Broken:
    """What a policy missed: where, and what; `told` is what its author says to it.

    `unsure` says that the policy could not be held against the value at all; `stopped`, that
    it asked for too much.
    """

    __slots__ = ("at_key", "path", "stopped", "told", "unsure", "what")

    def __init__(
        self,
        path: Path,
        what: str = "",
        *,
        at_key: bool = False,
        told: str | None = None,
        unsure: bool = False,
        stopped: bool = False,
    ) -> None:
        self.path = path
        self.what = what
        self.at_key = at_key
        self.told = told
        self.unsure = unsure
        self.stopped = stopped


class Policy:
    """One rule, made ready; `digest` is that of its file, on which a verdict rests."""

    __slots__ = (
        *("at", "demands", "digest", "environments", "expression", "file", "help", "id", "_line"),
        *("matches", "message", "severity", "steps", "tell", "tests", "when"),
    )

    def __init__(
        self,
        raw: dict[str, object],
        file: str,
        digest: bytes,
        at: Path,
        line: "Callable[[], int]",
        *,
        matches: "Callable[[str], bool]",
        steps: tuple[str, ...],
        demands: "list[Demand]",
        programs: "dict[str, Program]",
    ) -> None:
        match: dict[str, list[str]] = raw.get("match") or {}  # type: ignore[assignment]
        self.id = str(raw["id"])
        self.message = str(raw["message"])
        self.severity = str(raw.get("severity", "error"))
        self.help = None if raw.get("remediation") is None else str(raw["remediation"])
        self.file = file
        self.digest = digest
        self.at = at
        self._line = line
        self.environments = match.get("environments", [])
        self.tests: list[dict[str, object]] = raw.get("tests", [])  # type: ignore[assignment]
        self.matches = matches
        self.steps = steps
        self.demands = demands
        self.when = programs.get("when")
        self.expression = programs.get("expression")
        self.tell = programs.get("message-expression")

    @property
    def line(self) -> int:
        """Where in its file the rule begins; looked for only when somebody asks."""
        return self._line()

    @property
    def address(self) -> str:
        """Where the rule stands: file, `#`, id."""
        return f"{self.file}#{self.id}"

    def broken(
        self, document: object, path: str, environment: str, budget: Budget | None = None
    ) -> "Iterator[Broken]":
        """Yield where a document does not keep to the policy; one budget for all places."""
        budget = budget or Budget()
        variables: dict[str, object] = {
            "root": document,
            "path": path,
            "environment": environment,
        }
        here: Path = ()
        shown = Redacted(document)
        try:
            for here, value in places(document, self.steps):
                budget.spend()
                variables["value"] = variables["self"] = value
                if self.when or self.expression or self.tell:
                    variables["pointer"] = pointer(here)
                    variables["key"] = str(here[-1]) if here else ""
                yield from self._at(here, value, variables, budget, shown)
        except Stopped as stopped:
            what = f"was stopped, since {stopped}"
            yield Broken(here, what, unsure=True, stopped=True)

    def _at(
        self,
        here: Path,
        value: object,
        variables: dict[str, object],
        budget: Budget,
        shown: Redacted,
    ) -> "Iterator[Broken]":
        try:
            if self.when is not None and not self._true(self.when, variables, budget):
                return
            kept = self.expression is None or self._true(self.expression, variables, budget)
        except Unanswerable as error:
            yield Broken(here, f"has no answer: {error}", unsure=True)
            return
        if not kept:
            yield Broken(here, told=self._told(here, variables, budget, shown))
        for demand in self.demands:
            for key, what in demand(value):
                told = self._told(here, variables, budget, shown)
                if key is None:
                    yield Broken(here, what, told=told)
                else:
                    yield Broken((*here, key), what, at_key=True, told=told)

    def _true(self, program: "Program", variables: dict[str, object], budget: Budget) -> bool:
        from confledger.checks.cel.macros import truth

        return truth(program.value(variables, budget))

    def _told(
        self, here: Path, variables: dict[str, object], budget: Budget, shown: Redacted
    ) -> str | None:
        """Return what the message expression says; None without one or when it has no answer.

        It sees the document without secrets; where one would be in the answer, there is none.
        """
        if self.tell is None:
            return None
        value = shown.at(here)
        try:
            told = self.tell.value(
                {**variables, "root": shown.root, "value": value, "self": value}, budget
            )
        except Unanswerable:
            return None
        if not isinstance(told, str) or not told.strip() or MASK in told:
            return None
        return told
