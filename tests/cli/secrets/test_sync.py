"""Files are brought to what the rules say, with a plan first, and never half."""

import json
import os
from pathlib import Path

import pytest

from confledger.cli.secrets import sync
from confledger.errors import ConfledgerError
from sopsing import decrypted, needs_sops, recipient
from support import Repository
from syncing import WEB, at_work, opens, rules

pytestmark = needs_sops


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    return at_work(tmp_path, monkeypatch)


def changed(here: Repository) -> list[str]:
    return here.git("status", "--short", "--", ":!.sops.yaml").split()[1::2]


def test_without_a_difference_nothing_is_done(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert sync.run([]) == 0
    assert capfd.readouterr().out == "Nothing to do: each file is for those whom its rule names.\n"
    assert changed(here) == []


def test_the_plan_names_who_comes_and_who_goes(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    new = recipient("new")
    text = rules("ours", prod=("ours", "bob", "new"))
    here.write(".sops.yaml", text.replace("  - &bob", "  # bob was here\n  - &bob"))
    assert sync.run(["--dry-run"]) == 1
    assert capfd.readouterr().out == (
        f"hosts/web/s.yaml\n  - `bob` ({recipient('bob')})\n"
        "  ~ new data key, and a new ciphertext for each value\n"
        f"prod.json\n  + {new}\n\n"
        "2 files to change; 1 to let in, 1 to shut out.\n"
    )
    assert changed(here) == []


def test_who_left_the_rules_is_called_what_head_calls_them(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules("ours").replace(f"  - &bob {recipient('bob')}\n", ""))
    assert sync.run(["--dry-run", "hosts"]) == 1
    assert f"  - `bob` ({recipient('bob')})\n" in capfd.readouterr().out


def test_who_leaves_cannot_read_and_the_values_to_change_are_listed(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    before = (here.root / "hosts/web/s.yaml").read_bytes()
    here.write(".sops.yaml", rules("ours"))
    assert sync.run(["--yes"]) == 0
    said = capfd.readouterr()
    assert said.out.endswith(
        "1 file to change; 0 to let in, 1 to shut out.\n\n"
        "Change these values at their providers: whoever left could read them, and can read them "
        "in the history for ever.\n"
        "hosts/web/s.yaml\n  db.password\n  db.user\n  list[0]\n  list[1]\n"
    )
    assert said.err == "1/1 hosts/web/s.yaml\n"
    after = (here.root / "hosts/web/s.yaml").read_bytes()
    assert not set(_ciphertexts(before)) & set(_ciphertexts(after))
    assert [opens(here, "hosts/web/s.yaml", who) for who in ("ours", "bob")] == [True, False]
    assert decrypted(after).decode() == WEB.replace("  ", "    ")
    assert sync.run([]) == 0


def _ciphertexts(data: bytes) -> list[bytes]:
    return [line for line in data.split(b"\n") if b"ENC[" in line]


def test_who_joins_can_read_and_the_values_keep_their_ciphertexts(here: Repository) -> None:
    before = (here.root / "prod.json").read_bytes()
    here.write(".sops.yaml", rules(prod=("ours", "bob", "new")))
    assert sync.run(["--yes", "prod.json"]) == 0
    assert _ciphertexts((here.root / "prod.json").read_bytes()) == _ciphertexts(before)
    assert [opens(here, "prod.json", who) for who in ("ours", "bob", "new")] == [True] * 3


def test_where_nobody_can_be_asked_the_command_is_told(here: Repository) -> None:
    here.write(".sops.yaml", rules("ours"))
    with pytest.raises(ConfledgerError) as caught:
        sync.run(["hosts/web"])
    assert (str(caught.value), caught.value.help) == (
        "nothing was changed, as nobody can be asked here",
        "confledger secrets sync hosts/web --yes",
    )
    assert changed(here) == []


@pytest.mark.parametrize(("answer", "code", "reads"), [("y\n", 0, False), ("n\n", 1, True)])
def test_at_a_terminal_it_asks(
    here: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    reads: bool,
) -> None:
    parent, child = os.openpty()
    with open(child, "r+b", buffering=0) as terminal, os.fdopen(parent, "wb", buffering=0) as keys:
        here.write(".sops.yaml", rules("ours"))
        keys.write(answer.encode())
        monkeypatch.setattr("sys.stdin", open(terminal.fileno(), closefd=False))  # noqa: SIM115
        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        assert sync.run([]) == code
    said = capfd.readouterr()
    assert "Change 1 file? [y/N] " in said.err
    assert opens(here, "hosts/web/s.yaml", "bob") is reads
    assert said.out.endswith("Nothing was changed.\n") is reads


def test_a_program_gets_json(here: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    here.write(".sops.yaml", rules("ours"))
    assert sync.run(["--dry-run", "--format", "json"]) == 1
    plan = json.loads(capfd.readouterr().out)
    assert sync.run(["--yes", "--format", "json"]) == 0
    done = json.loads(capfd.readouterr().out)
    bob = {"kind": "age", "recipient": recipient("bob"), "name": "bob"}
    each = {"path": "hosts/web/s.yaml", "action": "rotate", "joins": [], "leaves": [bob]}
    assert plan["files"] == [{**each, "regroups": False, "done": False}]
    assert done["files"] == [{**each, "regroups": False, "done": True}]
    assert done["values"] == plan["values"]
    assert [one["pointer"] for one in done["values"][0]["keys"]] == [
        *("/db/password", "/db/user", "/list/0", "/list/1")
    ]
    with pytest.raises(ConfledgerError, match="asks nobody"):
        sync.run(["--format", "json"])


def test_a_change_of_scope_is_only_told(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules().replace("^data$", "^(data|plain)$"))
    assert sync.run(["--yes"]) == 0
    assert capfd.readouterr().out == (
        "prod.json\n  ! its scope is not that of the rule: encrypt it anew, by hand\n"
        "Nothing to do: each file is for those whom its rule names.\n"
    )


def test_it_works_from_a_folder_below(
    here: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules("ours"))
    monkeypatch.chdir(here.root / "hosts/web")
    assert sync.run(["s.yaml", "--yes"]) == 0
    assert changed(here) == ["hosts/web/s.yaml"]


def test_rules_in_a_folder_below_count_from_there(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(
        "hosts/.sops.yaml", f"creation_rules:\n  - path_regex: ^web/\n    age: {recipient()}\n"
    )
    assert sync.run(["--yes"]) == 0
    assert opens(here, "hosts/web/s.yaml", "bob") is False


def test_one_file_that_fails_does_not_stop_the_others(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules("ours", prod=("ours",)))
    file = here.root / "hosts/web/s.yaml"
    file.write_bytes(file.read_bytes().replace(b"lastmodified", b"lastmodifiedx"))
    before = file.read_bytes()
    assert sync.run(["--yes", "--format", "json"]) == 2
    said = capfd.readouterr()
    web, prod = json.loads(said.out)["files"]
    assert (web["done"], prod["done"], file.read_bytes()) == (False, True, before)
    assert "malformed-metadata" in web["reason"]
    assert "error: hosts/web/s.yaml: " in said.err
    assert said.err.endswith("1 file left as before; the same command does the rest\n")


def test_without_a_key_nothing_changes(
    here: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", "")
    here.write(".sops.yaml", rules("ours"))
    assert sync.run(["--yes"]) == 2
    assert "none of your keys opens the file" in capfd.readouterr().err
    assert changed(here) == []


def test_a_key_service_that_nobody_allowed_is_not_asked(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write(".sops.yaml", rules("ours"))
    file = here.root / "hosts/web/s.yaml"
    vault = (
        "    hc_vault:\n        - vault_address: http://127.0.0.1:1\n          engine_path: t\n"
        "          key_name: k\n          created_at: '2024-01-01T00:00:00Z'\n          enc: x\n"
    )
    file.write_text(file.read_text().replace("sops:\n", "sops:\n" + vault))
    assert sync.run(["--yes"]) == 2
    assert "it would ask http://127.0.0.1:1" in capfd.readouterr().err


def test_who_left_with_a_key_service_that_head_allowed_is_shut_out(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    """The rule of HEAD named the service, so that the file may still be opened beside it."""
    uri = "    hc_vault_transit_uri: http://127.0.0.1:1/v1/t/keys/k\n"
    here.write(".sops.yaml", rules() + uri)
    file = here.root / "prod.json"
    told = json.loads(file.read_text())
    told["sops"]["hc_vault"] = [
        {
            "vault_address": "http://127.0.0.1:1",
            "engine_path": "t",
            "key_name": "k",
            "created_at": "2024-01-01T00:00:00Z",
            "enc": "x",
        }
    ]
    file.write_text(json.dumps(told, indent="\t"))
    here.commit("vault")
    here.write(".sops.yaml", rules())
    assert sync.run(["--yes"]) == 0
    assert "hc_vault" not in json.loads(file.read_text())["sops"]


@pytest.mark.parametrize(
    ("arguments", "rule", "message"),
    [
        (["nowhere.yaml"], None, "there is no file 'nowhere.yaml'"),
        (["README.md"], None, "'README.md' is not encrypted"),
        (["prod.json"], "creation_rules: []\n", "no rule governs 'prod.json', so nobody knows"),
        ([], "creation_rules: [{age: x}]\n", "rule 1 of .sops.yaml, which governs "),
        (["../x"], None, "is outside of"),
    ],
)
def test_what_cannot_be_brought_to_a_rule_is_told(
    here: Repository, arguments: list[str], rule: str | None, message: str
) -> None:
    if rule is not None:
        here.write(".sops.yaml", rule)
    with pytest.raises(ConfledgerError, match=message):
        sync.run([*arguments, "--yes"])


def test_a_file_that_cannot_be_read_is_left_as_it_is(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    here.write("hosts/web/t.yaml", "a: [\nsops:\n  mac: x\n  version: 1\n")
    assert sync.run([]) == 0
    assert "warning: hosts/web/t.yaml is left as it is: " in capfd.readouterr().err


def test_help_has_examples(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        sync.run(["--help"])
    assert "confledger secrets sync --dry-run" in capfd.readouterr().out
