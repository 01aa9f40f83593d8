"""A YAML text is laid out by libyaml: scalars as they are written, entries, tags."""

from confledger.location import Span
from confledger.secrets.stores.yaml_layout import Layout


def test_scalars_keep_their_text_style_tag_and_path() -> None:
    layout = Layout("a: 014\nb: [!!str 1, '2']\n---\n- !x {c: ~}\n- &y z\n- *y\n")

    rows = [(s.document, s.path, s.text, s.plain, s.tag, s.is_key) for s in layout.scalars]
    assert rows == [
        (0, ("a",), "a", True, None, True),
        (0, ("a",), "014", True, None, False),
        (0, ("b",), "b", True, None, True),
        (0, ("b", 0), "1", True, "tag:yaml.org,2002:str", False),
        (0, ("b", 1), "2", False, None, False),
        (1, (0, "c"), "c", True, None, True),
        (1, (0, "c"), "~", True, None, False),
        (1, (1,), "z", True, None, False),
    ]
    assert layout.scalars[1].span == Span(1, 4, 1, 7)
    assert layout.tagged == [(1, (0,), Span(4, 3, 4, 4), "!x")]
    assert [item.path for item in layout.items] == [
        *(("a",), ("b",), ("b", 0), ("b", 1), (0,), (0, "c"), (1,), (2,))
    ]
    assert [(one.path, one.flow) for one in layout.collections] == [
        *(((), False), (("b",), True), ((), False), ((0,), True))
    ]


def test_a_text_is_laid_out_up_to_its_first_fault() -> None:
    assert [scalar.text for scalar in Layout("a: 1\nb: [\n").scalars] == ["a", "1", "b"]
    assert Layout("").scalars == []
    assert [scalar.path for scalar in Layout("x").scalars] == [()]
