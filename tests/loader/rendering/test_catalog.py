import math

import pytest

from confledger.loader.rendering.catalog import FORMATS, NESTED, Unwritable, rendered

TREE = {"db": {"host": "h", "port": 5}, "on": True}
WRITTEN = {
    "dotenv": "P_DB__HOST=h\nP_DB__PORT=5\nP_ON=true\n",
    "docker-env": "P_DB__HOST=h\nP_DB__PORT=5\nP_ON=true\n",
    "systemd": "P_DB__HOST=h\nP_DB__PORT=5\nP_ON=true\n",
    "configmap": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n"
    '  P_DB__HOST: h\n  P_DB__PORT: "5"\n  P_ON: "true"\n',
    "properties": "db.host=h\ndb.port=5\non=true\n",
    "json": '{\n  "db": {\n    "host": "h",\n    "port": 5\n  },\n  "on": true\n}\n',
    "yaml": 'db:\n  host: h\n  port: 5\n"on": true\n',
    "toml": 'on = true\n\n[db]\nhost = "h"\nport = 5\n',
}


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_has_its_text(form: str) -> None:
    assert rendered(TREE, form, prefix="P_", name="app").text == WRITTEN[form]


@pytest.mark.parametrize("form", FORMATS)
def test_half_of_a_character_is_refused_and_never_quoted(form: str) -> None:
    with pytest.raises(Unwritable) as raised:
        rendered({"a": {"b": "x\ud800y"}, "l": ["\udfff"]}, form)

    assert str(raised.value).split("\n")[0] in (
        f"`a.b` cannot be written as {form}: it has half of a character in it, which has no UTF-8",
        f"`l[0]` cannot be written as {form}: it has half of a character in it, which has no UTF-8",
    )
    if form in ("properties", *NESTED):
        with pytest.raises(Unwritable):
            rendered({"a\ud800": {"b": 1}}, form)


@pytest.mark.parametrize("form", ["dotenv", "docker-env", "systemd", "configmap"])
def test_a_nul_is_refused_with_its_key(form: str) -> None:
    with pytest.raises(Unwritable) as raised:
        rendered({"db": {"key": "a\0b"}}, form)

    assert str(raised.value) == (
        f"`db.key` cannot be written as {form}: it has a NUL in it, which no variable can hold"
    )


def test_every_fault_is_named_up_to_ten() -> None:
    with pytest.raises(Unwritable) as raised:
        rendered({"a": [None, {"b": None}], **{f"x{at}": None for at in range(20)}}, "toml")

    lines = str(raised.value).split("\n")
    assert lines[1] == "       `a[1].b` cannot be written as toml: it is null, and TOML has no null"
    assert lines[-1] == "       and 12 more"
    with pytest.raises(Unwritable, match="`a` is no map, and a TOML document is one"):
        rendered(5, "toml", at=("a",))
    with pytest.raises(Unwritable, match=r"`a\[1\]` cannot be written as systemd: JSON has no inf"):
        rendered({"a": [1, math.inf]}, "systemd")


def test_what_is_left_out_is_told() -> None:
    done = rendered({"a": None, "b": "it's $5"}, "dotenv")

    assert (done.text, done.nulls, done.not_for_a_shell) == ('B="it\'s $5"\n', [("a",)], [("b",)])
