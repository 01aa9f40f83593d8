"""A difference shows what changes and around it, and hides what an excerpt hides."""

import pytest

from confledger.reports.difference import difference

LINES = "".join(f"k{number}: {number}\n" for number in range(1, 21))


def body(old: str, new: str) -> str:
    """Return the lines below the two names."""
    return difference("a.yaml", old, new).removeprefix("--- a/a.yaml\n+++ b/a.yaml\n")


def test_changes_stand_with_three_lines_around_and_apart_when_far_apart() -> None:
    new = LINES.replace("k2:", "x2:").replace("k8:", "x8:").replace("k18:", "x18:")

    assert difference("envs/a.yaml", LINES, new) == (
        "--- a/envs/a.yaml\n+++ b/envs/a.yaml\n"
        "@@ -1,11 +1,11 @@\n"
        " k1: 1\n-k2: 2\n+x2: 2\n k3: 3\n k4: 4\n k5: 5\n k6: 6\n k7: 7\n-k8: 8\n+x8: 8\n"
        " k9: 9\n k10: 10\n k11: 11\n"
        "@@ -15,6 +15,6 @@\n"
        " k15: 15\n k16: 16\n k17: 17\n-k18: 18\n+x18: 18\n k19: 19\n k20: 20\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("a: 1\n", "a: 1\n", "", id="nothing"),
        pytest.param(
            "aa: 1", "a: 1", "@@ -1,1 +1,1 @@\n-aa: 1\n\\ No newline at end of file\n+a: 1\n"
            "\\ No newline at end of file\n", id="no newline at the end",
        ),
        pytest.param(
            "aa: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\n", "@@ -1,2 +1,2 @@\n-aa: 1\n+a: 1\n b: 2\n",
            id="line ends that stay",
        ),
        pytest.param(
            "a: 1\r\nb: 2\n", "a: 1\nb: 2\n", "@@ -1,2 +1,2 @@\n-a: 1\\r\n+a: 1\n b: 2\n",
            id="line ends that change",
        ),
        pytest.param(
            "\ufeffa: 1\n", "a: 1\n", "@@ -1,1 +1,1 @@\n-\\ufeffa: 1\n+a: 1\n", id="a mark",
        ),
        pytest.param(
            "a: \udce9\n", "a: é\n", "@@ -1,1 +1,1 @@\n-a: \\xe9\n+a: é\n", id="bytes",
        ),
        pytest.param(
            "aa:\t\x1b[2J\n", "a:\t\x1b[2J\n", "@@ -1,1 +1,1 @@\n-aa:\t\\x1b[2J\n+a:\t\\x1b[2J\n",
            id="what steers a terminal",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_seen_is_written_out(old: str, new: str, expected: str) -> None:
    assert body(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "tokn: abc\n", "token: abc\n", "-tokn: <redacted>\n+token: <redacted>\n",
            id="a key that gets the name of a secret",
        ),
        pytest.param(
            "password: abc\nhots: x\n", "password: abc\nhost: x\n",
            " password: <redacted>\n-hots: x\n+host: x\n", id="a secret beside",
        ),
        pytest.param(
            "tokn:\n  value: abc\n", "token:\n  value: abc\n",
            "-tokn:\n+token:\n   value: <redacted>\n", id="a secret below",
        ),
        pytest.param(
            "kind: Secret\ndat:\n  a: YWJj\n", "kind: Secret\ndata:\n  a: YWJj\n",
            " kind: <redacted>\n-dat:\n+data:\n   a: <redacted>\n", id="a Secret of Kubernetes",
        ),
        pytest.param(
            "password: schÃ¶n abc\n", "password: schön abc\n",
            "-password: <redacted>\n+password: <redacted>\n", id="the secret itself changes",
        ),
    ],
)  # fmt: skip
def test_secrets_are_hidden_on_both_sides(old: str, new: str, expected: str) -> None:
    shown = body(old, new)

    assert shown.partition("\n")[2] == expected
    assert "abc" not in shown


def test_colours_are_those_of_git() -> None:
    assert difference("a", "b: 1\nc: 2\n", "d: 1\nc: 2\n", colour=True) == (
        "\x1b[1m--- a/a\x1b[0m\n\x1b[1m+++ b/a\x1b[0m\n\x1b[36m@@ -1,2 +1,2 @@\x1b[0m\n"
        "\x1b[31m-b: 1\x1b[0m\n\x1b[32m+d: 1\x1b[0m\n c: 2\n"
    )


def test_texts_whose_lines_do_not_correspond_are_refused() -> None:
    with pytest.raises(ValueError, match="do not correspond"):
        difference("a", "b\n", "b\nc\n")
