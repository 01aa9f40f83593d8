import json
import subprocess
from pathlib import Path

import pytest

from comparing import examined, sealed
from confledger.cli.secrets import status, status_table
from confledger.secrets.history import Ages
from confledger.secrets.rules import Rules, read
from sopsing import encrypted, identity, needs_sops, recipient
from support import FIRST_COMMIT, Repository

TODAY = "2025-06-11"
START = int(FIRST_COMMIT.timestamp())
RULES = Rules([read(b"keys:\n  - &ada age1-ada\n  - &bob age1-bob\n")])


def row(
    path: str,
    values: dict[str, str],
    days: dict[str, int] | None = None,
    *,
    state: str = status_table.ENCRYPTED,
    readers: str = "ada",
    key: int | None = 0,
    more: str = "",
    **marks: object,
) -> status_table.Row:
    """Return a row; `days` are those after the first commit at which each value was set."""
    text = sealed(values, readers) + more if values else "a: 1\n"
    made = status_table.Row(examined(text, path, rules=RULES), state, [])
    if days is not None:
        made.ages = Ages()
        made.ages.values = {(0, (name,)): START + day * 86400 for name, day in days.items()}
        made.ages.key = None if key is None else START + key * 86400
        for name, value in marks.items():
            setattr(made.ages, name, value)
    return made


A, B = (0, ("a",)), (0, ("b",))
TWO = {"a": "A1", "b": "B1"}
ROWS = [
    row("one.yaml", TWO, {"a": 0, "b": 9}, readers="ada bob eve"),
    row("rotated.yaml", TWO, {"a": 0, "b": 1}, key=8, reencrypted={A: START, B: START}),
    row("shallow.yaml", TWO, {"a": 0, "b": 1}, at_least={A, B}, key_at_least=True),
    row("set.yaml", TWO, {"a": 0}),
    row("new.yaml", TWO, {}, key=None),
    row("faulty.yaml", TWO, {"a": 0, "b": 0}, state=status_table.FAULTY),
    row("plain.yaml", {}, state=status_table.PLAIN),
    row("other.yaml", {"a": "A1"}, {"a": 10}, state=status_table.UNGOVERNED),
]
TABLE = """\
FILE          STATE      VALUES  OLDEST  NEWEST    KEY  READERS
one.yaml      encrypted       2    10 d     1 d   10 d  ada, age1-eve, bob
rotated.yaml  encrypted       2   ~10 d    ~9 d    2 d  ada
shallow.yaml  encrypted       2   >10 d    >9 d  >10 d  ada
set.yaml      encrypted       2    10 d     new   10 d  ada
new.yaml      encrypted       2     new     new    new  ada
faulty.yaml   faulty!         2    10 d    10 d   10 d  ada
plain.yaml    plain!
other.yaml    no rule         1     0 d     0 d   10 d  ada
"""


def test_a_line_for_each_file_with_what_is_known_without_a_key() -> None:
    assert status_table.as_text(ROWS, TODAY, width=None, colour=False) == TABLE


def test_what_is_wrong_is_red() -> None:
    lines = status_table.as_text(ROWS, TODAY, width=None, colour=True).splitlines()

    red = [line for line in lines if line.startswith("\x1b[31m") and line.endswith("\x1b[0m")]
    assert [line[5:].split(" ")[0] for line in red] == ["faulty.yaml", "plain.yaml"]


def test_without_ages_there_are_no_columns_for_them() -> None:
    rows = [row("one.yaml", TWO), row("two.yaml", {"a": "A1"}, readers="bob")]

    assert status_table.as_text(rows, TODAY, width=None, colour=False) == (
        "FILE      STATE      VALUES  READERS\n"
        "one.yaml  encrypted       2  ada\n"
        "two.yaml  encrypted       1  bob\n"
    )
    assert status_table.as_text([], TODAY, width=None, colour=False) == ""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("    unencrypted_suffix: _unencrypted\n", None),
        ("    unencrypted_suffix: _plain\n", "all but *_plain"),
        ("    encrypted_suffix: _secret\n", "*_secret"),
        ("    encrypted_regex: ^(a|b)$\n", "^(a|b)$"),
        ("    unencrypted_regex: ^a$\n", "all but ^a$"),
        ("    encrypted_comment_regex: secret\n", "# secret"),
        ("    encrypted_regex: ^(apiKey|password|token|a|b)$\n", "^(apiKey|password|token…"),
    ],
)
def test_the_scope_is_shown_where_one_is_not_the_usual(more: str, expected: str | None) -> None:
    text = status_table.as_text([row("a.yaml", TWO, more=more)], TODAY, width=None, colour=False)

    first, second = text.splitlines()
    assert ("SCOPE" in first) == (expected is not None)
    if expected is not None:
        assert second == f"a.yaml  encrypted       2  {expected}  ada"


