import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from comparing import sealed
from confledger.git.history import HistoryIncomplete
from confledger.git.repository import discover
from confledger.secrets import history, sops_file
from sopsing import changed, encrypted, needs_sops
from support import FIRST_COMMIT, Repository


def told(repository: Repository) -> list[str]:
    """Return the steps, one a line: the subject, then what each side is."""
    return [
        f"{step.subject}: {step.path} {_side(step.before)} -> {_side(step.after)}"
        for step in history.steps(discover(str(repository.root)))
    ]


def _side(file: sops_file.SopsFile | None) -> str:
    if file is None:
        return "nothing"
    return "plain" if file.metadata is None else ",".join(_texts(file))


def _texts(file: sops_file.SopsFile) -> list[str]:
    return [
        leaf.value.partition("data:")[2].partition(",")[0]
        for leaf in file.leaves()
        if isinstance(leaf.value, str)
    ]


def minutes(repository: Repository, *paths: str) -> dict[str, object]:
    """Return the ages: minutes after the first commit, for each value and for the data key."""
    start = int(FIRST_COMMIT.timestamp())
    found: dict[str, object] = {}
    for path, ages in history.ages(discover(str(repository.root)), paths).items():
        for (_, at), moment in ages.values.items():
            mark = ">" if (0, at) in ages.at_least else "~" if (0, at) in ages.reencrypted else ""
            found[f"{path} {at[0]}"] = f"{mark}{(moment - start) // 60}"
        if ages.key is not None:
            mark = ">" if ages.key_at_least else ""
            found[f"{path} key"] = f"{mark}{(ages.key - start) // 60}"
    return found


def test_every_change_of_a_file_that_is_or_was_encrypted(repository: Repository) -> None:
    repository.write("other.yaml", "a: 1\n")
    repository.write("a.yaml", "a: plain\n")
    repository.commit("plain")
    repository.write("a.yaml", sealed({"a": "A1"}))
    repository.commit("encrypted")
    repository.write("a.yaml", sealed({"a": "A2"}))
    repository.commit("set")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("moved")
    repository.write("b.yaml", "a: plain\n")
    repository.commit("made plain")
    repository.write("b.yaml", "a: other\n")
    repository.write("c.bin", sealed({"c": "C1"}))
    repository.commit("another")
    (repository.root / "c.bin").unlink()
    repository.commit("gone")

    assert told(repository) == [
        "encrypted: a.yaml plain -> A1",
        "set: a.yaml A1 -> A2",
        "moved: b.yaml A2 -> A2",
        "made plain: b.yaml A2 -> plain",
        "another: c.bin nothing -> C1",
        "gone: c.bin C1 -> nothing",
    ]


def test_a_version_that_cannot_be_read_is_passed_over(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}))
    repository.commit("one")
    for number in "12":
        repository.write("a.yaml", f"<<<<<<< {number}\n" + sealed({"a": "A2"}))
        repository.commit(f"broken {number}")
    repository.write("a.yaml", sealed({"a": "A2"}))
    repository.commit("mended")
    repository.write("b.yaml", "<<<<<<<\n" + sealed({"b": "B1"}))
    repository.commit("broken from the start")
    repository.write("b.yaml", sealed({"b": "B1"}))
    repository.commit("well")

    assert told(repository) == [
        "one: a.yaml nothing -> A1",
        "mended: a.yaml A1 -> A2",
        "well: b.yaml nothing -> B1",
    ]


def test_what_only_speaks_of_sops_is_none_of_it(repository: Repository) -> None:
    repository.write("README.md", "sops writes ENC[AES256_GCM,data:…]\n")
    repository.write("notes.yaml", "- sops writes\n- ENC[AES256_GCM,data:x]\n")
    (repository.root / "link.yaml").symlink_to("notes.yaml")
    somewhere = "1" * 40
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{somewhere},submodule")
    (repository.root / "submodule").mkdir()
    repository.commit()
    assert "submodule" in repository.git("ls-files")

    assert told(repository) == []


