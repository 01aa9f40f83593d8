"""What SOPS would write back as something else is told before, exactly as the real one does it."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sopsing
from confledger.location import Span
from confledger.secrets import lossy
from sopsing import needs_sops

_STAYS = """\
0 5 -5 20240102 9223372036854775807 -9223372036854775808 0b12 _1 0x 0o 0xg 0o8 1.5 0.1 -2.25
0.30000000000000004 1e+20 1.5e-07 1e400 .inf -.inf .nan inf nan Infinity true false tRUE nUll null
2024-01-02T03:04:05Z 2024-01-02T03:04:05.123Z 2024-01-02T03:04:05+02:00 2024-01-02t03:04:05z
2024-01-02T03:04:05 2024-13-45 2024-13-45T00:00:00Z 1.2.3 v1 1,000 1k .5.5 -- . .. = 1e 1e+ ++5
1-2 123abc hello 2024- 2024-01-02T03:04:05.000000001Z 123456.5 100000 +x a:b 1:99 12_34x
"""
_CHANGES = """\
014 0o14 0O14 00 -0 +0 +5 007 08 09 1_000 12345_54321 1__0 1_ 0x1F 0X1f 0b101 0B1 -0b1 -0x1F -0o7
-014 18446744073709551616 -9223372036854775809 123456789012345678901234567890 1.50 1.0 1. .5 -.5
+.5 1e3 1E3 1e-3 1e20 -0.0 0.0 -0. +1.5 1_0.5 3.14159265358979323846 12345678.9 1e5 +.inf
.Inf .INF .NaN True TRUE False FALSE yes Yes YES no No NO on On ON off Off OFF y Y n N 2024-01-02
2024-1-2 12:30:45 1:30 190:20:30 << 0e0 00.5 01.5 0x_1F 0b_1 0o_7 0_7 685.230_15e+03 0777 3e8
4.9e-324 1e-400 1.7976931348623157e308 1000000.5 0.00001 2024-01-02T03:04:05.120Z
2024-01-02T03:04:05+00:00 2024-01-02T3:04:05Z
"""
# Refused when they are encrypted.
REFUSED = ("9223372036854775808", "18446744073709551615")
STAYS, CHANGES = _STAYS.split(), _CHANGES.split()


def told(scalar: str) -> list[str]:
    return [why for *_, why in lossy.find(f"k: {scalar}\n".encode())]


@needs_sops
def test_what_is_told_is_what_the_real_sops_changes() -> None:
    numbers = Random(0)
    drawn = [repr(numbers.uniform(-1, 1) * 10 ** numbers.randint(-8, 12)) for _ in range(60)]
    drawn += [str(numbers.randint(-(10**18), 10**18)) for _ in range(20)]
    scalars = [*STAYS, *CHANGES, *drawn]
    text = "".join(f"k{at}: {scalar}\n" for at, scalar in enumerate(scalars))

    back = sopsing.decrypted(sopsing.encrypted(text)).decode()

    written = dict(re.findall(r"^k(\d+): (.*)$", back, re.MULTILINE))
    changed = [scalar for at, scalar in enumerate(scalars) if written[str(at)] != scalar]
    assert [scalar for scalar in scalars if told(scalar)] == changed
    assert set(CHANGES) <= set(changed)
    assert set(STAYS).isdisjoint(changed)


@needs_sops
@pytest.mark.parametrize("scalar", REFUSED)
def test_what_sops_refuses_is_told(scalar: str) -> None:
    with pytest.raises(AssertionError):
        sopsing.encrypted(f"k: {scalar}\n")
    assert told(scalar) == ["SOPS refuses whole numbers of more than 63 bits"]


@needs_sops
def test_a_zero_with_a_sign_that_stays_plain_cannot_be_decrypted() -> None:
    data = sopsing.encrypted("k_unencrypted: -0.0\n")

    with pytest.raises(AssertionError):
        sopsing.decrypted(data)
    assert told("-0.0") == ["a zero with a sign: the file could not be decrypted again"]


@pytest.mark.parametrize(
    ("scalar", "why"),
    [
        ("'014'", None),
        ('"1.50"', None),
        ("!!str 1.50", None),
        ("!!null ''", None),
        ("!!int 5", None),
        ('!!int "5"', None),
        ("&a 5", None),
        ("|\n  014\n", None),
        ("", None),
        ("~", None),
        ("!!binary aGVsbG8=", "`!!binary` would become the text that it encodes"),
        ("!custom x", "its tag would be lost"),
        ("!custom {a: b}", "its tag would be lost"),
        ("!!map {a: b}", None),
        ("!!set {a}", "its tag would be lost"),
        ("! 12", "the tag `!` that makes a text of it would be lost"),
        ("! x", None),
        ("!!float 1", "`!!float` would be lost, and it would be a whole number"),
        ("!!float 1.5", None),
        ("014", "with a zero in front it is read as octal: it would become another number"),
        ("0x1F", "this whole number would be written another way"),
        ("1.50", "this number would be written another way"),
        ("True", "a truth value would be written in small letters"),
        ("yes", "YAML 1.1 reads a truth value, and SOPS would make it a text"),
        ("10:20", "YAML 1.1 reads a number, and SOPS would make it a text"),
        ("<<", "it would get the tag of a merge key"),
        ("2024-01-02", "a date or time would be written another way, with a time and a zone"),
        ("2024-1-2 3:4:5", "a date or time would be written another way, with a time and a zone"),
        (
            "12345678901234567890123",
            "it has more digits than SOPS keeps: it would become a float, and not exact",
        ),
    ],
)  # fmt: skip
def test_quotes_keep_a_text_and_each_loss_has_its_reason(scalar: str, why: str | None) -> None:
    assert told(scalar) == ([] if why is None else [why])


def test_each_is_found_where_it_is_and_metadata_are_left_out() -> None:
    text = "a: {b: [x, 014]}\n---\nc: yes\non: 1\n1: x\nb: {<<: {x: z}}\nsops: {version: 3.10}\n"
    key = "this key is no text to every reader: SOPS takes it for one, or refuses the file"

    assert [(document, path, span) for document, path, span, _ in lossy.find(text.encode())] == [
        (0, ("a", "b", 1), Span(1, 12, 1, 15)),
        (1, ("c",), Span(3, 4, 3, 7)),
        (1, ("on",), Span(4, 1, 4, 3)),
        (1, ("1",), Span(5, 1, 5, 2)),
    ]
    assert [why for *_, why in lossy.find(b"on: x\ntrue: x\n")] == [key, key]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_written_with_the_digits_that_are_exact(value: float) -> None:
    written = lossy.go_float(value)

    assert float(written) == value
    assert written.count("e") == (abs(value) >= 1e6 or 0 < abs(value) < 1e-4)


@given(st.text(alphabet="0123456789+-._eExXobBOTZ: \u0661", max_size=12))
def test_nothing_is_raised_whatever_stands_there(text: str) -> None:
    lossy.changed(text.strip())
    lossy.find(f"k: {text}\n".encode())
