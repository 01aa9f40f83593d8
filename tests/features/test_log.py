"""`confledger log`, over a history with a side branch, a rename, secrets and a broken file."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable

import jsonschema_rs
import pytest

import shop_history
from confledger.reports.ledger.model import schema
from support import Repository

Run = Callable[..., tuple[int, str, str]]

ALL = """\
2025-06-10  7ae079e6  Ada Tester  Mend it
  envs/dev/db.yaml
    /db/pool: 5 -> "5" (integer -> text)
2025-06-09  01d7cc63  Ada Tester  Break it
  envs/dev/db.yaml: cannot be read (unparsable)
2025-06-08  6cf2f59d  Ada Tester  Another password
  envs/prod/db.yaml
    /db/password: <redacted> -> <redacted>
2025-06-07  7b559aaf  Ada Tester  Fewer again
  apps/store.yaml (Deployment/shop)
    /spec/replicas: 3 -> 2 (back to what it was until 2025-06-02)
2025-06-06  1be17f38  Bob  Ten connections
  envs/prod/db.yaml
    /db/pool: 5 -> 10
2025-06-05  d46b7384  Ada Tester  Call it the store
  apps/store.yaml (Deployment/shop): moved from apps/shop.yaml
    /spec/template/spec/containers/[name=web]/image/tag: "1.0" -> "1.1"
2025-06-02  edffc615  Ada Tester  More of the shop
  apps/shop.yaml (Deployment/shop)
    /spec/replicas: 2 -> 3
2025-06-01  d0fd387c  Ada Tester  Start
  apps/shop.yaml: added, 9 keys
  envs/dev/db.yaml: added, 2 keys
  envs/prod/db.yaml: added, 2 keys
"""
REPLICAS = """\
Deployment/shop#/spec/replicas of apps/store.yaml
  also as apps/shop.yaml
