import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import confledger
from confledger import Watched
from confledger.loader import tracing, waking

# So long a change may take to be noticed, on a machine that is busy.
LONG = 20.0


def put(file: Path, text: str) -> None:
    draft = file.with_name(f".{file.name}.new")
    draft.write_text(text)
    os.replace(draft, file)


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < end, "it did not come to be"
        time.sleep(0.005)


@pytest.fixture(params=["inotify", "polling"])
def watch(request: pytest.FixtureRequest) -> Iterator[Callable[..., Watched]]:
    started: list[Watched] = []

    def start(root: Path, environment: str | None = None) -> Watched:
        inotify = request.param == "inotify"
        # With inotify, a look by the clock would hide that it tells of nothing.
        every = 60.0 if inotify else 0.03
        watched = confledger.watch(
            root, environment, every=every, settle=0.01, inotify=inotify, last_good=None
        )
        started.append(watched)
        until(lambda: watched.status.by == request.param)
        return watched

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / "config").mkdir()
    put(tmp_path / "config/base.yaml", "n: 1\n")
    return tmp_path / "config"


def renamed_over(config: Path) -> None:
    put(config / "base.yaml", "n: 2\n")


def written_in_place(config: Path) -> None:
    (config / "base.yaml").write_text("n: 2\n")


def written_with_its_times_kept(config: Path) -> None:
    before = os.stat(config / "base.yaml")
    (config / "base.yaml").write_text("n: 2\n")
    os.utime(config / "base.yaml", ns=(before.st_atime_ns, before.st_mtime_ns))


def moved_away_and_written_anew(config: Path) -> None:
    (config / "base.yaml").rename(config / "base.yaml~")
    time.sleep(0.05)
    (config / "base.yaml").write_text("n: 2\n")


def put_on_top(config: Path) -> None:
    put(config / "local.yaml", "n: 2\n")


def removed_and_brought_back(config: Path) -> None:
    gone = config.with_name("gone")
    config.rename(gone)
    time.sleep(0.15)
    config.mkdir()
    time.sleep(0.15)
    put(config / "base.yaml", "n: 2\n")


def written_many_times(config: Path) -> None:
    for number in range(300):
        put(config / "base.yaml", f"n: {number}\n")
    put(config / "base.yaml", "n: 2\n")


@pytest.mark.parametrize(
    "change",
    [
        renamed_over,
        written_in_place,
        written_with_its_times_kept,
        moved_away_and_written_anew,
        put_on_top,
        removed_and_brought_back,
        written_many_times,
    ],
)
def test_a_change_is_noticed_however_it_is_made(
    watch: Callable[..., Watched], config: Path, change: Callable[[Path], None]
) -> None:
    watched = watch(config)

    change(config)

    until(lambda: watched.current["n"] == 2)
    assert watched.status.last_error is None
    if change is written_many_times:
        assert watched.status.counts["loads"] < 150


def test_links_that_are_turned_elsewhere_are_followed(
    watch: Callable[..., Watched], tmp_path: Path
) -> None:
    for number in (1, 2):
        (tmp_path / f"releases/{number}/config").mkdir(parents=True)
        put(tmp_path / f"releases/{number}/config/base.yaml", f"n: {number}\n")
    current = tmp_path / "current"
    current.symlink_to("releases/1")
    watched = watch(current / "config")
    assert watched.current["n"] == 1

    (tmp_path / "next").symlink_to("releases/2")
    os.replace(tmp_path / "next", current)

    until(lambda: watched.current["n"] == 2)


def test_volumes_of_kubernetes_are_followed_and_never_mixed(
    watch: Callable[..., Watched], tmp_path: Path
) -> None:
    def release(number: int) -> None:
        folder = tmp_path / f"..2026_{number}"
        (folder / "envs").mkdir(parents=True)
        (folder / "base.yaml").write_text(f"n: {number}\n")
        (folder / "envs/prod.yaml").write_text(f"also: {number}\n")
        (tmp_path / "..data_tmp").symlink_to(folder.name)
        os.replace(tmp_path / "..data_tmp", tmp_path / "..data")

    release(1)
    for name in ("base.yaml", "envs"):
        (tmp_path / name).symlink_to(f"..data/{name}")
    watched = watch(tmp_path, "prod")
    seen = []
    watched.subscribe(lambda new, old: seen.append(new["n"] == new["also"]))

    for number in range(2, 12):
        release(number)
        time.sleep(0.02)

    until(lambda: watched.current["n"] == 11)
    assert set(seen) == {True}


@pytest.mark.parametrize("coarse", [False, True])
def test_the_same_size_in_the_same_moment_is_noticed(
    config: Path, monkeypatch: pytest.MonkeyPatch, coarse: bool
) -> None:
    if coarse:
        # A file system that tells times to the second, written to within one.
        monkeypatch.setattr(tracing, "_sign", lambda full: (1, 2, 5, 0, 0))
    with confledger.watch(config, background=False, last_good=None) as watched:
        for number in range(20):
            (config / "base.yaml").write_text(f"n: {number % 10}\n")
            watched.nudge()
            assert watched.current["n"] == number % 10


def test_what_did_not_change_is_not_read_again(config: Path) -> None:
    with confledger.watch(config, background=False, last_good=None) as watched:
        for _ in range(3):
            os.utime(config / "base.yaml")
            put(config / "base.yaml", "n: 1\n")
            put(config / "unrelated.txt~", "x")
            (config / "unrelated.txt~").unlink()
            watched.nudge()

        assert watched.status.counts["loads"] == 1


