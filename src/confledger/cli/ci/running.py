"""The steps run one after the other: each once for the same input, and one failure hides no other.

What a step came to is kept under a digest of all that it was made from, in the cache folder of the
repository: written as a whole, so that a run that is killed leaves what it was done with.
"""

import json
import os
from importlib import import_module

from confledger import __version__
from confledger.checks import cache
from confledger.checks.engine import identity
from confledger.cli.ci.context import Context
from confledger.cli.ci.digests import digest_of
from confledger.cli.ci.step import (
    FAILED,
    FOUND,
    NOT_RUN,
    OK,
    SKIPPED,
    Done,
    NotRun,
    Outcome,
    Step,
)
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Clock = Callable[[], float]

# Goes up when the same input comes to something else.
FORMAT = 1
FOLDER = "ci"
# What takes more is not kept.
_MOST_BYTES = 8_000_000
_MOST_TOGETHER = 64_000_000


class Running:
    """One run of some steps; `write` takes the files that they make, and `done` is how they ended.

    `wanted` are the names of those that run, `anew` of those that do not take what was kept.
    """

    def __init__(
        self,
        context: Context,
        *,
        clock: "Clock",
        wanted: set[str],
        anew: set[str],
        skipped: set[str],
        write: "Callable[[str, str], None]",
        cached: bool = True,
    ) -> None:
        self._context = context
        self._clock = clock
        self._wanted = wanted
        self._anew = anew
        self._skipped = skipped
        self._write = write
        folder = os.path.join(context.repository.cache_dir, FOLDER)
        self._folder = folder if cached else None
        self._digests: dict[str, str] = {}
        self.done: dict[str, Done] = {}

    def run(self, step: Step) -> Done:
        """Run one step, after all that it is made from."""
        started = self._clock()
        found, cached = self._ended(step)
        made = Done(
            *(step.name, found.status, found.code, found.said),
            cached=cached,
            seconds=self._clock() - started,
        )
        self.done[step.name] = made
        if made.status in (FAILED, NOT_RUN):
            self._context.failed[step.name] = f"{_said(made.status)}: {made.said}"
        return made

    def holds(self, step: Step) -> bool:
        """Whether what a step comes to is kept; only known where all before it is done."""
        return self._kept(step) is not None

    def _ended(self, step: Step) -> tuple[Done, bool]:
        why = self._hindered(step)
        if why is not None:
            return why, False
        kept = None if step.name in self._anew else self._kept(step)
        try:
            outcome = kept or self._made(step)
            for name, text in sorted(outcome.files.items()):
                self._write(name, text)
        except NotRun as error:
            return Done(step.name, NOT_RUN, 0, str(error)), False
        except ConfledgerError as error:
            help = f" ({error.help})" if error.help else ""
            return Done(step.name, FAILED, 2, f"{error}{help}"), False
        except Exception as error:  # one failure hides no other
            from confledger.cli.failure import report

            code = report(error)
            return Done(step.name, FAILED, code, _fault(error, code)), False
        self._context.results[step.name] = outcome.value
        self._digests[step.name] = digest_of(outcome.value)
        if kept is None:
            self._keep(step, outcome)
        return Done(step.name, FOUND if outcome.code else OK, outcome.code, outcome.said), (
            kept is not None
        )

    def _hindered(self, step: Step) -> Done | None:
        """Return why a step does not run."""
        if step.name in self._skipped:
            return Done(step.name, SKIPPED, 0, "left out by --skip")
        if step.name not in self._wanted:
            return Done(step.name, SKIPPED, 0, "not asked for")
        for name in step.needs:
            before = self.done[name]
            if name not in self._context.results:
                return Done(step.name, NOT_RUN, 0, f"`{name}` {_said(before.status)}")
        return None

    def _made(self, step: Step) -> Outcome:
        module, _, function = step.place.partition(":")
        made = getattr(import_module(module), function)(self._context)
        assert isinstance(made, Outcome)
        return made

    def _name(self, step: Step) -> str:
        context = self._context
        inputs = {
            "format": FORMAT,
            "version": __version__,
            "engine": identity().hex(),
            "step": step.name,
            "change": [context.base, context.head],
            "newer": context.newer.paths,
            "day": context.today,
            "where": [context.forge, *context.addresses],
            "debt": context.most_debt,
            "failed": {name: context.failed.get(name) for name in step.before},
            "before": {name: self._digests.get(name) for name in step.before},
        }
        return f"{step.name}-{digest_of(inputs)[:40]}.json"

    def _kept(self, step: Step) -> Outcome | None:
        if self._folder is None or not step.keeps:
            return None
        try:
            with open(os.path.join(self._folder, self._name(step)), "rb") as file:
                held = json.loads(file.read(_MOST_BYTES + 1))
            if held["digest"] != digest_of([held["value"], held["files"]]):
                return None
            return Outcome(held["value"], held["said"], held["code"], held["files"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def _keep(self, step: Step, outcome: Outcome) -> None:
        if self._folder is None or not step.keeps:
            return
        held = {
            "digest": digest_of([outcome.value, outcome.files]),
            "value": outcome.value,
            "files": outcome.files,
            "said": outcome.said,
            "code": outcome.code,
        }
        data = json.dumps(held).encode("ascii")
        if len(data) <= _MOST_BYTES:
            cache.write(self._folder, self._name(step), data)
            _bound(self._folder)


def _bound(folder: str) -> None:
    """Remove the oldest of what is kept, where it is too much together."""
    try:
        stats = [(one.stat(), one.path) for one in os.scandir(folder)]
        kept = sorted((one.st_mtime_ns, one.st_size, path) for one, path in stats)
        total = sum(size for _, size, _ in kept)
        for _, size, path in kept:
            if total <= _MOST_TOGETHER:
                break
            os.unlink(path)
            total -= size
    except OSError:
        pass


def _said(status: str) -> str:
    return {FAILED: "failed", NOT_RUN: "not run", SKIPPED: "was left out"}.get(status, status)


def _fault(error: Exception, code: int) -> str:
    if code == 3:
        return f"a fault of confledger ({type(error).__name__})"
    return (getattr(error, "strerror", None) or "not enough memory").lower()
