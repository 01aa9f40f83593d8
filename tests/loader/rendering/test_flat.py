import pytest

from confledger.errors import ConfledgerError
from confledger.loader.rendering import flat

TREE: dict[str, object] = {
    "db": {"pool-size": 5, "Host.name": "x", "off": None, "ratio": 0.5, "on": True},
    "jobs": [{"name": "a", "tags": ["ü"]}],
    "none": [],
    "empty": {},
}


def test_names_of_variables_are_what_the_loader_reads_back() -> None:
    found = flat.variables(TREE, "APP_")

    assert found.texts == {
        "APP_DB__POOL_SIZE": "5",
        "APP_DB__HOST_NAME": "x",
        "APP_DB__RATIO": "0.5",
        "APP_DB__ON": "true",
        "APP_JOBS": '[{"name": "a", "tags": ["ü"]}]',
        "APP_NONE": "[]",
        "APP_EMPTY": "{}",
    }
    assert found.nulls == [("db", "off")]
    assert found.keys["APP_DB__HOST_NAME"] == ("db", "Host.name")
    assert flat.variables(7, "", ("db", "pool")).texts == {"DB__POOL": "7"}


def test_properties_have_a_name_for_each_value_of_a_list() -> None:
    assert flat.dotted_names(TREE).texts == {
        "db.pool-size": "5",
        'db["Host.name"]': "x",
        "db.ratio": "0.5",
        "db.on": "true",
        "jobs[0].name": "a",
        "jobs[0].tags[0]": "ü",
        "none": "",
        "empty": "",
    }


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        pytest.param({"a-b": 1, "a_b": 2}, "`a-b` and `a_b` would both be A_B", id="two keys"),
        pytest.param(
            {"a": {"b": 1}, "a__b": 2}, "`a.b` and `a__b` would both be A__B", id="two levels"
        ),
        pytest.param({"1st": 1}, "`1st` makes no name of a variable", id="a digit first"),
        pytest.param({"": 1}, '`[""]` makes no name of a variable', id="nothing"),
    ],
)
def test_a_key_that_makes_no_name_of_its_own_is_refused(tree: object, message: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        flat.variables(tree)

    assert str(raised.value) == message
