"""A pull request from its first push to its approval, on a forge that answers: one comment."""

import json
from pathlib import Path

import pytest

from confledger.cli.ci import command
from forge_server import TOKEN, forge, on_github
from support import Repository


def test_a_change_of_a_risky_key_waits_for_somebody_else(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    settings = (
        "version: 1\nreviews: {critical: 1}\nschemas: [{paths: [prod.yaml], schema: s.json}]\n"
    )
    risky = {"type": "object", "properties": {"pool": {"x-risk": "critical"}}}
    repository.write("confledger.yaml", settings)
    repository.write("s.json", json.dumps(risky))
    repository.write("prod.yaml", "pool: 1\nname: a\n")
    base = repository.commit("base")
    # The change would not be risky, nor need anybody, if it had a say in that.
    repository.write("confledger.yaml", settings.replace("critical: 1", "critical: 0"))
    repository.write("s.json", "{}")
    repository.write("prod.yaml", "pool: 5\nname: a\n")
    head = repository.commit("More\n\nReviewed-by: Somebody Else <else@example.org>")
    monkeypatch.chdir(repository.root)
    with forge() as made:
        made.head = head
        own = {"full_name": "shop/config"}
        event = {
            "number": 7,
            "user": {"login": "ada"},
            "head": {"sha": head, "repo": own},
            "base": {"sha": base, "ref": "main", "repo": own},
        }
        for name, value in on_github(made, tmp_path, pull_request=event).items():
            monkeypatch.setenv(name, value)
        run = ["--post", "--out", str(tmp_path / "out")]

        assert command.run(run) == 1
        first = made.bodies()
        assert command.run(run) == 1
        assert made.bodies() == first
        assert "**`critical`: 0 of 1 approval, not enough**" in first[0]

        user = {"login": "ben", "type": "User"}
        made.reviews = [
            {"user": user, "state": "APPROVED", "commit_id": head, "author_association": "OWNER"}
        ]
        assert command.run(run) == 0
        (second,) = made.bodies()
        assert "**`critical`: 1 of 1 approval, enough**\n- `@ben`: approved it here" in second
        assert [one for one in made.asked if one.startswith(("POST /repos", "PATCH"))] == [
            "POST /repos/shop/config/issues/7/comments",
            "PATCH /repos/shop/config/issues/comments/100",
        ]
    told = capfd.readouterr()
    written = "".join(one.read_text() for one in (tmp_path / "out").iterdir() if one.is_file())
    assert TOKEN not in told.out + told.err + written
