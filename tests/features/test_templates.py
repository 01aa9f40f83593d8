"""What pipelines are given to copy: workflows, an action, a component; no branch runs in them."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from confledger.cli.ci import command, post_file
from confledger.documents.dialect import YAML
from confledger.documents.load import load

ACTION = "action.yml"
CHECK, COMMENT = "templates/github/confledger.yml", "templates/github/confledger-comment.yml"
COMPONENT = "templates/confledger/template.yml"
HOSTILE = 'x\'; touch "$(pwd)/made" $(touch made) `touch made`; #'


def read(project: Path, name: str) -> list[Any]:
    found = load((project / name).read_bytes(), YAML)
    assert not found.problems
    return list(found.documents)


def steps(project: Path, name: str) -> list[dict[str, Any]]:
    (whole,) = read(project, name)
    if "runs" in whole:
        return list(whole["runs"]["steps"])
    return [step for job in whole["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("name", [ACTION, CHECK, COMMENT])
def test_nothing_from_outside_is_a_part_of_a_script(project: Path, name: str) -> None:
    for step in steps(project, name):
        assert ("run" in step) != ("uses" in step)
        assert "${{" not in step.get("run", "")
        if "run" in step:
            assert step["shell"] == "bash"
        assert set(re.findall(r"python3?\"? (\S+)", step.get("run", ""))) <= {"-I"}
        used = step.get("uses", "")
        assert not used or re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}|example/.*", used)


@pytest.mark.parametrize("name", [CHECK, COMMENT])
def test_a_workflow_has_only_the_rights_that_it_needs(project: Path, name: str) -> None:
    (whole,) = read(project, name)
    ((_, job),) = whole["jobs"].items()

    assert "pull_request_target" not in (project / name).read_text()
    assert whole["permissions"] == ({"contents": "read"} if name == CHECK else {})
    read_only = "contents" if name == CHECK else "actions"
    assert job["permissions"] == {read_only: "read", "pull-requests": "write"}
    checkout = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
    if name == COMMENT:
        assert (whole["on"]["workflow_run"]["workflows"], checkout) == (["configuration"], [])
    else:
        assert whole["name"] == "configuration"
        assert checkout[0]["with"] == {"fetch-depth": 0, "persist-credentials": False}


def test_what_workflows_give_the_action_takes(project: Path) -> None:
    (action,) = read(project, ACTION)
    for name in (CHECK, COMMENT):
        (own,) = [one for one in steps(project, name) if one.get("uses", "").startswith("example/")]
        assert set(own["with"]) <= set(action["inputs"])
    for given in action["inputs"].values():
        assert set(given) == {"description", "default"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["ci", "--out=confledger-ci"]),
        (
            {"GIVEN_BASE": HOSTILE, "GIVEN_POST": "true"},
            ["ci", "--out=confledger-ci", f"--base={HOSTILE}", "--post"],
        ),
        ({"GIVEN_COMMENT_FILE": HOSTILE}, ["ci", "post-file", HOSTILE]),
    ],
)
def test_the_action_runs_this(
    project: Path, tmp_path: Path, given: dict[str, str], expected: list[str]
) -> None:
    (step,) = [one for one in steps(project, ACTION) if "env" in one]
    environ = dict.fromkeys(step["env"], "") | {"GIVEN_OUT": "confledger-ci"} | given

    assert ran(tmp_path, step["run"], environ | {"RUNNER_TEMP": str(tmp_path)}) == expected
    taken(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"GIVEN_POST": "false"}, ["ci", "--out=confledger-ci"]),
        (
            {"GIVEN_BASE": HOSTILE, "GIVEN_POST": "true"},
            ["ci", "--out=confledger-ci", f"--base={HOSTILE}", "--post"],
        ),
    ],
)
def test_the_component_runs_this(
    project: Path, tmp_path: Path, given: dict[str, str], expected: list[str]
) -> None:
    spec, jobs = read(project, COMPONENT)
    (job,) = jobs.values()
    script = job["script"][-1].replace("/tmp/confledger", f"{tmp_path}/confledger")
    environ = {"GIVEN_BASE": "", "CI_JOB_URL": "https://forge.example/jobs/1"} | given

    assert ran(tmp_path, script, environ) == expected
    taken(expected)
    assert (tmp_path / "work/confledger-ci/annotations.json").read_text() == (
        '{"Configuration": [{"external_link": {"label": "What the change does", "url": '
        '"https://forge.example/jobs/1/artifacts/file/confledger-ci/summary.md"}}]}\n'
    )
    assert job["variables"]["GIT_DEPTH"] == "0"
    assert set(job["artifacts"]["reports"]) == {
        *("annotations", "codequality", "dotenv", "junit", "metrics", "terraform"),
    }
    assert all("-I" in line for line in job["script"][:-1])
    text = (project / COMPONENT).read_text()
    assert set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", text)) == set(spec["spec"]["inputs"])
    # Inputs are variables: they are written into the file before anybody reads it as YAML.
    assert "$[[" not in "".join(job["script"])


def test_the_files_that_forges_are_to_read_are_written(project: Path) -> None:
    from confledger.cli.ci.folder import FILES, USUAL

    _, jobs = read(project, COMPONENT)
    (job,) = jobs.values()
    named = {name.removeprefix(f"{USUAL}/") for name in job["artifacts"]["reports"].values()}
    assert named - {"annotations.json"} <= set(FILES)


def ran(folder: Path, script: str, environ: dict[str, str]) -> list[str]:
    """Run a step in a folder of its own; return what confledger was started with."""
    work, program = folder / "work", folder / "confledger/bin/confledger"
    program.parent.mkdir(parents=True)
    (work / "confledger-ci").mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\0" "$@" > "$STARTED"\nexit 1\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=work,
        env={"PATH": os.environ["PATH"], "STARTED": str(folder / "started"), **environ},
        check=False,
    )
    assert done.returncode == 1
    assert os.listdir(work) == ["confledger-ci"]
    return (folder / "started").read_text().split("\0")[:-1]


def taken(arguments: list[str]) -> None:
    """Let the real parser take them."""
    if arguments[1] == "post-file":
        post_file.parser().parse_args(arguments[2:])
    else:
        command.parser().parse_args(arguments[1:])
