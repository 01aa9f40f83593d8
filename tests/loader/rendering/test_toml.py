import math
import tomllib

import pytest
from hypothesis import example, given, settings

from confledger.documents.dialect import TOML
from confledger.documents.load import load
from confledger.loader.rendering import toml
from hostile import CASES, TEXTS, without_null


@given(without_null)
@example({text: text for text in TEXTS})
@example({"a": {"b": {"c": {}}}, "d": [{"e": [{"f": 1}, {}]}, {"g": {"h": [[{"i": 1}]]}}]})
@example({"a": {"b": [{}], "c": {"d": 1}}, "e": [{}, 1], "f": [[]], "g": [math.inf, -math.inf]})
@settings(max_examples=CASES)
def test_what_is_written_is_read_back(tree: dict[str, object]) -> None:
    text = toml.write(tree)

    assert tomllib.loads(text) == tree
    loaded = load(text.encode(), TOML)
    assert [one for one in loaded.problems if one.kind != "encoding"] == []
    assert loaded.documents == [tree]


def test_values_come_before_the_tables_beside_them() -> None:
    tree: dict[str, object] = {
        "pool": {"size": 5, "limits": {"soft": 1}},
        "name": "x",
        "jobs": [{"name": "a", "env": {"A": 1}}, {"name": "b"}],
        "mixed": [1, {"a": True}],
        "empty": {},
        "only": {"tables": {"x": 1.0}},
    }

    assert toml.write(tree) == (
        'name = "x"\nmixed = [1, { a = true }]\n\n[pool]\nsize = 5\n\n[pool.limits]\nsoft = 1\n\n'
        '[[jobs]]\nname = "a"\n\n[jobs.env]\nA = 1\n\n[[jobs]]\nname = "b"\n\n[empty]\n\n'
        "[only.tables]\nx = 1.0\n"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param(None, "it is null, and TOML has no null", id="null"),
        pytest.param(2**63, "it does not fit into 64 bits", id="large"),
        pytest.param(-(2**63), None, id="the least"),
        pytest.param(True, None, id="a boolean"),
    ],
)
def test_what_toml_cannot_hold_is_refused(value: object, reason: str | None) -> None:
    assert toml.unfit(value) == reason
