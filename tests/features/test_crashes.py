"""Killed at any moment, or without room: the old state or the new one, and the next run mends it.

`scripts/crash-test` does it at every moment; here it is some of them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.pristine
@pytest.mark.parametrize(("only", "every"), [("rollback", "151"), ("backup", "83")])
def test_nothing_is_half_done_at_some_of_the_moments(only: str, every: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "crash-test"), "--only", only, "--every", every],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "violations=0 stuck=0" in done.stdout.splitlines()[-1]
