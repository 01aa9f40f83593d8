"""The journal is one file of the user, outside of every work tree."""

import pytest

from confledger.cli.secrets.journal_place import checkpoints_path, journal_path
from confledger.errors import ConfledgerError


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "/home/ada/.local/state/confledger/journal.jsonl"),
        ({"XDG_STATE_HOME": "/state"}, "/state/confledger/journal.jsonl"),
        ({"XDG_STATE_HOME": "state"}, "/home/ada/.local/state/confledger/journal.jsonl"),
        ({"XDG_STATE_HOME": ""}, "/home/ada/.local/state/confledger/journal.jsonl"),
        ({"XDG_STATE_HOME": "/s", "CONFLEDGER_JOURNAL": "/log//a.jsonl"}, "/log/a.jsonl"),
        ({"CONFLEDGER_JOURNAL": "a.jsonl"}, "CONFLEDGER_JOURNAL is 'a.jsonl', which is no "),
        ({"HOME": "here"}, "this user has no home folder to keep the journal in"),
    ],
)
def test_where_it_is(
    environ: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.delenv("CONFLEDGER_JOURNAL", raising=False)
    for name, value in ({"HOME": "/home/ada"} | environ).items():
        monkeypatch.setenv(name, value)

    if expected.startswith("/"):
        assert journal_path() == expected
    else:
        with pytest.raises(ConfledgerError) as raised:
            journal_path()
        assert str(raised.value).startswith(expected)


def test_its_checkpoints_are_beside_it() -> None:
    assert checkpoints_path("/a/journal.jsonl") == "/a/journal.checkpoints.jsonl"
    assert checkpoints_path("/a/journal") == "/a/journal.checkpoints.jsonl"
