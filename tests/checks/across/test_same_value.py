"""One value in several places: the one that most have, and where it is another."""

import pytest

from surveying import surveyed, told


def group(*addresses: str) -> str:
    rows = ", ".join(f'"{one}"' for one in addresses)
    return f"same-value: [{{name: the port, at: [{rows}]}}]\n"


FILES = {
    "app.yaml": "db: {port: 5432}\nweb: {port: 80}\n",
    "pooler.ini": "[db]\nport = 5432\n",
    "local.env": 'DB_PORT="5433"\n',
    "more.json": '{"dbs": [{"port": 5432.0}, {"port": "5432"}]}',
    "secret.yaml": "port: ENC[AES256_GCM,data:x,iv:x,tag:x,type:int]\n",
    "other.yaml": "port: ${db.port}\n",
}


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        pytest.param(["app.yaml#/db/port", "pooler.ini#/db/port"], [], id="equal as text"),
        pytest.param(["app.yaml#/db/port", "more.json#/dbs/*/port"], [], id="in a list"),
        pytest.param(
            ["app.yaml#/db/port", "pooler.ini#/db/port", "local.env#/DB_PORT"],
            [
                "local.env:1:9: error: `DB_PORT` differs from app.yaml:1 and 1 other place: "
                "the port has to be the same"
            ],
            id="one is another",
        ),
        pytest.param(
            ["local.env#/DB_PORT", "app.yaml#/db/port"],
            [
                "app.yaml:1:12: error: `db.port` differs from local.env:1: "
                "the port has to be the same"
            ],
            id="of two, the first counts",
        ),
        pytest.param(
            ["*.yaml#/**/port"],
            [
                "app.yaml:2:13: error: `web.port` differs from app.yaml:1: "
                "the port has to be the same"
            ],
            id="globs; what is encrypted or stands for another is left out",
        ),
        pytest.param(
            ["lost.yaml#/port", "app.yaml#/lost", "app.yaml"],
            [
                "confledger.yaml:1:36: error: `same-value[0].at[0]` matches no file",
                "confledger.yaml:1:55: error: `same-value[0].at[1]` leads to no value",
                "confledger.yaml:1:73: error: `same-value[0].at[2]` needs `#` and a JSON Pointer",
            ],
            id="addresses that lead nowhere",
        ),
        pytest.param(
            ["app.yaml#/db", "app.yaml#/web"],
            [
                "app.yaml:2:6: error: `web` differs from app.yaml:1: the port has to be the same",
            ],
            id="whole maps",
        ),
    ],
)
def test_places_of_a_group_hold_the_same(addresses: list[str], expected: list[str]) -> None:
    assert told(surveyed({"confledger.yaml": group(*addresses), **FILES})) == expected


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param({"local.env"}, 1, id="one of the places"),
        pytest.param({"app.yaml"}, 1, id="another"),
        pytest.param({"confledger.yaml"}, 1, id="the settings"),
        pytest.param({"other.yaml"}, 0, id="none"),
    ],
)
def test_a_commit_hears_of_groups_that_it_touches(touched: set[str], expected: int) -> None:
    settings = group("app.yaml#/db/port", "local.env#/DB_PORT")

    assert len(surveyed({"confledger.yaml": settings, **FILES}, touched, gone=set())) == expected


def test_no_value_is_quoted() -> None:
    files = {
        "confledger.yaml": group("a.yaml#/password", "b.yaml#/password"),
        "a.yaml": "password: hunter2\n",
        "b.yaml": "password: hunter3\n",
    }

    assert "hunter" not in repr(surveyed(files))
