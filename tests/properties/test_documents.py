"""What is written in a dialect is read back, by every way of reading, with every place."""

import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.load import careful, load, positions, quick
from confledger.location import Path
from reading import covered, paths

# Without controls, halves of characters, line ends of YAML 1.1, and the letters of Latin-1, which
# look like mojibake where they stand together.
_WIDE = st.characters(
    min_codepoint=0x100,
    exclude_categories=("Cc", "Cn", "Co", "Cs", "Zl", "Zp"),
    exclude_characters="\ufeff\ufffd",
)
TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=126) | _WIDE, max_size=12)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT
TREES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(bool), inner, max_size=4)
    ),
    max_leaves=20,
)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
LINES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=12)


def as_json(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False)


def as_indented_json(tree: object) -> str:
    return json.dumps(tree, indent=2)


def as_block_yaml(tree: object) -> str:
    return yaml.safe_dump(tree, allow_unicode=True, width=60, sort_keys=False)


def as_flow_yaml(tree: object) -> str:
    return yaml.safe_dump(tree, default_flow_style=True, default_style='"', sort_keys=False)


def read(text: str, dialect: str) -> object:
    """Read a text in every way; all have to agree, and none has a problem."""
    data = text.encode()
    slow, fast, either = careful(data, dialect), quick(data, dialect), load(data, dialect)
    assert [problem.message for problem in slow.problems + either.problems] == []
    assert fast is None or repr(fast) == repr(slow.documents)
    assert repr(either.documents) == repr(slow.documents)
    (document,) = slow.documents
    return document


@pytest.mark.parametrize(
    ("dialect", "write"),
    [
        pytest.param("json", as_json),
        pytest.param("json", as_indented_json),
        pytest.param("jsonc", as_json),
        pytest.param("json5", as_indented_json),
        pytest.param("yaml", as_json),
        pytest.param("yaml", as_indented_json),
        pytest.param("yaml", as_block_yaml),
        pytest.param("yaml", as_flow_yaml),
    ],
)
@given(tree=TREES)
def test_a_tree_is_read_back(dialect: str, write: Callable[[object], str], tree: object) -> None:
    text = write(tree)

    found = read(text, dialect)

    assert repr(found) == repr(tree)


@pytest.mark.parametrize("write", [as_json, as_indented_json])
@pytest.mark.parametrize("dialect", ["json", "yaml"])
@given(tree=TREES)
def test_every_value_stands_where_it_is_said_to(
    dialect: str, write: Callable[[object], str], tree: object
) -> None:
    text = write(tree)
    where = positions(text.encode(), dialect)

    for path in paths(tree):
        span, key = where.value(0, path), where.key(0, path)
        assert span is not None
        assert key is not None
        assert json.loads(covered(text, span)) == inside(tree, path)
        if path and isinstance(path[-1], str):
            assert json.loads(covered(text, key)) == path[-1]


def inside(tree: object, path: Path) -> object:
    for step in path:
        tree = tree[step]  # type: ignore[index]
    return tree


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, NUMBERS | st.booleans() | LINES, max_size=4)))
def test_tables_of_toml_are_read_back(tables: dict[str, dict[str, object]]) -> None:
    text = "".join(
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )

    assert repr(read(text, "toml")) == repr(tables)


@given(st.dictionaries(NAMES, st.dictionaries(NAMES, LINES, max_size=4)))
def test_sections_of_ini_are_read_back(sections: dict[str, dict[str, str]]) -> None:
    text = "".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in section.items())
        for name, section in sections.items()
    )

    assert read(text, "ini") == sections


@given(st.dictionaries(NAMES, LINES.filter(lambda text: "'" not in text)))
def test_variables_of_dotenv_are_read_back(variables: dict[str, str]) -> None:
    text = "".join(f"{name}='{value}'\n" for name, value in variables.items())

    assert read(text, "dotenv") == variables


@given(st.dictionaries(TEXT.filter(bool), TEXT))
def test_properties_are_read_back(properties: dict[str, str]) -> None:
    def escaped(text: str) -> str:
        units = text.encode("utf-16-be")
        return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))

    text = "".join(f"{escaped(key)}={escaped(value)}\n" for key, value in properties.items())

    assert read(text, "properties") == properties
