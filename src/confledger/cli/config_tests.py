"""Run the tests of configuration: those of the policies, and those in `*.cltest.yaml`."""

import os
from collections.abc import Callable, Iterator
from typing import Any

from confledger.checks.globs import matcher
from confledger.checks.policy.examples import Tested, tested
from confledger.checks.policy.expectations import SCHEMA, unexpected, unkept
from confledger.checks.policy.policies import EXAMPLES
from confledger.checks.policy.reading import Problem, Read, document_of
from confledger.cli import workspace
from confledger.cli.options import Options
from confledger.cli.state import State
from confledger.cli.streams import put, tell
from confledger.documents.load import load
from confledger.documents.load import positions as places_of
from confledger.errors import ConfledgerError
from confledger.git.snapshot import Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.location import Path
from confledger.reports.visible import visible

Asked = Callable[[str], bool]
FORMATS = ("text", "short", "json", "junit")


def run(options: Options, today: str) -> int:
    """Run the tests of a state of the files; return 1 when one fails."""
    alone = {"--from": options.since, "--fix": options.fix, "--output": options.output}
    for name, given in alone.items():
        if given:
            raise ConfledgerError(
                f"--tests and {name} exclude each other",
                help="tests are of a whole state: the work tree, --staged, or --rev",
            )
    if options.format not in FORMATS:
        raise ConfledgerError(
            f"--tests has no format {options.format!r}", help=f"there are {', '.join(FORMATS)}"
        )
    repository = workspace.repository_here()
    snapshot = workspace.snapshot(repository, staged=options.staged, revision=options.rev)
    try:
        state = State(
            *(snapshot, workspace.settings_of(snapshot)),
            repository=repository,
            today=today,
            cache=False,
        )
        asked = _asked(options, snapshot)
        tests = sorted(_tests(state, asked), key=lambda one: (one.file, one.line))
    finally:
        snapshot.close()
    bare = [] if state.judge.policies is None else state.judge.policies.files()
    return _told(tests, options, _untested(bare, asked))


def _untested(files: list[Read], asked: Asked) -> list[str]:
    """Return the ids of policies without any test."""
    return [
        policy.id for one in files if asked(one.file) for policy in one.policies if not policy.tests
    ]


def _asked(options: Options, snapshot: Snapshot) -> Asked:
    """Return whether a path is among those named on the command line; without any, all are."""
    if not options.paths:
        return lambda path: True
    top = snapshot.top if isinstance(snapshot, WorkTreeSnapshot) else snapshot.repository.top
    names = [workspace.relative(path, top or os.getcwd()) for path in options.paths]
    return lambda path: any(
        not name or path == name or path.startswith(name + "/") for name in names
    )


def _tests(state: State, asked: Asked) -> Iterator[Tested]:
    policies = state.judge.policies
    if policies is not None:
        for one in policies.files():
            if asked(one.file):
                yield from tested(one)
        for problem in policies.problems():
            if asked(problem.file):
                yield _unusable(problem)
    named = matcher(EXAMPLES)
    snapshot = state.snapshot
    # One that was just written is run too: nobody would look for `git add` first.
    entries = snapshot.below("") if isinstance(snapshot, WorkTreeSnapshot) else snapshot.entries()
    for path, entry in entries.items():
        if named(path) and asked(path):
            if state.selection.ignored(path, entry.kind) is None:
                found = state.snapshot.find(path)
                if found is not None and isinstance(found[1], bytes):
                    yield from _File(state, path, found[1]).tests()


def _unusable(problem: Problem) -> Tested:
    line = 1 if problem.span is None else problem.span.line
    return Tested(problem.file, line, "the file can be used", problem.message)


class _File:
    """A file of tests, and the state that they are about."""

    def __init__(self, state: State, path: str, data: bytes) -> None:
        self._state = state
        self._path = path
        self._data = data

    def tests(self) -> Iterator[Tested]:
        state = self._state
        document, problems = document_of(self._path, self._data, state.limits, SCHEMA, "tests")
        for problem in problems:
            yield _unusable(problem)
        if problems or not isinstance(document, dict):
            return
        where = places_of(self._data, "yaml")
        for number, test in enumerate(document["tests"]):
            at: Path = ("tests", number, "name")
            span = where.value(0, at)
            line = 1 if span is None else span.line
            faults = list(self._faults(test))
            yield Tested(self._path, line, test["name"], "; ".join(faults) or None)

    def _faults(self, test: dict[str, Any]) -> Iterator[str]:
        """Yield what is not as the test has it."""
        state = self._state
        if "given" in test:
            path = test["given"]
            found = state.snapshot.find(path)
            if found is None or not isinstance(found[1], bytes):
                yield f"there is no file `{path}`"
                return
            data = found[1]
        else:
            path, data = test.get("path", "example.yaml"), test["document"].encode()
        dialect, setting = state.selection.plan(path)
        if not dialect:
            yield f"`{path}` is no configuration file"
            return
        if "expect" in test:
            schema = test.get("schema", setting)
            _, findings, _ = state.judge.examine(path, dialect, data, schema)
            broken = [one.message for _, one in sorted(state.judge.broken.items())]
            state.judge.broken.clear()
            yield from broken
            fault = unexpected(test["expect"], findings)
            if fault is not None:
                yield fault
        if "assert" in test:
            loaded = load(data, dialect, state.limits)
            if not loaded.documents:
                yield f"`{path}` has no document"
                return
            environment = (state.environments(path) or [""])[0]
            yield from unkept(test["assert"], loaded.documents, path, environment)


def _told(tests: list[Tested], options: Options, untested: list[str]) -> int:
    failed = [one for one in tests if one.fault is not None]
    if options.format == "json":
        put(_json(tests))
    elif options.format == "junit":
        put(_junit(tests))
    else:
        lines = (f"{one.file}:{one.line}: {one.name}: {one.fault}" for one in failed)
        put("".join(visible(line) + "\n" for line in lines))
    if not options.quiet:
        from confledger.reports.wording import plural

        said = f"{plural(len(tests), 'test', 'tests')}, {len(failed)} failed"
        if untested:
            said += f"; {plural(len(untested), 'policy', 'policies')} without a test: "
            said += ", ".join(sorted(untested)[:5]) + (", ..." if len(untested) > 5 else "")
        tell(said + "\n")
    return int(bool(failed))


def _json(tests: list[Tested]) -> str:
    import json

    rows = [
        {"path": one.file, "line": one.line, "name": one.name, "failure": one.fault}
        for one in tests
    ]
    return json.dumps({"version": 1, "tests": rows}, indent=2, ensure_ascii=True) + "\n"


def _junit(tests: list[Tested]) -> str:
    from xml.sax.saxutils import escape, quoteattr

    failed = sum(one.fault is not None for one in tests)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="confledger" tests="{len(tests)}" failures="{failed}">',
    ]
    for one in tests:
        head = f"  <testcase classname={quoteattr(visible(one.file))} "
        head += f"name={quoteattr(visible(one.name))}"
        if one.fault is None:
            lines.append(head + "/>")
        else:
            fault = escape(visible(f"{one.file}:{one.line}: {one.fault}"))
            lines += [head + ">", f"    <failure>{fault}</failure>", "  </testcase>"]
    return "\n".join([*lines, "</testsuite>"]) + "\n"