def test_a_broken_version_that_moves_is_the_same_broken_version(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}))
    repository.commit("one")
    repository.write("a.yaml", "<<<<<<<\n" + sealed({"a": "A2"}))
    repository.commit("broken")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("moved")
    repository.write("b.yaml", sealed({"a": "A2"}))
    repository.commit("mended")

    assert told(repository) == ["one: a.yaml nothing -> A1", "mended: b.yaml A1 -> A2"]


def test_an_edit_in_a_merge_of_what_neither_side_changed_is_one_step(
    repository: Repository,
) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}))
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.commit("main")
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "side")
    repository.write("a.yaml", sealed({"a": "A2"}))
    repository.commit("merge")

    assert told(repository) == ["base: a.yaml nothing -> A1", "merge: a.yaml A1 -> A2"]


def test_an_edit_in_a_merge_is_a_step_from_each_parent(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1", "b": "B1"}))
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.yaml", sealed({"a": "A2", "b": "B1"}))
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("a.yaml", sealed({"a": "A1", "b": "B2"}))
    repository.commit("main")
    repository.try_git("merge", "--quiet", "--no-commit", "side")
    repository.write("a.yaml", sealed({"a": "A2", "b": "B2"}))
    repository.commit("merge")

    assert told(repository)[-2:] == [
        "merge: a.yaml A1,B2 -> A2,B2",
        "merge: a.yaml A2,B1 -> A2,B2",
    ]


def test_a_value_is_as_old_as_its_ciphertext_wherever_the_file_was(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1", "b": "B1"}))
    repository.commit("0")
    repository.write("a.yaml", sealed({"a": "A1", "b": "B2"}))
    repository.commit("1")
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("2")
    repository.write("b.yaml", sealed({"a": "A1", "b": "B2", "c": "C1"}))
    repository.commit("3")
    repository.write("b.yaml", sealed({"a": "A1", "b": "B1", "c": "C1"}))
    repository.commit("back to what it was")

    assert minutes(repository, "b.yaml", "a.yaml") == {
        "b.yaml a": "0",
        "b.yaml b": "0",
        "b.yaml c": "3",
        "b.yaml key": "0",
    }


def test_a_new_data_key_makes_no_value_younger_and_leaves_a_doubt(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}, wrapped="w1"))
    repository.commit("0")
    repository.write("a.yaml", sealed({"a": "A1", "b": "B1"}, wrapped="w1"))
    repository.commit("1")
    values: dict[str, str] = {}
    for number in (2, 3):
        values = {name.lower(): f"{name}{number}" for name in "ABC"}
        repository.write("a.yaml", sealed(values, wrapped=f"w{number}", mac=f"m{number}"))
        repository.commit(f"{number}: rotated")
    repository.write("a.yaml", sealed({**values, "c": "new"}, wrapped="w3"))
    repository.commit("4: set")

    assert minutes(repository, "a.yaml") == {
        "a.yaml a": "~0",
        "a.yaml b": "~1",
        "a.yaml c": "4",
        "a.yaml key": "3",
    }


def test_all_values_set_one_by_one_leave_the_data_key_as_it_is(repository: Repository) -> None:
    for number, values in enumerate(
        [{"a": "A1", "b": "B1"}, {"a": "A2", "b": "B1"}, {"a": "A2", "b": "B2"}]
    ):
        # Wrapped anew each time, as `sops updatekeys` does.
        repository.write("a.yaml", sealed(values, wrapped=f"w{number}"))
        repository.commit(str(number))

    assert minutes(repository, "a.yaml") == {
        "a.yaml a": "1",
        "a.yaml b": "2",
        "a.yaml key": "0",
    }
    found = history.History(discover(str(repository.root)))
    first, *_, last = found.steps()
    assert first.after is not None
    assert last.after is not None
    assert found.key_of(first.after) == found.key_of(last.after) is not None


def test_what_no_commit_has_has_no_age(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}, wrapped="w1"))
    repository.write("text.yaml", "a: 1\n")
    repository.write("broken.yaml", "{")
    repository.commit("0")
    found = history.History(discover(str(repository.root)))

    changed_file = sops_file.read(sealed({"a": "A1", "b": "B1"}).encode(), "a.yaml")
    new_file = sops_file.read(sealed({"a": "X"}, "eve", wrapped="w9").encode(), "new.yaml")

    assert set(found.ages(changed_file).values) == {(0, ("a",))}
    assert (found.ages(new_file).values, found.ages(new_file).key) == ({}, None)
    assert set(minutes(repository, "a.yaml", "text.yaml", "broken.yaml", "none.yaml")) == {
        "a.yaml a",
        "a.yaml key",
    }


