"""Dotenv files are read line by line, as SOPS does: no quotes, no blanks taken off."""

import time

from confledger.location import Span
from confledger.secrets.sops_file import read


def test_a_line_is_a_name_and_all_behind_the_first_equals_sign() -> None:
    file = read(b"# a\n\nA=1\r\nB = 'x' # y\nC=\nD=a\\nb=c\n#\nsops_x=1\n", "a.env", "dotenv")

    assert file.documents == [
        {"A": "1", "B ": " 'x' # y", "C": "", "D": "a\nb=c", "sops": {"x": "1"}}
    ]
    assert [(c.path, c.text, c.above, c.span) for c in file.comments()] == [
        ((), " a", ("A",), Span(1, 1, 1, 4)),
        ((), "", ("sops", "x"), Span(7, 1, 7, 2)),
    ]
    assert (file.span(0, ("C",)), file.key_span(0, ("C",))) == (Span(5, 3, 5, 4), Span(5, 1, 5, 2))
    assert file.span(0, ("D",)) == Span(6, 3, 6, 9)
    assert file.span(0, ("sops",)) == file.span(0, ("sops", "x")) == Span(8, 8, 8, 9)
    assert file.span(0, ("E",)) is None


def test_metadata_are_nested_and_found_where_they_stand() -> None:
    text = "A=1\nsops_mac=x\nsops_age__list_0__map_recipient=r\nsops_age__list_0__map_enc=e\n"
    file = read(text.encode(), "a.env")

    assert file.told == [{"mac": "x", "age": [{"recipient": "r", "enc": "e"}]}]
    assert file.documents == [{"A": "1"}]
    assert file.key_span(0, ("sops", "age", 0, "enc")) == Span(4, 1, 4, 26)
    # What has no line of its own is where its first part is.
    assert file.key_span(0, ("sops", "age", 0)) == Span(3, 1, 3, 32)
    assert file.key_span(0, ("sops", "version")) is None


def test_many_comments_and_pairs_take_as_long_as_they_are_many() -> None:
    data = b"#x\n" * 40_000 + b"".join(b"A%d=b\n" % at for at in range(40_000))
    before = time.process_time()

    file = read(data, "a.env", "dotenv")

    assert time.process_time() - before < 5
    assert (file.comments()[0].above, len(file.leaves())) == (("A0",), 40_000)


def test_a_place_below_the_metadata_is_that_of_the_first_line_with_it() -> None:
    lines = b"sops_mac_only_encrypted=true\nsops_age__list_0__map_enc=x\nsops_mac=y\n"
    file = read(lines, "a.env", "dotenv")

    assert [
        None if span is None else span.line
        for span in (
            file.span(0, ("sops", "mac")),
            file.span(0, ("sops", "age")),
            file.span(0, ("sops", "age", 0)),
            file.span(0, ("sops", "age", 0, "enc")),
            file.span(0, ("sops", "age", 1)),
        )
    ] == [3, 2, 2, 2, None]
