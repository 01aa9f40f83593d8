"""The quick reader of options and argparse agree, and only argparse says what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.cli import options
from confledger.cli.options import Options
from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError


def by_argparse(arguments: list[str]) -> Options:
    parser = Parser("check", "Check.", examples=())
    options.add_to(parser)
    return options.careful(parser, arguments)


def meant(**given: object) -> dict[str, object]:
    return vars(Options()) | given


TABLE = [
    pytest.param([], meant(), id="nothing"),
    pytest.param(["--staged"], meant(staged=True), id="a flag"),
    pytest.param(["-v", "-q"], meant(verbose=True, quiet=True), id="short flags"),
    pytest.param(["--no-cache", "--files"], meant(no_cache=True, files=True), id="a dash in it"),
    pytest.param(["--from", "main", "--to=HEAD"], meant(since="main", until="HEAD"), id="values"),
    pytest.param(["--rev="], meant(rev=""), id="an empty value"),
    pytest.param(["a", "--all", "b"], meant(paths=["a", "b"], all=True), id="paths around a flag"),
    pytest.param(["--", "--all", "-v"], meant(paths=["--all", "-v"]), id="paths like flags"),
    pytest.param(
        ["--output", "sarif=a.sarif", "--output=junit=b=c.xml"],
        meant(output=["sarif=a.sarif", "junit=b=c.xml"]),
        id="a repeated value with an equals sign",
    ),
    pytest.param(
        ["--jobs", "2", "--jobs", "3", "--color", "never", "--format", "json"],
        meant(jobs="3", color="never", format="json"),
        id="the last of two wins",
    ),
]


@pytest.mark.parametrize(("arguments", "expected"), TABLE)
def test_both_readers_understand_a_command_line_alike(
    arguments: list[str], expected: dict[str, object]
) -> None:
    quick = options.read(arguments)

    assert quick is not None
    assert vars(quick) == expected
    assert vars(by_argparse(arguments)) == expected


@pytest.mark.parametrize(
    "arguments",
    [["--stagd"], ["-x"], ["-vq"], ["-h"], ["--help"], ["--rev"], ["--rev", "--all"], ["--all=1"]],
)
def test_the_quick_reader_leaves_what_is_unusual_to_argparse(arguments: list[str]) -> None:
    assert options.read(arguments) is None


WORDS = st.sampled_from(
    [
        *("--staged", "--all", "--verbose", "-v", "--quiet", "-q", "--files", "--no-cache"),
        *("--rev", "--rev=x", "--from", "--from=y", "--to", "--format", "--format=json", "--jobs"),
        *(
            "--jobs=4",
            "--color",
            "--output",
            "--output=sarif=x",
            "--",
            "a.yaml",
            "b",
            "1",
            "HEAD~1",
        ),
        *("--unknown", "-x", "--rev=", "", "-vq", "--verb"),
    ]
)


@given(st.lists(WORDS, max_size=6))
def test_no_command_line_is_read_in_two_ways(arguments: list[str]) -> None:
    quick = options.read(arguments)

    if quick is not None:
        assert vars(by_argparse(arguments)) == vars(quick)


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (["--stagd"], "there is no option '--stagd'", "did you mean --staged?"),
        (["--verb"], "there is no option '--verb'", "see `confledger check --help`"),
        (["--formt=json"], "there is no option '--formt'", "did you mean --format?"),
        (["--rev"], "--rev needs a value", "see `confledger check --help`"),
        (["--rev", "--all"], "--rev needs a value", "see `confledger check --help`"),
        (["--all=1"], "--all takes no value", "see `confledger check --help`"),
    ],
)
def test_a_wrong_command_line_is_answered_with_what_to_do(
    arguments: list[str], message: str, help: str
) -> None:
    with pytest.raises(ConfledgerError) as error:
        by_argparse(arguments)

    assert (str(error.value), error.value.help) == (message, help)