def test_a_shallow_clone_knows_only_how_old_at_least(
    repository: Repository, tmp_path: Path
) -> None:
    texts = [{"a": "A1"}, {"a": "A1", "b": "B1"}, {"a": "A1", "b": "B2"}]
    for number, values in enumerate(texts):
        repository.write("a.yaml", sealed(values, wrapped="w"))
        repository.commit(str(number))
    anew = {"a": "A9", "b": "B9"}
    repository.write("a.yaml", sealed(anew, wrapped="x"))
    repository.commit("rotated")
    clone = Repository(tmp_path / "clone")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=3", repository.root.as_uri(), clone.root], check=True
    )

    assert history.History(discover(str(clone.root))).shallow
    assert not history.History(discover(str(repository.root))).shallow
    assert minutes(clone, "a.yaml") == {
        "a.yaml a": ">1",
        "a.yaml b": "~2",
        "a.yaml key": "3",
    }
    clone.git("checkout", "--quiet", "HEAD~1")
    assert minutes(clone, "a.yaml") == {"a.yaml a": ">1", "a.yaml b": "2", "a.yaml key": ">1"}


def test_a_version_that_is_lost_is_said_and_one_too_large_is_none(
    repository: Repository,
) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}) + "# " + "x" * sops_file.MOST_BYTES)
    repository.write("b.yaml", sealed({"b": "B1"}))
    repository.commit()
    assert told(repository) == ["change: b.yaml nothing -> B1"]
    oid = repository.git("rev-parse", "HEAD:b.yaml")
    (repository.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()

    with pytest.raises(HistoryIncomplete):
        told(repository)


def test_names_of_recipients_are_the_last_they_had(repository: Repository) -> None:
    for name in ("bob", "robert"):
        repository.write(".sops.yaml", f"keys:\n  - &{name} age1bob\n  - &ada age1ada\n")
        repository.commit(name)
    repository.write(".sops.yaml", "keys:\n  - &ada age1ada\n")
    repository.commit("he left")

    found = history.History(discover(str(repository.root)))

    assert found.names() == {"age1bob": "robert", "age1ada": "ada"}


def test_progress_is_told_while_objects_are_read(repository: Repository) -> None:
    repository.write("a.yaml", sealed({"a": "A1"}))
    repository.commit()
    heard: list[tuple[int, int]] = []

    history.History(
        discover(str(repository.root)), progress=lambda done, total: heard.append((done, total))
    )

    assert heard == [(0, 1)]


def test_more_files_than_are_kept_in_memory_are_read_again(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        repository.write(f"{name}.yaml", sealed({name: name}))
        repository.commit(name)
    expected = told(repository)

    monkeypatch.setattr(history, "_KEPT", 1)

    assert told(repository) == expected


@needs_sops
def test_the_real_sops_keeps_what_did_not_change(repository: Repository) -> None:
    first = encrypted("a: one\nb: two\n")
    second = changed(first, "a.yaml", "set", '["a"]', value='"three"')
    third = changed(second, "a.yaml", "rotate")
    for data in (first, second, third):
        repository.write("a.yaml", data)
        repository.commit()

    assert minutes(repository, "a.yaml") == {
        "a.yaml a": "~1",
        "a.yaml b": "~0",
        "a.yaml key": "2",
    }


@pytest.mark.corpus
@pytest.mark.slow
def test_a_real_repository_takes_seconds(corpus: Path, tmp_path: Path) -> None:
    import time

    clone = tmp_path / "clone"
    bundle = corpus / "history" / "ghaf-infra.bundle"
    subprocess.run(["git", "clone", "--quiet", "--bare", bundle, clone], check=True)
    started = time.process_time()

    found = history.History(discover(str(clone)))

    assert len(list(found.steps())) == 327
    assert timedelta(seconds=time.process_time() - started) < timedelta(seconds=3)
