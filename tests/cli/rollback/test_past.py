"""Which commits are taken back, whatever their messages and paths hold."""

import json

from confledger.cli.rollback import undo
from rolling import Rolling
from support import Repository


def subjects(rolling: Rolling, *arguments: str) -> list[str]:
    """Return the subjects of the commits that a plan takes back."""
    told = rolling(*arguments, "--plan", "--format", "json")
    assert told.code == 1, told
    return [one["subject"] for one in json.loads(told.out)["undone"]]


def test_control_characters_part_no_fields(repository: Repository, rolling: Rolling) -> None:
    repository.write("config/a\1b.yaml", "a: 1\n")
    first = repository.commit()
    repository.write("config/a\1b.yaml", "a: 2\n")
    repository.commit(f"two \1 three\n\n\1caf\u00e9 \1\n\nRestores: {first}\nScope: all")

    assert subjects(rolling, "--to", first) == ["two \1 three"]
    assert rolling.command(undo.run, "--yes").code == 0
    assert rolling.command(undo.run).out.startswith("nothing to do: ")


def test_of_a_key_only_what_changed_it_is_taken_back(
    repository: Repository, rolling: Rolling
) -> None:
    repository.write("config/old.yaml", "a: 1\nb: 1\n# and more\n# of it\n")
    first = repository.commit("Start")
    repository.write("config/old.yaml", "a: 1\nb: 2\n# and more\n# of it\n")
    repository.commit("b")
    repository.git("mv", "config/old.yaml", "config/new.yaml")
    repository.commit("Another name")
    repository.write("config/new.yaml", "a: 2\nb: 2\n# and more\n# of it\n")
    repository.commit("a")

    assert subjects(rolling, "--to", first, "--key", "config/new.yaml#a")[0] == "a"
    assert "b" not in subjects(rolling, "--to", first, "--key", "config/new.yaml#a")
    assert "a" not in subjects(rolling, "--to", first, "--key", "config/new.yaml#b")
