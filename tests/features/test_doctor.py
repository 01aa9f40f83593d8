"""What would not run here, and the command that mends it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.secrets.sops_program import bundled
from sopsing import needs_sops
from support import Repository

HOOKS = ("pre-commit hook", "pre-merge-commit hook")
Rows = dict[str, tuple[str, str, str | None]]


@pytest.fixture
def adopted(repository: Repository) -> Repository:
    """A repository with settings and hooks, in which everything is in order."""
    repository.write("app.yaml", "a: 1\n")
    repository.commit()
    repository.confledger("init", "--yes", "--hooks", "git")
    repository.commit("adopt")
    return repository


def doctor(
    repository: Repository, *arguments: str, env: dict[str, str] | None = None
) -> tuple[int, Rows]:
    """Run doctor; return the exit code, and what is not in order, by name."""
    done = repository.confledger("doctor", "--format", "json", *arguments, env=env)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert found["version"] == 1
    return done.returncode, {
        one["name"]: (one["level"], one["message"], one["command"])
        for one in found["checks"]
        if one["level"] != "ok"
    }


def test_nothing_is_wrong_after_init(adopted: Repository) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"

    done = adopted.confledger("doctor", env={"PATH": path})

    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split("  ")[0].split() for line in done.stdout.splitlines()[:-2]]
    assert {row[0] for row in rows} == {"ok"}
    names = {line[9:].split("  ")[0] for line in done.stdout.splitlines()[:-2]}
    assert names == {
        *("python", "git", "confledger", "pre-commit", "prek", "sops", "age", "google-re2"),
        *("locale", "settings", "cache", "clone", *HOOKS),
    }
    assert done.stdout.endswith("\n\neverything is in order\n")


@needs_sops
def test_the_program_of_the_extra_is_found_without_a_path(
    adopted: Repository, tmp_path: Path
) -> None:
    (tmp_path / "git").symlink_to(shutil.which("git") or "")

    done = adopted.confledger("doctor", env={"PATH": str(tmp_path)})

    (row,) = [line for line in done.stdout.splitlines() if line.startswith("ok       sops ")]
    assert row.endswith(f" {bundled()}")


def test_missing_hooks_are_put_in(adopted: Repository) -> None:
    adopted.confledger("git", "uninstall")
    command = "confledger git install"
    missing: Rows = {
        HOOKS[0]: ("problem", "not installed: no commit is checked here", command),
        HOOKS[1]: ("problem", "not installed: no merge is checked here", command),
    }

    assert doctor(adopted) == (1, missing)
    done = adopted.confledger("doctor", "--fix")

    assert done.returncode == 0
    assert done.stdout.splitlines()[:2] == [
        f"fixed    {HOOKS[0]:21}  wrote .git/hooks/pre-commit",
        f"fixed    {HOOKS[1]:21}  wrote .git/hooks/pre-merge-commit",
    ]
    assert doctor(adopted) == (0, {})


def test_without_settings_a_missing_hook_is_a_warning(repository: Repository) -> None:
    code, found = doctor(repository)

    assert (code, [found[name][0] for name in HOOKS]) == (0, ["warning", "warning"])


@pytest.mark.parametrize(
    ("on_path", "level", "what"),
    [(True, "warning", "the one on PATH runs instead"), (False, "problem", "it stops everything")],
)
def test_a_hook_whose_program_is_gone_is_renewed(
    adopted: Repository, tmp_path: Path, on_path: bool, level: str, what: str
) -> None:
    for name in ("pre-commit", "pre-merge-commit"):
        hook = adopted.root / ".git/hooks" / name
        text = hook.read_text()
        program = text.partition("if [ -x ")[2].partition(" ]")[0]
        hook.write_text(text.replace(program, "/gone/confledger"))
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("git", *(["confledger"] if on_path else [])):
        (tools / tool).symlink_to(
            subprocess.run(
                ["which", tool], capture_output=True, text=True, check=True
            ).stdout.strip()
            if tool == "git"
            else Path(sys.executable).with_name("confledger")
        )
    env = {"PATH": str(tools)}

    code, found = doctor(adopted, env=env)

    assert code == int(level == "problem")
    assert [found[name][:2] for name in HOOKS] == [
        (
            level,
            {
                True: "the confledger that it runs is gone (/gone/confledger); ",
                False: "the confledger that it runs is gone (/gone/confledger): ",
            }[on_path]
            + what,
        )
    ] * 2
    assert "pre-commit hook" not in doctor(adopted, "--fix", env=env)[1]


def test_a_hook_that_git_ignores_is_a_problem(adopted: Repository) -> None:
    (adopted.root / ".git/hooks/pre-commit").chmod(0o644)

    assert doctor(adopted) == (
        1,
        {
            HOOKS[0]: (
                "problem",
                "switched off: the file is not executable, so git ignores it",
                "chmod +x .git/hooks/pre-commit",
            )
        },
    )


def test_a_hook_of_somebody_else_checks_nothing(adopted: Repository) -> None:
    adopted.confledger("git", "uninstall")
    for name in ("pre-commit", "pre-merge-commit"):
        adopted.write(f".git/hooks/{name}", "#!/bin/sh\n").chmod(0o755)

    code, found = doctor(adopted)

    assert (code, found[HOOKS[0]]) == (
        1,
        (
            "problem",
            "another hook is there, and does not run confledger: no commit is checked here",
            "confledger git install",
        ),
    )


def test_hooks_that_are_kept_elsewhere_have_to_run_us(adopted: Repository) -> None:
    adopted.git("config", "core.hooksPath", ".husky")

    code, found = doctor(adopted)
    adopted.write(".husky/pre-commit", "confledger check --staged || exit 1\n").chmod(0o755)

    assert (code, list(found)) == (1, ["hooks"])
    assert found["hooks"][1] == (
        "the hooks of this repository are kept in '.husky' (core.hooksPath), under version "
        "control; its pre-commit does not run confledger"
    )
    assert doctor(adopted) == (0, {})


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_a_hook_manager_has_to_run_us_and_once(repository: Repository, manager: str) -> None:
    repository.write(".pre-commit-config.yaml", "repos: []\n")
    repository.commit()
    repository.confledger("git", "install")
    program = Path(sys.executable).with_name(manager)

    def install() -> None:
        subprocess.run([program, "install"], cwd=repository.root, capture_output=True, check=True)

    install()
    assert HOOKS[0] not in doctor(repository)[1]
    repository.confledger("git", "uninstall")
    code, found = doctor(repository)
    assert (code, found[HOOKS[0]]) == (
        1,
        (
            "problem",
            f"{manager} runs, but .pre-commit-config.yaml has no hook of confledger",
            "confledger init --hooks pre-commit",
        ),
    )
    repository.confledger("init", "--yes", "--hooks", "pre-commit")
    assert doctor(repository)[1] == {
        HOOKS[1]: (
            *("problem", "not installed: no merge is checked here", "confledger git install"),
        ),
        ".pre-commit-config.yaml": (
            "warning",
            "it has no `default_install_hook_types`: `pre-commit install` leaves merges unchecked",
            "pre-commit install -t pre-commit -t pre-merge-commit",
        ),
    }
    (repository.root / ".git/hooks/pre-commit").unlink()
    repository.confledger("git", "install")
    install()
    # The plain hook leaves it to the manager.
    assert HOOKS[0] not in doctor(repository)[1]
    moved = repository.root / ".git/hooks/pre-commit.legacy"
    moved.write_text(moved.read_text().replace("%.legacy", ""))
    assert doctor(repository)[1][HOOKS[0]] == (
        "warning",
        f"everything is checked twice: by {manager}, and by the plain hook that it moved aside",
        "confledger git uninstall",
    )


@pytest.mark.parametrize(
    ("text", "message", "command"),
    [
        pytest.param(
            "version: 1\nignored: []\n",
            "confledger.yaml:2:1: unknown key `ignored`; did you mean `ignore`?",
            "confledger settings --schema",
            id="settings that cannot be used",
        ),
        pytest.param(
            "schemas: [{paths: [a], schema: https://example.org/a.json}]\n",
            "https://example.org/a.json is not vendored, and checks never use the network",
            "confledger schema add https://example.org/a.json",
            id="a schema that only the network has",
        ),
        pytest.param(
            "schemas: [{paths: [a], schema: ../a.json}]\n",
            "../a.json is outside of the repository",
            None,
            id="a schema that only this machine has",
        ),
    ],
)
def test_settings_and_schemas_have_to_be_usable(
    adopted: Repository, text: str, message: str, command: str | None
) -> None:
    adopted.write("confledger.yaml", text)

    code, found = doctor(adopted)

    assert (code, list(found.values())) == (1, [("problem", message, command)])


def test_a_schema_has_to_be_there_and_to_be_one(adopted: Repository) -> None:
    adopted.write("bad.json", '{"type": "strin"}')
    adopted.write(
        "confledger.yaml",
        "schemas: [{paths: [a], schema: gone.json}, {paths: [b], schema: bad.json}]\n",
    )

    done = adopted.confledger("doctor")

    assert done.returncode == 1
    assert next(line for line in done.stdout.splitlines() if " schemas " in line).startswith(
        "problem  schemas                bad.json:1:10: "
    )
    assert "gone.json" in done.stdout


def test_settings_have_to_be_in_git(repository: Repository) -> None:
    repository.write("confledger.yaml", "version: 1\n")

    assert doctor(repository)[1]["settings"] == (
        "warning",
        "confledger.yaml is not in git: hooks, and everybody else, go without it",
        "git add confledger.yaml",
    )


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("verdicts", "damaged (verdicts): it is not used"),
        ("", ".git/confledger is no folder, so that nothing is remembered"),
    ],
)
def test_a_damaged_cache_is_cleared(adopted: Repository, damage: str, said: str) -> None:
    folder = adopted.root / ".git/confledger"
    subprocess.run(["rm", "-rf", folder], check=True)
    adopted.write(f".git/confledger/{damage}".rstrip("/"), b"\0\1\2")

    assert doctor(adopted) == (0, {"cache": ("warning", said, "rm -r .git/confledger")})
    assert doctor(adopted, "--fix") == (0, {})
    assert not folder.exists()


def test_a_shallow_clone_says_what_is_missing(adopted: Repository, tmp_path: Path) -> None:
    shallow = Repository(tmp_path / "shallow")
    adopted.git("clone", "--quiet", "--depth=1", f"file://{adopted.root}", str(shallow.root))

    assert doctor(shallow)[1]["clone"] == (
        "warning",
        "shallow: its history ends early, so `check --from` may not find where a branch began",
        "git fetch --unshallow",
    )


def test_git_must_not_keep_what_was_decrypted(adopted: Repository) -> None:
    adopted.git("config", "diff.sops.cachetextconv", "true")

    assert doctor(adopted) == (
        1,
        {
            "git diff": (
                "problem",
                "diff.sops.cachetextconv keeps decrypted text in the repository, under "
                "refs/notes, where a push of everything publishes it",
                "git config --unset diff.sops.cachetextconv",
            )
        },
    )


def test_an_index_without_a_checksum_is_told_of(adopted: Repository) -> None:
    adopted.git("config", "index.skipHash", "true")

    assert list(doctor(adopted)[1]) == ["index"]


@pytest.mark.parametrize(
    ("env", "row"),
    [
        (
            {"SKIP": "other, confledger-check"},
            ("environment", "SKIP is set: hook managers leave our hook out", "unset SKIP"),
        ),
        (
            {"GIT_INDEX_FILE": "elsewhere"},
            (
                "environment",
                "GIT_INDEX_FILE is set: git works on what that names, not on this folder",
                "unset GIT_INDEX_FILE",
            ),
        ),
        (
            {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            (
                "locale",
                "ANSI_X3.4-1968: names and messages beyond that are escaped",
                "export LC_ALL=C.UTF-8",
            ),
        ),
    ],
)
def test_the_environment_is_looked_at(
    adopted: Repository, env: dict[str, str], row: tuple[str, str, str]
) -> None:
    code, found = doctor(adopted, env=env)

    assert (code, found[row[0]]) == (0, ("warning", *row[1:]))


def test_a_confledger_that_nothing_can_find_is_told_of(adopted: Repository, tmp_path: Path) -> None:
    (tmp_path / "git").symlink_to(
        subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    )

    level, said, command = doctor(adopted, env={"PATH": str(tmp_path)})[1]["confledger"]

    assert level == "warning"
    assert said.endswith(", but not on PATH: a hook manager that runs `confledger` cannot find it")
    assert command == f'export PATH="{Path(sys.executable).parent}:$PATH"'


def test_it_runs_anywhere(tmp_path: Path) -> None:
    nowhere, bare = Repository(tmp_path / "nowhere"), Repository.create(tmp_path / "bare", "--bare")
    nowhere.root.mkdir()

    for place, said in ((nowhere, "none here; hooks and history need one"), (bare, "bare, ")):
        done = place.confledger("doctor")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"  {said}" in done.stdout
