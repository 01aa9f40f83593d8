import asyncio
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

import confledger
from confledger import Config, ConfledgerError, Watched
from confledger.loader.awaiting import Changes
from confledger.loader.folder import Folder
from confledger.loader.generation import attempt
from confledger.loader.loading import load_from
from confledger.loader.revision import commit_at
from confledger.loader.subscribers import UpdateRefused
from confledger.loader.tracing import SourceUnreachable
from support import Repository

SCHEMA = (
    '{"type": "object", "properties": {"db": {"type": "object", "properties": {"pool":'
    ' {"type": "integer"}}}, "log": {"type": "string"}}, "additionalProperties": false}'
)
BASE = "db: {pool: 5}\nlog: info\n"


def put(file: Path, text: str) -> None:
    """Write a file as an editor does: beside itself, and renamed over it."""
    draft = file.with_name(file.name + "~")
    draft.write_text(text)
    os.replace(draft, file)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    (tmp_path / "schema.json").write_text(SCHEMA)
    (tmp_path / "confledger.yaml").write_text(
        "schemas: [{paths: [config/*.yaml], schema: schema.json}]\n"
    )
    (tmp_path / "config/base.yaml").write_text(BASE)
    return tmp_path / "config/base.yaml"


def following(base: Path, **options: object) -> Watched:
    """Return what follows a folder when it is told to."""
    watch = cast("Callable[..., Watched]", confledger.watch)
    return watch(base.parent, **{"background": False, "last_good": None} | options)


class Noting:
    """Notes each step that it is asked for; refuses what a function raises for."""

    def __init__(self, name: str, notes: list[str], judge: Callable[[object], None]) -> None:
        self.name = name
        self.notes = notes
        self.judge = judge

    def prepare(self, new: object, old: object) -> None:
        self.judge(new)
        self.notes.append(f"{self.name} prepares {_said(new)} for {_said(old)}")

    def commit(self, new: object, old: object) -> None:
        self.notes.append(f"{self.name} commits {_said(new)}")

    def abort(self, new: object, old: object) -> None:
        self.notes.append(f"{self.name} aborts {_said(new)}")


def _said(value: object) -> str:
    pool = value.at("db.pool") if isinstance(value, Config) and "db" in value else value
    return str(dict(pool) if isinstance(pool, Config) else pool)


def agree(_: object) -> None:
    pass


def refuse(_: object) -> None:
    raise ConfledgerError("the database allows fewer")


def test_every_subscriber_prepares_before_any_commits(base: Path) -> None:
    notes: list[str] = []
    watched = following(base)
    watched.subscribe(Noting("all", notes, agree))
    watched.subscribe("db.pool", Noting("pool", notes, agree))
    watched.subscribe("log", lambda new, old: notes.append(f"log {old} to {new}"))
    watched.subscribe("cache", lambda new, old: notes.append("cache"))
    seen: list[object] = []
    watched.subscribe(lambda new, old: seen.append(watched.current is new))

    put(base, BASE.replace("5", "6"))
    watched.refresh()
    put(base, BASE.replace("5", "6") + "# a word\n")
    watched.refresh()
    put(base, "db: {pool: 6}\n")
    watched.refresh()

    assert notes == [
        "all prepares 6 for 5",
        "pool prepares 6 for 5",
        "all commits 6",
        "pool commits 6",
        *("all prepares 6 for 6", "all commits 6"),
        *("all prepares 6 for 6", "all commits 6", "log info to None"),
    ]
    assert seen == [True, True, True]


def test_one_that_refuses_has_all_that_prepared_abort(base: Path) -> None:
    notes: list[str] = []
    watched = following(base)
    for name, judge in (("first", agree), ("second", agree), ("third", refuse), ("last", agree)):
        watched.subscribe(Noting(name, notes, judge))
    before = watched.current
    put(base, BASE.replace("5", "6"))

    with pytest.raises(UpdateRefused) as raised:
        watched.refresh()

    why = "Noting refused the update: the database allows fewer"
    assert str(raised.value) == why
    assert notes == [
        *("first prepares 6 for 5", "second prepares 6 for 5"),
        *("second aborts 6", "first aborts 6"),
    ]
    assert watched.current is before
    status = watched.status
    assert (status.generation, status.last_error) == (1, why)
    assert status.stale_since == before.snapshot.stale_since is not None
    # What was refused is not asked about again, until it is another.
    watched.nudge()
    assert watched.status.counts["refused"] == 1
    put(base, BASE)
    watched.nudge()
    assert watched.status.stale_since is None
    assert before.snapshot.stale_since is None


