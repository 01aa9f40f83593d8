from pathlib import Path
from re import sub

import pytest

from comparing import NO_RULES, sealed
from confledger.cli.secrets import history_check
from confledger.git.repository import discover
from confledger.settings import Settings
from sopsing import changed, encrypted, needs_sops
from support import Repository

TODAY = "2025-06-01"
MENDED = "Ada Tester; mended since)"
STALE = "without SOPS: the MAC is still that of the values before"
OPEN = "was removed, and the data key is still the one they have"


def found(repository: Repository, settings: object = None) -> list[str]:
    """Return what the history shows: severity, path, line, check, message without the commit."""
    findings = history_check.run(
        discover(str(repository.root)), NO_RULES, Settings(settings), today=TODAY
    )
    return [
        f"{one.severity} {one.path}:{one.span.line if one.span else '-'} {one.check} "
        + sub(r"[0-9a-f]{9} of 2025-06-01 by ", "", one.message)
        for one in findings
    ]


def committed(repository: Repository, *versions: str | bytes | tuple[str, str]) -> None:
    """Commit versions of a.yaml one after the other; of a pair, the second is the subject."""
    for version in versions:
        text, subject = version if isinstance(version, tuple) else (version, "change")
        repository.write("a.yaml", text)
        repository.commit(subject)


ONE = sealed({"a": "A1", "b": "B1"}, mac="M1")
BY_HAND = sealed({"a": "A1", "b": "X"}, mac="M1")
BOTH = sealed({"a": "A1"}, "ada bob", mac="M1", wrapped="w1")
LEFT = sealed({"a": "A1"}, "ada", mac="M1", wrapped="w2")


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        pytest.param(
            (ONE, BY_HAND),
            [f"error a.yaml:2 stale-mac `b` was changed {STALE} (Ada Tester)"],
            id="edited by hand",
        ),
        pytest.param(
            (ONE, BY_HAND, sealed({"a": "A3", "b": "X"}, mac="M1")),
            [f"error a.yaml:1 stale-mac `a` and `b` were changed {STALE} (Ada Tester)"],
            id="edited by hand, twice",
        ),
        pytest.param(
            (ONE, BY_HAND, sealed({"a": "A1", "b": "X"}, mac="M2")),
            [f"info a.yaml:2 stale-mac `b` was changed {STALE} ({MENDED}"],
            id="edited by hand, and the MAC made good again",
        ),
        pytest.param(
            (ONE, BY_HAND, ONE),
            [f"info a.yaml:2 stale-mac `b` was changed {STALE} ({MENDED}"],
            id="edited by hand, and put back",
        ),
        pytest.param(
            (ONE, "a: 1\n"),
            [
                "error a.yaml:1 secret-made-plain this file was encrypted, and 1 value of it is "
                "plain text now (Ada Tester)"
            ],
            id="made plain",
        ),
        pytest.param(
            (ONE, "a: 1\n", ONE),
            [
                "info a.yaml:1 secret-made-plain this file was encrypted, and 1 value of it is "
                f"plain text now ({MENDED}"
            ],
            id="made plain, and encrypted again",
        ),
        pytest.param(
            (BOTH, LEFT),
            [f"error a.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester)"],
            id="a leaver",
        ),
        pytest.param(
            (BOTH, LEFT, sealed({"a": "A2"}, "ada", mac="M2", wrapped="w2")),
            [f"error a.yaml:2 key-not-rotated age1-bob {OPEN} (Ada Tester)"],
            id="a leaver, and all values set since under the same data key",
        ),
        pytest.param(
            (
                BOTH,
                LEFT,
                sealed({"a": "A2"}, "ada", mac="M2", wrapped="w2"),
                sealed({"a": "A2"}, "ada", mac="M2", wrapped="w3"),
            ),
            [f"error a.yaml:2 key-not-rotated age1-bob {OPEN} (Ada Tester)"],
            id="nothing that is left was there then",
        ),
        pytest.param(
            (BOTH, LEFT, (sealed({"a": "A9"}, mac="M9", wrapped="w9"), "Rotate all")),
            [
                f"info a.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester; mended since, "
                "but 1 of 1 values is not known to have changed)"
            ],
            id="a leaver, and a rotation",
        ),
        pytest.param(
            (
                BOTH,
                LEFT,
                (sealed({"a": "A9", "b": "B9"}, mac="M9", wrapped="w9"), "rotate"),
                sealed({"a": "A10", "b": "B9"}, mac="M10", wrapped="w9"),
            ),
            [
                f"info a.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester; mended since, "
                "and all values were changed)"
            ],
            id="a leaver, a rotation, and new values",
        ),
        pytest.param(
            (BOTH, LEFT, BOTH),
            [
                f"info a.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester; mended since, "
                "but 1 of 1 values is not known to have changed)"
            ],
            id="a leaver who came back",
        ),
        pytest.param(
            (BOTH, LEFT, BOTH, LEFT),
            [f"error a.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester)"],
            id="and left again",
        ),
        pytest.param(
            (BOTH, sealed({"a": "A9"}, "ada bob", mac="M9", wrapped="w9")),
            [
                "info a.yaml:2 whole-file-reencrypted its value was encrypted anew, under a new "
                "data key: was that a rotation? (Ada Tester)"
            ],
            id="all encrypted anew",
        ),
        pytest.param(
            (BOTH, (sealed({"a": "A9"}, "ada bob", mac="M9", wrapped="w9"), "Rotate the key")),
            [],
            id="all encrypted anew, and the subject says why",
        ),
        pytest.param((ONE, sealed({"a": "A1", "b": "B2"}, mac="M2")), [], id="a value set"),
        pytest.param(("a: 1\n", "a: 2\n"), [], id="nothing encrypted"),
    ],
)
def test_what_was_done_is_told_and_that_it_was_mended(
    repository: Repository,
    versions: tuple[str | tuple[str, str], ...],
    expected: list[str],
) -> None:
    committed(repository, *versions)

    assert found(repository) == expected


