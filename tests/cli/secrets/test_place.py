"""Files are found from where somebody stands, and replaced as a whole."""

import os
from pathlib import Path

import pytest

from confledger.cli.secrets.place import here
from confledger.errors import ConfledgerError
from sopsing import rule, rules
from support import Repository


def refused(act: object, *arguments: object, **named: object) -> str:
    with pytest.raises(ConfledgerError) as raised:
        act(*arguments, **named)  # type: ignore[operator]
    return f"{raised.value}; {raised.value.help}"


def test_the_nearest_rules_above_a_file_govern_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(".sops.yaml", rules(rule("age1a")))
    repository.write("apps/.sops.yaml", rules(rule("age1b", pattern="^shop/")))
    repository.write("ignored/.sops.yaml", rules(rule("age1c")))
    repository.write(".gitignore", "ignored/\n")
    (repository.root / "apps/shop").mkdir()
    monkeypatch.chdir(repository.root / "apps/shop")

    place = here()

    assert place.path("x.yaml") == "apps/shop/x.yaml"
    assert sorted(place.rules.files) == ["", "apps/"]
    found = {}
    for path in ("x.yaml", "apps/shop/x.yaml", "apps/x.yaml", "ignored/x.yaml"):
        one = place.rule(path)
        found[path] = None if one is None else one.recipients[0].identity
    expected: dict[str, str | None] = {"x.yaml": "age1a", "apps/shop/x.yaml": "age1b"}
    assert found == expected | {"apps/x.yaml": None, "ignored/x.yaml": "age1c"}
    assert place.committed("x.yaml") is None


def test_without_git_the_folder_with_rules_or_settings_is_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a/b")
    assert here().top == str(tmp_path / "a/b")

    (tmp_path / ".sops.yaml").write_text(rules(rule("age1a")))
    place = here()

    assert place.top == str(tmp_path)
    assert place.rule("a/b/c.yaml") is not None
    assert list(place.rules.files) == [""]
    assert place.committed("x") is None


def test_what_cannot_be_read_is_told_with_what_is_near(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("secrets/prod.yaml", "a: 1\n")
    (repository.root / "link.yaml").symlink_to("secrets/prod.yaml")
    repository.write("large.yaml", b"a" * (1 << 21))
    place = here()

    assert refused(place.path, "secrets") == "'secrets' is a folder; name one file"
    assert "is outside of" in refused(place.path, "../x")
    assert refused(place.read, "secrets/prd.yaml") == (
        "there is no file 'secrets/prd.yaml'; did you mean 'secrets/prod.yaml'?"
    )
    assert refused(place.read, "prood.yml").startswith("there is no file 'prood.yml'; paths are")
    assert refused(place.read, "no/where.yaml").startswith("there is no file 'no/where.yaml'; p")
    assert refused(place.read, "link.yaml").startswith("'link.yaml' cannot be used: it is a symb")
    assert refused(place.read, "large.yaml").startswith("'large.yaml' cannot be used: ")
    (repository.root / ".sops.yaml").symlink_to("secrets/prod.yaml")
    assert refused(place.rule, "x").startswith(".sops.yaml cannot be used: it is a symbolic link")


def test_a_file_is_written_as_a_whole_or_not_at_all(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    file = repository.write("a.yaml", "old")
    file.chmod(0o640)
    (repository.root / "link.yaml").symlink_to("a.yaml")
    place = here()

    place.write("a.yaml", b"new", before=b"old")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert refused(place.write, "a.yaml", b"x", before=b"old").startswith(
        "'a.yaml' was changed by somebody else meanwhile"
    )
    assert refused(place.write, "link.yaml", b"x").startswith("'link.yaml' is a symbolic link")
    assert refused(place.write, "no/where", b"x").startswith("'no/where' cannot be written: ")
    assert sorted(os.listdir(repository.root)) == [".git", "a.yaml", "link.yaml"]
    assert file.read_bytes() == b"new"
