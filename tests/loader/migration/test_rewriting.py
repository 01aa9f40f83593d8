"""Operations on text: the rest of it stays as it is, to the last comment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.sameness import exactly_same
from confledger.documents.dialect import DOTENV, JSONC, TOML, YAML
from confledger.errors import ConfledgerError
from confledger.loader.migration.operation import (
    ADD,
    MOVE,
    REMOVE,
    RENAME,
    REPLACE,
    UNWRAP,
    WRAP,
    Operation,
    done,
)
from confledger.loader.migration.rewriting import Rewriting

YAML_TEXT = """\
# head
schema_version: 1   # v

# about db
db:  # the database
  # host
  host: "a"   # h
  pool: 5  # size
  text: |
    one

  flow: {x: 1, y: [1, 2]}
list:
- name: x   # c
  v: 1
-
  # about y
  name: y
last: {}
"""
JSON_TEXT = """\
{
  "version": 1,
  "db": {
    // c
    "host": "a", // h
    "pool": 5
  },
  "list": [1, 2]
}
"""
TOML_TEXT = """\
version = 1 # v
[db]
# pool
pool = 5 # c
host = 'a'

[other.t]
k = 1
"""


def made(text: str, dialect: str, *operations: Operation) -> str:
    rewriting = Rewriting(text.encode(), dialect, "f")
    rewriting.make(0, operations)
    return rewriting.data.decode()


def op(kind: str, path: str, target: str = "", value: object = None) -> Operation:
    steps = [tuple(int(s) if s.isdigit() else s for s in one.split(".")) for one in (path, target)]
    return Operation(kind, steps[0], value=value, target=steps[1] if target else ())


@pytest.mark.parametrize(
    ("operation", "old", "new"),
    [
        (op(RENAME, "db.pool", value="size"), "  pool: 5  # size\n", "  size: 5  # size\n"),
        (
            op(REPLACE, "db.pool", value={"min": 1}),
            "  pool: 5  # size\n",
            "  pool:  # size\n    min: 1\n",
        ),
        (op(REPLACE, "db.host", value="b: c"), '"a"', '"b: c"'),
        (op(REPLACE, "list", value=[]), YAML_TEXT[YAML_TEXT.index("list") : -9], "list: []\n"),
        (op(REMOVE, "db.host"), '  # host\n  host: "a"   # h\n', ""),
        (op(REMOVE, "db.flow.x"), "{x: 1, y: [1, 2]}", "{y: [1, 2]}"),
        (op(REMOVE, "list.0.name"), "- name: x   # c\n  v: 1\n", "- v: 1\n"),
        (op(REMOVE, "list.0"), "- name: x   # c\n  v: 1\n", ""),
        (op(ADD, "last.k", value=["yes"]), "last: {}\n", "last:\n  k:\n    - 'yes'\n"),
        (op(ADD, "list.0", value="k"), "list:\n", "list:\n- k\n"),
        (op(ADD, "new.deep", value=1), "last: {}\n", "last: {}\nnew:\n  deep: 1\n"),
        (op(ADD, "db.flow.z", value="on"), "[1, 2]}", '[1, 2], z: "on"}'),
        (op(WRAP, "db.host"), '"a"', '["a"]'),
        (op(WRAP, "list"), YAML_TEXT[YAML_TEXT.index("- name") : -9], None),
        (op(WRAP, "db"), YAML_TEXT[YAML_TEXT.index("  # host") : -70], None),
    ],
)
def test_only_what_it_is_about_changes(operation: Operation, old: str, new: str | None) -> None:
    text = made(YAML_TEXT, YAML, operation)

    if new is not None:
        assert text == YAML_TEXT.replace(old, new)
    else:
        assert made(text, YAML, Operation(UNWRAP, operation.path)).replace(" ", "") == (
            YAML_TEXT.replace(" ", "")
        )


def test_comments_move_with_their_key() -> None:
    text = made(YAML_TEXT, YAML, op(MOVE, "db", "data.store"), op(MOVE, "list.0.v", "data.store.v"))

    assert (
        text
        == """\