def test_a_thread_that_dies_is_started_again_and_says_so(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waking, "_AGAIN", 0.01)
    with confledger.watch(config, every=0.02, inotify=False, last_good=None) as watched:
        deaths = iter([SystemExit(), MemoryError()])

        class Deadly:
            def prepare(self, new: object, old: object) -> None:
                death = next(deaths, None)
                if death is not None:
                    raise death

        watched.subscribe(Deadly())
        errors = []
        watched.subscribe(lambda new, old: errors.append(watched.status.last_error))
        put(config / "base.yaml", "n: 2\n")
        until(lambda: watched.status.counts["watcher_restarts"] == 1)
        put(config / "base.yaml", "n: 3\n")
        until(lambda: watched.status.counts["refused"] == 1)
        put(config / "base.yaml", "n: 4\n")
        until(lambda: watched.current["n"] == 4)

        assert watched.status.last_error is None


def test_without_inotify_it_is_looked_by_the_clock(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with confledger.watch(config, every=0.02, last_good=None) as watched:
        put(config / "base.yaml", "n: 2\n")
        assert watched.wait(LONG, after=1) is watched.current
        assert (watched.status.by, watched.status.watching) == ("polling", True)
    assert (watched.status.by, watched.status.watching) == ("stopped", False)


def test_a_child_watches_from_its_first_use(config: Path) -> None:
    with confledger.watch(config, every=0.02, settle=0.01, last_good=None) as watched:
        aborted: list[int] = []
        child = os.fork()
        if child == 0:
            code = 1
            try:
                threads = threading.active_count()
                held = "current" in watched.__dict__
                assert (threads, held) == (1, False)
                assert watched.current["n"] == 1
                assert threading.active_count() > 1
                (config / "ready").touch()
                until(lambda: watched.current["n"] == 2)
                watched.stop()
                code = 0
            finally:
                os._exit(code)
        until((config / "ready").exists)
        put(config / "base.yaml", "n: 2\n")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        until(lambda: watched.current["n"] == 2)
        assert aborted == []


def test_a_fork_in_the_middle_of_an_update_locks_nothing(config: Path) -> None:
    inside, go = threading.Event(), threading.Event()
    aborted: list[int] = []

    class Slow:
        def prepare(self, new: object, old: object) -> None:
            pass

        def abort(self, new: object, old: object) -> None:
            aborted.append(os.getpid())

    class Slower:
        def prepare(self, new: object, old: object) -> None:
            inside.set()
            go.wait(LONG)

    with confledger.watch(config, background=False, last_good=None) as watched:
        watched.subscribe(Slow())
        watched.subscribe(Slower())
        put(config / "base.yaml", "n: 2\n")
        thread = threading.Thread(target=watched.refresh)
        thread.start()
        inside.wait(LONG)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                go.set()
                assert aborted == [os.getpid()]
                assert watched.current["n"] == 1
                assert watched.refresh()["n"] == 2
                code = 0
            finally:
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        go.set()
        thread.join()
        assert (code, watched.current["n"], aborted) == (0, 2, [])


def test_a_signal_handler_may_nudge_and_refresh(config: Path) -> None:
    outcomes: list[str] = []
    with confledger.watch(config, every=60.0, inotify=False, last_good=None) as watched:

        def handler(*_: object) -> None:
            watched.nudge()
            try:
                watched.refresh()
                outcomes.append("refreshed")
            except confledger.ConfledgerError:
                outcomes.append("busy")

        before = signal.signal(signal.SIGUSR1, handler)
        timer = threading.Event()

        def shoot() -> None:
            while not timer.wait(0.001):
                os.kill(os.getpid(), signal.SIGUSR1)

        shooter = threading.Thread(target=shoot)
        shooter.start()
        try:
            for number in range(2, 12):
                put(config / "base.yaml", f"n: {number}\n")
                watched.refresh()
                watched.wait(0.001)
        finally:
            timer.set()
            shooter.join()
            signal.signal(signal.SIGUSR1, before)
        assert watched.current["n"] == 11
        assert "refreshed" in outcomes


@pytest.mark.pristine
@pytest.mark.parametrize("end", ["pass", "raise SystemExit(0)", "w.current['none']", "w.stop()"])
def test_the_end_of_the_process_waits_for_nothing(config: Path, end: str) -> None:
    program = (
        "import confledger, sys, time\n"
        f"w = confledger.watch({str(config)!r}, last_good=None)\n"
        "time.sleep(0.2)\n"
        "assert w.current['n'] == 1\n"
        f"{end}\n"
    )
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, timeout=LONG, check=False
    )
    assert done.returncode == (1 if "none" in end else 0)
    assert b"FATAL" not in done.stderr
    assert (b"KeyUnknown" in done.stderr) == ("none" in end)
    assert time.monotonic() - start < LONG / 2


def test_what_is_watched_is_not_pickled_and_names_itself(config: Path) -> None:
    import pickle

    with confledger.watch(config, background=False, last_good=None) as watched:
        assert repr(watched) == "<Watched config: <Status generation 1, fresh>>"
        with pytest.raises(TypeError, match="is not pickled"):
            pickle.dumps(watched)
        with watched.pinned() as pinned:
            put(config / "base.yaml", "n: 2\n")
            watched.refresh()
            assert (pinned["n"], watched.current["n"]) == (1, 2)
        with pytest.raises(confledger.ConfledgerError, match="every=0"):
            confledger.watch(config, every=0)
        assert watched.wait(0.001) is None


def test_the_usual_place_of_the_copy_is_below_the_state_folder(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with confledger.watch(config, background=False):
        pass
    config.rename(tmp_path / "gone")
    with confledger.watch(config, background=False) as watched:
        assert watched.status.stale_since == watched.status.loaded_at
    (copy,) = (tmp_path / "state/confledger/last-good").iterdir()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.parent.stat().st_mode & 0o777 == 0o700
