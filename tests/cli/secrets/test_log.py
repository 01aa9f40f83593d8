"""The journal is shown, searched, proved whole and signed."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.cli.secrets import log
from confledger.errors import ConfledgerError
from confledger.secrets.journal import append
from support import Repository

LIMITS = (
    "reads by other programs that hold a key on this machine cannot be seen here: "
    "these are those through confledger\n"
)
Log = Callable[..., tuple[int, str, str]]


@pytest.fixture
def journal(tmp_path: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A journal of four events, two of them of the repository that we stand in."""
    file = tmp_path / "state" / "journal.jsonl"
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(file))
    monkeypatch.chdir(repository.root)
    here = os.path.realpath(repository.root)
    for day, user, root, action, path, pointers in (
        ("01", {"name": "ada", "uid": 1000}, here, "view", "secrets/a.yaml", []),
        ("02", {"name": "bob", "uid": 1001}, "/srv/other", "get", "secrets/a.yaml", ["/x"]),
        ("03", {"name": "ada", "uid": 1000}, here, "exec", "b.yaml", ["/a", "/b", "/c", "/d"]),
        ("04", None, "/srv/other", "view", "od\x1bd.yaml", None),
    ):
        append(
            str(file),
            {
                "action": action,
                "path": path,
                "pointers": pointers,
                "process": user and {"parent": "zsh", "pid": 7},
                "repository": root,
                "time": f"2026-01-{day}T08:00:00.500Z",
                "user": user,
            },
        )
    return file


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]) -> Log:
    """Run the command here: exit code, output, messages."""

    def answered(*arguments: str) -> tuple[int, str, str]:
        code = log.run(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return answered


def test_who_opened_what_is_a_table_with_the_newest_last(journal: Path, ran: Log) -> None:
    assert ran() == (
        0,
        "TIME (UTC)           USER  FROM  ACTION  FILE                       VALUES\n"
        "2026-01-01 08:00:00  ada   zsh   view    secrets/a.yaml             all\n"
        "2026-01-02 08:00:00  bob   zsh   get     /srv/other/secrets/a.yaml  /x\n"
        "2026-01-03 08:00:00  ada   zsh   exec    b.yaml                     "
        "/a, /b, /c and 1 more\n"
        "2026-01-04 08:00:00  ?     ?     view    /srv/other/od\\x1bd.yaml    all\n",
        LIMITS,
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [1, 2, 3, 4]),
        (["--user", "ada"], [1, 3]),
        (["--user", "1001"], [2]),
        (["--action", "view"], [1, 4]),
        (["--since", "2026-01-02"], [2, 3, 4]),
        (["--since", "2026-01-03T08:00:00.500Z"], [3, 4]),
        (["--since", "2026-01-03T09:00:01+01:00"], [4]),
        (["--limit", "2"], [3, 4]),
        (["--limit", "1", "--user", "ada"], [3]),
        (["secrets/a.yaml"], [1]),
        (["secrets"], [1]),
        (["sec"], []),
        (["."], [1, 3]),
    ],
)
def test_only_what_is_asked_for_is_shown(
    journal: Path, ran: Log, options: list[str], expected: list[int]
) -> None:
    code, output, messages = ran("--format", "json", *options)

    told = json.loads(output)
    assert [one["sequence"] for one in told["events"]] == expected
    assert (code, told["version"], messages) == (0, 1, LIMITS)


def test_an_event_in_json_is_all_that_was_noted(journal: Path, ran: Log) -> None:
    told = json.loads(ran("--format", "json")[1])["events"]

    assert told == [json.loads(line) for line in journal.read_text().splitlines()]


