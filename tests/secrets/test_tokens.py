"""A ciphertext is told from what is only like one, byte for byte."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.secrets import tokens

IV = base64.b64encode(bytes(32)).decode()
TAG = base64.b64encode(bytes(16)).decode()
WHOLE = f"ENC[AES256_GCM,data:AAEC,iv:{IV},tag:{TAG},type:str]"


@given(st.binary(min_size=1, max_size=99), st.sampled_from(tokens.TYPES))
def test_what_sops_writes_is_read_with_the_length_of_what_is_hidden(data: bytes, kind: str) -> None:
    text = base64.b64encode(data).decode()

    found = tokens.read(f"ENC[AES256_GCM,data:{text},iv:{IV},tag:{TAG},type:{kind}]")

    assert found is not None
    assert (found.data, found.iv, found.tag) == (text, IV, TAG)
    assert (found.type, found.length) == (kind, len(data))


@given(st.integers(0, len(WHOLE) - 1))
def test_a_ciphertext_that_is_cut_off_is_none(end: int) -> None:
    assert tokens.read(WHOLE[:end]) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ENC[hunter2]",
        " " + WHOLE,
        WHOLE + " ",
        WHOLE + "]",
        WHOLE.replace("AES256_GCM", "AES128_GCM"),
        WHOLE.replace("type:str", "type:text"),
        WHOLE.replace("type:str", "type:str,more:x"),
        WHOLE.replace("data:", "date:"),
        WHOLE.replace("AAEC", ""),
        WHOLE.replace("AAEC", "AAE"),
        WHOLE.replace("AAEC", "AA\nEC"),
        WHOLE.replace("AAEC", "AA-_"),
        WHOLE.replace("AAEC", "äAEC"),
        WHOLE.replace(IV, base64.b64encode(bytes(12)).decode()),
        WHOLE.replace(IV, IV.rstrip("=")),
        WHOLE.replace(TAG, base64.b64encode(bytes(15)).decode()),
    ],
)
def test_what_is_only_like_a_ciphertext_is_none(text: str) -> None:
    assert tokens.read(WHOLE) is not None
    assert tokens.read(text) is None
