"""A file that was read and written again is the same, to the byte where SOPS wrote it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sopsing
from confledger.secrets import sops_file
from confledger.secrets.sops_file import Unreadable
from confledger.secrets.tree import Branch, Entry, Node, Scalar, grown
from confledger.secrets.written import written
from masking import metadata, read

YAML = """\
# head
db:
    # the password
    password: hunter2222
    port: 5432 # inline
    tags:
        - a
        - - b
          - c
        - name: x
          more:
            deep: "y: #"
        # above an item
        - z: 1
empty: {}
list: []
n: null
note_unencrypted: |
    line 1

    line 2
cut_unencrypted: |-
    no end
    at all
quoted_unencrypted: "12"
# foot
"""
MANY = "a: 1\n---\n# of the second\nb: two\n"
JSON = '{"a":{"b":"x","n":1.50},"l":[1,"a",{"x":null},[]],"e":{},"p_unencrypted":1e3}'
ENV = '# c\nA=one\nB="two words"\nC_unencrypted=plain\\nx\n\n# d\nE=\n# last\n'
INI = "; top\n[db]\n; c\nport = 80\nx_unencrypted = a b\n[empty]\n; of o\n[o]\nz=1\n; last\n"


@sopsing.needs_sops
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", YAML),
        ("many.yaml", MANY),
        ("a.json", JSON),
        ("a.env", ENV),
        ("a.ini", INI),
        ("a.bin", "bytes"),
    ],
)
def test_what_sops_wrote_is_written_to_the_byte(name: str, text: str) -> None:
    data = sopsing.encrypted(text, name)
    file = sops_file.read(data, name)

    again = written(grown(file), told(file), file.store)

    # In INI, SOPS itself has no order of the metadata.
    assert _sorted(again) == _sorted(data.decode()) if name == "a.ini" else again == data.decode()
    model = sops_file.read(again.encode(), name)
    assert [one.key() for one in grown(model)] == [one.key() for one in grown(file)]
    assert model.told == file.told


def _sorted(text: str) -> list[str]:
    return sorted(" ".join(line.split()) for line in text.splitlines())


def told(file: sops_file.SopsFile) -> dict[str, object]:
    found = file.told[0]
    assert isinstance(found, dict)
    return found


def node(value: object) -> Node:
    """Return a tree of values, none of which has a text."""
    if isinstance(value, dict):
        return Branch([Entry(name, node(item)) for name, item in value.items()])
    if isinstance(value, list):
        return Branch([Entry(at, node(item)) for at, item in enumerate(value)], is_map=False)
    return Scalar(value)


TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "true",
        "No",
        "~",
        "1",
        "0x1f",
        "1.5",
        "2024-01-02",
        "a: b",
        "- a",
        "# x",
        "|",
        "a\nb\n",
        "=",
        "é\n\n",
    ]
)
LEAVES = st.none() | st.booleans() | st.integers(-99, 99) | TEXTS
TREES = st.dictionaries(
    TEXTS.filter(lambda one: one != "sops"),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    ),
    max_size=4,
)


@given(TREES, st.sampled_from(["yaml", "json"]))
def test_whatever_can_be_read_again_is_the_same(tree: dict[str, object], store: str) -> None:
    text = written([node(tree)], {"mac": "x"}, store)

    try:
        again = sops_file.read(text.encode("utf-8", "surrogatepass"), "a", store)
    except Unreadable:
        # Such as a name twice, once as a text; whoever writes it sees that.
        return
    assert json.dumps(again.documents) == json.dumps([tree])


@pytest.mark.parametrize(
    ("documents", "store"),
    [
        pytest.param([{"a": {}}, {"a": {}}], "ini", id="two documents"),
        pytest.param([[1]], "json", id="no map"),
        pytest.param([[1]], "yaml", id="no map in YAML"),
        pytest.param([{"a": 1}], "dotenv", id="a number in dotenv"),
        pytest.param([{"a": {"b": "c"}}], "dotenv", id="a map in dotenv"),
        pytest.param([{"a": "b"}], "ini", id="a value outside of sections"),
        pytest.param([{"a": {"b": 'c"""\n'}}], "ini", id="a text without quotes for it"),
        pytest.param([{"a": b"x"}], "json", id="bytes"),
    ],
)
def test_what_a_store_cannot_hold_is_refused(documents: list[object], store: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        written([node(one) for one in documents], {"mac": "x"}, store)


def test_what_ini_quotes_is_quoted() -> None:
    tree = node({"s": {"a": "x\ny", "b": " x", "c": "x #y", "d": "", "e": {}}})

    text = written([tree], {"mac_only_encrypted": True, "a": None, "b": ["x\ny"]}, "ini")

    assert text == (
        '[s]\na = """x\ny"""\nb = """ x"""\nc = """x #y"""\nd = \ne = \n\n'
        "[sops]\nmac_only_encrypted = true\nb__list_0          = x\\ny\n"
    )


def test_comments_stand_where_they_stood() -> None:
    text = "a:\n  - # of the item\n    b: 1\n  # at the end\nc:\n  # alone\n" + metadata()
    file = read(text)

    again = read(written(grown(file), told(file), file.store, 2))

    assert [one.key() for one in grown(again)] == [one.key() for one in grown(file)]


def test_places_that_are_gone_are_done_without() -> None:
    file = read("a: 1\n" + metadata())
    file.data = b""

    assert [one.key() for one in grown(file)] == [one.key() for one in grown(read("a: 1\n"))]


def test_keys_before_the_first_section_keep_their_comments() -> None:
    (tree,) = grown(sops_file.read(b"; of a\na = 1\n[sops]\nmac = x\n", "a.ini"))

    section = (True, (), (("a", ("of a",), ("str", "1")),))
    assert tree.key() == (True, (), (("DEFAULT", (), section),))


def test_a_value_of_line_ends_alone_is_the_same_again() -> None:
    file = sops_file.read(b"a: |2+\n\nb: x\n", "a.yaml")

    text = written(grown(file), {"mac": "x"}, "yaml")

    assert sops_file.read(text.encode(), "a.yaml").documents == [{"a": "\n", "b": "x"}]
