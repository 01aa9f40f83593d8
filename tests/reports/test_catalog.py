"""Every format has a renderer, and an unknown one a suggestion."""

from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.reports import renderers
from confledger.reports.catalog import FORMATS, renderer


def test_the_formats_are_the_modules_of_renderers() -> None:
    folder = Path(str(renderers.__file__)).parent

    assert sorted(FORMATS) == sorted(p.stem for p in folder.glob("[!_]*.py"))
    assert list(FORMATS)[:2] == ["text", "short"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_renderer_is_imported_by_the_name_of_its_format(name: str) -> None:
    assert getattr(renderer(name), "__module__", "") == f"confledger.reports.renderers.{name}"


@pytest.mark.parametrize(
    ("name", "help"),
    [
        pytest.param("sariff", "did you mean 'sarif'? ", id="near"),
        pytest.param("JSON", "did you mean 'json'? ", id="in capitals"),
        pytest.param("code-quality", "did you mean 'codequality'? ", id="with a hyphen"),
        pytest.param("__init__", "", id="a module that is no renderer"),
        pytest.param("xlsx", "", id="nothing near"),
        pytest.param("", "", id="empty"),
    ],
)
def test_an_unknown_format_names_the_nearest(name: str, help: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        renderer(name)

    every = "text, short, json, sarif, codequality, junit, github, checkstyle, rdjson"
    assert (str(raised.value), raised.value.help) == (
        f"no format named {name!r}",
        f"{help}the formats are {every}",
    )
