"""What Python reads is told by its syntax tree, and hostile code is a reason, not a crash."""

import pytest

from confledger.inventory.python_reads import seen_in

_IMPORTS = """\
import os
import os as o
from os import environ as e, getenv
from environs import Env
from decouple import config
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
NAME = "CONST"
env = Env()
mine = os.environ
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('os.environ["A"]; o.environ.get("B"); e["C"]', ["A!", "B!", "C!"]),
        ('getenv("D", "x"); os.getenv("E"); mine.get("M", 1)', ["D", "E!", "M"]),
        ('os.environ.setdefault("S", "x"); "I" in os.environ', ["I", "S"]),
        (
            'os.getenv("A") or "x"; e.get("B") == "y"; 1 if not o.environ.get("C") else 2\n'
            'if e.get("D"): pass\nx = "z" or e.get("L")\ny = e["E"] or 1',
            ["A", "B", "C", "D", "E!", "L!"],
        ),
        ('os.environ[NAME]; os.environ[f"X{1}"]', ["!", "CONST!"]),
        pytest.param('os.environ["W"] = "x"; del os.environ["V"]', [], id="written, not read"),
        pytest.param('other["A"]; x.environ["B"]; sys.getenv("C")', [], id="something else"),
        ('env.int("P", 3); env("Q"); config("R", default=1); env.read_env("f")', ["P", "Q!", "R"]),
        ('click.option("--x", envvar="X"); typer.Option(envvar=["Y", "Z"])', ["X", "Y", "Z"]),
        ('p.add_argument("--t", default=os.environ.get("T"))', ["T!"]),
        (
            "class S(BaseSettings):\n"
            '    model_config = SettingsConfigDict(env_prefix="app_")\n'
            '    url: str\n    port: int = 3\n    key: str = Field(..., validation_alias="KEY")\n'
            "class T(S):\n    more: str = Field(default=1)\n",
            ["APP_MORE", "APP_PORT", "APP_URL!", "KEY!"],
        ),
        (
            "class S(BaseSettings):\n    a: ClassVar[int]\n    b: int\n"
            '    class Config:\n        env_prefix = "o_"\n',
            ["O_B!"],
        ),
    ],
)
def test_variables_are_read_in_many_ways(code: str, expected: list[str]) -> None:
    seen = seen_in((_IMPORTS + code).encode())

    assert seen.fault is None
    assert sorted(one.name + "!" * (not one.default) for one in seen.reads) == expected


def test_settings_loads_and_names_of_files_are_seen() -> None:
    seen = seen_in(
        b"import confledger\nfrom pydantic import BaseSettings as B\n"
        b"from dynaconf import Dynaconf\n"
        b'INSTALLED_APPS = []\nclass S(B): pass\nDynaconf(envvar_prefix="P")\n'
        b'confledger.load("config")\nopen("config/app.yaml")  # not config/other.yaml\n'
    )

    assert [(one.name, one.line, one.how, one.prefix) for one in seen.forms] == [
        ("", 6, "Dynaconf", "P"),
        ("S", 5, "settings class", ""),
        ("", 4, "settings of Django", ""),
    ]
    assert seen.loads == [("config", 7)]
    assert seen.texts == {"config/app.yaml": 8}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (b'import os\nprint "x"\n', ("it does not parse as Python 3", 2)),
        (b"\0", ("it does not parse as Python 3", 1)),
        (b"# coding: none-such\n", ("it does not parse as Python 3", 1)),
        (b"(" * 10_000, ("it does not parse as Python 3", 1)),
        (b"-" * 100_000 + b"1", ("it is nested too deeply", 1)),
        (b"os" + b".environ" * 50_000, ("it is nested too deeply", 1)),
        (b'x = "' + b"a" * 5_000_000 + b'"', ("it is longer than 2 MB", 1)),
    ],
)
def test_what_cannot_be_read_is_told_with_its_reason(code: bytes, reason: tuple[str, int]) -> None:
    seen = seen_in(code)

    assert seen.fault is not None
    assert (seen.fault[0].partition(":")[0], seen.fault[1], seen.reads) == (*reason, [])