LONG = "clusters/production/eu-west-1/apps/database/secrets.yaml"


@pytest.mark.parametrize("width", [200, 100, 80, 60])
def test_it_fits_a_terminal(width: int) -> None:
    rows = [
        row(
            LONG,
            TWO,
            {"a": 0, "b": 9},
            readers="ada bob eve dan fay gus",
            more="    encrypted_regex: .\n",
        ),
        row("b.yaml", TWO, {"a": 0, "b": 9}),
    ]

    lines = status_table.as_text(rows, TODAY, width=width, colour=False).splitlines()

    assert max(map(len, lines)) <= width if width > 70 else max(map(len, lines)) < 85
    assert lines[1].split("  ")[0].endswith("secrets.yaml")
    end = "bob" if width == 200 else "6"
    assert lines[1].endswith(end)


def test_as_many_readers_are_named_as_there_is_room_for() -> None:
    rows = [row("a.yaml", TWO, readers="ada bob eve dan fay gus")]

    lines = status_table.as_text(rows, TODAY, width=58, colour=False).splitlines()

    assert lines[1] == "a.yaml  encrypted       2  ada, age1-dan, age1-eve, +3"
    names = read(f"keys:\n  - &{'a' * 30} age1-ada\n  - &{'b' * 30} age1-bob\n".encode())
    long = status_table.Row(
        examined(sealed(TWO, "ada bob"), rules=Rules([names])), status_table.ENCRYPTED, []
    )
    assert status_table.as_text([long], TODAY, width=58, colour=False).endswith("2 readers\n")


