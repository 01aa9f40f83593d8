"""The newest earlier state of a scope that passes all checks of today."""

from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

import pytest

from confledger.cli.rollback.asked import parser
from confledger.cli.rollback.target import target_of
from confledger.cli.rollback.work import Work
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from rolling import Rolling
from support import Repository

# By path; None takes a file away.
State = dict[str, str | None]

TWICE = "a: 1\na: 2\n"
SETTINGS = 'schemas: [{paths: ["envs/*.yaml"], schema: env.json}]\n'
STRICT = '{"required": ["owner"]}\n'
SEALED = "a: ENC[AES256_GCM,data:aa=,iv:bb=,tag:cc=,type:str]\nsops: {mac: b}\n"
CHART = {"shop/Chart.yaml": "name: shop\n", "shop/templates/a.yaml": "{{- if a }}\nb: [\n"}


def states(repository: Repository, *edits: Mapping[str, str | None]) -> list[str]:
    """Commit one state after the other; return their ids."""
    made = []
    for number, edit in enumerate(edits):
        for path, text in edit.items():
            if text is None:
                (repository.root / path).unlink()
            else:
                repository.write(path, text)
        made.append(repository.commit(f"state {number}"))
    return made


def found(repository: Repository, *arguments: str) -> str:
    """Return the commit that is gone back to, or what is said where there is none."""
    work = Work(discover(str(repository.root)))
    try:
        with chdir(repository.root):
            return target_of(work, parser().parse_args(["--last-good", *arguments]))
    except ConfledgerError as error:
        return f"{error}; {error.help}"
    finally:
        work.close()


@pytest.mark.parametrize(
    ("arguments", "edits", "expected"),
    [
        pytest.param([], [{"a.yaml": "a: 1\n"}, {"a.yaml": TWICE}], 0, id="the one before"),
        pytest.param(
            ["--scope", "envs"],
            [
                {"envs/a.yaml": "a: 1\n"},
                {"envs/a.yaml": "a: 2\n"},
                {"other.yaml": TWICE},
                {"envs/b.yaml": TWICE},
                {"envs/a.yaml": "a: 3\n"},
                {"notes.txt": "x\n"},
            ],
            1,
            id="named by what brought it; what is elsewhere does not count",
        ),
        pytest.param(
            [],
            [
                {"confledger.yaml": "{}\n", "envs/a.yaml": "owner: b\n"},
                {"envs/a.yaml": "pool: 1\n"},
                {"confledger.yaml": SETTINGS, "env.json": STRICT},
            ],
            0,
            id="the rules of today judge",
        ),
        pytest.param(
            ["--scope", "a.yaml"],
            [{"b.yaml": "b: 1\n"}, {"a.yaml": "a: 1\n"}, {"a.yaml": None}],
            1,
            id="a file that is gone comes back",
        ),
        pytest.param(
            ["--scope", "shop"],
            [
                CHART,
                {"shop/values.yaml": "a: 1\n"},
                {"shop/Chart.yaml": None, "shop/values.yaml": TWICE},
            ],
            1,
            id="what was a template then is no fault",
        ),
        pytest.param(
            ["--scope", "web"],
            [
                {"web/kustomization.yaml": "resources: [a.yaml]\n", "web/a.yaml": "a: 1\n"},
                {"web/a.yaml": None, "b.yaml": "b: 1\n"},
                {"web/c.yaml": "c: 1\n"},
            ],
            0,
            id="no file names one that is not there",
        ),
        pytest.param(
            ["--scope", "web"],
            [
                {"web/a.yaml": "a: 1\n"},
                {"web/a.yaml": None, "web/b.yaml": "b: 1\n"},
                {"kustomization.yaml": "resources: [web/a.yaml]\n", "web/a.yaml": TWICE},
            ],
            0,
            id="nor one elsewhere, if that is new",
        ),
        pytest.param(
            ["--key", "envs/a.yaml#pool"],
            [{"envs/a.yaml": "pool: 1\n"}, {"envs/a.yaml": "pool: 2\npool: 3\n"}],
            0,
            id="of a key, by the file that holds it",
        ),
        pytest.param(
            ["--key", "prod:pool"],
            [
                {"envs/prod.yaml": "pool: 1\n", "envs/dev.yaml": "pool: 1\n"},
                {"envs/prod.yaml": TWICE},
                {"envs/dev.yaml": TWICE},
            ],
            0,
            id="or by its environment",
        ),
        pytest.param(
            ["--key", "pool"],
            [{"a.yaml": TWICE}],
            "'pool' names no key; write ENVIRONMENT:KEY, or FILE#KEY",
            id="no key",
        ),
        pytest.param(
            [],
            [{"b.yaml": TWICE}, {"a.yaml": TWICE, "b.yaml": TWICE + "b: 1\n"}],
            "no state of all passes all checks of today; see what is wrong with a.yaml and "
            "1 more file: confledger check; go back all the same: --to REV, or --interactive",
            id="none passes",
        ),
        pytest.param(
            ["--scope", "a.yaml"],
            [{"a.yaml": TWICE}, {"a.yaml": None}],
            "no state of a.yaml passes all checks of today; "
            "go back all the same: --to REV, or --interactive",
            id="none passes, and there is none now",
        ),
        pytest.param(
            [],
            [{"s.yaml": SEALED}, {"s.yaml": SEALED + "sops: {mac: b}\n"}],
            "no earlier state of all passes all checks of today: s.yaml does not, and stays as it "
            "is, since it holds secrets; see what is wrong: confledger check s.yaml; to go back "
            "with it: --with-secrets",
            id="what is kept is wrong",
        ),
        pytest.param(
            ["--with-secrets"],
            [{"s.yaml": SEALED}, {"s.yaml": SEALED + "sops: {mac: b}\n"}],
            0,
            id="unless it goes back too",
        ),
    ],
)
def test_the_newest_earlier_state_that_passes(
    repository: Repository, arguments: list[str], edits: list[State], expected: int | str
) -> None:
    made = states(repository, *edits)

    answer = found(repository, *arguments)

    assert answer == (made[expected] if isinstance(expected, int) else expected)
    # From memory, the same.
    assert found(repository, *arguments) == answer


