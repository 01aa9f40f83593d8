import pytest

from comparing import examined, examples, sealed, token, told
from confledger.checks.examined import Examined
from confledger.checks.secrets import secret_made_plain
from sopsing import decrypted, encrypted, needs_sops

BEFORE = sealed({"a": "A1", "b": "B1"}, plain="c_unencrypted: 1")
LOST = "this file was encrypted, and"


@pytest.mark.parametrize(("heading", "before", "after"), examples(secret_made_plain))
def test_the_examples_of_its_page(heading: str, before: Examined, after: Examined) -> None:
    assert bool(told(secret_made_plain, before, after)) == (heading == "Bad")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param(
            sealed({"b": "B1"}, plain="a: 5"),
            ["error 2 /a `a` was encrypted, and is plain text now"],
            id="one value",
        ),
        pytest.param(
            sealed({"b": "B1"}, plain="a: 5") + "    encrypted_regex: ^b$\n",
            [
                "warning 2 /a `a` was encrypted, and is plain text now, "
                "as the scope of the file no longer takes it"
            ],
            id="one value, on purpose",
        ),
        pytest.param("a: 1\nb: 2\n", [f"error 1 /a {LOST} 2 values of it are plain text now"]),
        pytest.param("x: 1\nb: 2\n", [f"error 2 /b {LOST} 1 value of it is plain text now"]),
        pytest.param(f"a: {token('A1')}\n", [], id="no metadata, and a ciphertext: another check"),
        pytest.param('a: ""\nb: null\n', [], id="emptied"),
        pytest.param("x: 1\n", [], id="another file altogether"),
        pytest.param(sealed({"a": "A2"}), [], id="changed and removed"),
        pytest.param("", [], id="an empty file"),
    ],
)
def test_what_lost_its_encryption(after: str, expected: list[str]) -> None:
    assert told(secret_made_plain, examined(BEFORE), examined(after)) == expected


def test_what_kubernetes_needs_in_clear_text_may_become_so() -> None:
    before = "kind: K\nmetadata: {name: N}\ndata: {a: A}\n"
    for text in "KNA":
        before = before.replace(f": {text}", f": '{token(text)}'")
    before += f"sops: {{mac: '{token('M')}'}}\n"
    after = f"kind: Secret\nmetadata: {{name: db}}\ndata: {{a: '{token('A')}'}}\n"
    after += f"sops: {{encrypted_regex: ^data$, mac: '{token('M2')}'}}\n"

    assert told(secret_made_plain, examined(before), examined(after)) == []


def test_no_business_of_it() -> None:
    assert told(secret_made_plain, examined(BEFORE), None) == []
    assert told(secret_made_plain, examined("a: 1\n"), examined("a: 2\n")) == []


@needs_sops
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "a: 1\n---\nb: two\n"),
        ("a.json", '{"a": {"b": [1, "x"]}}'),
        ("a.env", "A=1\n"),
        ("a.ini", "[s]\na = 1\n"),
        ("a.bin", "anything\n"),
    ],
)
def test_a_file_decrypted_in_place_is_told_whatever_its_format(path: str, text: str) -> None:
    before = encrypted(text, path)

    (found,) = told(
        secret_made_plain, examined(before, path), examined(decrypted(before, path), path)
    )

    assert LOST in found
    assert told(secret_made_plain, examined(before, path), examined(before, path)) == []
