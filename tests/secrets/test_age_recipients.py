"""Recipients of age: a mistyped letter is found before anybody encrypts for nobody."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.secrets.age_recipients import misspelt

GOOD = "age1hc6hszepd5xezxkgd3yx74pn3scxjm5w6px48m4rq9yj7w6rke7q72zhgn"
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBAr0HojLuAEMj6fHuT//YHITMm9fwNeFTqTznYekXnz me@host"


@pytest.mark.parametrize("told", [GOOD, SSH, SSH.rpartition(" ")[0]])
def test_a_recipient_is_taken(told: str) -> None:
    assert misspelt(told) is None


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ("AGE-SECRET-KEY-1QQ", "this is an identity, which is secret: the recipient starts"),
        ("AGE-PLUGIN-YUBIKEY-1QQ", "this is an identity, which is secret: the recipient starts"),
        ("alice", "this is no recipient of age: it starts with `age1`, or is a public key"),
        (GOOD[:-1], "this recipient of age is mistyped: its checksum does not fit"),
        (GOOD.replace("hc6", "hb6"), "this recipient of age has a character that none can have"),
        ("age1", "this recipient of age has a character that none can have, or is cut off"),
        ("age1qqqqxh9x4l", "this recipient of age"),
        ("ssh-dss AAAA", "age takes keys of SSH of the types ssh-ed25519 and ssh-rsa only"),
        ("ssh-rsa", "this public key of SSH is cut off, or mistyped"),
        ("ssh-rsa AAAA", "this public key of SSH is cut off, or mistyped"),
        ("ssh-rsa A", "this public key of SSH is cut off, or mistyped"),
    ],
)
def test_what_is_none_is_told_apart(told: str, reason: str) -> None:
    assert (misspelt(told) or "").startswith(reason)


@given(st.integers(4, len(GOOD) - 1), st.sampled_from(string.ascii_lowercase + string.digits))
def test_any_one_wrong_letter_is_found(at: int, letter: str) -> None:
    wrong = GOOD[:at] + letter + GOOD[at + 1 :]
    assert (misspelt(wrong) is None) == (wrong == GOOD)


def test_a_recipient_with_a_right_checksum_and_a_wrong_length_is_found() -> None:
    from confledger.secrets.age_recipients import _LETTERS, _expanded, _polymod

    data = [0] * 10
    rest = _polymod(_expanded("age") + data + [0] * 6) ^ 1
    check = [rest >> 5 * (5 - n) & 31 for n in range(6)]
    told = "age1" + "".join(_LETTERS[n] for n in data + check)
    assert misspelt(told) == "this recipient of age has not the length of one"