def test_a_folder_below_shows_files_from_the_root(
    journal: Path, ran: Log, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("secrets/a.yaml", "")
    monkeypatch.chdir(repository.root / "secrets")

    assert ran("a.yaml")[1].splitlines()[1].split() == [
        *("2026-01-01", "08:00:00", "ada", "zsh", "view", "secrets/a.yaml", "all")
    ]


def test_nothing_opened_yet_is_no_error(
    ran: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(tmp_path / "none"))

    assert ran() == (0, "", f"nothing was opened through confledger yet\n{LIMITS}")
    assert ran("--verify") == (0, "0 events, each follows the one before\n", LIMITS)
    with pytest.raises(ConfledgerError, match=r"there is no event in .* to sign yet"):
        ran("--checkpoint")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "soon"], "--since takes a day or a time, not 'soon'"),
        (["--limit", "0"], "--limit takes a number from 1, not '0'"),
        (["--limit", "x"], "--limit takes a number from 1, not 'x'"),
        (["--verify", "--checkpoint"], "--verify and --checkpoint are two things"),
        (["--verify", "a.yaml"], "PATH goes with the list of events"),
        (["--checkpoint", "--user", "x"], "--user goes with the list of events"),
        (["--checkpoint-file", "x"], "--checkpoint-file goes with --verify"),
        (["--verify", "--key", "x"], "--key goes with --checkpoint"),
        (["--verify", "--checkpoint-file", "x"], "there is no file 'x' with checkpoints"),
        (["--verify", "--allowed-signers", "x"], "there is no file 'x' with allowed signers"),
        (["--format", "xml"], "there is no format 'xml'"),
    ],
)
def test_what_cannot_be_asked_says_so(
    journal: Path, ran: Log, arguments: list[str], said: str
) -> None:
    with pytest.raises(ConfledgerError) as raised:
        ran(*arguments)

    assert str(raised.value) == said


NO_CHECKPOINT = (
    "no checkpoint shows whether events at the end are gone; "
    f"to sign where it stands: confledger secrets log --checkpoint\n{LIMITS}"
)


def test_a_journal_that_nobody_touched_is_whole(journal: Path, ran: Log) -> None:
    assert ran("--verify") == (0, "4 events, each follows the one before\n", NO_CHECKPOINT)


def test_what_is_wrong_is_told_by_number(journal: Path, ran: Log) -> None:
    lines = journal.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"ada"', b'"eve"')
    journal.write_bytes(b"".join(lines[1:]) + b"oops\n")

    code, output, messages = ran("--verify")

    assert (code, messages) == (1, NO_CHECKPOINT)
    assert output == (
        "event 2 (line 1): event 1 is missing before this event\n"
        "event 3 (line 2): this event was changed: its text is not that of its hash\n"
        "line 4: this line is no event: it was changed or put in\n"
        "3 events, 3 faults\n"
    )
    code, output, messages = ran("--verify", "--format", "json")
    told = json.loads(output)
    assert (code, messages) == (1, LIMITS)
    assert [(one["sequence"], one["line"]) for one in told["faults"]] == [(2, 1), (3, 2), (None, 4)]
    assert ran("--limit", "1")[2] == (
        f"warning: 1 line is no event; see `confledger secrets log --verify`\n{LIMITS}"
    )
    journal.write_bytes(journal.read_bytes() + b"oops\n")
    assert "warning: 2 lines are no events; see" in ran()[2]


