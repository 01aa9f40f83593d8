import sys

import pytest

from confledger.cli.rollback.keeping import NEVER_PLAIN, Keeping
from confledger.rollback.restoring import OF_RULES, OF_SECRETS
from sealed_rollbacks import planned, refused, working
from sopsing import encrypted, rule, rules
from support import Repository

PLAIN = b"password: hunter2-or-so\n"
SEALED = "a: 1\n"
NAMED = rule(pattern="secrets/")
EVERY = rule(encrypted_regex="^(data|stringData)$")
MAP = b"kind: ConfigMap\napiVersion: v1\ndata:\n  port: '1'\n"
SECRET = b"kind: Secret\napiVersion: v1\nstringData:\n  port: some-word\n"


@pytest.mark.parametrize(
    ("ruled", "path", "now", "then", "why"),
    [
        pytest.param(NAMED, "app.yaml", PLAIN, b"password: b\n", None, id="no rule takes it"),
        pytest.param(NAMED, "secrets/a.yaml", SEALED, None, OF_SECRETS, id="new since"),
        pytest.param(NAMED, "secrets/a.yaml", None, SEALED, OF_SECRETS, id="gone since"),
        pytest.param(NAMED, "a.yaml", SEALED, "a: 2\n", OF_SECRETS, id="no rule, encrypted"),
        pytest.param(NAMED, "a.yaml", PLAIN, SEALED, OF_SECRETS, id="plain now, encrypted then"),
        pytest.param(NAMED, "a.yaml", SEALED, PLAIN, NEVER_PLAIN, id="plain then, encrypted now"),
        pytest.param(NAMED, "secrets/a.yaml", PLAIN, b"b: c\n", NEVER_PLAIN, id="never encrypted"),
        pytest.param(NAMED, "secrets/a.yaml", None, PLAIN, NEVER_PLAIN, id="plain, gone since"),
        pytest.param(NAMED, "secrets/a.yaml", PLAIN, None, OF_SECRETS, id="plain, new since"),
        pytest.param(NAMED, "secrets/a.yaml", None, b"a: [\n", NEVER_PLAIN, id="unreadable"),
        pytest.param(NAMED, "secrets/a.md", b"x\n", b"y\n", None, id="documentation"),
        pytest.param(EVERY, "map.yaml", MAP, MAP + b"x: 1\n", None, id="no value of the scope"),
        pytest.param(EVERY, "map.yaml", MAP, SECRET, NEVER_PLAIN, id="a value of the scope"),
        pytest.param(NAMED, "a/.sops.yaml", None, b"a: 1\n", OF_RULES, id="rules, new ones"),
        pytest.param(NAMED, "r.yaml", b"creation_rules: []\n", None, OF_RULES, id="rules, linked"),
        pytest.param(NAMED, "r.yaml", None, b"creation_rules: []\n", OF_RULES, id="come back"),
        pytest.param(NAMED, "r.yaml", b"a: creation_rules\n", b"a: 1\n", None, id="named only"),
        pytest.param(
            NAMED, "a.yaml", b"a: ENC[x]\nsops: [\n", None, OF_SECRETS, id="encrypted, damaged"
        ),
        pytest.param(NAMED, "a.yaml", b"a: ENC[x]\nsopsy: 1\n", b"", None, id="a word in a text"),
    ],
)
def test_secrets_and_their_rules_stay_and_all_else_goes_back(
    repository: Repository,
    ruled: str,
    path: str,
    now: bytes | str | None,
    then: bytes | str | None,
    why: str | None,
) -> None:
    repository.write(".sops.yaml", rules(ruled))
    repository.commit()
    sides = [encrypted(one) if isinstance(one, str) else one for one in (now, then)]

    with working(repository) as work:
        assert Keeping(work).judged(path, *sides) == why


def test_a_rollback_keeps_secrets_says_why_and_never_starts_what_decrypts(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(".sops.yaml", rules(NAMED))
    repository.write("app.yaml", "port: 1\n")
    repository.write("secrets/a.yaml", encrypted("a: 1\n"))
    repository.write("secrets/linked.yaml", encrypted("a: 1\n"))
    then = repository.commit()
    repository.write(".sops.yaml", rules(NAMED, rule()))
    repository.write("app.yaml", "port: 2\n")
    (repository.root / "secrets/a.yaml").unlink()
    (repository.root / "secrets/linked.yaml").chmod(0o755)
    repository.write("secrets/b.yaml", encrypted("b: 1\n"))
    (repository.root / "secrets/c.yaml").symlink_to("b.yaml")
    repository.commit()
    for name in ("confledger.secrets.sops", "confledger.cli.rollback.opening"):
        monkeypatch.setitem(sys.modules, name, None)

    plan = planned(repository, "--to", then, "--scope", ".")

    assert {one.path: one.why for one in plan.kept} == {
        ".sops.yaml": OF_RULES,
        "secrets/a.yaml": OF_SECRETS,
        "secrets/b.yaml": OF_SECRETS,
    }
    assert [one.path for one in plan.files] == ["app.yaml", "secrets/c.yaml", "secrets/linked.yaml"]
    assert plan.refusals == []


@pytest.mark.parametrize(
    ("scope", "code", "flag"),
    [
        pytest.param(".sops.yaml", "rules", "", id="the rules"),
        pytest.param("secrets/a.yaml", "secrets", "--with-secrets", id="a file of secrets"),
        pytest.param("secrets", "secrets", "--with-secrets", id="a folder of secrets"),
        pytest.param("secrets/plain.yaml", "plain-secret", "", id="plain then"),
        pytest.param("mixed", None, "", id="others are in the folder, and as they were"),
        pytest.param("odd", None, "", id="a link is in the folder"),
    ],
)
def test_what_can_do_nothing_is_refused_and_a_folder_with_others_is_as_it_was(
    repository: Repository, scope: str, code: str | None, flag: str
) -> None:
    repository.write(".sops.yaml", rules(NAMED))
    for folder in ("secrets", "mixed", "odd"):
        repository.write(f"{folder}/a.yaml", encrypted("a: 1\n"))
        repository.write(f"{folder}/same.yaml", encrypted("same: 1\n"))
    repository.write("secrets/plain.yaml", PLAIN)
    repository.write("mixed/app.yaml", "port: 1\n")
    (repository.root / "odd/link.yaml").symlink_to("a.yaml")
    then = repository.commit()
    repository.write(".sops.yaml", rules(NAMED, rule()))
    for path in ("secrets/a.yaml", "mixed/a.yaml", "odd/a.yaml", "secrets/plain.yaml"):
        repository.write(path, encrypted("a: 2\n"))
    repository.commit()

    plan = planned(repository, "--to", then, "--scope", scope)

    assert plan.empty
    assert refused(plan) == ([(code, flag)] if code else [])
