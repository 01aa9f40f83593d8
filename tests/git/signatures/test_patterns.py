"""Patterns of OpenSSH are those of a shell without brackets, and take no time on purpose."""

import re

from hypothesis import given
from hypothesis import strategies as st

from confledger.git.signatures.patterns import listed, matches

LETTERS = st.text("ab*?", max_size=8)


@given(st.text("ab", max_size=8), LETTERS)
def test_a_pattern_is_what_it_is_in_a_shell(text: str, pattern: str) -> None:
    same = re.escape(pattern).replace("\\*", ".*").replace("\\?", ".")

    assert matches(text.encode(), pattern.encode()) == bool(re.fullmatch(same, text))


def test_a_pattern_made_to_be_slow_is_not() -> None:
    assert not matches(b"a" * 1000, b"*a" * 400 + b"b")


def test_one_refusal_is_enough() -> None:
    patterns = (b"*", b"!ada", b"*,!ada", b"!ada,*", b"!bob,*", b"ada,bob", b"")

    assert [listed(b"ada", one) for one in patterns] == [
        *(True, False, False, False, True, True, False)
    ]
