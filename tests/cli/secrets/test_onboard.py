"""Somebody is let in: the rules first, then the files."""

import json
from pathlib import Path

import pytest

from confledger.cli.secrets import onboard
from confledger.errors import ConfledgerError
from sopsing import identity, needs_sops, recipient
from support import Repository
from syncing import at_work, opens

pytestmark = needs_sops


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    return at_work(tmp_path, monkeypatch)


def status(here: Repository) -> list[str]:
    return here.git("status", "--short").split()[1::2]


def test_the_change_of_the_rules_and_the_plan_are_shown_first(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    new = recipient("new")
    assert onboard.run([new, "--name", "carol", "--all", "--dry-run"]) == 1
    assert capfd.readouterr().out == (
        f"""\
--- a/.sops.yaml
+++ b/.sops.yaml
@@ -1,6 +1,7 @@
 keys:
   - &ours {recipient("ours")} # us
   - &bob {recipient("bob")}
+  - &carol {new}
 creation_rules:
   # the web
   - path_regex: ^hosts/web/
@@ -8,8 +9,10 @@
       - age:
           - *ours
           - *bob
+          - *carol
   - path_regex: prod
     encrypted_regex: ^data$
     age: >-
       {recipient("ours")},
-      {recipient("bob")}
+      {recipient("bob")},
+      {new}

hosts/web/s.yaml
  + `carol` ({new})
prod.json
  + `carol` ({new})

2 files to change; 1 to let in, 0 to shut out.
"""
    )
    assert status(here) == []


@pytest.mark.parametrize(
    ("choice", "reads"),
    [
        (["--all"], (True, True)),
        (["--rule", "2"], (False, True)),
        (["--rule", "1", "--rule", "2"], (True, True)),
        (["--path", "hosts/**"], (True, False)),
        (["--path", "hosts", "--rule", "1"], (True, False)),
    ],
)
def test_they_can_read_the_files_of_the_rules_that_were_chosen(
    here: Repository, choice: list[str], reads: tuple[bool, bool]
) -> None:
    assert onboard.run([recipient("new"), *choice, "--yes"]) == 0
    assert tuple(opens(here, one, "new") for one in ("hosts/web/s.yaml", "prod.json")) == reads


def test_globs_count_from_the_current_folder(
    here: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here.root / "hosts")
    assert onboard.run([recipient("new"), "--path", "web/*", "--yes"]) == 0
    assert status(here) == [".sops.yaml", "hosts/web/s.yaml"]


def test_who_is_there_already_is_let_in_nowhere(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert onboard.run([recipient("bob"), "--all", "--yes"]) == 0
    assert capfd.readouterr().out == (
        "The rules name them already.\n\n"
        "Nothing to do: each file is for those whom its rule names.\n"
    )
    assert onboard.run([recipient("bob"), "--all", "--yes", "--format", "json"]) == 0
    assert json.loads(capfd.readouterr().out) == {"files": [], "values": []}


def test_after_an_interruption_the_files_are_done_by_the_next_run(here: Repository) -> None:
    assert onboard.run([recipient("new"), "--all", "--rules-only", "--yes"]) == 0
    assert status(here) == [".sops.yaml"]
    assert onboard.run([recipient("new"), "--all", "--yes"]) == 0
    assert opens(here, "prod.json", "new")


def test_without_a_key_the_rules_can_be_changed_alone(
    here: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", "")
    assert onboard.run([recipient("new"), "--rule", "1", "--rules-only", "--yes"]) == 0
    assert capfd.readouterr().out.endswith(
        "\n\nNext: somebody with a key runs `confledger secrets sync`.\n"
    )
    assert status(here) == [".sops.yaml"]


def test_where_nobody_can_be_asked_the_command_is_told(here: Repository) -> None:
    new = recipient("new")
    with pytest.raises(ConfledgerError) as caught:
        onboard.run([new, "--rule", "1"])
    assert caught.value.help == f"confledger secrets onboard {new} --rule 1 --yes"
    assert status(here) == []


def test_without_sops_the_rules_stay_as_they_are(
    here: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("confledger.secrets.sops_program.bundled", lambda: None)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with pytest.raises(ConfledgerError):
        onboard.run([recipient("new"), "--all", "--yes"])
    assert status(here) == []


def test_one_rule_needs_no_choice(here: Repository) -> None:
    here.write(".sops.yaml", f"creation_rules:\n  - age: {recipient('ours')},{recipient('bob')}\n")
    assert onboard.run([recipient("new"), "--yes"]) == 0
    assert opens(here, "hosts/web/s.yaml", "new")


def test_of_several_key_groups_one_is_chosen(
    here: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    group = "{{age: [{}]}}"
    both = ", ".join(group.format(recipient(one)) for one in ("ours", "bob"))
    here.write(".sops.yaml", f"creation_rules:\n  - key_groups: [{both}]\n")
    new = recipient("new")
    with pytest.raises(
        ConfledgerError, match=r"rule 1 of .sops.yaml has 2 key groups, so say which"
    ):
        onboard.run([new, "--yes"])
    with pytest.raises(ConfledgerError, match=r"rule 1 of .sops.yaml has no key group 3"):
        onboard.run([new, "--yes", "--group", "3"])
    assert onboard.run([new, "--group", "2", "--rules-only", "--yes"]) == 0
    assert f"{recipient('bob')}, {new}]" in (here.root / ".sops.yaml").read_text()


LIST = "choose with --rule or --path; there are 1 (^hosts/web/), 2 (prod)"


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (["NEW"], ".sops.yaml has 2 rules, so say which", LIST),
        (["NEW", "--rule", "3"], ".sops.yaml has 2 rules, and no 3th", LIST),
        (["NEW", "--rule", "x"], "--rule needs a number from 1, not 'x'", "as --rule 3"),
        (
            ["NEW", "--path", "*.txt"],
            "no rule governs a file that '*.txt' matches",
            "globs count from the current folder; see `confledger secrets status`",
        ),
        (["NEW", "--rule", "1", "--group", "2"], "the rule has one key group", "leave --group out"),
        (
            ["NEW", "--name", "a b"],
            "'a b' cannot be a name in .sops.yaml",
            "names have letters, digits, `-` and `_`",
        ),
        (
            ["alice"],
            "'alice' is no recipient",
            "recipients are age1…, a public key of SSH, a fingerprint of PGP, an ARN, or the "
            "address of a key",
        ),
        (
            ["age1qqqqqqqqqq"],
            "'age1qqqqqqqqqq': this recipient of age is mistyped: its checksum does not fit",
            "copy it once more from its owner",
        ),
        (
            ["NEW", "--rule", "1", "--name", "bob"],
            ".sops.yaml has to be changed by hand: there is an anchor `&bob` already",
            "then: confledger secrets sync",
        ),
    ],
)
def test_what_is_not_clear_is_asked_for(
    here: Repository, arguments: list[str], message: str, help: str
) -> None:
    given = [recipient("new") if one == "NEW" else one for one in arguments]
    with pytest.raises(ConfledgerError) as caught:
        onboard.run([*given, "--yes"])
    assert (str(caught.value), caught.value.help) == (message, help)
    assert status(here) == []


def test_an_identity_is_refused_and_not_repeated(here: Repository) -> None:
    with pytest.raises(ConfledgerError) as caught:
        onboard.run([identity("new").secret, "--all", "--yes"])
    assert identity("new").secret not in f"{caught.value} {caught.value.help}"
    assert "this is an identity, which is secret" in str(caught.value)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (None, "there is no .sops.yaml here, nor in a folder above"),
        ("stores: {}\n", ".sops.yaml has no rule, so say which"),
        ("a: [\n", ".sops.yaml cannot be read: "),
    ],
)
def test_without_rules_nobody_is_let_in(here: Repository, rules: str | None, message: str) -> None:
    (here.root / ".sops.yaml").unlink()
    if rules is not None:
        here.write(".sops.yaml", rules)
    with pytest.raises(ConfledgerError, match=message):
        onboard.run([recipient("new"), "--yes"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            ["--name", "dan"],
            "note: .sops.yaml has no place for the name 'dan', as its recipients are one text; "
            "in a list, each has a line, with a comment behind it for the name\n",
        ),
        ([], ""),
    ],
)
def test_a_name_that_the_rules_have_no_place_for_is_told(
    here: Repository, capfd: pytest.CaptureFixture[str], options: list[str], expected: str
) -> None:
    here.write(".sops.yaml", f"creation_rules:\n  - age: {recipient('ours')}\n")

    assert onboard.run([recipient("new"), *options, "--dry-run"]) == 1

    assert capfd.readouterr().err == expected
