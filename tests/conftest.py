"""What every test stands on: an environment without surprises, a repository, the corpus."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

import forking
from support import Repository

# Of the machine that runs the tests: each changes what git, Python or confledger print or do.
SURPRISES = ("CLICOLOR", "CONFLEDGER_", "FORCE_COLOR", "GIT_", "LC_", "NO_COLOR", "PRE_COMMIT")
SURPRISES_BY_NAME = (
    *("PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE", "PYTHONWARNINGS"),
    *("CI", "CODECLIMATE_REPORT", "COLUMNS", "GITHUB_ACTIONS", "GITLAB_CI", "LANG", "LANGUAGE"),
    *("LINES", "PREK", "SKIP", "TZ", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"),
)

# Read before the environment is emptied.
CORPUS = os.environ.get("CONFLEDGER_CORPUS")

# What runs in the background may have been started with signals ignored, and so would be all
# that it starts; the tests are about programs that people stop.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for _one in (signal.SIGHUP, signal.SIGQUIT):
    if signal.getsignal(_one) is signal.SIG_IGN:
        signal.signal(_one, signal.SIG_DFL)

# The machine may be busy: a slow example is no failure. The same examples in every run.
hypothesis.settings.register_profile("confledger", deadline=None, derandomize=True)
hypothesis.settings.load_profile("confledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests: what comes last is short, and easily shared."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(scope="session", autouse=True)
def _environment_without_surprises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(SURPRISES) or name in SURPRISES_BY_NAME:
                patch.delenv(name)
        _keep_pip_configuration(patch)
        patch.setenv("HOME", str(home))
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("TERM", "dumb")
        patch.setenv("TZ", "UTC")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        # What git does by itself after a commit costs more than the commit, and no test is of it.
        settings = home / "settings-of-git"
        settings.write_text("[gc]\nauto = 0\n[maintenance]\nauto = false\n[core]\nfsync = none\n")
        patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Ada Tester")
            patch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
        yield
        forking.drop()


def _keep_pip_configuration(patch: pytest.MonkeyPatch) -> None:
    """Let tests that install packages do it as the user does, although HOME is another."""
    config = Path.home() / ".config" / "pip" / "pip.conf"
    if config.is_file() and "PIP_CONFIG_FILE" not in os.environ:
        patch.setenv("PIP_CONFIG_FILE", str(config))
    if "PIP_CACHE_DIR" not in os.environ:
        patch.setenv("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))


@pytest.fixture(autouse=True)
def _no_coverage_in_pristine_processes(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    pristine = request.node.get_closest_marker("pristine") is not None
    forking.started_anew(pristine)
    if pristine:
        for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
            monkeypatch.delenv(name)


@pytest.fixture
def left() -> Callable[[], set[int]]:
    """What to ask for the processes that this one started during the test and did not wait for."""
    if not os.path.isdir("/proc/self"):
        pytest.skip("what runs is not told in /proc here")
    before = _children()
    return lambda: _children() - before


def _children() -> set[int]:
    found = set()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            said = Path(f"/proc/{name}/stat").read_text("utf-8", "replace")
        except OSError:
            continue
        # After the name, which may have anything in it: the state, and the parent.
        if int(said.rpartition(")")[2].split()[1]) == os.getpid():
            found.add(int(name))
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A git repository without commits; its name has a space, as names of directories have."""
    return Repository.create(tmp_path / "a repository")


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of this repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The directory of real repositories and files."""
    if not CORPUS:
        pytest.skip("needs CONFLEDGER_CORPUS, the directory of real repositories and files")
    directory = Path(CORPUS)
    if not directory.is_dir():
        pytest.fail(f"CONFLEDGER_CORPUS is {CORPUS!r}, and there is no such directory")
    return directory