def test_what_a_subscriber_raises_quotes_nothing_and_undoes_no_commit(base: Path) -> None:
    def fails(new: object, old: object) -> None:
        raise ValueError("hunter2")

    watched = following(base)
    subscription = watched.subscribe("db", fails)
    put(base, BASE.replace("5", "6"))
    watched.refresh()

    said = (
        "test_what_a_subscriber_raises_quotes_nothing_and_undoes_no_commit.<locals>.fails (of `db`)"
    )
    assert watched.current.at("db.pool") == 6
    assert watched.status.last_error == f"{said} raised ValueError in commit"
    assert (watched.status.counts["commit_errors"], watched.status.stale_since) == (1, None)
    subscription.close()
    put(base, BASE)
    watched.refresh()
    assert watched.status.last_error is None
    assert watched.current.snapshot.generation == 3


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param("db: {pool: many}\n", "config/base.yaml:1:12: `db.pool` ", id="by the schema"),
        pytest.param("db: {pool: 5\n", "config/base.yaml:1:5: ", id="no YAML"),
        pytest.param("log: ${nowhere}\n", "config/base.yaml:1:6: `log` ", id="a reference"),
        pytest.param(None, "there is no file config/base.yaml", id="a file that went"),
    ],
)
def test_a_wrong_configuration_is_kept_out_and_its_place_is_said(
    base: Path, text: str | None, error: str
) -> None:
    watched = following(base)
    before = watched.current
    if text is None:
        (base.parent / "other.yaml").write_text("x: 1\n")
        base.unlink()
    else:
        put(base, text)

    watched.nudge()

    status = watched.status
    assert watched.current is before
    assert status.last_error is not None
    if text is not None:
        assert status.last_error.startswith(error)
    assert (status.generation, status.counts["invalid"]) == (1, 1)
    assert status.stale_since is not None
    # It is read again when a file changes, and only then.
    watched.nudge()
    assert watched.status.counts["loads"] == 2
    put(base, BASE.replace("5", "7"))
    watched.nudge()
    assert (watched.current.at("db.pool"), watched.status.last_error) == (7, None)
    assert watched.status.stale_since is None


def test_a_source_that_is_gone_is_said_and_refreshing_it_fails(base: Path, tmp_path: Path) -> None:
    watched = following(base, last_good=tmp_path / "copy.json")
    before = watched.current
    base.parent.rename(tmp_path / "gone")

    with pytest.raises(SourceUnreachable) as raised:
        watched.refresh()
    watched.nudge()

    assert str(raised.value) == f"the configuration folder {base.parent} is not there"
    assert watched.current is before
    assert watched.status.last_error == str(raised.value)
    assert before.snapshot.stale_since == watched.status.stale_since is not None
    assert watched.status.counts["unreachable"] == 1
    (tmp_path / "gone").rename(base.parent)
    watched.nudge()
    assert watched.current is before
    assert watched.status.stale_since is before.snapshot.stale_since is None
    assert watched.status.last_error is None


