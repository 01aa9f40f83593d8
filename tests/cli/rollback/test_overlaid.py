"""An environment of one state: secrets are told apart, and never opened or shown."""

import re
from pathlib import Path

import pytest

from confledger.cli.governed import governed
from confledger.cli.rollback.overlaid import Overlaid, Tree, environments, overlaid
from confledger.git.repository import discover
from confledger.git.snapshot import CommitSnapshot
from confledger.settings import Settings
from support import Repository

ROOT = Path(__file__).resolve().parents[3]
# Encrypted with sops; of the second, one value is another.
KEY = "ledger_api"
FIRST = (ROOT / "config/secrets/dev.yaml").read_text("utf-8")
SECOND = re.sub(rf"(?m)^({KEY}: ENC\[AES256_GCM,data:)....", r"\1AAAA", FIRST)


def loaded(repository: Repository, settings: Settings, environment: str) -> Overlaid:
    snapshot = CommitSnapshot(discover(str(repository.root)), "HEAD", 1 << 20)
    try:
        return overlaid(Tree(snapshot), settings, environment, governed(snapshot, []))
    finally:
        snapshot.close()


@pytest.mark.parametrize(
    ("path", "settings"),
    [
        pytest.param("config/base.secrets.yaml", Settings(), id="beside the base"),
        pytest.param(
            "shop.yaml", Settings({"version": 1, "load": {"folder": "shop.yaml"}}), id="one file"
        ),
    ],
)
def test_a_secret_that_changes_is_another_and_hidden(
    repository: Repository, path: str, settings: Settings
) -> None:
    found = []
    repository.write("config/base.yaml", "hosts: [a, b]\n")
    for content in (FIRST, SECOND, SECOND):
        repository.write(path, content)
        repository.commit()
        found.append(loaded(repository, settings, "base"))

    one, two, three = (each.tree for each in found)
    assert isinstance(one, dict)
    assert isinstance(two, dict)
    assert [name for name in one if one[name] != two[name]] == [KEY]
    assert two == three
    # Whatever stands there in its place.
    assert found[0].hides((KEY,), one[KEY])
    assert found[0].hides((KEY,), "a")


def test_what_a_secret_is_a_part_of_is_hidden_too(repository: Repository) -> None:
    repository.write("config/base.secrets.yaml", FIRST)
    repository.write("config/base.yaml", f"url: https://${{{KEY}}}/x\n")
    repository.commit()

    found = loaded(repository, Settings(), "base")

    assert isinstance(found.tree, dict)
    assert str(found.tree["url"]).startswith("https://<secret> ")
    assert found.hides(("url",), found.tree["url"])
    assert found.set_by(("url",)) == "config/base.yaml"
    assert found.set_by(("nothing",)) is None
    assert found.risk(("url",)) == ""


def test_what_programs_load_is_told(repository: Repository) -> None:
    repository.write("other.yaml", "a: 1\n")
    repository.commit()
    snapshot = CommitSnapshot(discover(str(repository.root)), "HEAD", 1 << 20)
    try:
        assert environments(Tree(snapshot), Settings()) == []
        one = Settings({"version": 1, "load": {"folder": "other.yaml"}})
        assert environments(Tree(snapshot), one) == ["base"]
    finally:
        snapshot.close()
