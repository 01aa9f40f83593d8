"""What no value shows has a class of its own: comments, style, tags, types of keys."""

import pytest

from confledger.changes.meaning import doubtful
from confledger.changes.sameness import same
from confledger.changes.style import classify
from confledger.documents.load import load

ANCHORED = "a: &x {c: 1}\nb: *x\n"
MERGED = "a: &x {c: 1}\nb:\n  <<: *x\n  d: 2\n"


@pytest.mark.parametrize(
    ("before", "after", "classes"),
    [
        # Each row of the table of traps that other tools fall into.
        pytest.param("a: 1", 'a: "1"', {"value"}, id="number to text"),
        pytest.param("a: yes", "a: true", {"value", "changed-for-1.2-only"}, id="yes to true"),
        pytest.param("a: on", "a: true", {"value", "changed-for-1.2-only"}, id="on to true"),
        pytest.param("a: 1", "a: true", {"value"}, id="number to truth"),
        pytest.param("a: 1", "a: 1.0", {"value"}, id="integer to number"),
        pytest.param("a: 1.0", "a: 1.00", {"style"}, id="zeros"),
        pytest.param("a: 0x10", "a: 16", {"style"}, id="hexadecimal"),
        pytest.param("a: 010", "a: 8", {"value", "changed-for-1.2-only"}, id="octal of YAML 1.1"),
        pytest.param("a: 010", "a: 10", {"style", "changed-for-1.1-only"}, id="a zero in front"),
        pytest.param("a: 0o10", "a: 8", {"style", "changed-for-1.1-only"}, id="octal of YAML 1.2"),
        pytest.param("a: 2020-01-01", "a: '2020-01-01'", {"style", "changed-for-1.1-only"},
                     id="date to text"),
        pytest.param("1: a", '"1": a', {"key-type"}, id="type of a key"),
        pytest.param("a: !foo x", "a: !bar x", {"tag"}, id="tag"),
        pytest.param("a: !foo x", "a: x", {"tag"}, id="tag that goes"),
        pytest.param("a: !!str x", "a: x", {"style"}, id="tag that says nothing"),
        pytest.param(MERGED, "a: {c: 1}\nb:\n  c: 1\n  d: 2\n", {"style"}, id="merge key"),
        pytest.param("a: 1", "a: 1\n---\nb: 1", {"value"}, id="a second document"),
        pytest.param("a: '{\"b\":1}'", "a: '{\"b\": 1}'", {"value"}, id="JSON in a text"),
        pytest.param("a: 1 # x", "a: 1 # y", {"comment"}, id="comment"),
        pytest.param("a: 'x'", 'a: "x"', {"style"}, id="quotes"),
        pytest.param("a: [1]", "a:\n- 1", {"style"}, id="block to flow"),
        pytest.param("a: null", "a: ~", {"style"}, id="null"),
        pytest.param(ANCHORED, "a: {c: 1}\nb: {c: 1}\n", {"style"}, id="anchor"),
        # And those that follow from them.
        pytest.param("a: 'no'", "a: no", {"style", "changed-for-1.1-only"}, id="quotes that go"),
        pytest.param("a: true", "a: no", {"value", "read-differently"}, id="true to no"),
        pytest.param("a: 1", "a: 1\nb: off", {"value", "read-differently"}, id="a new off"),
        pytest.param("a: no", "b: no", {"value", "read-differently"}, id="a renamed no"),
        pytest.param("a: 1\nb: 2", "b: 2\na: 1", {"style"}, id="order of keys"),
        pytest.param("a: 1", "a: 2 # x", {"value", "comment"}, id="value and comment"),
        pytest.param("a: 1", "a: 1", set(), id="nothing"),
    ],
)  # fmt: skip
def test_each_trap_has_its_class(before: str, after: str, classes: set[str]) -> None:
    old, new = before.encode(), after.encode()

    found = {one.kind for one in classify(old, new, "yaml")}
    found |= {one.kind for one in doubtful(old, new)}
    if not same(load(old, "yaml").documents, load(new, "yaml").documents):
        found.add("value")

    assert found == classes


