"""Suggestions, by the command: learned from a history, muted, off where they do not help."""

import json
from pathlib import Path

import jsonschema
import pytest

from learning import History, history, service
from support import Repository

NEW = "apps/front/new.yaml"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The history to learn from; tests leave the files as they found them."""
    made = Repository.create(tmp_path_factory.mktemp("learned") / "shop")
    history().into(made)
    return made


def test_what_usually_changes_together_is_told_with_the_commits_that_say_so(
    shop: Repository,
) -> None:
    shop.write("pairs/3-a.yaml", "version: 99\nname: 3\n")
    told = shop.confledger("suggest", "change")
    muted = shop.confledger("suggest", "mute", "064ddf92")
    silent = shop.confledger("suggest", "change")
    shop.confledger("suggest", "mute", "--undo", "064ddf92")
    again = shop.confledger("suggest", "change")
    shop.git("reset", "--quiet", "--hard")

    oids = [shop.git("log", "--format=%H", "--grep", f"change {n}$") for n in (280, 256, 232)]
    assert (told.returncode, told.stdout.splitlines()) == (
        0,
        [
            "usually changed together, and missing here:",
            "  pairs/3-b.yaml  [064ddf92]",
            "    so in 9 of 10 commits that changed pairs/3-a.yaml, such as",
            f"    {oids[0][:10]} 2026-03-21 change 280",
            f"    {oids[1][:10]} 2026-02-25 change 256",
            f"    {oids[2][:10]} 2026-02-01 change 232",
            "",
            "never again: confledger suggest mute ID",
        ],
    )
    assert (muted.stdout, silent.stdout) == ("muted: 064ddf92\n", "nothing to suggest\n")
    assert again.stdout == told.stdout


def test_a_commit_is_told_what_was_known_before_it(shop: Repository) -> None:
    forgot = shop.git("log", "--format=%H", "-n", "1", "--", "pairs/3-a.yaml")
    one = shop.confledger("suggest", "change", forgot).stdout
    asked = (f"{forgot}~1..{forgot}", f"{forgot}~1...{forgot}")
    first = shop.git("rev-list", "--max-parents=0", "HEAD")

    assert one.splitlines()[1:3] == [
        "  pairs/3-b.yaml  [064ddf92]",
        "    so in 9 of 9 commits that changed pairs/3-a.yaml, such as",
    ]
    assert [shop.confledger("suggest", "change", each).stdout for each in asked] == [one, one]
    assert shop.confledger("suggest", "change", first).stdout == "nothing to suggest\n"


def test_settings_mute_for_everybody_and_ask_for_more(shop: Repository) -> None:
    shop.write("pairs/3-a.yaml", "version: 99\nname: 3\n")
    edit = shop.confledger("suggest", "mute", "--shared", "064ddf92").stdout
    found = []
    for settings in (edit, "suggest:\n  min-commits: 10\n", "suggest:\n  min-confidence: 95\n"):
        shop.write("confledger.yaml", settings)
        shop.commit("settings")
        shop.write("pairs/3-a.yaml", "version: 98\nname: 3\n")
        found.append(shop.confledger("suggest", "change").stdout)
        shop.git("reset", "--quiet", "--hard", "HEAD~1")

    assert edit == "# in confledger.yaml\nsuggest:\n  muted:\n    - 064ddf92\n"
    assert found == ["nothing to suggest\n"] * 3


def test_a_value_that_is_unlike_all_others_is_told_of_a_new_file(
    shop: Repository, project: Path
) -> None:
    text = service("new", "front", 8100, memory="64Gi", pull="Alway")
    shop.write(NEW, text)
    shop.git("add", "--all")
    staged = shop.confledger("suggest", "change", "--staged")
    done = shop.confledger("suggest", "change", "--staged", "--format", "json")
    shop.git("reset", "--quiet", "--hard")

    result = json.loads(done.stdout)
    schema = json.loads((project / "schemas/suggest-result.schema.json").read_text("utf-8"))
    jsonschema.validate(result, schema)
    assert [(one["key"], one["value"], one["usual"]) for one in result["suggestions"]] == [
        ("Deployment/new#/spec/memory", "64Gi", ["128Mi", "256Mi"]),
        ("Deployment/new#/spec/pull", "Alway", ["Always", "Never"]),
    ]
    assert "Alway, where all 72 others have Always, Never; Always was meant?" in staged.stdout


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("/spec/replicas", ["2", "5"], id="what the team has comes first"),
        pytest.param("spec.host", ["new.example.org"], id="the name is put in"),
        pytest.param("Deployment/new#/spec/port", [], id="a port always differs"),
        pytest.param("/spec/password", [], id="a secret"),
        pytest.param("/metadata/name", [], id="the object says what it is called"),
    ],
)
def test_values_are_suggested_for_a_key(
    key: str, expected: list[str], shop: Repository, project: Path
) -> None:
    shop.write(NEW, "kind: Deployment\nmetadata:\n  name: new\nspec:\n  pull: Always\n")
    done = shop.confledger("suggest", "value", NEW, key, "--format", "json")
    said = shop.confledger("suggest", "value", NEW, key)
    (shop.root / NEW).unlink()

    result = json.loads(done.stdout)
    schema = json.loads((project / "schemas/suggest-result.schema.json").read_text("utf-8"))
    jsonschema.validate(result, schema)
    found = [str(one["value"]) for one in result["candidates"] if one["share"] > 0.1]
    assert (found, said.returncode) == (expected, 0)
    assert ("nothing to suggest" in said.stdout) == (not expected)


def test_the_measurement_says_what_is_on(shop: Repository, project: Path) -> None:
    done = shop.confledger("suggest", "eval", "--format", "json")
    said = shop.confledger("suggest", "eval")

    result = json.loads(done.stdout)
    schema = json.loads((project / "schemas/suggest-result.schema.json").read_text("utf-8"))
    jsonschema.validate(result, schema)
    assert said.stdout.splitlines()[-4:] == [
        "values of keys added to a file: off, only 0 keys to try it on",
        "values of keys of a new file: on",
        "files that change together: on",
        "keys that change together: off, only 0 warnings to measure",
    ]
    assert [one["on"] for one in (*result["values"], *result["companions"])] == [
        *(False, True),
        *(True, False),
    ]


def test_a_young_repository_is_told_why_nothing_is_suggested(repository: Repository) -> None:
    made = History()
    made.commit({"a.yaml": "replicas: 2\n"})
    made.into(repository)
    repository.write("a.yaml", "replicas: 2\nmemory: 1Gi\n")

    done = repository.confledger("suggest")
    value = repository.confledger("suggest", "value", "a.yaml", "/memory")

    assert (done.returncode, done.stdout) == (0, "nothing to suggest\n")
    assert done.stderr.count(": off, only 0 ") == 4
    assert value.stdout == (
        "a.yaml#/memory (now 1Gi)\n"
        "  nothing to suggest: this is off here, only 0 keys to try it on; "
        "see `confledger suggest eval`\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["mute", "x"], "'x' is no id of a suggestion", id="no id"),
        pytest.param(["value", "none.yaml", "/a"], "there is no file 'none.yaml'", id="no file"),
        pytest.param(["change", "--staged", "HEAD"], "--staged and a revision", id="two changes"),
        pytest.param(["change", "nowhere"], "no revision named 'nowhere'", id="no revision"),
    ],
)
def test_what_cannot_be_answered_says_why(
    arguments: list[str], message: str, shop: Repository
) -> None:
    done = shop.confledger("suggest", *arguments)

    assert done.returncode == 2
    assert message in done.stderr.splitlines()[0]


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"[" * 100_000, id="deep"),
        pytest.param(b'{"version": 1}', id="without anything"),
        pytest.param(b"\x80\x04.", id="a pickle"),
    ],
)
def test_a_model_that_is_not_ours_is_learned_anew(model: bytes, shop: Repository) -> None:
    file = shop.root / ".git/confledger/suggest.json"
    shop.confledger("suggest", "eval")
    before = file.read_bytes()
    file.write_bytes(model)

    done = shop.confledger("suggest", "eval")

    assert (done.returncode, file.read_bytes() == before) == (0, True)
