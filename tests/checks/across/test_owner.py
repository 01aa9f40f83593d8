"""Which files nobody answers for, and what of CODEOWNERS is of no use."""

import pytest

from surveying import surveyed, told

SETTINGS = "owned: [config]\n"
FILES = {"confledger.yaml": SETTINGS, "config/a.yaml": "", "config/b/c.txt": "", "src/x.py": ""}


@pytest.mark.parametrize(
    ("owners", "expected"),
    [
        pytest.param({"CODEOWNERS": "* @a\n"}, [], id="all is owned"),
        pytest.param(
            {"CODEOWNERS": "/config/*.yaml @a\n"},
            [
                "config/b/c.txt: warning: nobody owns this file: no rule of CODEOWNERS matches it",
            ],
            id="no rule",
        ),
        pytest.param(
            {"docs/CODEOWNERS": "config/ @a\n/config/b/ \n"},
            [
                "config/b/c.txt: warning: nobody owns this file: docs/CODEOWNERS:2 matches it, "
                "without owner",
            ],
            id="a rule that takes the owner away",
        ),
        pytest.param(
            {".github/CODEOWNERS": "* @a\n", "CODEOWNERS": "\n"}, [], id="the first place counts"
        ),
        pytest.param(
            {},
            [
                "confledger.yaml:1:8: warning: 2 files have to have an owner, and there is no "
                "CODEOWNERS"
            ],
            id="no file",
        ),
        pytest.param(
            {"CODEOWNERS": "* @a\nconfig team-a @b\n!x @a\n/lost/ @a\n"},
            [
                "CODEOWNERS:2:1: error: `team-a` is no owner",
                "CODEOWNERS:3:1: warning: a pattern with `!` in front matches nothing in "
                "CODEOWNERS",
                "CODEOWNERS:4:1: info: the rule `/lost/` matches no file",
            ],
            id="lines of no use",
        ),
    ],
)
def test_owned_files_have_owners(owners: dict[str, str], expected: list[str]) -> None:
    assert told(surveyed({**FILES, **owners})) == expected


def test_globs_that_match_nothing_are_told() -> None:
    files = {"confledger.yaml": "owned: [lost/**]\n", "CODEOWNERS": "* @a\n"}

    assert told(surveyed(files)) == ["confledger.yaml:1:8: warning: `owned` matches no file"]


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param({"config/a.yaml"}, ["config/a.yaml"], id="the file"),
        pytest.param({"CODEOWNERS"}, ["config/a.yaml", "config/b/c.txt"], id="the owners"),
        pytest.param({"src/x.py"}, [], id="another file"),
    ],
)
def test_a_commit_hears_of_its_own_files(touched: set[str], expected: list[str]) -> None:
    files = {**FILES, "CODEOWNERS": "/src @a\n"}

    assert [one.path for one in surveyed(files, touched, gone=set())] == expected
