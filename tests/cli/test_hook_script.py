"""Our lines go into a shell script and come out again, and nothing else of it changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.cli.hook_script import block, has_block, with_block, without_block

COMMAND = "check --staged"
NOTICES = ("post-merge", "post-checkout", "post-rewrite")
OURS = block(COMMAND)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, f"#!/bin/sh\n{OURS}", id="no hook"),
        pytest.param("#!/bin/sh\necho\n", f"#!/bin/sh\n{OURS}echo\n", id="after the first line"),
        pytest.param("#!/bin/bash", f"#!/bin/bash\n{OURS}", id="a first line without an end"),
        pytest.param("echo\n", f"#!/bin/sh\n{OURS}echo\n", id="no interpreter: git takes sh"),
        pytest.param(
            "#!/usr/bin/env -S bash -e\necho\n",
            f"#!/usr/bin/env -S bash -e\n{OURS}echo\n",
            id="by env",
        ),
    ],
)
def test_our_lines_come_first(before: str | None, after: str) -> None:
    assert with_block(before, COMMAND) == after
    assert has_block(after)


@pytest.mark.parametrize(
    "text", ["#!/usr/bin/fish\n", "#!/usr/share/x\n", "#!\n", "#!/usr/bin/env\n", "\x7fELF\0"]
)
def test_what_is_no_shell_script_gets_none_of_our_lines(text: str) -> None:
    with pytest.raises(ValueError, match="it is "):
        with_block(text, COMMAND)


@given(st.sampled_from(["#!/bin/sh", "#!/usr/bin/env zsh"]), st.text("ab#!\n\r \t"))
def test_taking_them_out_gives_back_what_was_there(first: str, rest: str) -> None:
    text = f"{first}\n{rest}"

    left = without_block(with_block(text, COMMAND))

    # A hook that does nothing is removed.
    assert left == (None if text.strip() == "#!/bin/sh" else text)


@given(
    st.sampled_from(["#!/bin/sh -e", "#!/usr/bin/env zsh"]),
    st.text("ab#!\n\r \t$`"),
    st.sampled_from(['hook message "$1"', *(f'hook notice {one} "$@"' for one in NOTICES)]),
)
def test_the_lines_of_the_other_hooks_come_out_again_as_well(
    first: str, rest: str, command: str
) -> None:
    text = f"{first}\n{rest}"

    assert without_block(with_block(text, command)) == text


def test_without_their_end_nothing_is_taken_out() -> None:
    with pytest.raises(ValueError, match="our lines begin in it"):
        without_block(OURS.partition("fi\n")[0])
