"""Every dialect but YAML is read through the same three functions."""

import pytest

from confledger.documents.formats import dotenv, ini, properties, toml
from confledger.documents.limits import DEFAULT
from confledger.documents.reader import Reader
from confledger.documents.scanning import Scanning

# The type checker holds each of them against the protocol; the test, against its promises.
READERS: dict[str, Reader] = {
    "toml": toml,
    "ini": Scanning(ini.Scan),
    "dotenv": Scanning(dotenv.Scan),
    "properties": Scanning(properties.Scan),
}


@pytest.mark.parametrize("dialect", READERS)
@pytest.mark.parametrize("text", ["", "\n", "# a comment\n"])
def test_nothing_is_one_empty_document(dialect: str, text: str) -> None:
    reader = READERS[dialect]

    loaded = reader.read(text, DEFAULT)

    assert (loaded.documents, loaded.problems) == ([{}], [])
    assert reader.quick(text, DEFAULT) in (None, [{}])
    assert reader.positions(text).value(0, ("a",)) is None