def test_it_is_told_of_the_file_as_it_is_called_now(repository: Repository) -> None:
    committed(repository, BOTH, LEFT)
    repository.git("mv", "a.yaml", "b.yaml")
    repository.commit("moved")

    assert found(repository) == [f"error b.yaml:3 key-not-rotated age1-bob {OPEN} (Ada Tester)"]


def test_a_file_that_is_gone_is_past(repository: Repository) -> None:
    committed(repository, ONE, BY_HAND)
    (repository.root / "a.yaml").unlink()
    repository.commit("gone")

    assert found(repository) == [
        f"info a.yaml:2 stale-mac `b` was changed {STALE} (Ada Tester; the file is gone)"
    ]


def test_the_file_as_it_is_now_cannot_be_read(repository: Repository) -> None:
    committed(repository, ONE, BY_HAND, "<<<<<<< ours\n" + BY_HAND)

    assert found(repository) == [
        f"info a.yaml:2 stale-mac `b` was changed {STALE} (Ada Tester; the file is gone)"
    ]


def side_by_side(repository: Repository, ours: str, theirs: str, merged: str) -> None:
    """Merge two branches that both changed a.yaml, with what a person made of it."""
    committed(repository, sealed({"a": "A1", "b": "B1"}))
    repository.git("checkout", "--quiet", "-b", "side")
    committed(repository, theirs)
    repository.git("checkout", "--quiet", "main")
    committed(repository, ours)
    repository.try_git("merge", "--quiet", "--no-commit", "side")
    committed(repository, merged)


OURS = sealed({"a": "A2", "b": "B1"}, mac="ours")
THEIRS = sealed({"a": "A1", "b": "B2"}, mac="theirs")