# head
schema_version: 1   # v

list:
- name: x   # c
-
  # about y
  name: y
last: {}
data:
  # about db
  store:  # the database
    # host
    host: "a"   # h
    pool: 5  # size
    text: |
      one

    flow: {x: 1, y: [1, 2]}
    v: 1
"""
    )


@pytest.mark.parametrize(
    ("dialect", "text", "operations", "expected"),
    [
        (
            JSONC,
            JSON_TEXT,
            [
                op(MOVE, "db.pool", "pool.size"),
                op(WRAP, "db.host"),
                op(REMOVE, "list.1"),
                op(RENAME, "version", value="v"),
            ],
            '{\n  "v": 1,\n  "db": {\n    // c\n    "host": ["a"] // h\n  },\n  "list": [1],\n'
            '  "pool": {\n    "size": 5\n  }\n}\n',
        ),
        (
            TOML,
            TOML_TEXT,
            [
                op(MOVE, "db.pool", "pool.size"),
                op(RENAME, "other", value="another"),
                op(REPLACE, "db.host", value="b"),
                op(REPLACE, "version", value=2),
                op(ADD, "db.x", value=[1]),
            ],
            "version = 2 # v\n[db]\nhost = 'b'\nx = [1]\n\n[another.t]\nk = 1\n\n[pool]\n"
            "# pool\nsize = 5 # c\n",
        ),
        (
            DOTENV,
            '# a\nA=1\n# b\nexport B="x"\n',
            [op(RENAME, "A", value="C"), op(REPLACE, "B", value="z y"), op(ADD, "D", value="1")],
            "# a\nC=1\n# b\nexport B='z y'\nD=1\n",
        ),
        (
            YAML,
            "a:\r\n  b: 1 # c\r\n",
            [op(MOVE, "a.b", "d.e")],
            "a: {}\r\nd:\r\n  e: 1 # c\r\n",
        ),
    ],
    ids=["jsonc", "toml", "dotenv", "crlf"],
)
def test_other_dialects_and_line_ends_keep_their_comments(
    dialect: str, text: str, operations: list[Operation], expected: str
) -> None:
    assert made(text, dialect, *operations) == expected


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("a: &x {b: 1}\nc: *x\n", op(RENAME, "a.b", value="d")),
        ("a: &x {b: 1}\nc: *x\n", op(REMOVE, "c.b")),
        ("a: &x\n  b: 1\nc:\n  <<: *x\n", op(REPLACE, "c.b", value=2)),
    ],
)
def test_what_would_change_more_is_refused_with_its_place(text: str, operation: Operation) -> None:
    with pytest.raises(ConfledgerError, match=r"^f:\d+:\d+: .* cannot be done here without harm"):
        made(text, YAML, operation)


_LEAVES = st.sampled_from([1, "x", "yes", None, True, 1.5, "a: b", "# c", ""])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c d", "1"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), _TREES, min_size=1, max_size=3), _TREES, st.data())
def test_any_value_put_anywhere_reads_back(
    tree: dict[str, object], value: object, data: st.DataObject
) -> None:
    from confledger.changes.keys import leaves
    from confledger.changes.rewritten import as_yaml

    path = data.draw(st.sampled_from(leaves(tree)))
    kind = data.draw(st.sampled_from([REPLACE, REMOVE, MOVE]))
    operation = Operation(kind, path, value=value, target=("z", "y"))
    rewriting = Rewriting(as_yaml([tree]).encode(), YAML, "f")
    try:
        rewriting.make(0, [operation])
    except ConfledgerError:
        # Refused, and nothing has changed.
        assert exactly_same(rewriting.documents, [tree])
    else:
        assert exactly_same(rewriting.documents, [done(operation, tree)])
