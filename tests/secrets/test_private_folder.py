"""A private folder is for this user alone, and gone in the end."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.secrets.private_folder import private_folder

WAITING = """
import sys, time
from confledger.secrets.private_folder import private_folder
with private_folder(sys.argv[1]) as folder:
    open(folder + "/x", "w").close()
    print(flush=True)
    time.sleep(60)
"""


def test_only_this_user_can_look_into_it(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with private_folder(str(tmp_path)) as folder:
        assert os.stat(folder).st_mode & 0o777 == 0o700
        assert Path(folder).parent == tmp_path
        os.mkdir(os.path.join(folder, "inner"))
        assert signal.getsignal(signal.SIGTERM) is not before

    assert os.listdir(tmp_path) == []
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131), (signal.SIGINT, -2)],
)
def test_it_is_removed_when_the_process_is_asked_to_end(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    with process:
        process.stdout.readline()
        assert len(os.listdir(tmp_path)) == 1
        process.send_signal(number)
        assert process.wait(10) == code
    assert os.listdir(tmp_path) == []


def test_a_signal_in_this_very_process_ends_it_late_enough(tmp_path: Path) -> None:
    def inside() -> None:
        with private_folder(str(tmp_path)):
            os.kill(os.getpid(), signal.SIGTERM)
            signal.sigtimedwait([], 1)

    with pytest.raises(SystemExit) as ended:
        inside()

    assert (ended.value.code, os.listdir(tmp_path)) == (143, [])


def test_where_none_can_be_made_it_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(ConfledgerError, match="no folder for temporary files can be written to"),
        private_folder(str(tmp_path / "gone")),
    ):
        pass


def test_what_others_do_about_signals_stays(tmp_path: Path) -> None:
    found: list[str] = []

    def inside() -> None:
        with private_folder(str(tmp_path)) as folder:
            found.append(folder)

    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with private_folder(str(tmp_path)):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        thread = threading.Thread(target=inside)
        thread.start()
        thread.join()
    finally:
        signal.signal(signal.SIGHUP, old)
    assert len(found) == 1
    assert os.listdir(tmp_path) == []
