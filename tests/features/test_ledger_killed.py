"""A ledger that is killed while it is written goes on, or starts anew, and is right."""

import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from confledger.git.snapshot import RevisionNotFound
from confledger.ledger import build
from confledger.ledger.store import FILE, Store
from confledger.settings import Settings
from ledgering import dump, ledger, rows, wrong
from support import Repository

# Killed processes write no coverage, and what others write of it would be counted.
pytestmark = pytest.mark.pristine
PAGE = 4096
COMMITS = 24


@pytest.fixture
def history(repository: Repository) -> Repository:
    """A history that is written in several transactions, and grows by each."""
    for number in range(COMMITS):
        text = "".join(f"key{at}: {number if at % 4 == 0 else at}\n" for at in range(40))
        repository.write(f"{number % 3}.yaml", text)
        repository.commit(f"{number}")
    return repository


def forked(work: Callable[[], None]) -> int:
    """Do something in a process of its own; return how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def updated(root: Path, folder: Path, progress: Callable[[Store], None] | None = None) -> None:
    """Bring a ledger up to date, a few commits at a time, and end this process."""
    repository = discover(str(root))
    settings = Settings()
    store = Store(str(folder), build.digest_of(settings, DEFAULT))
    build._BATCH = 5
    if progress is not None:
        progress(store)
    build.update(store, repository, build.Rules(settings, Identities(), DEFAULT))
    os._exit(0)


def test_killed_at_each_write_that_makes_a_file_longer(history: Repository, tmp_path: Path) -> None:
    with ledger(history.root, folder=tmp_path / "whole") as store:
        expected = dump(store)
    ends = set()
    for pages in (*range(12), *range(12, 130, 7), 100_000):
        folder = tmp_path / "killed"
        shutil.rmtree(folder, ignore_errors=True)

        def limited(most: int = pages * PAGE, folder: Path = folder) -> None:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            updated(history.root, folder)

        ends.add(forked(limited))
        with ledger(history.root, folder=folder) as store:
            assert dump(store) == expected, pages
    assert ends == {-signal.SIGXFSZ, 0}


def test_killed_anywhere_between_two_writes(history: Repository, tmp_path: Path) -> None:
    with ledger(history.root, folder=tmp_path / "whole") as store:
        expected = dump(store)
    ends = set()
    for steps in (10, 300, 1_000, 2_500, 5_000, 8_000, 12_000, 20_000, 1_000_000):
        folder = tmp_path / "killed"
        shutil.rmtree(folder, ignore_errors=True)

        def told(store: Store, steps: int = steps) -> None:
            def kill() -> int:
                os.kill(os.getpid(), signal.SIGKILL)
                return 0

            store.connection.set_progress_handler(kill, steps)

        ends.add(forked(partial(updated, history.root, folder, told)))
        with ledger(history.root, folder=folder) as store:
            assert dump(store) == expected, steps
    assert ends == {-signal.SIGKILL, 0}


def test_several_at_once_wait_for_each_other(history: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                updated(history.root, folder)
            finally:
                os._exit(9)
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]

    assert ends == [0, 0, 0, 0]
    with ledger(history.root, folder=folder) as store:
        assert wrong(store, history.root) == []
        found = store.connection.execute("SELECT count(*), count(DISTINCT oid) FROM commits")
        assert found.fetchone() == (COMMITS, COMMITS)


def test_who_reads_is_not_disturbed_by_who_writes(history: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    with ledger(history.root, "HEAD~9", folder=folder) as store:
        before = dump(store)
    settings = Settings()
    reader = Store(str(folder), build.digest_of(settings, DEFAULT))
    reader.connection.execute("BEGIN")
    assert dump(reader) == before

    assert forked(lambda: updated(history.root, folder)) == 0

    assert dump(reader) == before
    reader.connection.execute("COMMIT")
    assert len(dump(reader)["commits"]) == COMMITS
    reader.close()


@pytest.mark.parametrize(
    "left",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not a database, but a text of some length\n" * 90, id="a text"),
        pytest.param(b"SQLite format 3\0" + bytes(9000), id="only the first bytes of one"),
    ],
)
def test_a_file_that_is_no_ledger_is_made_anew(
    history: Repository, tmp_path: Path, left: bytes
) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    (folder / FILE).write_bytes(left)
    with ledger(history.root, folder=folder) as store:
        assert wrong(store, history.root) == []


def test_a_file_of_another_sqlite_is_made_anew(history: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    with ledger(history.root, folder=folder) as store:
        expected = dump(store)
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray((folder / FILE).read_bytes())
    data[44:48] = b"\xff\xff\xff\x7f"
    (folder / FILE).write_bytes(data)

    with ledger(history.root, folder=folder) as store:
        assert dump(store) == expected


def test_tables_of_somebody_else_are_made_anew(history: Repository, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    folder.mkdir()
    other = sqlite3.connect(folder / FILE)
    other.executescript("CREATE TABLE commits(a); CREATE VIEW keys AS SELECT 1; CREATE TABLE x(b)")
    other.close()
    with ledger(history.root, folder=folder) as store:
        assert wrong(store, history.root) == []


def test_a_page_that_is_damaged_is_said_and_mended_by_making_it_anew(
    history: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger"
    with ledger(history.root, "HEAD~1", folder=folder) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray((folder / FILE).read_bytes())
    data[PAGE * 2 :] = b"\xff" * len(data[PAGE * 2 :])
    (folder / FILE).write_bytes(data)

    with pytest.raises(ConfledgerError, match="is damaged"), ledger(history.root, folder=folder):
        pass


def test_where_nothing_may_be_written_a_temporary_one_is_made(
    history: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "a file"
    folder.write_text("in the way", "utf-8")
    with ledger(history.root, folder=folder) as store:
        path = Path(store.path)
        assert store.temporary == "File exists"
        assert wrong(store, history.root) == []
    assert not path.exists()
    assert folder.read_text("utf-8") == "in the way"


def test_a_disk_that_is_full_is_said_and_what_was_there_stays(
    history: Repository, tmp_path: Path
) -> None:
    settings = Settings()
    folder = tmp_path / "ledger"
    with ledger(history.root, "HEAD~20", folder=folder) as store:
        before = dump(store)
    store = Store(str(folder), build.digest_of(settings, DEFAULT))
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count={pages}")
    rules = build.Rules(settings, Identities(), DEFAULT)
    with pytest.raises(ConfledgerError, match="cannot be written: database or disk is full"):
        build.update(store, discover(str(history.root)), rules)
    store.close()

    with ledger(history.root, "HEAD~20", folder=folder) as store:
        assert dump(store) == before
    with ledger(history.root, folder=folder) as store:
        assert wrong(store, history.root) == []


def test_other_rules_make_the_rows_anew_and_keep_what_was_seen(
    history: Repository, tmp_path: Path
) -> None:
    folder = tmp_path / "ledger"
    with ledger(history.root, folder=folder) as store:
        expected = rows(store)
        seen = store.connection.execute("SELECT * FROM seen").fetchall()
    settings = Settings({"ignore": [{"paths": ["1.yaml"], "reason": "not ours"}]})
    other = Store(str(folder), build.digest_of(settings, DEFAULT))
    # To open it loses nothing; who asks for a revision that is not there has lost nothing either.
    rules = build.Rules(settings, Identities(), DEFAULT)
    with pytest.raises(RevisionNotFound):
        build.update(other, discover(str(history.root)), rules, "nowhere")
    assert rows(other) == expected
    build.update(other, discover(str(history.root)), rules)
    assert other.connection.execute("SELECT * FROM seen").fetchall() == seen
    assert rows(other) == [one for one in expected if "1.yaml" not in one]
    other.close()


def test_an_interruption_leaves_what_was_written(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_BATCH", 5)
    monkeypatch.setattr("confledger.ledger.rows._TOLD", 1)
    settings, folder = Settings(), tmp_path / "ledger"
    store = Store(str(folder), build.digest_of(settings, DEFAULT))
    rules = build.Rules(settings, Identities(), DEFAULT)

    def interrupt(done: int, total: int) -> None:
        if done == 13:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build.update(store, discover(str(history.root)), rules, progress=interrupt)
    assert store.head()[0] == 10
    assert build.update(store, discover(str(history.root)), rules) == COMMITS - 10
    store.close()
    with ledger(history.root, folder=folder) as store:
        assert wrong(store, history.root) == []
