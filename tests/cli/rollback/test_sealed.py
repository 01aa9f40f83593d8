import json
from pathlib import Path

import pytest

from confledger.cli.rollback.keeping import Keeping
from confledger.cli.rollback.sealed import SAME, STUCK
from confledger.rollback.restoring import OF_RULES
from sealed_rollbacks import commit, edited, planned, refused
from sopsing import changed, decrypted, encrypted, identity, needs_sops, recipient, rules
from support import Repository

pytestmark = needs_sops

# As sops indents it.
TEXT = "db:\n    password: one\n    user: shop\nother: kept\n"
FILE = "secrets/a.yaml"


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", identity().secret)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(tmp_path / "journal.jsonl"))


def set_(repository: Repository, path: str, at: str, value: str) -> None:
    data = (repository.root / path).read_bytes()
    repository.write(path, changed(data, "a.yaml", "set", at, value=value))


def leaver(repository: Repository) -> str:
    """Commit a history in which bob left and a value leaked; return where it began."""
    ours, bob = recipient("ours"), recipient("bob")
    named = f"creation_rules:\n  - key_groups:\n      - age:\n          - {ours} # alice\n"
    repository.write(".sops.yaml", named + f"          - {bob} # bob\n")
    repository.write("app.yaml", "port: 1\n")
    data = encrypted(TEXT, recipients=(ours, bob))
    repository.write(FILE, data)
    repository.write("secrets/same.yaml", data)
    start = commit(repository, "Start")
    set_(repository, FILE, '["db"]["password"]', '"two"')
    commit(repository, "Another password")
    repository.write(".sops.yaml", named)
    repository.write(FILE, encrypted(TEXT.replace("one", "two")))
    repository.write("secrets/same.yaml", encrypted(TEXT))
    commit(repository, "Bob leaves")
    set_(repository, FILE, '["db"]["password"]', '"three"')
    set_(repository, FILE, '["new"]', '"1"')
    commit(repository, "Deploy\n\nThe password leaked in a log.")
    return start