2025-06-07  7b559aaf  Ada Tester  3 -> 2 (back to what it was until 2025-06-02)  Fewer again
2025-06-02  edffc615  Ada Tester  2 -> 3                                         More of the shop
2025-06-01  d0fd387c  Ada Tester  (none) -> 2                                    Start
changed 2 times since 2025-06-01, 2 values; 2 stands since 2025-06-07, for N days
"""
# What each row is known by, in the order of ALL, the newest first.
MEND, BREAK, PASSWORD, FEWER, TEN, MOVED, TAG, MORE = (
    "7ae079e6 /db/pool",
    "01d7cc63 -",
    "6cf2f59d /db/password",
    "7b559aaf /spec/replicas",
    "1be17f38 /db/pool",
    "d46b7384 -",
    "d46b7384 /spec/template/spec/containers/[name=web]/image/tag",
    "edffc615 /spec/replicas",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return shop_history.make(tmp_path_factory.mktemp("shop") / "r")


def logged(run: Run, repository: Repository, *arguments: str) -> str:
    code, out, said = run(repository, "log", *arguments)
    assert (code, said) == (0, "")
    return re.sub(r"for \d+ days", "for N days", out)


def listed(run: Run, repository: Repository, *arguments: str) -> list[str]:
    found = json.loads(logged(run, repository, *arguments, "--format", "json"))
    assert not list(jsonschema_rs.validator_for(schema()).iter_errors(found))
    return [f"{one['commit'][:8]} {one.get('key_path', '-')}" for one in found["entries"]]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param([], ALL, id="everything"),
        pytest.param(["apps/store.yaml#/spec/replicas"], REPLICAS, id="one key, as a table"),
        pytest.param(["spec.replicas"], REPLICAS, id="as people say it"),
        pytest.param(["replicas"], REPLICAS, id="at any depth, if there is none at the top"),
        pytest.param(["Deployment/*#/spec/replicas"], REPLICAS, id="with its document"),
    ],
)
def test_a_log_is_read_by_commit_and_of_one_key_as_a_table(
    run: Run, shop: Repository, arguments: list[str], text: str
) -> None:
    assert logged(run, shop, *arguments) == text


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        pytest.param(["**/image/tag", "-n", "1"], [TAG], id="a pattern"),
        pytest.param(["containers/web/image", "-1"], [TAG], id="an item by its name, -1 as in git"),
        pytest.param(["db.pool", "--since", "2025-06-02"], [MEND, TEN], id="since"),
        pytest.param(["--since", "2025-06-08", "--until", "2025-06-09"], [BREAK, PASSWORD], id="u"),
        pytest.param(["--since", "main~3", "-n", "9"], [MEND, BREAK], id="after a commit"),
        pytest.param(["--since", "pool", "--until", "main~4"], [FEWER], id="after its merge"),
        pytest.param(["--since", "2025-06", "--until", "2025-06", "-1"], [MEND], id="a month"),
        pytest.param(["--author", "bob@"], [TEN], id="by who wrote it, not who merged it"),
        pytest.param(["--grep", "STORE"], [MOVED, TAG], id="by subject"),
        pytest.param(["--kind", "retyped,moved"], [MEND, MOVED], id="by kind"),
        pytest.param(["--kind", "reformatted"], ["d2582e1b -"], id="only formats, when asked for"),
        pytest.param(["--secret", "-n", "1"], [PASSWORD], id="secrets"),
        pytest.param(["--env", "prod", "-n", "2"], [PASSWORD, TEN], id="an environment, guessed"),
        pytest.param(["envs/prod", "-n", "1"], [PASSWORD], id="a folder"),
        pytest.param(["envs/*/db.yaml", "-n", "1"], [MEND], id="a glob of files"),
        pytest.param(["apps/shop.yaml", "-n", "1"], [FEWER], id="an old name, followed"),
        pytest.param(["apps/shop.yaml", "--no-follow", "-n", "1"], [MORE], id="and not followed"),
        pytest.param(["envs/dev/db.yaml", "db.pool", "-n", "2"], [MEND, BREAK], id="unparsable"),
        pytest.param(
            ["--all", "db.pool", "--since", "2025-06-02"],
            [MEND, TEN, "1705002d /db/pool"],
            id="what was tried on the branch",
        ),
        pytest.param(
            ["--reverse", "-n", "2", "--expand"], [BREAK, MEND], id="the newest two, in order"
        ),
        pytest.param(
            ["--expand", "envs/prod", "--until", "2025-06-01"],
            ["d0fd387c /db/password", "d0fd387c /db/pool"],
            id="each key of a new file",
        ),
    ],
)
def test_rows_are_chosen(run: Run, shop: Repository, arguments: list[str], rows: list[str]) -> None:
    assert listed(run, shop, *arguments) == rows


def test_a_row_tells_who_wrote_it_and_what_landed_it(run: Run, shop: Repository) -> None:
    found = json.loads(logged(run, shop, "envs/prod/db.yaml#db.pool", "-n1", "--format", "json"))

    assert found["entries"] == [
        {
            "id": "f836c6f11e:1",
            "file": "envs/prod/db.yaml",
            "lineage_id": found["entries"][0]["lineage_id"],
            "document": "",
            "key_path": "/db/pool",
            "op": "changed",
            "old_type": "integer",
            "old_value": 5,
            "new_type": "integer",
            "new_value": 10,
            "secret": False,
            "merged": False,
            "back_to_until": None,
            "environments": ["prod"],
            "commit": "1be17f38b64eee2f694fdd3d132a630126a95ba0",
            "parents": ["1705002d5d1431287c4981eec25cc84d1a8a7f20"],
            "on_mainline": False,
            "landed_by": "f836c6f11e0b1e57456203710d3ae40e5560d4ea",
            "landed_at": "2025-06-06T12:00:00Z",
            "author": "Bob",
            "author_email": "bob@example.org",
            "authored_at": "2025-06-04T12:00:00Z",
            "committer": "Ada Tester",
            "committer_email": "ada@example.org",
            "committed_at": "2025-06-04T12:00:00Z",
            "subject": "Ten connections",
            "baseline": False,
            "reverts": [],
            "restores": None,
            "taken_back": [],
        }
    ]


def test_csv_has_a_line_for_each_row(run: Run, shop: Repository) -> None:
    out = logged(run, shop, "--format", "csv", "--env", "prod", "-n", "2")

    rows = list(csv.DictReader(io.StringIO(out)))

    assert [
        (row["key_path"], row["old_value"], row["new_value"], row["secret"]) for row in rows
    ] == [
        ("/db/password", "", "", "true"),
        ("/db/pool", "5", "10", "false"),
    ]


STATE = """\
as of 2025-06-05 00:00 UTC, commit edffc615 of 2025-06-02: More of the shop
apps/shop.yaml (Deployment/shop)
  /spec/replicas: 3
