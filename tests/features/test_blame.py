"""`confledger blame` and `confledger show`: who gave a key its value, and all about it."""

import json
import re
from collections.abc import Callable

import jsonschema_rs
import pytest

import shop_history
from confledger.reports.ledger.model import schema
from support import Repository

Run = Callable[..., tuple[int, str, str]]

STORE = """\
Deployment/shop
d0fd387c  2025-06-01  N  Ada Tester  /apiVersion: apps/v1                                        Start
d0fd387c  2025-06-01  N  Ada Tester  /kind: Deployment                                           Start
d0fd387c  2025-06-01  N  Ada Tester  /metadata/name: shop                                        Start
7b559aaf  2025-06-07  N  Ada Tester  /spec/replicas: 2                                           Fewer again
d0fd387c  2025-06-01  N  Ada Tester  /spec/template/spec/containers/[name=web]/name: web         Start
d46b7384  2025-06-05  N  Ada Tester  /spec/template/spec/containers/[name=web]/image/tag: "1.1"  Call it the store
d0fd387c  2025-06-01  N  Ada Tester  /spec/template/spec/containers/[name=log]/name: log         Start
d0fd387c  2025-06-01  N  Ada Tester  /spec/template/spec/containers/[name=log]/image/tag: "1.0"  Start
"""  # noqa: E501


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return shop_history.make(tmp_path_factory.mktemp("shop") / "r")


def blamed(run: Run, repository: Repository, *arguments: str) -> str:
    code, out, said = run(repository, "blame", *arguments)
    assert (code, said) == (0, "")
    return re.sub(r">?\d+ (?:mo|d|y)(?=  )", "N", out)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        pytest.param(["apps/store.yaml"], STORE, id="through the rename, in the order of the file"),
        pytest.param(
            ["envs/prod/db.yaml", "db.*"],
            "1be17f38  2025-06-06  N  Bob         /db/pool: 10              Ten connections\n"
            "6cf2f59d  2025-06-08  N  Ada Tester  /db/password: <redacted>  Another password\n",
            id="who wrote it, not who merged it",
        ),
        pytest.param(
            ["envs/dev/db.yaml#pool"],
            '7ae079e6  2025-06-10  N  Ada Tester  /db/pool: "5"  Mend it\n',
            id="a comment changed nothing",
        ),
        pytest.param(
            ["apps/shop.yaml", "replicas"],
            "apps/shop.yaml is called apps/store.yaml now\nDeployment/shop\n"
            "7b559aaf  2025-06-07  N  Ada Tester  /spec/replicas: 2  Fewer again\n",
            id="by an old name",
        ),
        pytest.param(
            ["apps/store.yaml", "replicas", "--at", "2025-06-03"],
            "apps/store.yaml was called apps/shop.yaml then\nDeployment/shop\n"
            "edffc615  2025-06-02  N  Ada Tester  /spec/replicas: 3  More of the shop\n",
            id="as it was, under another name",
        ),
    ],
)
def test_each_key_has_the_commit_that_gave_it_its_value(
    run: Run, shop: Repository, arguments: list[str], text: str
) -> None:
    assert blamed(run, shop, *arguments) == text


def test_what_is_on_disk_only_is_not_committed_yet(run: Run, repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\nb: 1\nc: 1\npassword: hunter2hunter2\n")
    first = repository.commit("One")[:8]
    repository.write("a.yaml", "# new\nd: 1\nb: 2\na: 1\npassword: hunter2hunter3\n")

    out = blamed(run, repository, "a.yaml")

    assert out == (
        "                             not committed yet  /d: 1\n"
        "                             not committed yet  /b: 2\n"
        f"{first}  2025-06-01  N  Ada Tester         /a: 1                  One\n"
        "                             not committed yet  /password: <redacted>\n"
        "                             not committed yet  /c: removed\n"
    )


def test_a_file_that_git_does_not_know_is_not_committed_yet(
    run: Run, repository: Repository
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit("One")
    repository.write("b.yaml", "b: 1\n")

    assert blamed(run, repository, "b.yaml").strip() == "not committed yet  /b: 1"


def test_blame_as_json_has_times_and_both_people(run: Run, shop: Repository) -> None:
    found = json.loads(
        blamed(run, shop, "envs/prod/db.yaml", "pool", "--at", "main", "--format", "json")
    )

    assert found["file"] == "envs/prod/db.yaml"
    assert [(one["key_path"], one["value"], one["author"]) for one in found["keys"]] == [
        ("/db/pool", 10, "Bob")
    ]
    assert found["keys"][0]["landed_by"] == "f836c6f11e0b1e57456203710d3ae40e5560d4ea"


def test_a_shallow_clone_does_not_know(run: Run, shop: Repository) -> None:
    clone = shop.root.parent / "shallow"
    shop.git("clone", "--quiet", "--depth=2", shop.root.as_uri(), str(clone))

    out = blamed(run, Repository(clone), "envs/prod/db.yaml", "pool")

    assert out == "7ae079e6  2025-06-10  N  baseline: older than this clone  /db/pool: 10\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["apps/none.yaml"],
            "error: 'apps/none.yaml' is not there\n"
            "  help: see when it was: confledger log apps/none.yaml\n",
            id="a file that is not there",
        ),
        pytest.param(
            ["apps/stoer.yaml"],
            "error: 'apps/stoer.yaml' is not there\n  help: did you mean 'apps/store.yaml'?\n",
            id="a file that is nearly there",
        ),
        pytest.param(
            ["envs"],
            "error: 'envs' is a folder\n"
            "  help: name a file, such as 'envs/dev/db.yaml'; of all: confledger log envs\n",
            id="a folder",
        ),
        pytest.param(
            [],
            "error: the following arguments are required: FILE\n"
            "  help: see `confledger blame --help`\n",
            id="nothing",
        ),
        pytest.param(
            ["apps/store.yaml", "replica"],
            "error: there is no key 'replica' in 'apps/store.yaml'\n"
            "  help: did you mean '**/replicas'? see all: confledger blame apps/store.yaml; "
            "past ones: confledger log apps/store.yaml\n",
            id="a key that is not there",
        ),
        pytest.param(
            ["envs/dev/db.yaml", "--at", "2025-06-09T12:00:00Z"],
            "error: 'envs/dev/db.yaml' cannot be read in that version\n"
            "  help: see when it could: confledger log envs/dev/db.yaml\n",
            id="a broken version",
        ),
        pytest.param(
            ["envs/prod/db.yaml", "--at", "pool"],
            "error: commit 1be17f38b6 is no state of the mainline of HEAD\n"
            "  help: it landed with f836c6f11e: --at f836c6f11e\n",
            id="a side branch",
        ),
    ],
)
def test_what_cannot_be_blamed_is_an_error(
    run: Run, shop: Repository, arguments: list[str], message: str
) -> None:
    assert run(shop, "blame", *arguments) == (2, "", message)