def test_secrets_go_back_for_todays_readers_and_each_value_names_its_day(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    start = leaver(repository)
    oids = repository.git("log", "--format=%h", "--abbrev=10").splitlines()

    plan = planned(repository, "--to", start, "--scope", ".", "--with-secrets")

    warnings = [
        f"warning: bob could read {FILE} then and may not today, and knows what goes back: change "
        "it where it was issued",
        f"warning: {oids[0]} of 2025-06-05 (Deploy) changed {FILE} /db/password: what goes back "
        "may be revoked where it was issued",
        f"warning: {oids[1]} of 2025-06-04 (Bob leaves) came with a new data key, and maybe "
        f"changed {FILE} /db/password: what goes back may be revoked where it was issued",
    ]
    known = [
        f"{FILE}: encrypted anew, for alice",
        f"{FILE} /db/password goes back to the value of 2025-06-02 (changed since on 2025-06-03, "
        "2025-06-05, encrypted anew on 2025-06-04)",
        f"{FILE} /new goes away: it was not there then, it came on 2025-06-05",
    ]
    assert plan.secrets == warnings + known
    assert {one.path: one.why for one in plan.kept} == {
        ".sops.yaml": OF_RULES,
        "secrets/same.yaml": SAME,
    }
    assert [(one.path, one.kind, one.note) for one in plan.files] == [
        (FILE, "changed", "encrypted anew")
    ]
    assert refused(plan) == []
    assert decrypted(edited(plan, FILE)) == TEXT.encode()
    assert "bob" not in edited(plan, FILE).decode()
    events = [json.loads(one) for one in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert [(one["action"], one["path"]) for one in events] == [
        ("rollback", path) for path in (FILE, FILE, "secrets/same.yaml", "secrets/same.yaml")
    ]

    monkeypatch.setenv("SOPS_AGE_KEY", identity("nobody").secret)
    plan = planned(repository, "--to", start, "--scope", ".", "--with-secrets")

    assert plan.secrets[len(warnings) :] == [
        *known,
        f"{FILE}: only a key tells whether others are /db/user, /other, encrypted anew on "
        "2025-06-04",
        "secrets/same.yaml: encrypted anew, for alice",
        "secrets/same.yaml: only a key tells whether others are /db/password, /db/user, /other, "
        "encrypted anew on 2025-06-04",
    ]
    assert refused(plan) == [("secrets-key", "")]
    assert plan.refusals[0].reason == (
        f"--with-secrets needs a key: none of your keys opens the file: {FILE}, secrets/same.yaml"
    )
    assert plan.empty


def test_what_was_open_to_a_leaver_is_no_reason_against_the_last_good_state(
    repository: Repository,
) -> None:
    ours, bob = recipient("ours"), recipient("bob")
    repository.write(".sops.yaml", rules())
    repository.write("app.yaml", "port: 1\n")
    repository.write(FILE, encrypted(TEXT, recipients=(ours, bob)))
    start = commit(repository, "Start")
    repository.write("app.yaml", "port: 1\nport: 2\n")
    repository.write(FILE, encrypted(TEXT.replace("one", "two")))
    commit(repository, "Break it")

    plan = planned(repository, "--last-good", "--with-secrets")

    assert plan.target is not None
    assert plan.target.oid == start
    assert [(one.path, one.note) for one in plan.files] == [
        ("app.yaml", ""),
        (FILE, "encrypted anew"),
    ]
    assert refused(plan) == []


def test_a_second_run_has_nothing_to_do_and_files_come_and_go(
    repository: Repository,
) -> None:
    repository.write(".sops.yaml", rules())
    repository.write("secrets/gone.yaml", encrypted(TEXT))
    repository.write("secrets/run.yaml", encrypted(TEXT))
    then = commit(repository, "Start")
    (repository.root / "secrets/gone.yaml").unlink()
    repository.write("secrets/new.yaml", encrypted("a: 1\n"))
    repository.write("secrets/run.yaml", encrypted(TEXT.replace("one", "two")))
    commit(repository, "Change")
    back = ("rollback", "--to", then, "--scope", "secrets", "--with-secrets")

    first = repository.confledger(*back, "--yes")
    second = repository.confledger(*back, "--yes")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert sorted(one.name for one in (repository.root / "secrets").iterdir()) == [
        "gone.yaml",
        "run.yaml",
    ]
    for name in ("gone.yaml", "run.yaml"):
        assert decrypted((repository.root / "secrets" / name).read_bytes()) == TEXT.encode()
    assert repository.git("rev-list", "--count", "HEAD") == "3"
    assert repository.git("status", "--porcelain") == ""


def vault(text: str) -> bytes:
    """Return an encrypted file that a stranger's service would be asked about."""
    data = encrypted(text).decode()
    entry = (
        "    hc_vault:\n        - vault_address: https://evil.example\n"
        "          engine_path: sops\n          key_name: k\n          created_at: "
        '"2025-01-01T00:00:00Z"\n          enc: x\n'
    )
    return data.replace("    lastmodified:", entry + "    lastmodified:", 1).encode()


@pytest.mark.parametrize(
    ("then", "ruled", "code", "reason"),
    [
        pytest.param(
            lambda: encrypted(TEXT),
            "creation_rules:\n  - path_regex: ^x\n    age: " + "{}\n",
            "secrets-rule",
            "no rule says today who may read it, so nobody knows for whom to encrypt it",
            id="no rule",
        ),
        pytest.param(
            lambda: encrypted(TEXT).replace(b'lastmodified: "2', b'lastmodified: "1'),
            None,
            "secrets-unreadable",
            "it cannot be opened: the MAC does not fit the values: the file was edited without "
            "sops",
            id="its MAC is not good",
        ),
        pytest.param(
            lambda: encrypted(TEXT).replace(b"    mac: ", b"    mac: x"),
            None,
            "secrets-untrusted",
            None,
            id="its metadata is broken",
        ),
        pytest.param(lambda: vault(TEXT), None, "secrets-untrusted", None, id="a foreign service"),
        pytest.param(
            lambda: encrypted(TEXT) + b"a: [\n",
            None,
            "secrets-unreadable",
            None,
            id="it cannot be read",
        ),
        pytest.param(
            lambda: encrypted(TEXT, "a.yaml", "--encrypted-regex", "password"),
            None,
            "plain-secret",
            "`db.user` was in plain text then, and rule 1 of .sops.yaml wants it encrypted",
            id="another scope",
        ),
    ],
)
def test_what_cannot_go_back_safely_is_refused_and_nothing_goes(
    repository: Repository, then: "object", ruled: str | None, code: str, reason: str | None
) -> None:
    assert callable(then)
    repository.write(".sops.yaml", rules() if ruled is None else ruled.format(recipient()))
    repository.write(FILE, then())
    start = commit(repository, "Start")
    repository.write(FILE, encrypted("a: 1\n"))
    commit(repository, "Change")

    plan = planned(repository, "--to", start, "--scope", FILE, "--with-secrets")

    assert plan.empty
    assert refused(plan) == [(code, "")]
    if reason is not None:
        assert plan.refusals[0].reason == f"{FILE}: {reason}"
    assert [one.why for one in plan.kept] == [STUCK]


def test_with_the_scope_of_today_plain_values_are_as_good_as_before(
    repository: Repository,
) -> None:
    repository.write(".sops.yaml", rules())
    partly = ("a.yaml", "--encrypted-regex", "password")
    repository.write(FILE, encrypted(TEXT, *partly))
    start = commit(repository, "Start")
    repository.write(FILE, encrypted(TEXT.replace("one", "two"), *partly))
    commit(repository, "Change")

    plan = planned(repository, "--to", start, "--scope", FILE, "--with-secrets")

    assert refused(plan) == []
    assert decrypted(edited(plan, FILE)) == TEXT.encode()


def test_nothing_is_opened_that_cannot_be_noted_where_that_is_required(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("confledger.yaml", "audit: {required: true}\n")
    start = leaver(repository)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(repository.root / "inside.jsonl"))

    done = repository.confledger("rollback", "--to", start, "--with-secrets", "--yes")

    assert done.returncode == 2
    assert "nothing was opened, as it cannot be noted down (audit.required)" in done.stderr
    assert repository.git("rev-list", "--count", "HEAD") == "4"


def test_the_last_look_refuses_what_everybody_else_let_through(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = leaver(repository)
    repository.write("plain.yaml", "a: 1\n")
    plain = commit(repository, "Plain")
    repository.write("plain.yaml", encrypted("a: 1\n"))
    commit(repository, "Encrypted")
    monkeypatch.setattr(Keeping, "__call__", lambda *_: None)

    assert refused(planned(repository, "--to", start, "--scope", FILE))[:1] == [
        ("secrets-readers", "")
    ]
    assert refused(planned(repository, "--to", plain, "--scope", "plain.yaml"))[:1] == [
        ("plain-secret", "")
    ]


def test_what_was_taken_out_of_a_plain_file_does_not_come_back_unasked(
    repository: Repository,
) -> None:
    repository.write("app.yaml", "port: 1\npassword: hJ8s-kd92-xxQ\n")
    repository.write("same.yaml", "port: 1\npassword: hJ8s-kd92-xxW\n")
    said = "password: hJ8s-kd92-xxE  # confledger: ignore[plain-secret]: a demo\n"
    repository.write("said.yaml", said)
    start = commit(repository, "Start")
    repository.write("app.yaml", "port: 2\n")
    repository.write("same.yaml", "port: 2\npassword: hJ8s-kd92-xxW\n")
    repository.write("said.yaml", "port: 2\n")
    commit(repository, "No password in here")

    plan = planned(repository, "--to", start)

    assert refused(plan) == [("leak", "--allow-invalid")]
    assert plan.secrets == [
        "warning: app.yaml: `password` is a secret in plain text: its key says so, and would come "
        "back"
    ]
    assert refused(planned(repository, "--to", start, "--allow-invalid")) == []