@pytest.mark.parametrize(("mac", "line", "key"), [("ours", 2, "b"), ("theirs", 1, "a")])
def test_a_merge_line_by_line_keeps_the_mac_of_one_side(
    repository: Repository, mac: str, line: int, key: str
) -> None:
    side_by_side(repository, OURS, THEIRS, sealed({"a": "A2", "b": "B2"}, mac=mac))

    assert found(repository) == [
        f"error a.yaml:{line} stale-mac `{key}` was changed {STALE} (Ada Tester)"
    ]


def test_a_merge_with_its_own_mac_is_fine(repository: Repository) -> None:
    side_by_side(repository, OURS, THEIRS, sealed({"a": "A2", "b": "B2"}, mac="both"))

    assert found(repository) == []


def test_a_mac_taken_from_another_file_or_branch_is_found(repository: Repository) -> None:
    committed(repository, ONE, sealed({"a": "A2", "b": "B1"}, mac="M2"))
    repository.write("copy.yaml", sealed({"a": "A9", "b": "B1"}, mac="M2"))
    repository.commit("copied, and edited")
    committed(repository, sealed({"a": "A2", "b": "B3"}, mac="M1"))

    assert found(repository) == [
        f"error copy.yaml:1 stale-mac `a` was changed {STALE} (Ada Tester)",
        f"error a.yaml:1 stale-mac `a` and `b` were changed {STALE} (Ada Tester)",
    ]


def test_the_settings_say_how_bad_it_is_but_not_of_what_was_mended(
    repository: Repository,
) -> None:
    committed(repository, BOTH, LEFT)
    repository.write("b.yaml", sealed({"c": "C1"}, mac="M7"))
    repository.commit()
    repository.write("b.yaml", sealed({"c": "C2"}, mac="M7"))
    repository.commit()
    repository.write("b.yaml", sealed({"c": "C2"}, mac="M8"))
    repository.commit()

    settings = {"checks": {"key-not-rotated": "warning", "stale-mac": "warning"}}
    assert [line[:20] for line in found(repository, settings)] == [
        "warning a.yaml:3 key",
        "info b.yaml:1 stale-",
    ]
    assert found(repository, {"checks": {"key-not-rotated": "off", "stale-mac": "off"}}) == []


def test_what_is_due_by_its_age_comes_last(repository: Repository) -> None:
    committed(repository, ONE, BY_HAND)
    limits = {"paths": ["*.yaml"], "value-days": 1, "key-days": 1}
    settings = Settings({"secrets": {"max-age": [limits]}})
    repository.write("plain.yaml", "a: 1\n")
    repository.commit()

    findings = history_check.run(
        discover(str(repository.root)), NO_RULES, settings, today="2025-06-04"
    )

    assert [f"{one.check} {one.pointer}" for one in findings] == [
        *("stale-mac /b", "old-secret /a", "old-secret /b", "old-data-key /sops"),
    ]


def test_a_shallow_clone_says_that_it_is(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(repository, ONE, BY_HAND)
    repository.git("clone", "--quiet", "--depth=1", repository.root.as_uri(), str(tmp_path / "c"))

    assert found(Repository(tmp_path / "c")) == []
    assert capsys.readouterr().err == (
        "note: this clone is shallow, so the history is known in part only; "
        "the rest comes with `git fetch --unshallow`\n"
    )


@needs_sops
def test_a_file_edited_by_hand_is_found_from_git_alone(repository: Repository) -> None:
    first = encrypted("a: one\nport_unencrypted: 80\n")
    by_hand = first.replace(b"port_unencrypted: 80", b"port_unencrypted: 8080")
    assert by_hand != first
    repository.write("a.yaml", first)
    repository.commit()
    repository.write("a.yaml", by_hand)
    repository.commit()
    repository.write("b.yaml", changed(first, "b.yaml", "set", '["a"]', value='"two"'))
    repository.commit()

    done = repository.confledger("secrets", "check", "--history", "--format", "short")

    assert (done.returncode, done.stdout.count("error[stale-mac]")) == (1, 1)
    assert done.stdout.startswith("a.yaml:2:19: error[stale-mac] `port_unencrypted` was changed")
