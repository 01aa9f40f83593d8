import pytest

from confledger.cli.actions import run
from confledger.errors import ConfledgerError

ACTIONS = {"build": "bring it up to date", "status": "say what it has"}
HELP = """\
usage: confledger ledger ACTION [OPTIONS]

What it is.

actions:
  build   bring it up to date
  status  say what it has

  confledger ledger ACTION --help   what an action does, with examples

examples:
  confledger ledger build
"""


def act(*arguments: str) -> int:
    return run(
        *("ledger", ACTIONS, list(arguments)),
        about="What it is.",
        examples=("confledger ledger build",),
        beside="confledger.cli.ledger.",
        meant={"verify": "audit verify"},
    )


@pytest.mark.parametrize(
    ("arguments", "code", "out", "said"),
    [
        pytest.param([], 2, "", HELP, id="nothing"),
        pytest.param(["--help"], 0, HELP, "", id="help"),
        pytest.param(["help"], 0, HELP, "", id="the word"),
    ],
)
def test_without_an_action_there_is_help(
    arguments: list[str], code: int, out: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (act(*arguments), *capsys.readouterr()) == (code, out, said)


@pytest.mark.parametrize(
    ("word", "help"),
    [
        ("verify", "did you mean `confledger audit verify`?"),
        ("buidl", "did you mean `confledger ledger build`?"),
        ("xyzzy", "there are build, status"),
    ],
)
def test_an_action_that_is_none_names_the_nearest(word: str, help: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        act(word)

    assert (str(raised.value), raised.value.help) == (
        f"there is no action {word!r} of `ledger`",
        help,
    )


def test_help_of_an_action_is_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        act("help", "build")

    assert capsys.readouterr().out.startswith("usage: confledger ledger build ")
