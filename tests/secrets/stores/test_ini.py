"""INI files are read as SOPS reads them: sections, quotes, comments."""

import pytest

import sopsing
from confledger.location import Span
from confledger.secrets.sops_file import read
from sopsing import needs_sops

TEXT = """\
top = 1
; of a
# more
[a]
; of b
b=2 # in
c : " x "
h = "a ; b"
i = x#y
j = one \\
  two
d = `one
two # not`
e = \"\"\"x
y\"\"\" rest
f = '='
g =
[a b]
b = 3
; end
"""


def test_a_file_is_a_map_of_sections() -> None:
    file = read(TEXT.encode(), "a.ini")

    assert file.documents == [
        {
            "DEFAULT": {"top": "1"},
            "a": {
                "b": "2",
                "c": " x ",
                "h": '"a',
                "i": "x",
                "j": "one two",
                "d": "one\ntwo # not",
                "e": "x\ny",
                "f": "=",
                "g": "",
            },
            "a b": {"b": "3"},
        }
    ]
    assert [(c.path, c.text, c.above, c.span.line) for c in file.comments()] == [
        (("a",), "of a\nmore", ("a", "b"), 2),
        # To SOPS the comment of a key comes behind it.
        (("a",), "of b\nin", ("a", "c"), 5),
        (("a",), 'b"', ("a", "i"), 8),
        (("a",), "y", ("a", "j"), 9),
        (("a b",), "end", None, 20),
    ]
    assert file.span(0, ("a", "b")) == Span(6, 3, 6, 9)
    assert file.key_span(0, ("a", "c")) == Span(7, 1, 7, 2)
    assert file.span(0, ("a",)) == Span(4, 1, 4, 4)


@needs_sops
@pytest.mark.parametrize("key", ["b", "c", "d", "f", "g", "h", "i", "j"])
def test_values_are_those_that_sops_reads(key: str) -> None:
    ours = read(TEXT.encode(), "a.ini").documents[0]
    assert isinstance(ours, dict)
    data = sopsing.encrypted(TEXT, "a.ini", "--encrypted-regex", "^nothing$")

    theirs = read(data, "a.ini").documents[0]

    assert isinstance(theirs, dict)
    assert theirs["a"][key] == ours["a"][key]


def test_the_section_of_sops_is_metadata() -> None:
    file = read(b"[a]\nb = 1\n[sops]\nmac = x\nage__list_0__map_enc = l\\nm\n", "a.ini")

    assert file.told == [{"mac": "x", "age": [{"enc": "l\nm"}]}]
    assert file.documents == [{"a": {"b": "1"}}]
    assert file.span(0, ("sops", "age", 0, "enc")) == Span(5, 24, 5, 28)