def test_the_source_that_returns_replaces_the_copy(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    confledger.load(base.parent, last_good=path)
    base.parent.rename(tmp_path / "gone")
    watched = following(base, last_good=path)
    told: list[object] = []
    watched.subscribe("db", lambda new, old: told.append(new))
    assert (watched.status.generation, watched.current.at("db.pool")) == (1, 5)

    (tmp_path / "gone").rename(base.parent)
    watched.nudge()

    assert (watched.status.generation, watched.status.stale_since) == (2, None)
    assert watched.current.snapshot.files == ("config/base.yaml", "schema.json")
    assert told == []


def test_secrets_that_change_where_they_are_kept_are_a_new_generation(
    base: Path, tmp_path: Path
) -> None:
    secret = tmp_path / "token"
    secret.write_text("one")
    (tmp_path / "schema.json").write_text(
        '{"properties": {"token": {"x-secret": "reference"}, "log": {}}}'
    )
    base.write_text(f"token: 'file:{secret}'\nlog: info\n")
    watched = following(base)
    told: list[str] = []
    watched.subscribe("token", lambda new, old: told.append("token"))
    watched.subscribe("log", lambda new, old: told.append("log"))
    watched.nudge()
    assert watched.status.generation == 1

    secret.write_text("two")
    watched.nudge()

    assert (watched.status.generation, told) == (2, ["token"])
    token = watched.current["token"]
    assert isinstance(token, confledger.Secret)
    assert token.reveal() == "two"


def test_a_subscriber_cannot_refresh(base: Path) -> None:
    watched = following(base)
    raised: list[str] = []

    def again(new: object, old: object) -> None:
        try:
            watched.refresh()
        except ConfledgerError as error:
            raised.append(str(error))
        watched.nudge()

    watched.subscribe(again)
    put(base, BASE.replace("5", "6"))
    watched.refresh()

    assert raised == ["an update is under way in this thread, and cannot begin another"]


def test_refreshes_of_several_threads_are_one_after_the_other(base: Path) -> None:
    watched = following(base)
    inside: list[int] = []
    most: list[int] = []

    class Slow:
        def prepare(self, new: Config, old: Config) -> None:
            inside.append(1)
            most.append(len(inside))
            time.sleep(0.005)

        def commit(self, new: Config, old: Config) -> None:
            assert new.snapshot.generation == old.snapshot.generation + 1
            inside.pop()

    watched.subscribe(Slow())

    def work(at: int) -> None:
        for number in range(4):
            put(base.with_name(f"{at}.tmp"), "")
            base.write_text(BASE.replace("5", str(100 * at + number)))
            try:
                watched.refresh()
            except ConfledgerError:
                # Half of a file, or files that keep changing.
                pass

    threads = [threading.Thread(target=work, args=(at,)) for at in range(1, 5)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert set(most) == {1}
    assert watched.refresh().snapshot.generation == watched.status.counts["updates"] > 1


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param(2, 7, id="for a while"),
        pytest.param(
            1000, "files of the configuration keep changing while they are read", id="always"
        ),
    ],
)
def test_files_that_change_while_they_are_read_are_read_again(
    base: Path, times: int, expected: object
) -> None:
    numbers = iter(range(6, 6 + times))

    def load(source: Folder, inside: str) -> Config:
        config = load_from(source, inside)
        number = next(numbers, None)
        if number is not None:
            put(base, BASE.replace("5", str(number)))
        return config

    found = attempt(str(base.parent), load)

    if found.config is not None:
        assert found.config.at("db.pool") == expected
    else:
        assert str(found.error) == expected
    assert found.moved() == (found.config is None)


def test_numbers_for_monitoring_are_those_of_the_status(base: Path) -> None:
    watched = following(base)
    put(base, "db: [\n")
    watched.nudge()

    numbers = watched.metrics()

    assert {name: value for name, value in numbers.items() if not name.endswith("seconds")} == {
        "confledger_generation": 1.0,
        "confledger_stale": 1.0,
        "confledger_watching": 0.0,
        "confledger_error": 1.0,
        "confledger_checks_total": 1.0,
        "confledger_loads_total": 2.0,
        "confledger_updates_total": 1.0,
        "confledger_invalid_total": 1.0,
        "confledger_refused_total": 0.0,
        "confledger_unreachable_total": 0.0,
        "confledger_commit_errors_total": 0.0,
        "confledger_last_good_errors_total": 0.0,
        "confledger_watcher_restarts_total": 0.0,
    }
    assert 0 <= numbers["confledger_stale_seconds"] < 60
    assert watched.status.as_dict()["generation"] == 1


def test_asyncio_hears_of_each_generation_or_of_the_last(base: Path) -> None:
    watched = following(base)
    found: list[object] = []

    async def listen(changes: Changes) -> None:
        async for config in changes:
            found.append(config.at("db.pool"))
            if len(found) == 2:
                watched.stop()

    async def main() -> None:
        task = asyncio.create_task(listen(watched.changes()))
        next_one = asyncio.create_task(watched.changed())
        await asyncio.sleep(0)
        for pool in (6, 7):
            put(base, BASE.replace("5", str(pool)))
            await asyncio.to_thread(watched.refresh)
            while len(found) < pool - 5:
                await asyncio.sleep(0.001)
        await task
        assert (await next_one).at("db.pool") == 6
        with pytest.raises(ConfledgerError, match="not watched any more"):
            await watched.changed()

    asyncio.run(main())
    assert found == [6, 7]
    # A loop that is gone stops no update.
    put(base, BASE)
    watched.refresh()


def test_the_commit_is_read_without_git(repository: Repository) -> None:
    repository.write("config/base.yaml", "a: 1\n")
    first = repository.commit()
    folder = str(repository.root / "config")
    loose = commit_at(folder)
    repository.git("pack-refs", "--all")
    packed = commit_at(folder)
    repository.git("worktree", "add", "--quiet", "--detach", "../other")
    detached = commit_at(str(repository.root.parent / "other/config"))

    watched = confledger.watch(folder, background=False, last_good=None)

    assert [loose, packed, detached, watched.status.commit] == [first] * 4
    assert commit_at("/") is None
    (repository.root / ".git/HEAD").write_text("ref: refs/heads/../../x\n")
    assert commit_at(folder) is None
