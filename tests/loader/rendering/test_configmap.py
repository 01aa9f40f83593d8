import pytest
import yaml as pyyaml
from hypothesis import example, given, settings

from confledger.errors import ConfledgerError
from confledger.loader.rendering import configmap
from hostile import CASES, TEXTS, variables


@given(variables)
@example({f"X{at}": text for at, text in enumerate(TEXTS)})
@settings(max_examples=CASES)
def test_every_value_is_read_back_as_a_text(texts: dict[str, str]) -> None:
    back = pyyaml.safe_load(configmap.write(texts, "app"))

    assert back == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "app"},
        "data": texts,
    }


@pytest.mark.parametrize(
    ("texts", "name", "message"),
    [
        pytest.param({}, "My_Config", "'My_Config' is no name of a ConfigMap", id="name"),
        pytest.param({}, "a..b", "'a..b' is no name of a ConfigMap", id="an empty part"),
        pytest.param(
            {"A" * 254: ""},
            "a",
            f"{'A' * 40}... has 254 letters, and a key of a ConfigMap at most 253",
            id="key",
        ),
        pytest.param(
            {"A": "x" * 1048576},
            "a",
            "the values have 1,048,577 bytes, and a ConfigMap holds at most 1,048,576",
            id="size",
        ),
    ],
)
def test_what_the_api_server_would_refuse_is_refused(
    texts: dict[str, str], name: str, message: str
) -> None:
    with pytest.raises(ConfledgerError) as raised:
        configmap.write(texts, name)

    assert str(raised.value) == message