def test_the_summary_counts() -> None:
    assert status_table.summary(ROWS, shallow=False) == (
        "8 files: 5 encrypted, 1 no rule, 1 faulty, 1 plain; 13 values, the oldest of 2025-06-01\n"
        "what is wrong: `confledger secrets check`\n"
    )
    one = [row("a.yaml", {"a": "A1"})]
    assert status_table.summary(one, shallow=True) == (
        "1 file: 1 encrypted; 1 value\n"
        "this clone is shallow, so ages after `>` are not known in full: "
        "`git fetch --unshallow`\n"
    )
    assert status_table.summary([], shallow=False) == (
        "no file is encrypted, and no creation rule asks for it\n"
    )


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository with an encrypted file, one that should be, and one that nobody asked for."""
    repository.write(
        ".sops.yaml",
        f"keys:\n  - &ada {recipient()}\ncreation_rules:\n"
        "  - path_regex: ^secrets/\n    age: *ada\n",
    )
    repository.write("secrets/prod.yaml", encrypted("a: one\nb: two\n"))
    repository.write("app.yaml", "a: 1\n")
    repository.commit()
    return repository


@needs_sops
def test_the_command_lists_what_is_on_disk(shop: Repository) -> None:
    shop.write("secrets/dev.yaml", "password: in-the-clear\n")
    shop.write("loose.json", encrypted('{"a": 1}', "loose.json"))

    done = shop.confledger("secrets", "status", "--no-ages")

    assert (done.returncode, done.stdout) == (
        1,
        "FILE               STATE      VALUES  READERS\n"
        "loose.json         no rule         1  ada\n"
        "secrets/dev.yaml   plain!\n"
        "secrets/prod.yaml  encrypted       2  ada\n",
    )
    assert "in-the-clear" not in done.stdout + done.stderr
    assert done.stderr.startswith("3 files: 1 encrypted, 1 no rule, 1 plain; 3 values\n")
    one = shop.confledger("secrets", "status", "secrets/prod.yaml")
    assert one.returncode == 0
    assert shop.confledger("secrets", "status", "secrets").stdout.count("\n") == 3
    assert shop.confledger("secrets", "status", ".").stdout.count("\n") == 4
    wrong = shop.confledger("secrets", "status", "nowhere")
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (
        2,
        "error: there is no file or folder 'nowhere'",
    )


@needs_sops
def test_json_has_all_that_is_known(shop: Repository) -> None:
    done = shop.confledger("secrets", "status", "--format", "json")

    assert json.loads(done.stdout) == {
        "version": 1,
        "shallow": False,
        "files": [
            {
                "path": "secrets/prod.yaml",
                "state": "encrypted",
                "rule": {"file": ".sops.yaml", "number": 0},
                "findings": [],
                "scope": {"way": "unencrypted_suffix", "pattern": "_unencrypted"},
                "recipients": [{"kind": "age", "identity": recipient(), "name": "ada"}],
                "values": [
                    {
                        "document": 0,
                        "pointer": f"/{name}",
                        "since": START,
                        "at_least": False,
                        "reencrypted": None,
                    }
                    for name in "ab"
                ],
                "key": {"since": START, "at_least": False},
            }
        ],
    }


@needs_sops
def test_a_file_for_somebody_else_is_faulty(shop: Repository) -> None:
    shop.write("secrets/prod.yaml", encrypted("a: 1\n", recipients=(identity("eve").recipient,)))

    done = shop.confledger("secrets", "status", "--format", "json")

    (file,) = json.loads(done.stdout)["files"]
    assert (done.returncode, file["state"]) == (1, "faulty")
    assert "unauthorised-recipient" in [one["check"] for one in file["findings"]]
    assert [one["since"] for one in file["values"]] == [None]


@needs_sops
def test_where_versions_are_missing_there_are_no_ages(shop: Repository) -> None:
    oid = shop.git("rev-parse", "HEAD:app.yaml")
    (shop.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()

    done = shop.confledger("secrets", "status")

    assert (done.returncode, done.stdout.split("\n")[0].split()) == (
        0,
        ["FILE", "STATE", "VALUES", "READERS"],
    )
    assert done.stderr.startswith(
        "note: no ages, as this clone does not have all versions of all files; if it is a partial "
    )


@needs_sops
def test_it_works_before_the_first_commit_and_outside_of_git(tmp_path: Path) -> None:
    inside = Repository.create(tmp_path / "inside")
    outside = Repository(tmp_path / "outside")
    for place in (inside, outside):
        place.write(".sops.yaml", f"creation_rules:\n  - age: {recipient()}\n")
        place.write("a.yaml", encrypted("a: 1\n"))
        done = place.confledger("secrets", "status")
        assert (done.returncode, done.stdout.splitlines()[1][:17]) == (0, "a.yaml  encrypted")


@needs_sops
def test_ages_are_counted_to_a_day(shop: Repository) -> None:
    done = shop.confledger("secrets", "status", "--as-of", "2025-06-03")
    wrong = shop.confledger("secrets", "status", "--as-of", "tomorrow")

    assert done.stdout.splitlines()[1] == (
        "secrets/prod.yaml  encrypted       2     2 d     2 d  2 d  ada"
    )
    assert (wrong.returncode, wrong.stderr.splitlines()[0]) == (
        2,
        "error: --as-of takes a day, not 'tomorrow'",
    )


def test_nothing_is_encrypted(repository: Repository) -> None:
    done = repository.confledger("secrets", "status")

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "no file is encrypted, and no creation rule asks for it\n"


def test_a_terminal_is_asked_for_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "77")

    assert status._columns() == 77


@pytest.mark.corpus
@pytest.mark.slow
def test_a_real_repository_has_a_line_for_each_file(corpus: Path, tmp_path: Path) -> None:
    clone = Repository(tmp_path / "clone")
    bundle = corpus / "history" / "ghaf-infra.bundle"
    subprocess.run(["git", "clone", "--quiet", bundle, clone.root], check=True)

    done = clone.confledger("secrets", "status")

    assert done.returncode == 0
    assert done.stdout.count("\n") == 40
    assert done.stderr == "39 files: 39 encrypted; 206 values, the oldest of 2023-12-13\n"
