import pytest

from comparing import examined, sealed, token
from confledger.secrets.covered import covered


def of(text: str, path: str = "a.yaml") -> tuple[str | bytes, ...]:
    return covered(examined(text, path).sops)


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("text", b"text"),
        ('"80"', b"80"),
        ("80", b"80"),
        ("true", b"True"),
        ("false", b"False"),
        ("1.50", b"1.5"),
        ("2.0", b"2"),
        ("1e21", b"1000000000000000000000"),
        ("1.5e-7", b"0.00000015"),
        ("-0.25", b"-0.25"),
        (".inf", b"+Inf"),
        ("-.inf", b"-Inf"),
        (".nan", b"NaN"),
        ("ü", "ü".encode()),
        ("null", None),
        ('""', None),
        ("{}", None),
    ],
)
def test_a_plain_value_is_covered_as_the_bytes_that_sops_hashes(
    plain: str, expected: bytes | None
) -> None:
    assert of(sealed({}, plain=f"a_unencrypted: {plain}")) == (
        () if expected is None else (expected,)
    )


def test_values_count_in_their_order_and_plain_ones_run_together() -> None:
    values = {"a": "A1", "b": "B1"}
    plain = "c_unencrypted: us\nd_unencrypted: er\ne: not hidden\nf_unencrypted: " + token("X")

    assert of(sealed(values, plain=plain)) == (
        token("A1"),
        token("B1"),
        b"usernot hidden" + token("X").encode(),
    )


def test_only_what_is_encrypted_where_the_file_says_so() -> None:
    text = sealed({"a": "A1"}, plain="b_unencrypted: 1\nc: 2") + "    mac_only_encrypted: true\n"

    assert of(text) == (token("A1"), b"2")
