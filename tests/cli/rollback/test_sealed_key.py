from pathlib import Path

import pytest
import yaml

from confledger.rollback.plan import Plan
from sealed_rollbacks import commit, edited, planned, refused
from sopsing import changed, decrypted, encrypted, identity, needs_sops, recipient, rules
from support import Repository

pytestmark = needs_sops

FILE = "secrets/a.yaml"
MAP = "map:\n    a: one\n    big: 46193\n    deep:\n        flag: true\n"
USERS = "users:\n    - name: ada\n      token: one\n    - name: eve\n"
LAST = "two: one\nleft: one\nbig: 461932340515144\nday: 2024-01-02T00:00:00Z\n"
ITEMS, NEW_ITEMS = "items:\n    - a: one\n", "items:\n    - a: two\n    - 2\n    - 3\n"
OLD = f"db:\n    password: one\n    port: 1\n{MAP}{USERS}{ITEMS}{LAST}"
NEW_MAP = "map:\n    a: two\n    big: 46194\n    deep:\n        flag: false\n    b: 1\n"
NEW_USERS = "users:\n    - name: ada\n      token: two\n"
NEW_LAST = "two: two\nnew: two\nbig: 461932340515145\nday: 2024-01-02T00:00:00Z\n"
NEW = f"db:\n    password: two\n    port: 2\n{NEW_MAP}{NEW_USERS}{NEW_ITEMS}{NEW_LAST}"


@pytest.fixture(autouse=True)
def _ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOPS_AGE_KEY", identity().secret)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(tmp_path / "journal.jsonl"))


def two(repository: Repository, old: bytes, new: bytes) -> str:
    """Commit two versions of a file; return the first commit."""
    repository.write(".sops.yaml", rules())
    repository.write(FILE, old)
    start = commit(repository, "Start")
    repository.write(FILE, new)
    commit(repository, "Change")
    return start


def ciphertexts(data: bytes) -> dict[str, object]:
    found = yaml.safe_load(data)
    return {name: found[name] for name in found if name != "sops"}


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        pytest.param("/db/port", "port: 2", "port: 1", id="a number"),
        pytest.param("map", NEW_MAP, MAP, id="a map, its numbers whole"),
        pytest.param("users", NEW_USERS, USERS, id="a longer list"),
        pytest.param("items", NEW_ITEMS, ITEMS, id="a shorter list"),
        pytest.param("new", "new: two\n", "", id="one that was not there"),
        pytest.param("left", "", "left: one\n", id="one that is not there"),
    ],
)
def test_one_value_goes_back_and_all_others_keep_their_ciphertext(
    repository: Repository, key: str, before: str, after: str
) -> None:
    new = encrypted(NEW)
    start = two(repository, encrypted(OLD), new)

    plan = planned(repository, "--to", start, "--key", f"{FILE}#{key}", "--with-secrets")

    assert [one.reason for one in plan.refusals] == []
    made = edited(plan, FILE)
    wanted = NEW.replace(before, after) if before else NEW + after
    assert yaml.safe_load(decrypted(made)) == yaml.safe_load(wanted)
    kept, now = ciphertexts(made), ciphertexts(new)
    top = key.strip("/").partition(".")[0].partition("/")[0].partition("[")[0]
    assert {one for one in {**kept, **now} if kept.get(one) != now.get(one)} == {top}
    assert f"{FILE}: encrypted, for {recipient()[:10]}…" in plan.secrets


@pytest.mark.parametrize(
    ("key", "old", "new", "code", "flag"),
    [
        pytest.param("two", None, None, "secrets", "--with-secrets", id="not asked for"),
        pytest.param("day", "", None, "secrets-type", "", id="a type that cannot be set"),
        pytest.param("big", "", None, "secrets-type", "", id="a number that cannot be set"),
        pytest.param("two", "plain", None, "secrets", "", id="plain then"),
        pytest.param("two", "nobody", None, "secrets-key", "", id="no key opens it"),
        pytest.param("two", "", "scope", "plain-secret", "", id="plain by the scope of today"),
        pytest.param("two", "", "stranger", "secrets-untrusted", "", id="open to a stranger"),
    ],
)
def test_a_value_that_cannot_go_back_is_refused(
    repository: Repository, key: str, old: str | None, new: str | None, code: str, flag: str
) -> None:
    then = {"plain": OLD.encode()}.get(old or "") or encrypted(
        OLD, recipients=(recipient("nobody"),) if old == "nobody" else ()
    )
    options = ("--encrypted-regex", "^(db|day)$") if new == "scope" else ()
    readers = (recipient(), recipient("bob")) if new == "stranger" else ()
    text = NEW.replace("2024-01-02", "2024-01-03")
    start = two(repository, then, encrypted(text, "a.yaml", *options, recipients=readers))
    more = () if old is None else ("--with-secrets",)

    plan = planned(repository, "--to", start, "--key", f"{FILE}#{key}", *more)

    assert plan.empty
    assert refused(plan) == [(code, flag)]


def test_a_value_that_is_as_it_was_is_nothing_to_do(repository: Repository) -> None:
    start = two(repository, encrypted(OLD), encrypted(NEW + "other: 1\n"))
    same = ("--to", start, "--key", f"{FILE}#day")

    plan = planned(repository, *same, "--with-secrets")

    assert plan.empty
    assert refused(plan) == []
    assert refused(planned(repository, "--to", "HEAD", "--key", f"{FILE}#two")) == []


def entry(repository: Repository, *later: tuple[str, str]) -> Plan:
    """Return the plan that takes a commit out of a file that was changed again since."""
    data = encrypted(OLD)
    start = two(repository, data, data)
    del start
    for at, value in (('["db"]["password"]', '"by it"'), ('["two"]', '"by it"')):
        data = changed(data, "a.yaml", "set", at, value=value)
    repository.write(FILE, data)
    commit(repository, "To take back")
    for at, value in later:
        data = changed(data, "a.yaml", "set", at, value=value)
    repository.write(FILE, data)
    commit(repository, "Later")
    return planned(
        repository, "--entry", "HEAD~1", "--with-secrets", "--allow-conflicts", "--scope", FILE
    )


def test_a_commit_is_taken_out_value_by_value_and_what_was_changed_again_is_a_conflict(
    repository: Repository,
) -> None:
    plan = entry(repository, ('["two"]', '"later"'), ('["left"]', '"later"'))

    assert yaml.safe_load(decrypted(edited(plan, FILE))) == {
        **yaml.safe_load(OLD),
        "two": "later",
        "left": "later",
    }
    assert [(one.path, one.key, one.why) for one in plan.conflicts] == [
        (FILE, "/two", "changed again since")
    ]
    assert refused(plan) == []
    assert plan.secrets[-1] == (
        f"{FILE} /db/password goes back to the value of 2025-06-02 (changed since on 2025-06-04)"
    )


def test_a_commit_of_which_nothing_is_left_is_nothing_to_do(repository: Repository) -> None:
    later = (('["two"]', '"one"'), ('["db"]["password"]', '"one"'), ('["left"]', '"x"'))
    plan = entry(repository, *later)

    assert plan.empty
    assert plan.conflicts == []
