"""No command of the product tells a secret: by its answer, on its way, or by what it leaves.

Every command is called in every way that works, and in those that do not, in a repository
whose secrets nobody else has; then each place where one could be is searched for it, in every
form. Commands are found by themselves: one that nobody has thought of here is a failure.
"""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from canaries import invocations, report_invocations
from canaries.invocations import Call, generic, modes
from canaries.plants import PLANTS, WHICH, plant
from canaries.report_invocations import GIVEN_ANYTHING, TOGETHER
from canaries.reported import BY_SCHEMA
from canaries.searching import Leak, Search
from canaries.secret_invocations import table
from canaries.watching import Done, Watched, watched
from canaries.world import BROKEN, ENCRYPTED, LEFT_PLAIN, World, build
from confledger.cli.completion_words import commands
from forge_server import TOKEN, forge, on_github

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("sops") is None, reason="needs the program sops"),
]
TABLE = invocations.TABLE | report_invocations.TABLE
NAMES = sorted({command.name for command in commands()})
# Those that have a value in clear text at some time.
OPENING = [f"secrets {name}" for name in ("edit", "encrypt", "exec", "get", "run", "set", "view")]


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> World:
    return build(tmp_path_factory.mktemp("canaries"))


class Place:
    """One copy of the world, and the process that runs commands in it."""

    def __init__(self, world: World, process: Watched) -> None:
        self.world = world
        self.search = Search(world)
        self._process = process
        top = world.repository.root
        paths = [*ENCRYPTED, *BROKEN, *LEFT_PLAIN, ".sops.yaml", "new/good.yaml"]
        self._files = {path: (top / path).read_bytes() for path in paths}

    def _put_back(self) -> None:
        for path, content in self._files.items():
            file = self.world.repository.root / path
            if not file.exists() or file.read_bytes() != content:
                file.write_bytes(content)

    def call(self, name: str, call: Call) -> Done:
        """Call a command here."""
        root = self.world.root
        typed = root / "keys/typed"
        typed.write_text(call.typed or "")
        names = {"out": str(root / "out"), **self.world.recipients}
        words = [word.format_map(names) if "{" in word else word for word in call.arguments()]
        ours = call.program == "confledger"
        request: dict[str, object] = {
            "args": [*name.split(), *words] if ours else words,
            "program": None if ours else call.program,
            "cwd": str(self.world.repository.root),
            "env": self.world.environment(call.identity)
            | {key: value.format_map(names) for key, value in call.environ},
            "stdin": str(typed) if call.typed is not None else None,
            "typed": call.typed or "",
            "terminal": call.terminal,
            "fault": call.fault,
            "interrupt": call.interrupt and {"after": call.interrupt, "signal": int(call.signal)},
        }
        return self._process.run(request, [root / "tmp", root / "run", root / "home"])

    def leaks(self, name: str, call: Call) -> list[Leak]:
        """Call a command, and return what it leaked; files are put back before."""
        if name.startswith("secrets"):
            self._put_back()
        done = self.call(name, call)
        # What is interrupted while Python itself loads something may say so as it likes.
        assert b"Traceback" not in done.stderr or call.interrupt, done.stderr
        assert done.code == call.code or call.code is None, (str(call), done.code, done.stderr)
        leaks = self.search.after(
            done,
            shows=call.shows,
            gives=call.gives,
            given=call.given,
            in_memory=call.in_memory,
        )
        knows_schemas = name in report_invocations.TABLE
        return [
            leak
            for leak in leaks
            if leak.secret not in BY_SCHEMA or (knows_schemas and "ledger.sqlite" not in leak.where)
            # The proof of a history is its commits, as they are.
            if not (leak.secret == "message of a commit" and ".bundle" in leak.where)
        ]


@pytest.fixture(scope="session")
def process() -> Iterator[Watched]:
    with watched() as process:
        yield process


@pytest.fixture
def place(original: World, process: Watched, tmp_path: Path) -> Place:
    return Place(original.copied(tmp_path / "world"), process)


def test_every_command_has_calls_of_its_own() -> None:
    known = {*TABLE, *table(dict.fromkeys(("first", "second", "third"), ""))}

    assert set(NAMES) - known == set()
    assert known - set(NAMES) == set()


@pytest.mark.parametrize("name", [name for name in NAMES if name not in TOGETHER])
def test_a_command_leaks_nothing(place: Place, name: str) -> None:
    own = TABLE | table(place.world.typed)
    calls = [other for call in own[name] for other in (*modes(call), call)]
    calls += generic(name)

    found = [f"{call}: {leak}" for call in calls for leak in place.leaks(name, call)]

    assert found == []
    assert place.search.objects() == []


def test_reports_leak_nothing(place: Place) -> None:
    found = []
    for name in sorted(TOGETHER, key=list(TABLE).index):
        calls = [*TABLE[name], *(generic(name) if name in GIVEN_ANYTHING else ())]
        found += [f"{name} {call}: {leak}" for call in calls for leak in place.leaks(name, call)]

    assert found == []
    assert place.search.objects() == []


def test_what_is_posted_on_a_forge_leaks_nothing(place: Place) -> None:
    with forge() as made:
        here = {**on_github(made, place.world.root / "keys"), "GITHUB_STEP_SUMMARY": "{out}/page"}
        line = "--base before --post --only post report --out {out}/posted"
        found = place.leaks("ci", Call(line, environ=tuple(here.items())))
        (posted,) = made.bodies()

    assert found == []
    assert posted.startswith("<!-- confledger:ci:v1 -->")
    assert place.search.told("a comment", posted.encode()) == []
    assert [
        one
        for one in place.world.root.glob("out/**/*")
        if one.is_file() and TOKEN in one.read_text()
    ] == []


@pytest.fixture(scope="session")
def planted(original: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place where confledger has leaks, once a variable asks for one."""
    folder = tmp_path_factory.mktemp("plants")
    with watched(plant(folder)) as process:
        yield Place(original.copied(folder / "world"), process)
    Path("/dev/shm/canary").unlink(missing_ok=True)


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_leak_is_found(planted: Place, name: str) -> None:
    call = Call("secrets/app.env --all -- true canary-child", environ=((WHICH, name),))

    leaks = planted.leaks("secrets exec", call)

    assert [leak for leak in leaks if leak.where.startswith(PLANTS[name][1])] != [], leaks


@pytest.mark.parametrize("name", OPENING)
def test_a_value_that_is_printed_by_any_command_is_found(planted: Place, name: str) -> None:
    own = table(planted.world.typed)
    (call, *_) = [call for call in own[name] if call.modes]

    leaks = planted.leaks(name, replace(call, environ=((WHICH, "printed backwards"),)))

    assert {leak.form for leak in leaks} == {"reversed"}
