"""When lines were written, by `git blame`, whatever the user has configured for it."""

from confledger.git.ageing import mainline, touched, written
from confledger.git.repository import discover
from support import FIRST_COMMIT, Repository

START = int(FIRST_COMMIT.timestamp())


def test_a_line_is_as_old_as_the_commit_that_wrote_it(repository: Repository) -> None:
    repository.write("a.yaml", "# TODO: one\na: 1\n")
    first = repository.commit()
    repository.write("a.yaml", "a: 1\n# TODO: one\n# TODO: two\n")
    repository.write("b/c d.yaml", "# TODO\n")
    second = repository.commit()
    repository.git("replace", second, first)
    repository.git("config", "blame.ignoreRevsFile", "not-there")
    repository.git("config", "diff.upside-down.textconv", "tac")
    (repository.root / ".git" / "info" / "attributes").write_text("*.yaml diff=upside-down\n")
    place = discover(str(repository.root))

    assert written(place, first, {"a.yaml": [1]}) == {"a.yaml": {1: START}}
    assert written(place, second, {"a.yaml": [1, 3, 3], "b/c d.yaml": [1], "gone": [1]}) == {
        "a.yaml": {1: START, 3: START + 60},
        "b/c d.yaml": {1: START + 60},
    }
    assert mainline(place, second) == [(second, START + 60), (first, START)]


def test_what_was_touched_in_between_includes_what_a_merge_brought(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    start = repository.commit()
    repository.git("switch", "--quiet", "--create", "side")
    repository.write("side\n.yaml", "b: 1\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("c.yaml", "c: 1\n")
    main = repository.commit()
    repository.git("merge", "--quiet", "--no-edit", "side")
    place = discover(str(repository.root))

    assert touched(place, start, "HEAD") == {"c.yaml", "side\n.yaml"}
    assert touched(place, main, main) == set()
    assert touched(place, "HEAD", start) is None
    assert touched(place, "0" * 40, start) is None
