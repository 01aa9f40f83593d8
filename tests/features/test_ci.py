"""One command for a merge request: what it says, what it writes, and whom it believes."""

import json
from pathlib import Path

import pytest
from jsonschema_rs import validator_for

from confledger.cli.ci.command import run
from confledger.cli.debt.command import run as debt
from confledger.errors import ConfledgerError
from forge_server import forge, on_github
from support import Repository

ROOT = Path(__file__).parents[2]
SETTINGS = """\
schemas:
  - paths: [config/*.yaml, config/envs/*.yaml]
    schema: schema.json
environments:
  - name: prod
    paths: [config/envs/prod.yaml]
  - name: dev
    paths: [config/envs/dev.yaml]
"""
SCHEMA = """\
{"type": "object", "additionalProperties": false, "properties": {
  "db": {"type": "object", "properties": {"pool": {"type": "integer", "maximum": 100,
    "x-risk": "critical"}, "password": {"type": "string"}}},
  "http": {"type": "object", "properties": {"timeout": {"type": "integer"},
    "motto": {"type": "string", "x-secret": true},
    "retries": {"type": "integer"}}}}}
"""
BASE = "db:\n  pool: 5\nhttp:\n  timeout: 30\n  retries: 1\n"


@pytest.fixture
def shop(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A shop of two environments on `main`, and a branch `change` that is checked out."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("schema.json", SCHEMA)
    repository.write("CODEOWNERS", "* @shop/all\n/config/ @shop/data\n")
    repository.write("config/base.yaml", BASE)
    repository.write("config/envs/prod.yaml", "db:\n  pool: 50\n")
    repository.write("config/envs/dev.yaml", "http:\n  timeout: 90\n")
    repository.commit("Begin")
    repository.git("switch", "--quiet", "--create", "change")
    monkeypatch.chdir(repository.root)
    return repository


def ci(*arguments: str) -> int:
    return run(["--base", "main", "--forge", "none", *arguments])


def written(repository: Repository, name: str) -> str:
    return (repository.root / "confledger-ci" / name).read_text()


def steps(repository: Repository) -> dict[str, tuple[str, int]]:
    told = json.loads(written(repository, "ci-summary.json"))
    return {one["name"]: (one["status"], one["exit_code"]) for one in told["steps"]}


def test_the_comment_says_first_what_changes_in_production(shop: Repository) -> None:
    shop.write("config/base.yaml", BASE.replace("30", "5").replace("pool: 5\n", "pool: 6\n"))
    shop.write("config/envs/prod.yaml", "db:\n  pool: 500\n  password: hunter2hunter2\n")
    shop.write("config/envs/dev.yaml", "http:\n    timeout: 90\n")
    head = shop.commit("Less waiting | @shop/all <b>")
    base = shop.git("rev-parse", "main")

    assert ci("--skip", "debt-gate") == 1

    comment = written(shop, "comment.md")
    digest = comment.partition("digest `")[2][:12]
    assert (
        comment
        == f"""\
<!-- confledger:ci:v1 -->
### Configuration: 2 values change in **prod**, 1 in **dev**; 1 secret (1 in **prod**); \
**2 new findings**; needs `@shop/data`

| env | key | was | becomes | where | risk |
|---|---|---|---|---|---|
| **prod** | `db.pool` | `50` | **`500`** | `config/envs/prod.yaml:2` | `critical` → `@shop/data` |
| **prod** | `db.password` | - | ●●●●●● added | `config/envs/prod.yaml:3` | secret |
| **prod** | `http.timeout` | `30` | **`5`** | `config/base.yaml:4` \
(overridden in **dev** by `config/envs/dev.yaml`) | - |
| **dev** | `db.pool` | `5` | **`6`** | `config/base.yaml:2` \
(overridden in **prod** by `config/envs/prod.yaml`) | `critical` → `@shop/data` |

**2 new findings**

- error `schema` in `config/envs/prod.yaml:2`: `db.pool` must be at most 100
- error `plain-secret` in `config/envs/prod.yaml:3`: `db.password` is a secret in plain text: \
its key says so; change it where it was issued, then encrypt it (`confledger secrets encrypt`) \
or refer to where it is kept

1 file only written otherwise, 0 values: `config/envs/dev.yaml`

rollback: `confledger rollback --to {base[:12]} --scope all`

<details><summary>1 commit</summary>

- `{head[:10]}` `Less waiting | @shop/all <b>` by `Ada Tester`

</details>

<sub>confledger 0.1.0 · `{base[:10]}`…`{head[:10]}` · digest `{digest}` · \
reproduce: `confledger ci --base {base[:12]} --head {head[:12]}`</sub>
"""
    )


def test_the_same_change_gives_the_same_files_and_is_not_looked_at_twice(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("config/base.yaml", BASE.replace("30", "5"))
    shop.commit("Less waiting")

    assert ci("--format", "json") == 0
    folder = shop.root / "confledger-ci"
    first = {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "metrics.txt"}
    told = [json.loads(capsys.readouterr().out)]
    assert ci("--format", "json") == 0
    told.append(json.loads(capsys.readouterr().out))
    assert ci("--format", "json", "--from", "report") == 0
    told.append(json.loads(capsys.readouterr().out))

    now = {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "metrics.txt"}
    assert now == first
    assert shop.git("status", "--porcelain") == ""
    cached = [{one["name"] for one in each["steps"] if one["cached"]} for each in told]
    kept = {"check", "secrets", "debt-gate", "diff", "effective", "rollback-command", "comment"}
    assert cached == [set(), kept | {"report", "badges", "metrics"}, kept | {"badges", "metrics"}]
    schema = json.loads((ROOT / "schemas/ci-summary.schema.json").read_text())
    assert [[*validator_for(schema).iter_errors(one)] for one in told] == [[], [], []]
    assert json.loads(first["ci-summary.json"])["files"] == sorted(
        {*first, "metrics.txt"} - {".gitignore"}
    )


def test_metrics_are_read_by_the_parser_of_openmetrics(shop: Repository) -> None:
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    shop.write('config/envs/a"b\\.yaml', "http:\n  timeout: 5\n")
    shop.commit("One more")

    ci()

    families = list(parser.text_string_to_metric_families(written(shop, "metrics.txt")))
    found = {
        (one.name, *map(str, one.labels.values())): one.value for f in families for one in f.samples
    }
    assert found["confledger_ci_values",] == 0
    assert {one for one in found if one[0] == "confledger_ci_step_seconds"} == {
        ("confledger_ci_step_seconds", name)
        for name, (status, _) in steps(shop).items()
        if status != "skipped"
    }


RULES = "creation_rules:\n  - path_regex: {}\n    age: age1x\n"
STRICT = SETTINGS.replace("[config/*.yaml", "[extra.yaml, config/*.yaml")


def ruled(shop: Repository) -> str:
    """Commit rules for more files, and return the commit."""
    shop.write("confledger.yaml", STRICT)
    shop.write(".sops.yaml", RULES.format("^(vault/|config/envs/dev)"))
    for path in ("vault/a.yaml", "new/a.yaml"):
        shop.write(path, "greeting: hello\n")
    shop.write("extra.yaml", "db:\n  pool: 5\n")
    return shop.commit("Rules")


def test_what_a_branch_says_of_policy_does_not_count(shop: Repository) -> None:
    words = ("--base", ruled(shop), "--forge", "none", "--only", "comment", "report")
    evil = '"| </details> <!-- confledger:ci:v1 --> @shop/all [x](javascript:1)"'
    hidden = "7123123"
    prod = f"db:\n  pool: 500\n? {evil}\n: 1\nhttp:\n  motto: '{hidden}'\n"
    shop.write("config/envs/prod.yaml", prod)
    shop.write("config/envs/dev.yaml", f"http:\n  timeout: {hidden}\n")
    shop.write("vault/a.yaml", f"greeting: {hidden}\n")
    shop.write("extra.yaml", "db:\n  pool: 6\n")
    shop.commit("Honest")
    run([*words])
    honest = written(shop, "comment.md").splitlines()
    findings = json.loads(written(shop, "codequality.json"))

    shop.write(
        "confledger.yaml",
        STRICT.replace("prod", "dev").replace("name: dev", "name: x", 1)
        + "checks: {schema: 'off', unknown-key: 'off'}\n"
        "ignore: [{paths: ['config/**', extra.yaml], reason: mine}]\nload: {folder: nowhere}\n",
    )
    shop.write("schema.json", SCHEMA.replace("x-risk", "x-was-risk").replace("x-secret", "x-s"))
    shop.write(".sops.yaml", RULES.format("^new/"))
    shop.write("new/a.yaml", f"greeting: {hidden}\n")
    shop.write("CODEOWNERS", "* @evil\n")
    shop.write("waivers.yaml", "waivers: []\n")
    shop.write(".gitattributes", "* -diff binary\n")
    shop.commit("Dishonest @shop/all")
    assert run([*words]) == 1
    dishonest = written(shop, "comment.md").splitlines()

    rows = [line for line in honest if line.startswith(("| **", "| 2 | `db.pool`", "- error"))]
    assert len(rows) == 7
    assert set(rows) <= set(dishonest)
    assert "| 2 | `db.pool` | `5` | **`6`** | `critical` → `@shop/all` |" in rows
    assert "; needs `@shop/data`, `@shop/all`" in dishonest[1]
    assert "**alters what it is judged by**" in dishonest[1]
    assert all(one in json.loads(written(shop, "codequality.json")) for one in findings)
    text = "\n".join([*honest, *dishonest])
    assert hidden not in text
    assert text.count("<!--") == 2
    assert "`Dishonest @shop/all`" in text
    assert "](javascript" not in text


def test_a_secret_is_not_shown_where_it_was_moved_to_or_its_schema_alone_knows_of_it(
    shop: Repository,
) -> None:
    shop.git("switch", "--quiet", "main")
    shop.write("confledger.yaml", SETTINGS.replace("envs/*.yaml]", "envs/*.yaml, other/*.yaml]"))
    shop.write(
        "config/envs/prod.yaml", "db: {password: swordfish-77}\nhttp: {motto: open-sesame}\n"
    )
    shop.write("other/a.yaml", "http: {motto: abracadabra}\n")
    shop.commit("Secrets")
    shop.git("switch", "--quiet", "--force-create", "change")
    shop.write("config/envs/prod.yaml", "http: {saying: [open-sesame]}\n")
    shop.write("config/envs/dev.yaml", "db: {url: 'https://x/swordfish-77/'}\nhttp: {timeout: 9}\n")
    shop.write("other/a.yaml", "http: {motto: abracadabra-2}\n")
    shop.commit("Move them")
    told = []
    for broken in ("", "http: [\n"):
        if broken:
            # Without environments, files are told as they are.
            shop.write("config/base.yaml", broken)
            shop.commit("Break")
        ci("--only", "comment", "report")
        for name in ("comment.md", "summary.md", "ci-summary.json"):
            text = written(shop, name)
            assert not any(one in text for one in ("swordfish", "sesame", "abracadabra"))
        told.append(written(shop, "comment.md"))

    added = "| - | ●●●●●● added | `config/envs/{}.yaml:1` | secret |"
    assert "| **prod** | `http.saying` " + added.format("prod") in told[0]
    assert "| **dev** | `db.url` " + added.format("dev") in told[0]
    assert "| 1 | `http.motto` | ●●●●●● | ●●●●●● changed | secret |" in told[0]
    assert "●●●●●●" in told[1]


def test_what_a_change_takes_back_is_not_hidden_by_one_of_two_common_ancestors(
    shop: Repository,
) -> None:
    shop.git("switch", "--quiet", "main")
    shop.write("config/envs/prod.yaml", "db:\n  pool: 77\n")
    mended = shop.commit("Mend production")
    shop.git("switch", "--quiet", "change")
    shop.write("config/base.yaml", BASE.replace("30", "5"))
    shop.commit("Less waiting")
    shop.git("switch", "--quiet", "main")
    shop.git("merge", "--quiet", "--no-ff", "--message=take", "change")
    shop.git("switch", "--quiet", "change")
    shop.git("merge", "--quiet", "--no-ff", "--strategy=ours", "--message=evil", mended)

    for command, words in ((run, ["--forge", "none"]), (debt, ["gate"])):
        with pytest.raises(ConfledgerError, match="'main' and the change have 2 common ancestors"):
            command([*words, "--base", "main"])

    shop.git("merge", "--quiet", "--strategy=ours", "--message=one", "main")
    assert ci("--only", "comment") == 0
    assert "| **prod** | `db.pool` | `77` | **`50`** |" in written(shop, "comment.md")


def test_a_change_older_than_the_rules_of_its_target_says_so_and_a_commit_needs_no_words(
    shop: Repository,
) -> None:
    shop.git("switch", "--quiet", "main")
    shop.write("confledger.yaml", f"{SETTINGS}reviews: {{critical: 1}}\n")
    shop.commit("Ask")
    shop.git("switch", "--quiet", "change")
    shop.write("config/envs/prod.yaml", "db:\n  pool: 51\n")
    shop.git("add", "--all")
    tree, parent = shop.git("write-tree"), shop.git("rev-parse", "HEAD")
    # Neither a name, nor an address, nor a subject: only ends of lines.
    people = "author  <> 1750000000 +0000\ncommitter  <> 1750000000 +0000\n\n\n\n\n"
    raw = f"tree {tree}\nparent {parent}\n{people}"
    head = shop.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", input=raw)
    shop.git("reset", "--quiet", "--hard", head)

    assert ci("--only", "comment") == 1

    lines = written(shop, "comment.md").splitlines()
    assert lines[1] == (
        "### Configuration: 1 value changes in **prod**, 0 in **dev**; "
        "**its target has newer rules**; **approval is missing**; needs `@shop/data`"
    )
    assert lines[3] == (
        "Not judged by what its target has otherwise since it began: `confledger.yaml`; merge the "
        "target into it"
    )
    assert f"- `{head[:10]}` `  ` by `  `" in lines


def test_what_a_branch_calls_an_environment_is_no_command_to_the_log_of_a_job(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("confledger.yaml", "version: 1\n")
    shop.write("config/envs/##[stop-commands]x.yaml", "a: 1\n")
    shop.git("branch", "--force", "main", shop.commit("Begin again"))
    shop.write("config/envs/##[stop-commands]x.yaml", "a: 2\n")
    shop.commit("Name it")

    ci("--only", "comment")

    said = capsys.readouterr()
    assert "## [stop-commands]x" in said.out
    assert "##[" not in said.out + said.err


def test_a_folder_for_results_that_a_branch_has_prepared_is_not_used(
    shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (shop.root / "confledger-ci").symlink_to(outside)
    shop.write("out/comment.md", "tracked")
    shop.commit("Links")

    told = []
    for out in ("confledger-ci", "confledger-ci/deeper", "out", ".", ".git/out"):
        with pytest.raises(ConfledgerError) as caught:
            ci("--out", out)
        told.append(str(caught.value))

    assert told == [
        "'confledger-ci' is a symbolic link, so nothing is written there",
        "'confledger-ci' is a symbolic link, so nothing is written there",
        "'out' has tracked files",
        "the folder for the results is that of the repository",
        "'.git/out' is inside of the git directory",
    ]
    assert list(outside.iterdir()) == []


def test_a_file_of_the_results_that_is_a_link_is_replaced_and_not_followed(
    shop: Repository, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_text("mine")
    (shop.root / "confledger-ci").mkdir()
    (shop.root / "confledger-ci/comment.md").symlink_to(kept)

    assert ci() == 0

    assert kept.read_text() == "mine"
    assert not (shop.root / "confledger-ci/comment.md").is_symlink()


def test_without_a_change_there_is_no_comment(shop: Repository) -> None:
    shop.write("README", "Text\n")
    shop.commit("No configuration")

    assert ci() == 0

    assert written(shop, "comment.md") == (
        "<!-- confledger:ci:v1 -->\n### Configuration: no configuration change any more\n"
    )
    assert written(shop, "confledger.env").splitlines()[0] == "CONFLEDGER_VERDICT=nothing"


def test_one_step_that_fails_hides_no_other(
    shop: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("config/envs/prod.yaml", "db:\n  pool: 500\n")
    shop.write("confledger.yaml", "no such: setting\n")
    shop.commit("Break the settings")

    assert ci("--skip", "secrets", "--skip", "debt-gate") == 2

    found = steps(shop)
    assert {name: found[name] for name in ("check", "secrets", "diff", "comment", "report")} == {
        "check": ("findings", 2),
        "secrets": ("skipped", 0),
        "diff": ("ok", 0),
        "comment": ("ok", 0),
        "report": ("ok", 0),
    }
    first = written(shop, "comment.md").splitlines()[1]
    assert first == (
        "### Configuration: 1 value changes in **prod**, 0 in **dev**, "
        "3 in files of no environment; **alters what it is judged by**; **1 new finding**; "
        "**not everything was looked at**; "
        "needs `@shop/data`"
    )


def test_a_clone_without_history_is_told_how_to_get_it(
    shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("config/base.yaml", BASE.replace("30", "5"))
    shop.commit("Less waiting")
    shop.git(
        "clone",
        "--quiet",
        "--depth=1",
        "--no-single-branch",
        f"file://{shop.root}",
        str(tmp_path / "clone"),
    )
    monkeypatch.chdir(tmp_path / "clone")

    helps = []
    for name in ("github", "gitlab", "none"):
        with pytest.raises(ConfledgerError) as caught:
            run(["--base", "origin/main", "--forge", name])
        assert "shallow" in str(caught.value)
        helps.append(caught.value.help)

    assert helps[:2] == [
        "give `actions/checkout` the option `fetch-depth: 0`",
        'give the job the variable `GIT_DEPTH: "0"`',
    ]


def test_github_gets_annotations_and_a_page_and_says_itself_what_is_merged_into_what(
    shop: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    base = shop.git("rev-parse", "HEAD")
    shop.write("config/envs/prod.yaml", "db:\n  pool: 500\n")
    head = shop.commit("Too much")
    shop.git("switch", "--quiet", "--detach", "main")
    page = tmp_path / "page.md"
    event = tmp_path / "event.json"
    request = {"number": 7, "base": {"sha": base, "ref": "main"}, "head": {"sha": head}}
    event.write_text(json.dumps({"pull_request": request}))
    for name, value in {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": "shop/config",
        "GITHUB_SERVER_URL": "https://git.example.org",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_STEP_SUMMARY": str(page),
    }.items():
        monkeypatch.setenv(name, value)

    assert run(["--skip", "debt-gate"]) == 1

    said = capsys.readouterr().out.splitlines()
    assert said[:1] == [
        "::error file=config/envs/prod.yaml,line=2,endLine=2,col=9,endColumn=12,title=schema"
        "::`db.pool` must be at most 100"
    ]
    link = f"https://git.example.org/shop/config/blob/{head[:12]}/config/envs/prod.yaml#L2"
    assert f"[`config/envs/prod.yaml:2`]({link})" in page.read_text()
    assert json.loads(written(shop, "ci-summary.json"))["head"] == head


def test_the_forge_has_one_comment_that_is_not_written_again_where_it_is_the_same(
    shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    with forge() as made:
        for name, value in on_github(made, tmp_path).items():
            monkeypatch.setenv(name, value)
        for number, pool in enumerate((60, 60, 70, 50)):
            shop.write("config/envs/prod.yaml", f"db:\n  pool: {pool}\n")
            shop.write("README", f"Text {number}\n")
            shop.commit("Tune")
            assert run(["--base", "main", "--only", "post", "--post", "--no-cache"]) == 0
            (body,) = made.bodies()
            writes = [one.partition(" ")[0] for one in made.asked if "comments" in one]
            said.append((body.splitlines()[1], writes[-1]))
            made.asked.clear()

    changed = "### Configuration: 1 value changes in **prod**, 0 in **dev**; needs `@shop/data`"
    gone = "### Configuration: no configuration change any more"
    assert said == [(changed, "POST"), (changed, "GET"), (changed, "PATCH"), (gone, "PATCH")]


def test_an_environment_that_cannot_be_put_together_is_not_said_to_stay_as_it_is(
    shop: Repository,
) -> None:
    shop.write("config/base.yaml", BASE.replace("retries: 1", "retries: 2"))
    shop.write("config/envs/prod.yaml", "db: [\n")
    shop.commit("Break production")

    assert ci("--only", "comment") == 1

    comment = written(shop, "comment.md")
    assert comment.splitlines()[1].startswith(
        "### Configuration: 1 value changes in **dev**, 1 in files of no environment; "
        "**not known for** **prod**; **1 new finding**"
    )
    assert "- values in prod: now: `config/envs/prod.yaml:" in comment
