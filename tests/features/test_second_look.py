"""Ways around the checks that a second look found: hangs, stale answers, acceptance by stealth."""

import json
import resource

import pytest

from support import Repository

SCHEMA = '{"additionalProperties": {"type": "integer"}}'
HEAD = "# yaml-language-server: $schema=s.json\n"
WAIVER = (
    "waivers:\n- {{check: {check}, address: {address}, reason: why, owner: me, "
    "expires: '{expires}'}}\n"
)
DAY = ("--as-of", "2026-11-21")


def told(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Check; return the exit code, and place and check of each finding."""
    done = repository.confledger("check", "--format", "short", *arguments)
    assert done.returncode < 2, done.stderr
    return done.returncode, [" ".join(one.split(" ")[:2]) for one in done.stdout.splitlines()]


@pytest.fixture
def faulty(repository: Repository) -> Repository:
    """A repository with a value that its schema refuses."""
    repository.write("s.json", SCHEMA)
    repository.write("app.yaml", f"{HEAD}a: x\n")
    repository.commit()
    return repository


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"a: 1 # confledger: ignore[schema]:{' ' * 50_000}\n", id="blanks at the end"),
        pytest.param("a: 1\n" + "# confledger: ignore[schema]: x\n" * 4_000, id="comments only"),
        pytest.param(
            "".join(f"k{n}: x # confledger: ignore[schema]: x\n" for n in range(3_000)),
            id="as many findings",
        ),
        pytest.param(
            f"a: {{{', '.join(f'k{n}: x' for n in range(1000))}}} # confledger: ignore[schema]: x\n"
            + "# confledger: ignore-file[schema]: x\n" * 3_000,
            id="for the whole file",
        ),
        pytest.param(
            f"a: x # confledger: ignore[{'schema,' * 100_000}schema]: x\n", id="names of checks"
        ),
        pytest.param(f"a: '{'&& true ' * 50_000}'\n", id="what looks like anchors"),
    ],
)
def test_a_file_made_to_take_long_does_not(repository: Repository, text: str) -> None:
    repository.write("s.json", SCHEMA)
    repository.write("app.yaml", HEAD + text)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime

    repository.confledger("check", "--no-cache", "--quiet", "app.yaml")

    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5


def test_a_verdict_on_another_file_says_nothing_of_the_waivers(repository: Repository) -> None:
    text = WAIVER.format(check="schema", address="a.yaml", expires="2020-01-31")
    repository.write("old.yaml", text)
    repository.commit()
    assert told(repository) == (0, [])

    repository.git("mv", "old.yaml", "waivers.yaml")

    assert told(repository) == (1, ["waivers.yaml:2:69: warning[stale-waiver]"])


OWNED = {"confledger.yaml": "owned: [a.yaml]\n", "a.yaml": "a: 1\n"}
ENVIRONMENTS = {
    "confledger.yaml": "environments: [{name: d, paths: [d.yaml]}, {name: p, paths: [p.yaml]}]",
    "d.yaml": "a: 1\n",
    "p.yaml": "a: 1\nb: 2\n",
}
AGREED = "differences: [{keys: [b], environments: [p], reason: only there}]\n"
NAMING = {"kustomization.yaml": "resources: [b.yaml, c]\n", "c/kustomization.yaml": "{}\n"}


@pytest.mark.parametrize(
    ("tracked", "loose", "edit", "found"),
    [
        pytest.param(
            *(OWNED, {"CODEOWNERS": "* @x\n"}, {"CODEOWNERS": "/b @x\n"}),
            "a.yaml: warning[owner]",
            id="owners change",
        ),
        pytest.param(
            *(OWNED, {"CODEOWNERS": "* @x\n"}, {".github/CODEOWNERS": "/b @x\n"}),
            "a.yaml: warning[owner]",
            id="owners come first elsewhere",
        ),
        pytest.param(
            *(ENVIRONMENTS, {"allowed-differences.yaml": AGREED}),
            *({"allowed-differences.yaml": None}, "p.yaml:2:1: warning[environment-divergence]"),
            id="an agreement is gone",
        ),
        pytest.param(
            *(NAMING, {"b.yaml": "a: 1\n"}, {"b.yaml": None}),
            "kustomization.yaml:1:13: error[dangling-reference]",
            id="a target is gone",
        ),
    ],
)
def test_a_clean_answer_ends_with_the_untracked_file_it_rested_on(
    repository: Repository,
    tracked: dict[str, str],
    loose: dict[str, str],
    edit: dict[str, str | None],
    found: str,
) -> None:
    for path, text in tracked.items():
        repository.write(path, text)
    repository.commit()
    for path, text in loose.items():
        repository.write(path, text)
    assert [told(repository), told(repository)] == [(0, []), (0, [])]

    for path, changed in edit.items():
        if changed is None:
            (repository.root / path).unlink()
        else:
            repository.write(path, changed)

    code, rows = told(repository)
    assert (code, rows[-1]) == (1, found)


def test_a_file_named_like_an_option_is_not_remembered_as_one(faulty: Repository) -> None:
    faulty.write("--staged", "")
    faulty.write("confledger.yaml", "dialects: [{paths: ['--staged'], dialect: yaml}]\n")
    faulty.git("add", "--", "--staged", "confledger.yaml")
    assert told(faulty, "--", "--staged") == (0, [])

    faulty.write("--staged", "a: 1\na: 2\n")

    assert told(faulty, "--", "--staged") == (1, ["--staged:2:1: error[duplicate-key]"])


@pytest.fixture
def topic(faulty: Repository) -> Repository:
    """A branch off a base in which one finding is accepted, and a file has to have an owner."""
    faulty.write("app.yaml", f"{HEAD}a: x  # confledger: ignore[schema]: reviewed\nb: 1\n")
    faulty.write("confledger.yaml", "owned: ['docs/*.md']\n")
    faulty.write("CODEOWNERS", "docs/a.md @x\n")
    faulty.write("docs/a.md", "# A\n")
    faulty.commit()
    faulty.git("switch", "--quiet", "--create", "topic")
    return faulty


def changed(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    repository.commit()
    return told(repository, "--from", "main", *arguments)


def test_a_reviewed_comment_cannot_be_copied_to_another_value(topic: Repository) -> None:
    accepting = "x  # confledger: ignore[schema]: reviewed\n"
    topic.write("app.yaml", f"{HEAD}a: {accepting}b: {accepting}")

    assert changed(topic) == (
        1,
        ["app.yaml:3:4: error[schema]", "app.yaml:3:7: warning[stale-suppression]"],
    )


def test_a_reviewed_comment_moves_with_its_line_and_its_file(topic: Repository) -> None:
    topic.write("app.yaml", f"{HEAD}\na: x  # confledger: ignore[schema]: reviewed\nb: 1\n")
    topic.git("mv", "app.yaml", "moved.yaml")

    assert changed(topic) == (0, [])


def test_a_comment_in_a_file_that_is_no_configuration_needs_a_review_too(topic: Repository) -> None:
    topic.write("docs/b.md", "# confledger: ignore-file[owner]: because I say so\n")

    assert changed(topic) == (
        1,
        ["docs/b.md: warning[owner]", "docs/b.md:1:1: warning[stale-suppression]"],
    )
    assert changed(topic, "--trust", "head") == (0, [])


def test_limits_of_the_change_do_not_blind_the_checks_of_the_base(topic: Repository) -> None:
    topic.git("switch", "--quiet", "main")
    topic.write("confledger.yaml", "checks: {limits: 'off'}\n")
    topic.commit()
    topic.git("switch", "--quiet", "--create", "other")
    topic.write("confledger.yaml", "checks: {limits: 'off'}\nlimits: {max-bytes: 1}\n")
    topic.write("app.yaml", f"{HEAD}b: y\n")

    assert changed(topic) == (1, ["app.yaml:2:4: error[schema]"])


def test_a_change_may_take_a_finding_more_seriously(topic: Repository) -> None:
    topic.git("switch", "--quiet", "main")
    topic.write("confledger.yaml", "checks: {schema: warning}\nfail-on: error\n")
    topic.commit()
    topic.git("switch", "--quiet", "--create", "other")
    topic.write("app.yaml", f"{HEAD}b: y\n")
    assert changed(topic) == (0, ["app.yaml:2:4: warning[schema]"])

    topic.write("confledger.yaml", "checks: {schema: error}\nfail-on: error\n")
    assert changed(topic) == (1, ["app.yaml:2:4: error[schema]"])
    topic.write("confledger.yaml", "checks: {schema: warning}\n")
    assert changed(topic) == (1, ["app.yaml:2:4: warning[schema]"])


def test_what_only_the_settings_of_the_base_find_is_said_to_be_so(topic: Repository) -> None:
    topic.git("mv", "docs", "pages")
    topic.write("confledger.yaml", "owned: ['pages/*.md']\n")
    topic.write("CODEOWNERS", "pages/a.md @x\n")
    topic.commit()

    done = topic.confledger("check", "--from", "main", "--format", "short")

    assert done.stdout == "confledger.yaml:1:8: warning[owner] `owned` matches no file\n"
    assert done.stderr.splitlines()[0] == (
        "note: 1 finding is by the settings of the base, which this change alters; merge the "
        "settings before the rest, or run with `--trust head` where somebody approves each change"
    )


@pytest.mark.parametrize(
    ("waivers", "found"),
    [
        pytest.param(
            WAIVER.format(check="schema", address="app.yaml", expires="2026-W01-1"),
            ["app.yaml:2:4: error[schema]", "waivers.yaml:2:71: error[stale-waiver]"],
            id="a week is no day",
        ),
        pytest.param(
            "waiver: []\n",
            ["app.yaml:2:4: error[schema]", "waivers.yaml:1:1: error[stale-waiver]"],
            id="a key with a typo",
        ),
        pytest.param(
            "- {check: schema}\n",
            ["app.yaml:2:4: error[schema]", "waivers.yaml:1:1: error[stale-waiver]"],
            id="a list without its key",
        ),
        pytest.param(
            "waivers: []\n---\n" + WAIVER.format(check="schema", address="a", expires="2027-01-01"),
            ["app.yaml:2:4: error[schema]", "waivers.yaml:1:1: error[stale-waiver]"],
            id="a second document",
        ),
    ],
)
def test_a_file_of_waivers_that_is_not_as_it_should_be_is_told(
    faulty: Repository, waivers: str, found: list[str]
) -> None:
    faulty.write("waivers.yaml", waivers)
    faulty.git("add", ".")

    assert told(faulty, *DAY) == (1, found)


def test_a_waiver_of_information_is_used_where_nobody_asked_for_it(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.write(
        "waivers.yaml",
        WAIVER.format(check="file-without-schema", address="a.yaml", expires="2027-01-31"),
    )
    repository.commit()

    assert told(repository, *DAY) == (0, [])
    repository.git("rm", "--quiet", "a.yaml")
    assert told(repository, *DAY, "--files")[0] == 1


def test_a_change_cannot_make_templates_of_what_is_checked(topic: Repository) -> None:
    topic.git("switch", "--quiet", "main")
    topic.write("app/templates/a.yaml", "# yaml-language-server: $schema=/s.json\na: 1\n")
    topic.commit()
    topic.git("switch", "--quiet", "--create", "other")
    topic.write("app/Chart.yaml", "name: app\n")
    topic.write("app/templates/a.yaml", "# yaml-language-server: $schema=/s.json\na: x\n")
    topic.write("new/Chart.yaml", "name: new\n")
    topic.write("new/templates/a.yaml", "{{ if }}\n")

    assert changed(topic) == (1, ["app/templates/a.yaml:2:4: error[schema]"])


def test_settings_of_a_name_that_is_not_read_are_not_passed_over(repository: Repository) -> None:
    repository.write(".confledger.yml", "formats: true\n")
    repository.commit()

    done = repository.confledger("check")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: .confledger.yml is not read as settings\n"
        "  help: git mv .confledger.yml confledger.yaml\n"
    )


def test_policies_behind_a_link_are_told_and_not_passed_over(repository: Repository) -> None:
    policy = {"version": 1, "policies": [{"id": "a", "message": "no", "forbidden": ["bad"]}]}
    repository.write("confledger.yaml", "policies: ['rules/*.yaml']\n")
    repository.write("elsewhere.json", json.dumps(policy))
    repository.write("a.yaml", "bad: 1\n")
    (repository.root / "rules").mkdir()
    (repository.root / "rules/a.yaml").symlink_to("../elsewhere.json")
    repository.commit()

    for where in ((), ("--staged", "--all"), ("--rev", "HEAD")):
        assert told(repository, *where) == (1, ["rules/a.yaml: error[policy]"])


def test_the_base_is_read_by_each_process_for_itself(topic: Repository) -> None:
    line = "a: x  # confledger: ignore[schema]: reviewed, {}\nb: 1\n"
    topic.git("switch", "--quiet", "main")
    topic.write("confledger.yaml", "schemas: [{paths: ['d/*.yaml'], schema: s.json}]\n")
    for number in range(1600):
        topic.write(f"d/{number}.yaml", line.format(number))
    topic.commit()
    topic.git("switch", "--quiet", "--create", "other")
    for number in range(1600):
        topic.write(f"d/{number}.yaml", line.format(number) + "c: 1\n")

    assert changed(topic, "--jobs", "3") == (0, [])
