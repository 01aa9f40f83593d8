from pathlib import Path

import pytest

from comparing import examined, examples, sealed, told
from confledger.checks.examined import Examined
from confledger.checks.secrets import key_not_rotated
from confledger.secrets.rules import Rules, read
from sopsing import changed, encrypted, identity, needs_sops, recipient, rule, rules, sops

END = "was removed, and the data key is still the one they have"


@pytest.mark.parametrize(("heading", "before", "after"), examples(key_not_rotated))
def test_the_examples_of_its_page(heading: str, before: Examined, after: Examined) -> None:
    assert bool(told(key_not_rotated, before, after)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            sealed({"a": "A1"}, "ada", wrapped="w2"),
            [f"error 3 /sops/age age1-bob {END}", f"error 3 /sops/age age1-eve {END}"],
            id="two of three",
        ),
        pytest.param(
            sealed({"a": "A2"}, "ada eve", mac="M2", wrapped="w1"),
            [f"error 3 /sops/age age1-bob {END}"],
            id="the data key is wrapped as it was, for those who remain",
        ),
        pytest.param(sealed({"a": "A2"}, "ada", mac="M2", wrapped="w2"), [], id="rotated"),
        pytest.param(sealed({"a": "A1"}, "ada bob eve dan"), [], id="somebody more"),
        pytest.param("a: 1\n", [], id="plain"),
        pytest.param("a: 1\nsops: {mac: x}\n", [], id="metadata without recipients"),
    ],
)
def test_who_was_removed_and_can_read_on(after: str, expected: list[str]) -> None:
    before = examined(sealed({"a": "A1"}, "ada bob eve", wrapped="w1"))

    assert told(key_not_rotated, before, examined(after)) == expected
    assert told(key_not_rotated, before, None) == []


def test_a_host_with_a_new_key_is_told_as_such() -> None:
    old = Rules([read(b"keys:\n  - &host age1-bob\n  - &ada age1-ada\n")])
    new = Rules([read(b"keys:\n  - &host age1-dan\n  - &ada age1-ada\n")])
    before = examined(sealed({"a": "A1"}, "ada bob"), rules=old)

    after = examined(sealed({"a": "A1"}, "ada dan"), rules=new)
    gone = examined(sealed({"a": "A1"}, "ada"), rules=new)

    assert told(key_not_rotated, before, after) == [
        f"error 3 /sops/age the former key of host {END}"
    ]
    assert told(key_not_rotated, before, gone) == [f"error 3 /sops/age host {END}"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kms: [{arn: K, role: R, enc: x}]", "kms: [{arn: K, context: {a: b}, enc: x}]"),
        ("pgp: [{fp: 85d7 7543, enc: x}]", "pgp: [{fp: 85D77543, enc: x}]"),
    ],
)
def test_the_same_key_written_in_another_way_is_the_same(one: str, other: str) -> None:
    text = sealed({"a": "A1"})
    sides = [examined(f"{text}    {metadata}\n") for metadata in (one, other)]

    assert told(key_not_rotated, *sides) == []


@needs_sops
def test_after_updatekeys_alone_who_left_reads_on_and_after_rotate_no_longer(
    tmp_path: Path,
) -> None:
    before = encrypted("a: 1\nb: two\n", recipients=(recipient(), recipient("bob")))
    (tmp_path / ".sops.yaml").write_text(rules(rule()))
    (tmp_path / "a.yaml").write_bytes(before)
    sops("updatekeys", "--yes", "a.yaml", cwd=tmp_path, env=identity().environ())
    updated = (tmp_path / "a.yaml").read_bytes()
    rotated = changed(updated, "a.yaml", "rotate")

    assert len(told(key_not_rotated, examined(before), examined(updated))) == 1
    assert told(key_not_rotated, examined(before), examined(rotated)) == []
    assert told(key_not_rotated, examined(updated), examined(rotated)) == []