"""


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(["--at", "2025-06-05", "apps/store.yaml", "spec.replicas"], STATE, id="day"),
        pytest.param(
            ["--at", "main~5", "envs"],
            "commit f836c6f1 of 2025-06-06: Merge pool\n"
            "envs/dev/db.yaml\n  /db/password: <redacted>\n  /db/pool: 5\n"
            "envs/prod/db.yaml\n  /db/password: <redacted>\n  /db/pool: 10\n",
            id="a revision and a folder",
        ),
        pytest.param(
            ["--at", "pool~1", "--env", "prod"],
            "commit 1705002d of a side branch: Try ten\n"
            "envs/prod/db.yaml\n  /db/password: <redacted>\n  /db/pool: ten\n",
            id="a side branch",
        ),
        pytest.param(
            ["--at", "2025-06-09T12:00:00+00:00", "envs/dev/db.yaml", "db.pool"],
            "as of 2025-06-09 12:00 UTC, commit 01d7cc63 of 2025-06-09: Break it\n"
            "envs/dev/db.yaml: cannot be read there (unparsable); as it was before\n"
            "  /db/pool: 5\n",
            id="a broken file",
        ),
    ],
)
def test_the_state_at_a_time_is_what_the_mainline_had(
    run: Run, shop: Repository, arguments: list[str], text: str
) -> None:
    assert logged(run, shop, *arguments) == text


def test_a_state_is_told_to_programs_in_lines_or_as_one_object(run: Run, shop: Repository) -> None:
    asked = ("--at", "2025-06-08T23:59:00Z", "--env", "prod")
    rows = list(csv.DictReader(io.StringIO(logged(run, shop, *asked, "--format", "csv"))))
    told = json.loads(logged(run, shop, *asked, "--format", "json"))

    assert {name: told[name] for name in ("version", "at", "commit", "landed_at")} == {
        "version": 1,
        "at": "2025-06-08T23:59:00Z",
        "commit": shop.git("rev-parse", "main~3"),
        "landed_at": "2025-06-08T12:00:00Z",
    }
    assert [(one["file"], one["environments"], one["unparsable"]) for one in told["files"]] == [
        ("envs/prod/db.yaml", ["prod"], False)
    ]
    values = told["files"][0]["values"]
    assert [(row["key_path"], row["type"], row["value"], row["secret"]) for row in values] == [
        ("/db/password", "text", None, True),
        ("/db/pool", "integer", 10, False),
    ]
    assert [(row["file"], row["key_path"], row["value"], row["secret"]) for row in rows] == [
        ("envs/prod/db.yaml", "/db/password", "", "true"),
        ("envs/prod/db.yaml", "/db/pool", "10", "false"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["relpicas"],
            "error: no file was ever called 'relpicas', and no key\n"
            "  help: did you mean '**/replicas'?\n",
            id="a key",
        ),
        pytest.param(
            ["apps/stor.yaml"],
            "error: no file and no key 'apps/stor.yaml'\n  help: did you mean 'apps/store.yaml'?\n",
            id="a file",
        ),
        pytest.param(
            ["--env", "prd"],
            "error: there is no environment 'prd'\n  help: did you mean 'prod'?\n",
            id="an environment",
        ),
        pytest.param(
            ["--since", "soon"],
            "error: --since takes a time or a revision, not 'soon'\n"
            "  help: for example 2026-01-31, 2026-01-31T08:00:00Z or '2 weeks ago'; "
            "see what there is with `git log --oneline --all`\n",
            id="no time",
        ),
        pytest.param(
            ["main~3..main"],
            "error: 'main~3..main' is neither a file nor a key; it names a commit\n"
            "  help: did you mean --since main~3 --until main?\n",
            id="a range, as git takes it",
        ),
        pytest.param(
            ["main"],
            "error: 'main' is neither a file nor a key; it names a commit\n"
            "  help: did you mean `confledger show main`, or --since main?\n",
            id="a branch",
        ),
        pytest.param(
            ["--at", "1999-01-01", "apps"],
            "error: the history of this clone begins after 1999-01-01T00:00:00Z\n"
            "  help: its first commit is d0fd387ce2, of 2025-06-01T12:00:00Z\n",
            id="before everything",
        ),
        pytest.param(
            ["--at", "2025-06-05", "--since", "yesterday", "apps"],
            "error: --since is about changes, and --at about a state\n"
            "  help: leave out one of them\n",
            id="two questions",
        ),
        pytest.param(
            ["--at", "main", "--color", "never"],
            "error: --at needs to know of what\n"
            "  help: name a file, a key, or an environment with --env\n",
            id="the state of nothing",
        ),
    ],
)
def test_what_means_nothing_is_an_error(
    run: Run, shop: Repository, arguments: list[str], message: str
) -> None:
    assert run(shop, "log", *arguments) == (2, "", message)


def test_a_word_that_is_a_folder_and_a_key_says_so(run: Run, repository: Repository) -> None:
    repository.write("app/a.yaml", "app: {x: 1}\n")
    repository.commit()

    code, out, said = run(repository, "log", "app")

    assert (code, out.splitlines()[1:]) == (0, ["  app/a.yaml: added, 1 key"])
    assert said == "note: 'app' is a folder; for the key: '#app'\n"


def test_ids_stand_below_one_another(run: Run, repository: Repository) -> None:
    many = "".join(f"k{n}: 0\n" for n in range(10))
    for number in (1, 2):
        repository.write("a.yaml", f"{many}pool: {number}\n")
        repository.commit()

    _, out, _ = run(repository, "log", "pool", "--ids")

    assert [line.index("Ada Tester") for line in out.splitlines()[1:3]] == [37, 37]
    assert [line[22:27] for line in out.splitlines()[1:3]] == [":1   ", ":11  "]


def test_nothing_found_is_no_error(run: Run, shop: Repository) -> None:
    code, out, said = run(shop, "log", "--author", "nobody")

    assert (code, out, said) == (0, "", "no value changed that fits\n")


def test_no_secret_is_in_the_ledger_or_in_any_answer(run: Run, shop: Repository) -> None:
    answers = [
        logged(run, shop, *arguments)
        for arguments in (["--expand"], ["--format", "json"], ["--at", "main", "envs"])
    ]
    ledger = sqlite3.connect(shop.root / ".git" / "confledger" / "ledger.sqlite")

    values = [text for (text,) in ledger.execute("SELECT text FROM vals")]
    ledger.close()

    assert not [one for one in [*answers, *values] if "hunter2" in one]


def test_a_revert_names_what_it_takes_back(run: Run, repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("One")
    repository.write("a.yaml", "a: 2\n")
    second = repository.commit("Two")
    repository.write("a.yaml", "a: 1\n")
    third = repository.commit(f'Revert "Two"\n\nThis reverts commit {second}.')

    out = logged(run, repository, "a", "-n", "1")

    assert out.splitlines()[1] == (
        f"2025-06-01  {third[:8]}  Ada Tester  2 -> 1 (back to what it was until 2025-06-01)"
        f'  Revert "Two" (reverts {second[:8]})'
    )


def test_a_shallow_clone_names_no_author_of_what_it_begins_with(run: Run, shop: Repository) -> None:
    clone = shop.root.parent / "shallow"
    shop.git("clone", "--quiet", "--depth=4", shop.root.as_uri(), str(clone))

    out = logged(run, Repository(clone), "spec.replicas")

    assert out == (
        "Deployment/shop#/spec/replicas of apps/store.yaml\n"
        "2025-06-08  6cf2f59d  baseline: older than this clone  (none) -> 2  Another password\n"
        "never changed since before this clone begins, 1 value; 2 stands since 2025-06-08, "
        "for N days\n"
    )


def test_what_a_repository_says_cannot_steer_a_terminal(run: Run, repository: Repository) -> None:
    repository.write("a\x1b[2J.yaml", 'a: "\\e[31m"\n')
    repository.commit("Red \x1b[31m")

    out = logged(run, repository, "--expand")

    assert "\x1b" not in out
    assert out.splitlines()[1:] == ["  a\\x1b[2J.yaml", "    /a: (none) -> \\x1b[31m"]
