"""One step of `ci`: what it is made from, and what came of it."""

from dataclasses import dataclass, field

OK, FOUND, FAILED, NOT_RUN, SKIPPED = "ok", "findings", "failed", "not-run", "skipped"
STATUSES = (OK, FOUND, FAILED, NOT_RUN, SKIPPED)


@dataclass(frozen=True, slots=True)
class Step:
    """A step by its name: `place` is the module that has it, as `step(context) -> Outcome`.

    It is not run without what it `needs`; what it `uses` may be missing, which it has to say.
    What `keeps` is done once for the same input.
    """

    name: str
    about: str
    place: str
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    keeps: bool = True

    @property
    def before(self) -> tuple[str, ...]:
        """All that comes before it."""
        return (*self.needs, *self.uses)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step came to: `code` is 0, or 1 where it found what should stop the change.

    `value` is for the steps after it, as JSON has it; `files` are texts by name, for the folder.
    """

    value: object = None
    said: str = ""
    code: int = 0
    files: dict[str, str] = field(default_factory=dict)


class NotRun(Exception):
    """A step that has nothing to work on; it says why."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a step ended; `said` is what it came to, or why it did not run."""

    name: str
    status: str
    code: int = 0
    said: str = ""
    cached: bool = False
    seconds: float = 0.0
