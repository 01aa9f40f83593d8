"""`git install --diff`: which files git shows by value, whatever else is in the attributes."""

import pytest

from confledger.cli.git_diff_driver import NAME, DiffDriver
from confledger.git.repository import discover
from support import Repository


@pytest.fixture
def driver(repository: Repository) -> DiffDriver:
    for path in ("a.yaml", "b/c.yml", "x.json", "poetry.lock", "yarn.lock", ".env.prod", "z.txt"):
        repository.write(path, "")
    repository.write(".gitattributes", "*.json diff=theirs\n")
    repository.git("add", ".")
    return DiffDriver(discover(str(repository.root)))


def test_patterns_are_those_of_configuration_without_another_driver(driver: DiffDriver) -> None:
    assert driver.patterns() == ["*.yaml", "*.yml", ".env.prod", "poetry.lock"]


def test_our_lines_come_before_those_of_the_user_and_go_again(
    driver: DiffDriver, repository: Repository
) -> None:
    file = repository.root / ".git" / "info" / "attributes"
    file.parent.mkdir(exist_ok=True)
    theirs = "# >>> confledger >>>\ns.yaml diff=x\n# <<< confledger <<<\nc.yml diff=mine\n"
    file.write_text(theirs, "utf-8")

    would = driver.make("install", dry=True)
    unchanged = file.read_text("utf-8")
    driver.make("install")

    before, mine, after = file.read_text("utf-8").partition(f"*.yaml diff={NAME}\n")
    assert unchanged == theirs
    assert [one.split(" ")[:2] for one in would] == [["would", "set"], ["would", "set"]]
    assert before.startswith("# >>> confledger >>>\ns.yaml diff=x\n# <<< confledger <<<\n")
    assert mine
    assert after.endswith("# <<< confledger diff <<<\nc.yml diff=mine\n")
    assert driver.state() == ["diff of configuration: by value\n"]
    assert driver.make("install") == []
    assert len(driver.make("uninstall")) == 2
    assert file.read_text("utf-8") == theirs
    assert driver.state() == []
