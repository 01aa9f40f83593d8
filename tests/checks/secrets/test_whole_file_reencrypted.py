import pytest

from comparing import examined, examples, sealed, told
from confledger.checks.examined import Examined
from confledger.checks.secrets import whole_file_reencrypted
from sopsing import changed, encrypted, needs_sops

BEFORE = sealed({"a": "A1", "b": "B1"}, "ada bob", wrapped="w1")
ANEW = "encrypted anew, under a new data key: was that a rotation?"


@pytest.mark.parametrize(("heading", "before", "after"), examples(whole_file_reencrypted))
def test_the_examples_of_its_page(heading: str, before: Examined, after: Examined) -> None:
    assert bool(told(whole_file_reencrypted, before, after)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            sealed({"a": "A2", "b": "B2"}, "ada bob", wrapped="w2"),
            [f"info 3 /sops all 2 values were {ANEW}"],
        ),
        pytest.param(
            sealed({"b": "B2", "c": "C2"}, "ada bob dan", wrapped="w2"),
            [f"info 3 /sops its value was {ANEW}"],
            id="a reader more, and one value the same",
        ),
        pytest.param(sealed({"a": "A2", "b": "B2"}, "ada", wrapped="w2"), [], id="somebody left"),
        pytest.param(sealed({"a": "A2", "b": "B2"}, "ada bob", wrapped="w1"), [], id="edited"),
        pytest.param(sealed({"c": "C2"}, "ada bob", wrapped="w2"), [], id="another file"),
        pytest.param("a: 1\n", [], id="plain"),
    ],
)
def test_all_is_new_for_the_same_readers(after: str, expected: list[str]) -> None:
    assert told(whole_file_reencrypted, examined(BEFORE), examined(after)) == expected
    assert told(whole_file_reencrypted, examined(BEFORE), None) == []


@needs_sops
def test_sops_rotates_all_and_sets_one() -> None:
    before = encrypted("a: 1\nb: two\n")

    rotated = changed(before, "a.yaml", "rotate")
    one_set = changed(before, "a.yaml", "set", '["a"]', value="2")

    assert len(told(whole_file_reencrypted, examined(before), examined(rotated))) == 1
    assert told(whole_file_reencrypted, examined(before), examined(one_set)) == []
