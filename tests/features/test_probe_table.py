"""Files that other validators judge wrongly, or never finish with: each row is right here.

Whole processes on a real repository, and everything they print.
"""

from time import process_time

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.documents.problem import LIMITS
from support import Repository

SETTINGS = """\
schemas:
  - paths: ["conf/*.yaml"]
    schema: schema.json
"""
SCHEMA = """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": ["name"],
  "properties": {
    "name": {"type": "string"},
    "replicas": {"type": "integer"},
    "env": {"type": "object", "additionalProperties": {"type": "string"}},
    "more": {}
  }
}
"""


def alias_bomb() -> str:
    """Nine levels of nine aliases: 432 bytes for 387 million values."""
    lines = [f"a0: &a0 [{', '.join(['lol'] * 9)}]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    return "\n".join(lines).ljust(431, " ") + "\n"


def merge_bomb() -> str:
    """Eleven levels of nine merges: 645 bytes for 31 thousand million maps."""
    lines = ["name: x", "a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    return "\n".join(lines).ljust(644, " ") + "\n"


DEEP_LIST = f"more: {'[' * 10_000}{']' * 10_000}\n"
CLEAN = ""
MANY = "its aliases expand to more than 100,000 values"

PROBES = [
    pytest.param(
        "name: a\nreplicas: 1\nname: b\n",
        "conf/app.yaml:3:1: error[duplicate-key] `name` is already defined on line 1; "
        "most readers silently use the last one\n",
        id="a duplicate key is refused",
    ),
    pytest.param("name: a\n---\nname: b\n", CLEAN, id="two valid documents pass"),
    pytest.param(
        "name: a\n---\nname: b\nreplicas: many\n",
        "conf/app.yaml:4:11: error[schema] `replicas` is a string, expected an integer\n",
        id="the second document is not valid",
    ),
    pytest.param("name: a\nenv: {D: 2020-01-01}\n", CLEAN, id="a date is a string"),
    pytest.param("name: a\nenv: {M: 2_17}\n", CLEAN, id="2_17 is a string"),
    pytest.param("name: a\nreplicas: 0o12\n", CLEAN, id="0o12 is an integer"),
    pytest.param("name: a\nenv: {T: 12:30:45}\n", CLEAN, id="12:30:45 is a string"),
    pytest.param(
        "more: &d\n  name: a\n  replicas: 1\n<<: *d\n", CLEAN, id="a merge key is resolved"
    ),
    pytest.param(
        alias_bomb(), f"conf/app.yaml:1:1: error[limits] {MANY}\n", id="an alias bomb is refused"
    ),
    pytest.param(
        merge_bomb(), f"conf/app.yaml:1:1: error[limits] {MANY}\n", id="a merge bomb is refused"
    ),
    pytest.param(
        DEEP_LIST,
        "conf/app.yaml:1:262: error[limits] nested deeper than 250 levels\n",
        id="a list of 10,000 levels is refused",
    ),
    pytest.param(
        "# a comment\nname: a\nenv:\n  A: x\n  B:   12  # no string\n",
        "conf/app.yaml:5:8: error[schema] `env.B` is an integer, expected a string\n",
        id="a violation has its line and column",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PROBES)
def test_a_probe_is_judged_right(repository: Repository, text: str, expected: str) -> None:
    repository.write("confledger.yaml", SETTINGS)
    repository.write("schema.json", SCHEMA)
    repository.write("conf/app.yaml", text)
    repository.git("add", "--all")

    done = repository.confledger("check", "--staged", "--format", "short")

    assert done.stdout == expected
    assert done.returncode == (1 if expected else 0)


@pytest.mark.parametrize(
    ("bomb", "size"),
    [
        pytest.param(alias_bomb(), 432, id="alias bomb"),
        pytest.param(merge_bomb(), 645, id="merge bomb"),
        pytest.param(DEEP_LIST, 20_007, id="deep list"),
    ],
)
def test_a_bomb_is_answered_at_once(
    capfd: pytest.CaptureFixture[str], bomb: str, size: int
) -> None:
    data = bomb.encode()
    times, kinds, documents = [], [], []
    for _ in range(5):
        start = process_time()
        loaded = load(data, YAML)
        times.append(process_time() - start)
        kinds += [problem.kind for problem in loaded.problems]
        documents += loaded.documents

    assert (len(data), kinds, documents) == (size, [LIMITS] * 5, [])
    # A twentieth of a second, or twice that where the machine is slow just now; not minutes.
    assert min(times) < 0.1
    # Some of the parsers write to standard error when they give up.
    assert capfd.readouterr() == ("", "")
