"""Findings that are accepted: beside the value, by a waiver; and what ended or fits nothing."""

import json

import pytest

from support import Repository

SCHEMA = '{"properties": {"port": {"type": "integer"}, "host": {"type": "string"}}}'
HEAD = "# yaml-language-server: $schema=s.json\n"
DAY = ("--as-of", "2026-11-21")


@pytest.fixture
def faulty(repository: Repository) -> Repository:
    """A repository whose only file has a port that is no number."""
    repository.write("s.json", SCHEMA)
    repository.write("app.yaml", f"{HEAD}port: x\n")
    repository.commit()
    return repository


def checked(repository: Repository, *arguments: str) -> tuple[int, list[str], str]:
    """Check; return exit code, findings by place and check, and the summary."""
    done = repository.confledger("check", "--format", "short", *DAY, *arguments)
    rows = [line.split(" ")[1] for line in done.stdout.splitlines()]
    return done.returncode, rows, done.stderr.strip()


@pytest.mark.parametrize(
    ("line", "code", "found", "summary"),
    [
        pytest.param(
            "port: x  # confledger: ignore[schema]: the old gateway",
            *(0, [], "2 files: 1 passed, 1 without schema; 1 finding accepted"),
            id="for good",
        ),
        pytest.param(
            "port: x  # confledger: ignore[schema] until 2026-11-21: the old gateway",
            *(0, [], "2 files: 1 passed, 1 without schema; 1 finding accepted"),
            id="on the last day",
        ),
        pytest.param(
            "port: x  # confledger: ignore[schema] until 2026-11-20: the old gateway",
            *(1, ["error[schema]", "warning[stale-suppression]"]),
            "2 findings in 1 file (1 error, 1 warning): 2 files, 1 failed, 1 without schema",
            id="a day later",
        ),
        pytest.param(
            "port: x  # confledger: ignore[unknown-key]: the old gateway",
            *(1, ["error[schema]", "warning[stale-suppression]"]),
            "2 findings in 1 file (1 error, 1 warning): 2 files, 1 failed, 1 without schema",
            id="another check",
        ),
        pytest.param(
            "port: 1  # confledger: ignore[schema]: the old gateway",
            *(1, ["warning[stale-suppression]"]),
            "1 finding in 1 file (1 warning): 2 files, 1 failed, 1 without schema",
            id="mended, and the comment is still there",
        ),
        pytest.param(
            "port: x  # confledger: ignore[schema]",
            *(1, ["error[schema]", "warning[stale-suppression]"]),
            "2 findings in 1 file (1 error, 1 warning): 2 files, 1 failed, 1 without schema",
            id="without a reason",
        ),
    ],
)
def test_a_comment_beside_the_value_accepts_what_is_found_there(
    faulty: Repository, line: str, code: int, found: list[str], summary: str
) -> None:
    faulty.write("app.yaml", f"{HEAD}{line}\n")

    for _ in range(2):  # what ends some day is not remembered for longer
        assert checked(faulty) == (code, found, summary)


def test_what_is_accepted_is_in_the_reports(faulty: Repository) -> None:
    faulty.write("app.yaml", f"{HEAD}port: x  # confledger: ignore[schema]: the old gateway\n")

    text = faulty.confledger("check", "--verbose", *DAY)
    report = json.loads(faulty.confledger("check", "--format", "json", *DAY).stdout)
    sarif = json.loads(faulty.confledger("check", "--format", "sarif", *DAY).stdout)

    assert text.stdout.splitlines()[-1] == (
        "app.yaml:2:7   schema   accepted, app.yaml:2: the old gateway"
    )
    assert [one["check"] for one in report["findings"]] == ["file-without-schema"]
    assert report["summary"]["accepted_findings"] == 1
    (accepted,) = report["accepted"]
    assert (accepted["check"], accepted["kind"], accepted["place"]) == (
        *("schema", "in_source"),
        "app.yaml:2",
    )
    _, result = sarif["runs"][0]["results"]
    assert result["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "the old gateway, app.yaml:2",
        }
    ]


WAIVER = """\
waivers:
  - check: schema
    address: app.yaml#/port
    reason: the old gateway
    owner: "@shop/platform"
    expires: "{expires}"
"""


@pytest.mark.parametrize(
    ("expires", "code", "found", "summary"),
    [
        pytest.param("2027-01-31", 0, [], "3 files: 1 passed, 1 without schema, 1 x", id="holds"),
        pytest.param(
            *("2026-11-20", 1, ["error[schema]", "warning[stale-waiver]"], ""), id="has ended"
        ),
        pytest.param(
            *("2028-01-31", 1, ["error[schema]", "error[stale-waiver]"], ""), id="is too long"
        ),
    ],
)
def test_a_waiver_accepts_until_its_last_day(
    faulty: Repository, expires: str, code: int, found: list[str], summary: str
) -> None:
    faulty.write("waivers.yaml", WAIVER.format(expires=expires))
    faulty.git("add", ".")

    now = checked(faulty)

    assert now[:2] == (code, found)
    assert ("1 finding accepted" in now[2]) is bool(summary)
    assert checked(faulty)[:2] == (code, found)


def test_a_waiver_that_fits_nothing_is_told_by_a_run_over_everything(faulty: Repository) -> None:
    faulty.write("waivers.yaml", WAIVER.format(expires="2027-01-31"))
    faulty.write("app.yaml", f"{HEAD}port: 1\n")
    faulty.git("add", ".")

    assert checked(faulty)[:2] == (1, ["warning[stale-waiver]"])
    assert checked(faulty, "--staged")[:2] == (0, [])
    assert checked(faulty, "app.yaml")[:2] == (0, [])


def test_a_hook_honours_a_waiver_and_tells_when_the_day_has_come(faulty: Repository) -> None:
    faulty.write("waivers.yaml", WAIVER.format(expires="2027-01-31"))
    faulty.write("app.yaml", f"{HEAD}port: xx\n")
    faulty.git("add", ".")

    assert checked(faulty, "--staged")[:2] == (0, [])
    later = faulty.confledger("check", "--staged", "--as-of", "2027-02-01", "--format", "short")
    assert later.returncode == 1
