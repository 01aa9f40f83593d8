"""What is changed is told first, and nothing that was a secret becomes readable by it."""

import pytest

from confledger.cli.secrets.changing import left_out, left_plain, readers
from confledger.cli.secrets.differing import differing
from confledger.location import Path
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import SopsFile, read
from sopsing import changed, encrypted, needs_sops, recipient, sops

pytestmark = needs_sops

TEXT = "a: one\nl: [x, y, x]\nm: {e: '', z: null, k: v}\np_unencrypted: 1\n---\na: two\n"


def file(data: bytes) -> SopsFile:
    return read(data, "a.yaml", "yaml")


def test_what_anybody_can_read_is_found() -> None:
    made = file(encrypted(TEXT, recipients=(recipient(), recipient("x"))))

    assert left_plain(made, ("m",)) == []
    assert left_plain(made, ("p_unencrypted",)) == left_plain(made, ()) == [("p_unencrypted",)]
    assert (readers(made), readers(file(encrypted(TEXT)))) == ("2 recipients", "1 recipient")


@pytest.mark.parametrize(
    ("options", "at", "told", "expected"),
    [
        ((), ("new",), b'"x"', []),
        ((), ("new_unencrypted",), b'"x"', [("new_unencrypted",)]),
        ((), ("new_unencrypted",), b'""', []),
        ((), ("m",), b'{"a": 1, "b_unencrypted": [2, null]}', [("m", "b_unencrypted", 0)]),
        (("--encrypted-regex", "^m$"), ("a",), b"true", [("a",)]),
        (("--encrypted-regex", "^m$"), ("m", "n"), b"true", []),
    ],
)
def test_what_would_be_left_plain_is_known_before_it_is_in_any_file(
    options: tuple[str, ...], at: Path, told: bytes, expected: list[Path]
) -> None:
    made = file(encrypted(TEXT, "a.yaml", *options))

    assert left_out(made, at, Plain(told)) == expected


def test_each_change_is_told_by_its_key() -> None:
    data = encrypted(TEXT)
    after = changed(data, "a.yaml", "set", '["a"]', value='"new"')
    after = changed(after, "a.yaml", "set", '["n"]', value='{"x": "y"}')
    after = changed(after, "a.yaml", "set", '["p_unencrypted"]', value="2")
    after = changed(after, "a.yaml", "unset", '["m"]["k"]')

    # Two items of the list got the ciphertext of each other, which is no change of them.
    assert differing(file(data), file(after)) == [
        "changes `a`",
        "changes `p_unencrypted`, in plain text",
        "adds `n.x`",
        "removes `m.k`",
    ]
    assert differing(file(data), file(data)) == ["changes comments, or the order of keys"]
    other = file(encrypted("a: one\n---\na: two\nb: three\n"))
    assert "adds `b` of document `2`" in differing(file(data), other)


def test_the_program_is_there() -> None:
    assert sops("--version", "--disable-version-check").startswith(b"sops 3.")
