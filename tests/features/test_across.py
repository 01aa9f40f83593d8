"""Checks over several files, in real runs: all of it, a commit, what is new, what it costs."""

import json
import os
from pathlib import Path

import pytest

from support import Repository

SETTINGS = """\
environments:
  - {name: staging, paths: [config/staging.yaml]}
  - {name: prod, paths: [config/prod.yaml]}
same-value: [{name: the port, at: ["config/*.yaml#/port", "pooler.ini#/db/port"]}]
owned: [config]
documentation: [{paths: [settings.md], schema: s.json}]
"""


@pytest.fixture
def shop(repository: Repository) -> Repository:
    """A repository in which all is as it should be."""
    repository.write("confledger.yaml", SETTINGS)
    repository.write("config/staging.yaml", "port: 80\n")
    repository.write("config/prod.yaml", "port: 80\n")
    repository.write("pooler.ini", "[db]\nport = 80\n")
    repository.write("CODEOWNERS", "* @shop/platform\n")
    repository.write("s.json", '{"properties": {"port": {}}}')
    repository.write("settings.md", "| key |\n|---|\n| `port` |\n")
    repository.write("web/kustomization.yaml", "resources: [a.yaml]\n")
    repository.write("web/a.yaml", "kind: A\n")
    repository.commit()
    return repository


def told(repository: Repository, *arguments: str) -> list[str]:
    """Check; return place, severity and check of each finding."""
    done = repository.confledger("check", "--format", "json", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    findings = json.loads(done.stdout)["findings"]
    assert done.returncode == int(any(one["severity"] != "info" for one in findings))
    return [
        f"{one['path']} {one['severity']} {one['check']}"
        for one in findings
        if one["check"] != "file-without-schema"
    ]


# What is done, and what is found then.
FAULTS = {
    "environment-divergence": (
        {"config/prod.yaml": "port: 80\nextra: 1\n"},
        "config/prod.yaml warning environment-divergence",
    ),
    "same-value": ({"pooler.ini": "[db]\nport = 81\n"}, "pooler.ini error same-value"),
    "owner": ({"CODEOWNERS": "/web @a\n"}, "config/prod.yaml warning owner"),
    "stale-documentation": (
        {"settings.md": "`port`\n\n| key |\n|---|\n| `prot` |\n"},
        "settings.md warning stale-documentation",
    ),
    "dangling-reference": (
        {"web/kustomization.yaml": "resources: [a.yaml, b.yaml]\n"},
        "web/kustomization.yaml error dangling-reference",
    ),
}


@pytest.mark.parametrize("check", FAULTS)
def test_a_fault_is_found_wherever_one_looks(shop: Repository, check: str) -> None:
    files, expected = FAULTS[check]
    before = [told(shop), told(shop, "--rev", "HEAD")]
    for path, text in files.items():
        shop.write(path, text)

    on_disk = told(shop)
    shop.git("add", ".")
    staged = told(shop, "--staged")
    shop.commit("fault")
    later = [told(shop, "--rev", "HEAD"), told(shop, "--from", "HEAD~1"), told(shop, "--all")]

    assert before == [[], []]
    assert expected in on_disk
    assert [staged, *later] == [on_disk] * 4


@pytest.mark.parametrize("check", FAULTS)
@pytest.mark.parametrize("severity", ["off", "info"])
def test_the_settings_weigh_each_check(shop: Repository, check: str, severity: str) -> None:
    files, expected = FAULTS[check]
    shop.write("confledger.yaml", f"{SETTINGS}checks: {{{check}: '{severity}'}}\n")
    for path, text in files.items():
        shop.write(path, text)

    path = expected.partition(" ")[0]
    found = [one for one in told(shop) if one.endswith(f" {check}")]

    assert (f"{path} info {check}" in found) == (severity == "info")
    assert {one.split()[1] for one in found} <= {severity}


def test_a_commit_that_takes_a_target_away_hears_of_who_names_it(shop: Repository) -> None:
    shop.git("mv", "web/a.yaml", "web/b.yaml")

    assert told(shop, "--staged") == ["web/kustomization.yaml error dangling-reference"]
    shop.commit("moved")
    assert told(shop, "--from", "HEAD~1") == ["web/kustomization.yaml error dangling-reference"]
    assert told(shop, "--new-since", "HEAD~1") == [
        "web/kustomization.yaml error dangling-reference"
    ]
    assert told(shop, "--new-since", "HEAD") == []


def test_a_commit_that_has_no_part_in_a_fault_hears_nothing_of_it(shop: Repository) -> None:
    shop.write("web/kustomization.yaml", "resources: [lost.yaml]\n")
    shop.write("config/prod.yaml", "port: 80\nextra: 1\n")
    shop.commit("faults")
    shop.write("web/a.yaml", "kind: B\n")
    shop.git("add", ".")

    assert told(shop, "--staged") == []
    assert len(told(shop)) == 2


def test_nothing_changes_when_it_is_asked_again(shop: Repository) -> None:
    shop.write("config/prod.yaml", "port: 80\nextra: 1\n")
    first = told(shop)

    assert [told(shop), told(shop, "--no-cache"), told(shop)] == [first] * 3
    shop.write("config/prod.yaml", "port: 80\n")
    assert told(shop) == []


def test_what_is_encrypted_is_compared_without_keys(shop: Repository) -> None:
    sealed = "ENC[AES256_GCM,data:x,iv:x,tag:x,type:{}]"
    shop.write("config/prod.yaml", f"port: 80\nkey: {sealed.format('str')}\nsops: {{mac: x}}\n")
    shop.write("config/staging.yaml", "port: 80\nkey: 5\n")

    assert [one for one in told(shop) if "divergence" in one] == [
        "config/prod.yaml warning environment-divergence"
    ]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["k8s-gitops", "ghaf-infra"])
def test_real_repositories_have_no_dangling_reference(
    corpus: Path, tmp_path: Path, name: str
) -> None:
    bundle = corpus / "history" / f"{name}.bundle"
    home = Repository.create(tmp_path / "home")
    home.git("clone", "--quiet", str(bundle), "clone")
    clone = Repository(home.root / "clone")
    revisions = clone.git("rev-list", "HEAD").splitlines()

    for revision in revisions[:: max(1, len(revisions) // 8)]:
        found = told_of_references(clone, revision)
        assert found == [], (revision, found)


def told_of_references(repository: Repository, revision: str) -> list[str]:
    done = repository.confledger("check", "--rev", revision, "--format", "short")
    assert "Traceback" not in done.stderr, done.stderr
    return [line for line in done.stdout.splitlines() if "[dangling-reference]" in line]


def test_no_finding_quotes_what_a_file_holds(shop: Repository) -> None:
    for path in ("config/prod.yaml", "config/staging.yaml"):
        shop.write(path, f"port: hunter2-{path}\npassword: hunter2\n")
    shop.write("config/prod.yaml", "port: hunter3\npassword: [hunter2]\n")

    done = shop.confledger("check", "--format", "json")
    messages = [
        f"{one['message']} {one.get('help')}" for one in json.loads(done.stdout)["findings"]
    ]

    assert messages
    assert "hunter" not in "".join(messages)
    cache = shop.root / ".git" / "confledger"
    kept = b"".join((cache / name).read_bytes() for name in os.listdir(cache))
    assert b"hunter" not in kept