def test_a_cut_off_line_that_is_told_of_is_no_fault(journal: Path, ran: Log) -> None:
    data = journal.read_bytes()
    journal.write_bytes(data[:-20])
    assert ran("--verify")[:2] == (
        1,
        "line 4: the last line is cut off: by a crash, a full disk, or by hand\n"
        "3 events, 1 fault\n",
    )

    append(str(journal), {"action": "get"})

    assert ran("--verify")[:2] == (
        0,
        "line 4: cut off by a crash or a full disk, as the next event tells\n"
        "5 events, each follows the one before\n",
    )
    assert [one["action"] for one in json.loads(ran("--format", "json")[1])["events"]] == [
        *("view", "get", "exec", "get")
    ]
    assert ran()[2] == LIMITS


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """An SSH key without passphrase."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("needs ssh-keygen")
    file = tmp_path / "id"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file], check=True)
    return file


def test_against_a_checkpoint_a_journal_cut_off_at_its_end_is_found(
    journal: Path, ran: Log, key: Path, tmp_path: Path, repository: Repository
) -> None:
    file = journal.with_name("journal.checkpoints.jsonl")
    code, output, messages = ran("--checkpoint", "--key", str(key))
    assert (code, output) == (0, f"signed that event 4 is the last, in {file}\n")
    assert messages == (
        "keep a copy elsewhere: whoever cuts the journal off can change this file as well\n"
    )

    code, output, messages = ran("--verify")
    assert (code, output.splitlines()[0]) == (0, "4 events, each follows the one before")
    assert " by SHA256:" in output
    assert messages == (
        "nothing says whose key has signed; name a file with --allowed-signers, "
        f"or set gpg.ssh.allowedSignersFile of git\n{LIMITS}"
    )

    allowed = tmp_path / "allowed"
    allowed.write_text(f"ada@example.org {Path(f'{key}.pub').read_text()}")
    repository.git("config", "gpg.ssh.allowedSignersFile", str(allowed))
    signed_on = json.loads(file.read_text())["checkpoint"]["time"]
    told = f"1 checkpoint, the last at event 4, signed on {signed_on} by ada@example.org\n"
    assert ran("--verify") == (0, f"4 events, each follows the one before\n{told}", LIMITS)

    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:3]))
    gone = f"it was signed on {signed_on} and is gone: the journal ends with 3"
    assert ran("--verify") == (1, f"event 4: {gone}\n3 events, 1 fault\n", LIMITS)
    os.unlink(journal)
    gone = f"it was signed on {signed_on} and is gone: there is no event"
    assert ran("--verify") == (1, f"event 4: {gone}\n0 events, 1 fault\n", LIMITS)


def test_a_checkpoint_kept_elsewhere_counts_as_well(
    journal: Path, ran: Log, key: Path, tmp_path: Path, repository: Repository
) -> None:
    repository.git("config", "user.signingkey", str(key))
    elsewhere = tmp_path / "ada.jsonl"
    for action in ("get", "view"):
        assert ran("--checkpoint", "--output", str(elsewhere))[2] == ""
        append(str(journal), {"action": action})

    code, output, messages = ran("--verify", "--checkpoint-file", str(elsewhere))

    assert (code, output.splitlines()[1][:35]) == (0, "2 checkpoints, the last at event 5,")
    assert messages.startswith("no checkpoint shows whether events after event 5 are gone;")
    told = json.loads(ran("--verify", "--format", "json", "--checkpoint-file", str(elsewhere))[1])
    assert [one["sequence"] for one in told["checkpoints"]] == [4, 5]
    assert (told["events"], told["last"]["sequence"], told["torn"]) == (6, 6, [])


def test_a_checkpoint_that_was_changed_or_signed_by_another_is_a_fault(
    journal: Path, ran: Log, key: Path, tmp_path: Path
) -> None:
    file = tmp_path / "c"
    ran("--checkpoint", "--key", str(key), "--output", str(file))
    good = file.read_bytes()
    file.write_bytes(good + good.replace(b'"sequence":4', b'"sequence":3') + b"{}\n")
    nobody = tmp_path / "nobody"
    nobody.write_text("")

    asked = ("--verify", "--checkpoint-file", str(file))
    of_it = f"event 3: line 2 of {file}: the signature is not one of what it says"
    none = f"line 3 of {file} is no checkpoint: it was changed or put in"
    assert ran(*asked)[:2] == (1, f"{of_it}\n{none}\n4 events, 2 faults\n")
    whose = f"the signature is not one of anybody in {nobody}"
    assert ran(*asked, "--allowed-signers", str(nobody))[1].splitlines()[0] == (
        f"event 4: line 1 of {file}: {whose}"
    )


def test_what_is_not_whole_is_not_signed(journal: Path, ran: Log, key: Path) -> None:
    journal.write_bytes(journal.read_bytes() + b"oops\n")
    with pytest.raises(ConfledgerError, match="the journal is not whole, so it is not signed"):
        ran("--checkpoint", "--key", str(key))


def test_a_checkpoint_that_cannot_be_kept_says_so(journal: Path, ran: Log, key: Path) -> None:
    with pytest.raises(ConfledgerError) as raised:
        ran("--checkpoint", "--key", str(key), "--output", "/dev/null/x")
    assert str(raised.value) == "/dev/null/x cannot be written: not a directory"
