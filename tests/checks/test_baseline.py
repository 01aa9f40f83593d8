"""What a whole work tree came to is read back as it was written, or not at all."""

from pathlib import Path

from confledger.checks import baseline
from confledger.checks.baseline import Baseline
from support import Repository

VALUES: dict[str, object] = {
    "across": False,
    "day": "2026-11-21",
    "rules": b"r" * 16,
    "engine": b"e" * 16,
    "said": "1 file: 1 passed\n",
    "index": b"i" * 20,
    "tree": "t" * 40,
    "counts": {"passed": 1, "failed": 0},
    "ignored": {"not a configuration format": 2},
    "again": ["b.yaml", "\udce9.yaml"],
    "members": ["schema.json"],
    "loose": {"confledger.yml": None, "local.json": "1" * 40},
}


def saved(folder: Path, name: str = "baseline-1") -> Path:
    Baseline(**VALUES).save(str(folder), name)  # type: ignore[arg-type]
    return folder / name


def values(found: Baseline | None) -> dict[str, object] | None:
    return None if found is None else {s: getattr(found, s) for s in Baseline.__slots__}


def test_it_is_read_as_it_was_written(tmp_path: Path) -> None:
    saved(tmp_path / "cache")

    assert values(baseline.read(str(tmp_path / "cache"), "baseline-1")) == VALUES
    assert baseline.read(str(tmp_path / "cache"), "baseline-2") is None


def test_damage_is_as_good_as_nothing(tmp_path: Path) -> None:
    file = saved(tmp_path)
    whole = file.read_bytes()
    for at in range(len(whole)):
        for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 64]) + whole[at + 1 :]):
            file.write_bytes(damaged)
            assert baseline.read(str(tmp_path), "baseline-1") is None
    file.unlink()
    file.mkdir()
    assert baseline.read(str(tmp_path), "baseline-1") is None
    assert values(baseline.read(str(tmp_path), saved(tmp_path).name)) == VALUES


def test_each_work_tree_has_a_name_of_its_own() -> None:
    trees = ("/a/.git", "/a/.git/worktrees/b", "/\udce9/.git")

    assert [baseline.name_for(tree) for tree in trees] == [
        "baseline-5c8a94d4d918",
        "baseline-4ab38bca07f9",
        "baseline-55da52c44925",
    ]


def test_an_index_is_known_by_its_checksum(repository: Repository) -> None:
    index = repository.root / ".git" / "index"
    found = [baseline.index_checksum(str(index))]
    for content in ("a: 1\n", "a: 2\n", "a: 1\n"):
        repository.write("a.yaml", content)
        repository.git("add", ".")
        found.append(baseline.index_checksum(str(index)))
    # As with index.skipHash, which git knows from 2.40 on.
    index.write_bytes(index.read_bytes()[:-20] + bytes(20))
    found.append(baseline.index_checksum(str(index)))
    index.write_bytes(b"short")
    found.append(baseline.index_checksum(str(index)))

    assert [checksum is None for checksum in found] == [True, False, False, False, True, True]
    assert found[1] != found[2]
