"""A revision that there is not, said with what may have been meant."""

import pytest

from rolling import Rolling, shop
from support import Repository

SEE = "see what there is with `git log --oneline --all`"


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("v1.5", "did you mean 'v1.4'?"),
        ("yesterday", "for a day or a time: --before 'yesterday'"),
        ("2026-01-31", "for a day or a time: --before '2026-01-31'"),
        ("2 hours ago", "for a day or a time: --before '2 hours ago'"),
        ("03fffff", SEE),
    ],
)
def test_a_revision_that_there_is_not_is_a_time_or_nearly_a_name(
    repository: Repository, rolling: Rolling, word: str, help: str
) -> None:
    repository.git("tag", "v1.4", shop(repository)[0])

    told = rolling("--to", word, "--plan")

    assert (told.code, told.out) == (2, "")
    assert told.err == f"error: no revision named {word!r} in this clone\n  help: {help}\n"


def test_a_word_too_many_says_which_options_there_are(
    repository: Repository, rolling: Rolling
) -> None:
    told = rolling("v1.4", "--plan")

    assert (told.code, told.err.count("--to REV")) == (2, 1)


def test_a_path_that_neither_state_has_is_told(repository: Repository, rolling: Rolling) -> None:
    repository.write("config/old.yaml", "a: 1\n")
    repository.commit("Long ago")
    repository.git("rm", "-q", "config/old.yaml")
    first, _ = shop(repository)

    told = rolling("--to", first, "--scope", "config/old.yaml", "--plan")

    assert told.code == 0
    assert "config/old.yaml is not there now, and was not there then" in told.out
