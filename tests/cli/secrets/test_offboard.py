"""Somebody is shut out: rules, files, a new data key, and then what they have seen."""

import json
from pathlib import Path

import pytest

from confledger.cli.secrets import offboard
from confledger.errors import ConfledgerError
from sopsing import needs_sops, recipient
from support import Repository
from syncing import at_work, opens, rules

pytestmark = needs_sops
PATHS = ("hosts/web/s.yaml", "prod.json")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    return at_work(tmp_path, monkeypatch)


def status(here: Repository) -> list[str]:
    return here.git("status", "--short").split()[1::2]


def test_the_rules_the_files_and_what_was_seen_are_shown_first(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    bob = recipient("bob")
    assert offboard.run(["bob", "--dry-run"]) == 1
    assert capfd.readouterr().out == (
        f"""\
--- a/.sops.yaml
+++ b/.sops.yaml
@@ -1,15 +1,12 @@
 keys:
   - &ours {recipient("ours")} # us
-  - &bob {bob}
 creation_rules:
   # the web
   - path_regex: ^hosts/web/
     key_groups:
       - age:
           - *ours
-          - *bob
   - path_regex: prod
     encrypted_regex: ^data$
     age: >-
-      {recipient("ours")},
-      {bob}
+      {recipient("ours")}

hosts/web/s.yaml
  - `bob` ({bob})
  ~ new data key, and a new ciphertext for each value
prod.json
  - `bob` ({bob})
  ~ new data key, and a new ciphertext for each value

2 files to change; 0 to let in, 1 to shut out.

Change these values at their providers: `bob` ({bob}) could read them, and can read them in the \
history for ever.
hosts/web/s.yaml
  db.password
  db.user
  list[0]
  list[1]
prod.json
  data.token
"""
    )
    assert status(here) == []


@pytest.mark.parametrize("who", ["bob", "recipient"])
def test_they_can_read_no_longer_and_nobody_else_is_shut_out(here: Repository, who: str) -> None:
    assert offboard.run([recipient("bob") if who == "recipient" else who, "--yes"]) == 0
    assert [opens(here, path, "bob") for path in PATHS] == [False, False]
    assert [opens(here, path, "ours") for path in PATHS] == [True, True]
    assert recipient("bob") not in (here.root / ".sops.yaml").read_text()


def test_what_they_know_of_the_old_data_key_opens_nothing_new(here: Repository) -> None:
    """The same file with the recipients of the old one: its data key is another."""
    old = json.loads((here.root / "prod.json").read_bytes())
    assert offboard.run(["bob", "--yes"]) == 0
    new = json.loads((here.root / "prod.json").read_bytes())
    new["sops"]["age"] = old["sops"]["age"]
    here.write("prod.json", json.dumps(new))
    assert opens(here, "prod.json", "bob") is False


def test_from_some_files_only(here: Repository) -> None:
    assert offboard.run(["bob", "--path", "prod.json", "--yes"]) == 0
    assert [opens(here, path, "bob") for path in PATHS] == [True, False]
    assert f"&bob {recipient('bob')}" in (here.root / ".sops.yaml").read_text()


def test_who_is_in_files_only_is_shut_out_too(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules("ours", prod=("ours",)))
    assert offboard.run(["bob", "--yes"]) == 0
    assert [opens(here, path, "bob") for path in PATHS] == [False, False]


def test_a_program_gets_the_values_to_change(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert offboard.run(["bob", "--yes", "--format", "json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert told["recipient"] == recipient("bob")
    assert [(one["path"], one["done"]) for one in told["files"]] == [(one, True) for one in PATHS]
    assert told["values"] == [
        {
            "path": "hosts/web/s.yaml",
            "keys": [
                {"document": 0, "pointer": one}
                for one in ("/db/password", "/db/user", "/list/0", "/list/1")
            ],
        },
        {"path": "prod.json", "keys": [{"document": 0, "pointer": "/data/token"}]},
    ]


def test_a_dry_run_for_a_program_changes_nothing(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert offboard.run(["bob", "--dry-run", "--format", "json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert [one["done"] for one in told["files"]] == [False, False]
    assert status(here) == []


def test_where_one_file_fails_sync_does_the_rest(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    file = here.root / "prod.json"
    before = file.read_bytes()
    file.write_bytes(before.replace(b'"lastmodified"', b'"lastmodifiedx"'))
    assert offboard.run(["bob", "--yes"]) == 2
    assert capfd.readouterr().err.endswith(
        "1 file left as before; `confledger secrets sync` does them\n"
    )
    file.write_bytes(before)
    assert here.confledger("secrets", "sync", "--yes").returncode == 0
    assert [opens(here, path, "bob") for path in PATHS] == [False, False]


def test_where_nobody_can_be_asked_the_command_is_told(here: Repository) -> None:
    with pytest.raises(ConfledgerError) as caught:
        offboard.run(["bob"])
    assert caught.value.help == "confledger secrets offboard bob --yes"
    assert status(here) == []


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (
            ["bop"],
            "no rule and no encrypted file names 'bop'",
            "did you mean 'bob'?",
        ),
        (
            ["zzzzzz"],
            "no rule and no encrypted file names 'zzzzzz'",
            "there are bob, ours",
        ),
    ],
)
def test_who_is_not_there_is_told(
    here: Repository, arguments: list[str], message: str, help: str
) -> None:
    with pytest.raises(ConfledgerError) as caught:
        offboard.run([*arguments, "--yes"])
    assert (str(caught.value), caught.value.help) == (message, help)


def test_a_name_of_several_is_no_name(here: Repository) -> None:
    text = rules().replace("  - &bob", f"  - {recipient('new')} # bob\n  - &bob")
    here.write(".sops.yaml", text)
    with pytest.raises(ConfledgerError, match="several recipients are called 'bob'"):
        offboard.run(["bob", "--yes"])


def test_without_any_names_status_is_where_to_look(here: Repository) -> None:
    here.write(".sops.yaml", f"creation_rules:\n  - age: {recipient()},{recipient('bob')}\n")
    here.commit("no names")
    with pytest.raises(ConfledgerError) as caught:
        offboard.run(["bob", "--yes"])
    assert caught.value.help == "see `confledger secrets status` for who can read what"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "creation_rules:\n  - age: BOB\n",
            "rule 1 of .sops.yaml names nobody else: nobody could open its files",
        ),
        (
            "creation_rules: [{key_groups: [{age: [OURS]}, {age: [BOB]}]}]\n",
            "rule 1 of .sops.yaml names nobody else, in key group 2: nobody could open its files",
        ),
    ],
)
def test_the_last_reader_of_a_rule_stays(here: Repository, text: str, message: str) -> None:
    text = text.replace("BOB", recipient("bob")).replace("OURS", recipient("ours"))
    here.write(".sops.yaml", text)
    with pytest.raises(ConfledgerError) as caught:
        offboard.run([recipient("bob"), "--yes"])
    assert str(caught.value) == message
    assert caught.value.help == (
        "let somebody in first: confledger secrets onboard RECIPIENT --rule 1"
    )