@pytest.mark.parametrize(
    ("before", "after", "messages"),
    [
        pytest.param("a: 1\n\nb: 1\n", "a: 1\nb: 1\n", ["style: blank lines"], id="blank lines"),
        pytest.param("a: 1\n", "a: 1\r\n", ["style: line ends"], id="line ends"),
        pytest.param("a: 1\n", "\ufeffa: 1\n", ["style: byte order mark"], id="mark"),
        pytest.param("a: 1\n", "a: 1", ["style: end of file"], id="end"),
        pytest.param("a: 1\n", "a:  1\n", ["style: spacing"], id="spaces"),
        pytest.param("a:\n  b: 1\n  c: 2\n", "a:\n    b: 1\n    c: 2\n", ["style: indentation (2)"],
                     id="indentation"),
        pytest.param("a: {b: 1, c: 'x'}\n", "a:\n  b: 1\n  c: x\n",
                     ["style: quotes", "style: block or flow"], id="several"),
        pytest.param("'a': 1\n", "a: 1\n", ["style: quotes"], id="quotes of a key"),
        pytest.param("a: x\n", "a: |-\n  x\n", ["style: quotes"], id="a text block"),
        pytest.param("# one\na: 1\n", "a: 1\n", ['comment removed at a: "one"'], id="above"),
        pytest.param("a:\n  b: 1\n", "a:\n  b: 1 # two\n", ['comment added at a.b: "two"'],
                     id="beside"),
        pytest.param("# one\na: 1\nb: 2\n", "a: 1\n# one\nb: 2\n", ["style: spacing"],
                     id="a comment that moved"),
        pytest.param("a: 1\n", "a: 1\n# password: hunter2hunter2\n",
                     ['comment added: "<redacted>"'], id="a secret"),
        pytest.param("a: !A x\n1: 1\n", "a: !B y\n'1': 1\n",
                     ["tag changed at a: !A -> !B",
                      "type of the key changed at 1: integer -> text"], id="tags and keys"),
    ],
)  # fmt: skip
def test_a_difference_is_said_in_a_line(before: str, after: str, messages: list[str]) -> None:
    found = classify(before.encode(), after.encode(), "yaml")

    assert [one.message() for one in found] == messages


@pytest.mark.parametrize(
    ("dialect", "before", "after", "messages"),
    [
        pytest.param("json", '{"a":1,"b":{"c":2,"d":3}}', '{"a":1,"b":{"d":3,"c":2}}',
                     ["style: key order"], id="json"),
        pytest.param("json", '{"a":1}', '{"a": 1}', ["style: layout"], id="json, spaces"),
        pytest.param("jsonc", '{"a": "//x", // one\n"b": 1 /* two */}', '{"a": "//x",\n"b": 1}',
                     ['comment removed at a: "one"', 'comment removed at b: "two"'], id="jsonc"),
        pytest.param("toml", 'a = "x#y" # one\n[t]\nb = """\n# no\n"""\n',
                     'a = "x#y" # two\n[t]\n# new\nb = """\n# no\n"""\n',
                     ['comment changed at a: "one" -> "two"', 'comment added at t.b: "new"'],
                     id="toml"),
        pytest.param("dotenv", "A=it's\nB=x#y # tail\nC='a # b'\n",
                     "A=it's # new\nB=x#y\nC='a # b' # end\n",
                     ['comment added at A: "new"', 'comment removed at B: "tail"',
                      'comment added at C: "end"'], id="dotenv"),
        pytest.param("ini", "[a]\n; one\nb = 1\n", "[a]\nb = 1\n",
                     ['comment removed at a.b: "one"'], id="ini"),
        pytest.param("properties", "! one\na=1\n", "# two\na=1\n",
                     ['comment changed at a: "one" -> "two"'], id="properties"),
        pytest.param("json", b"\xff\xfe{\x00}\x00".decode("latin-1"), "{}", ["style: encoding"],
                     id="another encoding"),
    ],
)  # fmt: skip
def test_other_dialects_have_comments_and_style_as_well(
    dialect: str, before: str, after: str, messages: list[str]
) -> None:
    found = classify(before.encode("latin-1"), after.encode("latin-1"), dialect)

    assert [one.message() for one in found] == messages


def test_where_it_is_and_how_often_is_known() -> None:
    before = b"# one\na: 'x'\nb: 'y'\n"
    after = b"a: x\nb: y\n# one more\nc: 1\n"

    gone, come, style = classify(before, after, "yaml")

    assert (gone.what, gone.path, gone.old_line, gone.line) == ("removed", ("a",), 1, None)
    assert (come.what, come.path, come.old_line, come.line) == ("added", ("c",), None, 3)
    assert (style.what, style.path, style.count) == ("quotes", ("a",), 2)
    assert (style.old_line, style.line) == (2, 1)


def test_a_large_file_takes_no_long_time() -> None:
    items = "".join(f"- name: n{at} # c{at}\n  value: '{at}'\n" for at in range(3_000))
    before = items.encode()

    found = classify(before, items.replace("'", '"').replace("# c", "# d").encode(), "yaml")

    assert [one.kind for one in found] == ["comment"] * 3_000 + ["style"]