SHOWN = """\
entry         7b559aaf41:1
key           Deployment/shop#/spec/replicas
file          apps/store.yaml
also as       apps/shop.yaml
operation     changed (integer)
before        3
after         2
back to       what it was until 2025-06-02, edffc61504

commit        7b559aaf41270a3c77cc8fa5199869d663a052d3
subject       Fewer again
author        Ada Tester <ada@example.org>, 2025-06-07T12:00:00Z
committer     Ada Tester <ada@example.org>, 2025-06-07T12:00:00Z
parents       f836c6f11e0b1e57456203710d3ae40e5560d4ea
landed        on the mainline itself, 2025-06-07T12:00:00Z

before it     edffc61504:1  2025-06-02  2 -> 3
after it      nothing
"""


def test_an_entry_is_shown_with_all_that_is_known(run: Run, shop: Repository) -> None:
    assert run(shop, "show", "main~4:1") == (0, SHOWN, "")
    oid = shop.git("rev-parse", "main~4")

    assert run(shop, "show", f"{oid[:10]}:1") == (0, SHOWN, "")


def test_a_text_of_several_lines_is_shown_by_line(run: Run, repository: Repository) -> None:
    repository.write("a.yaml", "a: |\n  one\n  two\n")
    repository.commit("One")
    repository.write("a.yaml", "a: |\n  one\n  three\n")
    oid = repository.commit("Two")

    _, out, _ = run(repository, "show", f"{oid[:10]}:1")
    _, row, _ = run(repository, "log", "-n", "1")

    assert out.partition("values\n")[2].partition("\n\n")[0] == "    one\n  - two\n  + three"
    assert row.splitlines()[2] == "    /a: text of 2 -> 2 lines (+1 -1)"


def test_a_commit_is_shown_with_all_its_entries(run: Run, shop: Repository) -> None:
    code, out, _ = run(shop, "show", "main~6")

    assert code == 0
    assert out.partition("\n\n")[2] == (
        "  apps/store.yaml (Deployment/shop): moved from apps/shop.yaml\n"
        "    d46b73846e:1  /spec/template/spec/containers/[name=web]/image/tag: "
        '"1.0" -> "1.1"\n'
    )


def test_show_as_json_has_the_shape_of_log(run: Run, shop: Repository) -> None:
    ids = [
        one["id"]
        for one in json.loads(run(shop, "log", "db.pool", "--format", "json")[1])["entries"]
    ]

    found = [json.loads(run(shop, "show", one, "--format", "json")[1]) for one in ids]

    assert [one["entries"][0]["id"] for one in found] == ids
    assert not [
        error
        for one in [*found, json.loads(run(shop, "show", "main", "--format", "json")[1])]
        for error in jsonschema_rs.validator_for(schema()).iter_errors(one)
    ]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        pytest.param(
            "d0fd387ce2:99",
            "error: commit 'd0fd387ce2' has no entry 99\n  help: see all: confledger show "
            "d0fd387ce2\n",
            id="no such entry",
        ),
        pytest.param(
            "main:apps/store.yaml",
            "error: 'main:apps/store.yaml' names a file, not an entry\n"
            "  help: what it held: confledger log --at main apps/store.yaml; what changed in it: "
            "confledger log apps/store.yaml\n",
            id="a file of a revision",
        ),
        pytest.param(
            "ffffffffff:1",
            "error: there is no commit 'ffffffffff' in the ledger\n"
            "  help: it holds the history of HEAD: confledger log --ids\n",
            id="no such commit",
        ),
    ],
)
def test_what_is_not_there_cannot_be_shown(
    run: Run, shop: Repository, what: str, message: str
) -> None:
    assert run(shop, "show", what) == (2, "", message)
