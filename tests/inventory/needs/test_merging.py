"""A file of needs stays what people made of it, whatever is found later."""

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.inventory.needs.document import Document, file_name, written
from confledger.inventory.needs.found import ALERTS, CONFIGURATION, METRICS, Module, Name
from confledger.inventory.needs.merging import merged, signed
from confledger.inventory.needs.schema import schema

NAMES = st.lists(st.text(min_size=1, max_size=6).filter(str.strip), max_size=5, unique=True)


def module(metrics: list[str], alerts: list[str] | None = None, name: str = "src/shop") -> Module:
    made = Module(name)
    made.coded = True
    made.found[METRICS] = [Name(one, f"src/shop/a.py:{len(one)}") for one in sorted(metrics)]
    made.found[ALERTS] = [Name(one, "alerts.yaml:1", 3) for one in sorted(alerts or [])]
    return made


def test_a_new_file_is_filled_in_and_asks_only_for_what_was_not_found() -> None:
    assert written(module(["paid"], ["Slow"]), "@shop/pay") == (
        "# What src/shop needs, as far as it was found.\n"
        "# Set `needed` where it is unknown, say why where that surprises, correct the rest, and"
        " sign it:\n"
        "#   confledger report needs --sign src/shop\n"
        "version: 1\n"
        'module: "src/shop"\n'
        'owner: "@shop/pay"\n'
        "needs:\n"
        '  configuration: {needed: "no", why: "", found: []}\n'
        '  logs: {needed: unknown, why: "", found: []}\n'
        "  metrics:\n"
        '    needed: "yes"\n'
        '    why: ""\n'
        "    found:\n"
        '      - {name: "paid", at: "src/shop/a.py:4"}\n'
        "  alerts:\n"
        '    needed: "yes"\n'
        '    why: ""\n'
        "    found:\n"
        '      - {name: "Slow", at: "alerts.yaml:1", count: 3}\n'
        '  dashboards: {needed: unknown, why: "", found: []}\n'
        '  reports: {needed: "no", why: "", found: []}\n'
        'signed: {by: "", on: ""}\n'
    )


def test_what_people_wrote_stays_to_the_byte() -> None:
    text = written(module(["lost", "paid"]), "@a").replace(
        '      - {name: "lost", at: "src/shop/a.py:4"}\n',
        '      # ours\n      - {name: "lost", at: "src/shop/a.py:4"}  # why\n',
    )
    text = text.replace("{needed: unknown", '{needed: no, expected: ["x"]', 1)

    made = merged(text.encode(), module(["new", "paid"], ["Slow"]), "f").decode()

    assert made == text.replace('"src/shop/a.py:4"}  # why', "gone}  # why").replace(
        '"paid", at: "src/shop/a.py:4"}\n',
        '"paid", at: "src/shop/a.py:4"}\n      - {name: "new", at: "src/shop/a.py:3"}\n',
    ).replace(
        'alerts: {needed: unknown, why: "", found: []}',
        'alerts: {needed: unknown, why: "", found: '
        '[{name: "Slow", at: "alerts.yaml:1", count: 3}]}',
    )
    back = merged(made.encode(), module(["lost", "new", "paid"], ["Slow"]), "f").decode()
    assert '"lost", at: "src/shop/a.py:4"}  # why' in back


@settings(max_examples=15)
@given(NAMES, NAMES)
def test_merging_twice_changes_nothing_and_the_file_stays_valid(
    before: list[str], after: list[str]
) -> None:
    first = written(module(before), "@a").encode()
    made = merged(first, module(after), "f")

    assert merged(made, module(after), "f") == made
    assert not Document(made).differs(module(after))
    loaded = load(made, "yaml")
    assert jsonschema_rs.validator_for(schema()).is_valid(loaded.documents[0])
    assert merged(first, module(before), "f") == first


def test_a_line_that_moved_is_no_change() -> None:
    first = written(module(["paid"]), "@a").encode()
    moved = module(["paid"])
    moved.found[METRICS][0].at = "src/shop/b.py:99"

    assert merged(first, moved, "f") == first


@pytest.mark.parametrize("text", ["", "[]", "version: 1\n", "needs: {}\n", "\0", "a: [\n"])
def test_what_is_no_file_of_needs_is_left_alone(text: str) -> None:
    with pytest.raises(ConfledgerError, match="cannot be brought up to date"):
        merged(text.encode(), module(["a"]), "f")


def test_a_signature_has_its_place_and_nothing_else_changes() -> None:
    text = written(module([]), "@a")

    made = signed(text.encode(), "@a", "2026-01-31", "f").decode()

    assert made == text.replace('{by: "", on: ""}', '{by: "@a", on: "2026-01-31"}')
    assert [file_name(one) for one in (".", "src/shop", "a")] == [
        "root.yaml",
        "src.shop.yaml",
        "a.yaml",
    ]
    assert CONFIGURATION in Document(made.encode()).needs
