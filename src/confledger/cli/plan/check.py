"""`plan check`: where plans contradict themselves, or claim what nothing shows."""

import os
from datetime import UTC, datetime

from confledger.checks.days import is_day
from confledger.checks.finding import Finding
from confledger.checks.result import FAILED, PASSED, Result
from confledger.cli import output
from confledger.cli.options import Options
from confledger.cli.parser import Parser, one_of
from confledger.cli.plan.files import Here, chosen, here
from confledger.errors import ConfledgerError
from confledger.plans import checking
from confledger.plans.found import About
from confledger.plans.plan import Plan
from confledger.reports.catalog import FORMATS


def parser() -> Parser:
    """Return the parser of `plan check`."""
    made = Parser(
        "plan check",
        "Compare what plans declare with what their boxes say, and look for what is claimed "
        "without evidence, stands twice, was never filled in, is damaged, or leads nowhere.",
        examples=(
            "confledger plan check docs/roadmap.md",
            "confledger plan check --base main --output sarif=plans.sarif",
        ),
        meant={"--from": "did you mean --base REV?", "--since": "did you mean --base REV?"},
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="plans (default: see the guide)")
    made.add_argument("--base", metavar="REV", help="only what the common ancestor had not")
    made.add_argument(
        "--as-of",
        metavar="DATE",
        help="the day after which is the future (default: that of the commit; today, if changed)",
    )
    made.add_format(*FORMATS)
    made.add_argument(
        "--output",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="also write a format to a file; may be repeated",
    )
    made.add_argument("--color", metavar="WHEN", default="auto", help="auto, always or never")
    made.add_argument(
        "--skip",
        metavar="RULE",
        action="append",
        default=[],
        type=one_of(tuple(name for name, _ in checking.rules()), "rule"),
        help="leave a rule out; may be repeated",
    )
    made.add_argument("--quiet", "-q", action="store_true", help="no summary on standard error")
    made.add_argument("--list-rules", action="store_true", help="say which rules there are")
    return made


def run(arguments: list[str]) -> int:
    """Print findings; return 1 where there are any."""
    asked = parser().parse_args(arguments)
    if asked.list_rules:
        from confledger.cli.streams import put

        put("".join(f"{name:24} {text}\n" for name, text in checking.rules()))
        return 0
    if asked.as_of is not None and not is_day(asked.as_of):
        raise ConfledgerError(
            f"--as-of takes a day, not {asked.as_of!r}", help="for example 2026-01-31"
        )
    options = Options()
    options.format, options.output = asked.format, asked.output
    options.color, options.quiet = asked.color, asked.quiet
    output.verify(options)
    at = here()
    plans = chosen(at, asked.files, quietly=asked.quiet)
    about = About(asked.as_of or _as_of(at, plans), at.exists)
    found = checking.findings(plans, about)
    old = 0
    if asked.base is not None:
        kept = _new(at, plans, found, about, asked.base)
        old, found = len(found) - len(kept), kept
    found = [finding for finding in found if finding.check not in asked.skip]
    wrong = {finding.path for finding in found}
    result = Result(
        findings=found,
        counts={PASSED: len(plans) - len(wrong), FAILED: len(wrong)},
        old=old,
        fail_on=at.fail_on,
    )
    output.write(result, options, at.root)
    return result.exit_code


def _as_of(at: Here, plans: list[Plan]) -> str:
    """Return the day of the last commit, if it holds the plans as they are; else today."""
    today = datetime.now(UTC).date().isoformat()
    paths = [plan.path for plan in plans if not os.path.isabs(plan.path)]
    if at.repository is None or len(paths) < len(plans) or any(p.startswith("..") for p in paths):
        return today
    from confledger.git.deltas import has_commits

    specs = [f":(top,literal){path}" for path in paths]
    if not has_commits(at.repository):
        return today
    if at.repository.run("status", "--porcelain", "-z", "--ignored", "--", *specs):
        return today
    seconds = int(at.repository.run("log", "-1", "--format=%ct", "HEAD"))
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _new(
    at: Here, plans: list[Plan], found: list[Finding], about: About, base: str
) -> list[Finding]:
    """Return the findings that the plans did not have at the common ancestor."""
    if at.repository is None:
        raise ConfledgerError("--base needs a repository", help="run it in a clone")
    from confledger.git.deltas import common_ancestor, moved
    from confledger.git.snapshot import CommitSnapshot

    ancestor = common_ancestor(at.repository, base, "HEAD")
    names = moved(at.repository, ancestor, end=None, cached=False)
    snapshot = CommitSnapshot(at.repository, ancestor, at.limit)
    try:
        earlier = []
        for plan in plans:
            there = snapshot.find(names.get(plan.path, plan.path))
            if there is not None and isinstance(there[1], bytes):
                earlier.append(Plan(plan.path, there[1]))
        known = {".", *snapshot.entries()}
    finally:
        snapshot.close()
    for path in list(known):
        while (path := path.rpartition("/")[0]) and path not in known:
            known.add(path)
    before = checking.findings(earlier, About(about.as_of, known.__contains__))
    return checking.new(found, before)
