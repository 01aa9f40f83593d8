"""What was not to be changed is found to be as it was, or is told."""

import pytest

from confledger.location import Path
from confledger.secrets import kept
from sopsing import changed, encrypted, needs_sops, recipient

pytestmark = needs_sops

TEXT = "a: one\nb:\n  c: two\n  d: three\nl: [x, y, x]\np_unencrypted: 1\n"


def judged(before: bytes, after: bytes, touched: Path | None = None) -> str:
    try:
        kept.kept(kept.read(before, "yaml"), kept.read(after, "yaml"), touched)
    except kept.Changed as found:
        return str(found)
    return "kept"


def test_what_sops_leaves_alone_is_kept() -> None:
    data = encrypted(TEXT)
    value = changed(data, "a.yaml", "set", '["b"]["c"]', value='"new"')
    item = changed(data, "a.yaml", "set", '["l"][1]', value='"new"')
    less = changed(data, "a.yaml", "unset", '["b"]')
    plain = changed(data, "a.yaml", "set", '["p_unencrypted"]', value="2")
    more = changed(data, "a.yaml", "set", '["n"]', value='{"a": 1}')

    # The two items that are equal got one ciphertext by that: no value was changed.
    assert b"".join(kept.read(value, "yaml").data.split(b"l:")[1:]) != data.split(b"l:")[1]
    assert judged(data, value, ("b", "c")) == judged(data, value, ("b",)) == "kept"
    assert judged(data, item, ("l", 1)) == "kept"
    assert judged(data, less, ("b",)) == "kept"
    assert judged(data, more, ("n",)) == "kept"
    assert judged(data, plain) == "kept"


@pytest.mark.parametrize(
    ("before", "after", "touched", "expected"),
    [
        ("a: 1\n", "a: 1\n", None, "a value that was to be kept has another ciphertext"),
        ("a: 1\nb: 1\n", "a: 1\n", ("a",), "values were lost or added"),
        ("a: 1\n", "b: 1\n", ("a",), "values were added"),
        ("a: 1\n---\na: 1\n", "---\na: 2\n", ("a",), "values were lost or added"),
        ("a: ''\n", "a: x\n", None, "a value that was to be kept has another ciphertext"),
    ],
)
def test_what_was_not_to_be_touched_is_told(
    before: str, after: str, touched: Path | None, expected: str
) -> None:
    other = encrypted(after, "b.yaml", recipients=(recipient(), recipient("x")))

    assert judged(encrypted(before), other, touched) == expected


def test_readers_and_rotation_are_looked_at() -> None:
    data = encrypted(TEXT)
    before = kept.read(data, "yaml")
    after = kept.read(changed(data, "a.yaml", "rotate"), "yaml")
    other = kept.read(encrypted(TEXT, recipients=(recipient("x"),)), "yaml")

    kept.same_readers(before, after)
    kept.rotated(before, after)
    with pytest.raises(kept.Changed, match="the recipients are others"):
        kept.same_readers(before, other)
    with pytest.raises(kept.Changed, match="a value has the ciphertext that it had"):
        kept.rotated(before, before)
    with pytest.raises(kept.Changed, match="values were lost or added"):
        kept.rotated(before, kept.read(encrypted("a: one\n"), "yaml"))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: [\n", "it is no file of that format"),
        (b"a: 1\n", "it is not encrypted"),
        (b"a: 1\nsops:\n  version: 3.11.0\n", "it is not encrypted"),
    ],
)
def test_what_is_no_encrypted_file_is_told(data: bytes, expected: str) -> None:
    with pytest.raises(kept.Changed, match=expected):
        kept.read(data, "yaml")
