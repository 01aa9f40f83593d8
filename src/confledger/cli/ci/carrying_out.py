"""A run of `ci` from its first step to its summary: what is said, and what is written where."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.folder import FILES, Out
from confledger.cli.ci.numbers import samples
from confledger.cli.ci.reporting import append
from confledger.cli.ci.running import Running
from confledger.cli.ci.step import SKIPPED, Done
from confledger.cli.ci.table import STEPS
from confledger.cli.failure import shown
from confledger.cli.streams import put, tell
from confledger.forge.pipeline import GITHUB
from confledger.reports.ci.numbers import Sample, openmetrics
from confledger.reports.ci.summary import summary
from confledger.reports.ci.summary_page import MOST_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from typing import Any

_SUMMARY = "ci-summary.json"
_METRICS = "metrics.txt"
_PAGE = "summary.md"
_WIDTH = max(len(step.name) for step in STEPS)


def planned(asked: "Namespace", context: Context, wanted: set[str], out: Out) -> int:
    """Say what would be done, and write nothing."""
    lines = [f"change: {context.base[:12]}..{context.head[:12]}, forge: {context.forge}\n"]
    for step in STEPS:
        runs = step.name in wanted and step.name not in asked.skip
        lines.append(f"{step.name:{_WIDTH}}  {step.about if runs else '(not run)'}\n")
    lines.append(f"writes to {shown(out.name)}: {', '.join(FILES)}\n")
    put("".join(lines))
    return 0


def carried_out(
    asked: "Namespace",
    context: Context,
    wanted: set[str],
    anew: set[str],
    out: Out,
    clock: "Callable[[], float]",
) -> int:
    """Run the steps, write what they made, and print what it came to."""
    out.prepare()
    written: dict[str, str] = {}

    def write(name: str, text: str) -> None:
        out.write(name, text)
        written[name] = text

    running = Running(
        context,
        clock=clock,
        wanted=wanted,
        anew=anew,
        skipped=set(asked.skip),
        write=write,
        cached=not asked.no_cache,
    )
    done = []
    for step in STEPS:
        done.append(running.run(step))
        _tell(done[-1])
    code = max(one.code for one in done)
    write(_METRICS, openmetrics(_samples(context, done, code)))
    verdict = _verdict(context)
    files = [*written, _SUMMARY]
    kept = {one.name for one in done if one.cached}
    write(_SUMMARY, _summary(context, done, verdict, code, files))
    _hand_over(asked, context, written)
    if asked.format == "json":
        put(_summary(context, done, verdict, code, files, frozenset(kept)))
    else:
        put(f"{_plain(verdict)}\nresults are in {shown(out.name)} (which git ignores)\n")
    return code


def _hand_over(asked: "Namespace", context: Context, written: dict[str, str]) -> None:
    """Give GitHub what it takes from a run: annotations, and a page for the job."""
    if context.forge != GITHUB:
        return
    if asked.format == "text":
        put(written.get("annotations.txt", ""))
    place = context.environ.get("GITHUB_STEP_SUMMARY")
    if place and _PAGE in written:
        try:
            append(place, written[_PAGE], MOST_BYTES)
        except OSError as error:
            reason = (error.strerror or "").lower()
            tell(f"note: the page of the job could not be written: {reason}\n")


def _plain(text: str) -> str:
    """Return a text for the log of a job: GitHub takes `##[` for a command wherever it stands."""
    return shown(text).replace("##[", "## [")


def _tell(one: Done) -> None:
    if one.status == SKIPPED:
        return
    cached = ", cached" if one.cached else ""
    said = f": {_plain(one.said).splitlines()[0]}" if one.said else ""
    tell(f"{one.name:{_WIDTH}}  {one.status}{cached} ({one.seconds:.1f} s){said}\n")


def _samples(context: Context, done: list[Done], code: int) -> list[Sample]:
    found = samples(context)
    found.append(("confledger_ci_exit_code", {}, code))
    for one in done:
        if one.status != SKIPPED:
            found.append(("confledger_ci_step_seconds", {"step": one.name}, float(one.seconds)))
    return found


def _verdict(context: Context) -> str:
    comment: Any = context.results.get("comment")
    return "not known: the comment could not be made" if comment is None else comment["verdict"]


def _summary(
    context: Context,
    done: list[Done],
    verdict: str,
    code: int,
    files: list[str],
    cached: "frozenset[str] | None" = None,
) -> str:
    return summary(
        base=context.base,
        head=context.head,
        verdict=verdict,
        exit_code=code,
        steps=[(one.name, one.status, one.code, one.said) for one in done],
        files=files,
        cached=cached,
    )
