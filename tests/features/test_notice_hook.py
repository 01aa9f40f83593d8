"""What a merge, a switch of branches or a rebase brought is told in one line; or nothing is."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from confledger.cli.git_hooks import OTHERS
from confledger.cli.hook_script import with_block
from support import Repository

SCHEMA = """{"properties": {"replicas": {"type": "integer", "x-risk": "critical"},
 "host": {"type": "string", "x-risk": "connectivity"}}}
"""
SETTINGS = """schemas: [{paths: ["envs/*"], schema: app.json}]
environments:
  - {name: base, paths: [envs/base.yaml], deployed: false}
  - {name: prod, paths: [envs/prod.yaml], extends: base}
"""
PROD = "replicas: 2\nhost: a.example\nname: shop\nlabels: [a, b]\n"


@pytest.fixture
def noticing(repository: Repository) -> Repository:
    """A repository with the hooks, a commit on `main`, and the same one on `mine`."""
    repository.write("app.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("envs/prod.yaml", PROD)
    repository.write("envs/base.yaml", "name: shop\n")
    repository.write("README.md", "The shop.\n")
    for name in ("one.json", "two.json", "flake.lock"):
        repository.write(name, '{"a": 1, "b": 1}' if name == "one.json" else '{"a": 1}')
    repository.commit("First")
    repository.git("branch", "mine")
    for name, command in OTHERS.items():
        if name != "commit-msg":
            hook = with_block(None, command) or ""
            repository.write(f".git/hooks/{name}", hook).chmod(0o755)
    return repository


def said(repository: Repository, *command: str) -> str:
    """Run git, which has to succeed; return what the hooks said."""
    done = repository.try_git(*command)
    assert done.returncode == 0, done.stderr
    lines = (done.stdout + done.stderr).splitlines(keepends=True)
    return "".join(line for line in lines if line.startswith(("confledger:", "error:")))


def on_main(repository: Repository, files: dict[str, str | None], message: str = "change") -> None:
    """Commit files on main, and go back to `mine`, without the hooks."""
    repository.git("-c", "core.hooksPath=/dev/null", "switch", "--quiet", "main")
    for path, content in files.items():
        if content is None:
            (repository.root / path).unlink()
        else:
            repository.write(path, content)
    repository.commit(message)
    repository.git("-c", "core.hooksPath=/dev/null", "switch", "--quiet", "mine")


MERGED = [
    pytest.param({"README.md": "Our shop.\n"}, "", id="no configuration"),
    pytest.param({"envs/prod.yaml": PROD + "# why\n"}, "", id="no key"),
    pytest.param(
        {"envs/prod.yaml": PROD.replace("shop", "x")},
        "1 key changed in prod, by 1 commit; see git log -p ORIG_HEAD.. -- envs/prod.yaml",
        id="one key",
    ),
    pytest.param(
        {"envs/prod.yaml": PROD.replace("2", "3").replace("a.e", "b.e").replace("[a, ", "[")},
        "3 keys changed in prod, 1 critical (replicas), 1 connectivity (host), by 1 commit; see "
        "git log -p ORIG_HEAD.. -- envs/prod.yaml",
        id="risky keys",
    ),
    pytest.param(
        {"envs/prod.yaml": PROD.replace("shop", "x"), "envs/base.yaml": "name: x\n"},
        "2 keys changed (base 1, prod 1), by 1 commit; see git log -p ORIG_HEAD.. -- envs",
        id="two environments",
    ),
    pytest.param(
        {"envs/prod.yaml": PROD.replace("[a, b]", "[c, d, e]")},
        "1 key changed in prod, by 1 commit; see git log -p ORIG_HEAD.. -- envs/prod.yaml",
        id="a list is one key",
    ),
    pytest.param(
        {"one.json": '{"a": 2, "b": 2}', "two.json": '{"a": 2}', "flake.lock": '{"a": 2}'},
        "3 keys changed in 2 files, by 1 commit; see git log -p ORIG_HEAD.. -- .",
        id="of no environment, and what a program writes",
    ),
    pytest.param(
        {"envs/prod.yaml": PROD.replace("shop", "x"), "app.toml": "a = 1\n"},
        "1 key changed in prod, 1 file added, by 1 commit; see git log -p ORIG_HEAD.. -- .",
        id="a new file",
    ),
    pytest.param(
        {"envs/prod.yaml": None},
        "1 critical (replicas), 1 connectivity (host), 1 file removed, by 1 commit; see "
        "git log -p ORIG_HEAD.. -- envs/prod.yaml",
        id="a file less",
    ),
    pytest.param(
        {"envs/base.yaml": None, "old/base.yaml": "name: shop\n"}, "", id="a file that moved"
    ),
    pytest.param(
        {"app.json": SCHEMA.replace("host", "hosts")},
        "schemas changed (run `confledger doctor`)",
        id="a schema",
    ),
    pytest.param(
        {
            ".pre-commit-config.yaml": "repos: []\n",
            "confledger.yaml": SETTINGS + "formats: true\n",
            "envs/base.yaml": "name: x\n",
        },
        "settings and hooks changed (run `confledger doctor`), 1 key changed in base, by 1 commit; "
        "see git log -p ORIG_HEAD.. -- envs/base.yaml",
        id="settings and hooks",
    ),
    pytest.param(
        {"confledger.yaml": "schemes: []\n"},
        "the settings changed, and cannot be used: run `confledger settings`",
        id="settings that are broken",
    ),
    pytest.param(
        {"a folder/it's.yaml": "a: 1\n"},
        "1 file added, by 1 commit; see git log -p ORIG_HEAD.. -- 'a folder/it'\"'\"'s.yaml'",
        id="a name that a shell would take apart",
    ),
    pytest.param(
        {"envs/prod.yaml": PROD + "sops: {mac: x, lastmodified: y, version: z}\n"},
        "",
        id="what an encrypted file says of itself",
    ),
    pytest.param({"envs/prod.yaml": "a: [\n"}, "", id="what cannot be read"),
]


@pytest.mark.parametrize(("files", "line"), MERGED)
def test_a_merge_says_what_it_brought(
    noticing: Repository, files: dict[str, str | None], line: str
) -> None:
    on_main(noticing, files)

    assert said(noticing, "merge", "--quiet", "main") == (f"confledger: {line}\n" if line else "")


def test_commits_are_counted_that_touch_the_configuration(noticing: Repository) -> None:
    for name in ("x", "y"):
        on_main(noticing, {"envs/prod.yaml": PROD.replace("shop", name)})
        on_main(noticing, {"README.md": name})
    noticing.write("mine", "")
    noticing.commit("Mine")

    line = said(noticing, "pull", "--quiet", "--no-rebase", "--no-edit", ".", "main")

    assert line == (
        "confledger: 1 key changed in prod, by 2 commits; see git log -p ORIG_HEAD.. -- "
        "envs/prod.yaml\n"
    )


def test_a_switch_says_what_is_different_there_and_files_are_no_switch(
    noticing: Repository,
) -> None:
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "3")})
    line = (
        "confledger: 1 key changed in prod, 1 critical (replicas); see git diff @{-1} HEAD -- "
        "envs/prod.yaml\n"
    )

    assert said(noticing, "switch", "main") == line
    assert said(noticing, "checkout", "mine", "--", "envs/prod.yaml") == ""
    assert said(noticing, "checkout", "--force", "mine") == line
    assert said(noticing, "switch", "--create", "new") == ""


def test_new_work_trees_and_bisections_are_silent(noticing: Repository) -> None:
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "3")})
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "4")})

    assert said(noticing, "worktree", "add", "../other", "main") == ""
    assert said(noticing, "bisect", "start", "main", "mine") == ""
    assert said(noticing, "bisect", "good") == ""


def test_a_rebase_says_once_what_it_is_now_based_on(noticing: Repository) -> None:
    noticing.write("mine", "")
    noticing.git("switch", "--quiet", "mine")
    noticing.commit("Mine")
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "3")})

    line = said(noticing, "rebase", "--quiet", "main")

    assert line == (
        "confledger: 1 key changed in prod, 1 critical (replicas); see git diff ORIG_HEAD HEAD -- "
        "envs/prod.yaml\n"
    )
    noticing.write("envs/prod.yaml", PROD.replace("2", "5"))
    assert said(noticing, "commit", "--all", "--amend", "--no-edit", "--quiet") == ""


def test_a_hook_that_was_there_still_reads_what_was_rewritten(noticing: Repository) -> None:
    path = noticing.root / ".git/hooks/post-rewrite"
    path.write_text(
        with_block("#!/bin/sh -e\ncat > rewritten\n", OTHERS["post-rewrite"]) or "", "utf-8"
    )
    noticing.git("switch", "--quiet", "mine")
    noticing.write("mine", "")
    old = noticing.commit("Mine")

    noticing.git("commit", "--amend", "--message=Ours")

    new = noticing.git("rev-parse", "HEAD")
    assert (noticing.root / "rewritten").read_text() == f"{old} {new}\n"


def test_very_many_files_are_only_counted(noticing: Repository) -> None:
    on_main(noticing, {f"many/{number}.yaml": "a: 1\n" for number in range(2001)})

    assert said(noticing, "merge", "--quiet", "main") == (
        "confledger: 2,001 files of configuration changed, too many to look at here, by 1 commit; "
        "see git log -p ORIG_HEAD.. -- many\n"
    )


@pytest.mark.parametrize(
    ("stage", "env", "told"),
    [
        pytest.param((), {"PRE_COMMIT": "1"}, True, id="a merge, by prek"),
        pytest.param((), {"PRE_COMMIT": "1", "PRE_COMMIT_SQUASH_MERGE": "1"}, False, id="a squash"),
        pytest.param(
            (), {"PRE_COMMIT": "1", "PRE_COMMIT_IS_SQUASH_MERGE": "0"}, True, id="by pre-commit"
        ),
        pytest.param(
            (), {"PRE_COMMIT": "1", "PRE_COMMIT_IS_SQUASH_MERGE": "1"}, False,
            id="a squash, by pre-commit",
        ),
        pytest.param((), {"PRE_COMMIT_REWRITE_COMMAND": "rebase"}, True, id="a rebase"),
        pytest.param((), {"PRE_COMMIT_REWRITE_COMMAND": "amend"}, False, id="an amended commit"),
        pytest.param(
            (),
            {"PRE_COMMIT_CHECKOUT_TYPE": "1", "PRE_COMMIT_FROM_REF": "HEAD~1",
             "PRE_COMMIT_TO_REF": "HEAD"},
            True, id="a switch",
        ),
        pytest.param(
            (),
            {"PRE_COMMIT_CHECKOUT_TYPE": "0", "PRE_COMMIT_FROM_REF": "HEAD~1",
             "PRE_COMMIT_TO_REF": "HEAD"},
            False, id="files",
        ),
        pytest.param((), {}, False, id="nothing is known"),
        pytest.param(("post-merge", "0"), {}, True, id="as git calls it"),
        pytest.param(("post-merge",), {}, False, id="with too little"),
        pytest.param(("post-checkout", "x", "y", "1"), {}, False, id="unknown commits"),
        pytest.param(("pre-push", "x"), {}, False, id="another stage"),
    ],
)  # fmt: skip
def test_hook_managers_tell_the_stage_in_the_environment(
    noticing: Repository, stage: tuple[str, ...], env: dict[str, str], told: bool
) -> None:
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "3")})
    noticing.git("-c", "core.hooksPath=/dev/null", "merge", "--quiet", "main")

    done = noticing.confledger("hook", "notice", *stage, env=env)

    assert (done.returncode, done.stdout, bool(done.stderr)) == (0, "", told)


def test_it_never_fails(noticing: Repository, tmp_path: Path) -> None:
    on_main(noticing, {"envs/prod.yaml": PROD.replace("2", "3")})
    noticing.git("-c", "core.hooksPath=/dev/null", "merge", "--quiet", "main")
    outside = Repository(tmp_path / "outside")
    outside.root.mkdir()
    (tmp_path / "bin").mkdir()
    git = tmp_path / "bin" / "git"
    git.write_text("#!/bin/sh\nkill -9 $$\n")
    git.chmod(0o755)
    killed = {"PATH": f"{git.parent}:{os.environ['PATH']}"}
    noticing.write("confledger.yaml", "schemes: [\n")
    (noticing.root / "locked").mkdir()

    runs = [
        outside.confledger("hook", "notice", "post-merge", "0"),
        noticing.confledger("hook", "notice", "post-merge", "0", env=killed),
        noticing.confledger("hook", "notice", "post-merge", "0", env={"PATH": "/nowhere"}),
        noticing.confledger("hook", "notice"),
    ]
    noticing.write(".git/ORIG_HEAD", "garbage\n")
    runs.append(noticing.confledger("hook", "notice", "post-merge", "0"))

    assert [(one.returncode, one.stdout, one.stderr) for one in runs] == [(0, "", "")] * 5


@pytest.mark.slow
def test_a_git_that_hangs_is_given_up(noticing: Repository, tmp_path: Path) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\nexec sleep 60\n")
    git.chmod(0o755)
    start = time.monotonic()

    done = subprocess.run(
        [sys.executable, "-m", "confledger", "hook", "notice", "post-merge", "0"],
        cwd=noticing.root,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=30,
    )

    assert (done.returncode, time.monotonic() - start < 15) == (0, True)


def test_values_are_never_told(noticing: Repository) -> None:
    on_main(noticing, {"envs/prod.yaml": PROD.replace("a.example", "s3cret")})

    line = said(noticing, "merge", "--quiet", "main")

    assert ("connectivity (host)" in line, "s3cret" in line) == (True, False)