def test_a_state_that_passes_is_not_left_without_a_name_to_go_to(
    repository: Repository, rolling: Rolling
) -> None:
    made = states(repository, *({"a.yaml": f"a: {number}\n"} for number in (0, 1, 2, 3, 2, 9)))

    told = rolling("--last-good", "--yes")

    rows = "".join(f"    {made[n][:10]}  2025-06-01  state {n}\n" for n in (4, 3, 1))
    assert (told.code, told.out, told.err) == (
        2,
        "",
        "error: all passes all checks of today as it is\n"
        f"  help: to go back all the same, name a state: --to REV, or --interactive\n{rows}",
    )
    assert found(repository, "--scope", "b.yaml").startswith("'b.yaml' is no environment")


def test_it_is_one_commit_and_then_all_is_well(repository: Repository, rolling: Rolling) -> None:
    made = states(repository, {"a.yaml": "a: 1\n"}, {"a.yaml": TWICE}, {"a.yaml": TWICE + "b: 1\n"})

    told = rolling("--last-good", "--yes")

    assert told.code == 0, told
    assert repository.git("log", "-1", "--format=%P %(trailers:key=Restores,valueonly)") == (
        f"{made[2]} {made[0]}\n"
    )
    assert rolling("--last-good", "--yes").code == 2


def test_a_shallow_clone_tells_how_far_it_goes(repository: Repository, tmp_path: Path) -> None:
    made = states(
        repository, {"a.yaml": "a: 1\n"}, *({"a.yaml": TWICE + f"b: {n}\n"} for n in range(3))
    )
    clones = []
    for depth in (3, 4):
        root = tmp_path / f"{depth}"
        repository.git(
            *("clone", "-q", f"--depth={depth}", f"file://{repository.root}", str(root)),
        )
        repository.git("-C", str(root), "fetch", "-q", f"--depth={depth}")
        clones.append(Repository(root))

    assert [found(clone) for clone in clones] == [
        "no state of all passes all checks of today as far back as this shallow clone goes "
        "(3 states); fetch more of it with `git fetch --unshallow`, or name a state: --to REV",
        made[0],
    ]
