"""Lines put into confledger.yaml, and nothing else about it changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.schema_files.settings_text import Addition, NotInsertable, with_entries

ADDRESS = "https://example.org/app.json"
VENDORED = Addition(vendored={ADDRESS: "schemas/app.json"}, paths=["**/app.yaml"], schema=ADDRESS)
LINES = """\
vendored-schemas:
  https://example.org/app.json: schemas/app.json
"""
ROW = """\
  - paths: ["**/app.yaml"]
    schema: https://example.org/app.json
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", f"{LINES}\nschemas:\n{ROW}", id="no settings yet"),
        pytest.param(
            "version: 1 # of one",
            f"version: 1 # of one\n\n{LINES}\nschemas:\n{ROW}",
            id="at the end",
        ),
        pytest.param(
            "schemas:\n  - paths: [a.yaml]  # mine\n    schema: a.json\n\n"
            "# and then\nformats: true\n",
            "schemas:\n  - paths: [a.yaml]  # mine\n    schema: a.json\n"
            f"{ROW}\n# and then\nformats: true\n\n{LINES}",
            id="behind the last row, before comments",
        ),
        pytest.param(
            "vendored-schemas:\n    urn:a: a.json # one\n# two\nschemas:\n- schema: a.json\n"
            "  paths:\n  - a.yaml\n  # three\n",
            "vendored-schemas:\n    urn:a: a.json # one\n"
            "    https://example.org/app.json: schemas/app.json\n# two\n"
            "schemas:\n- schema: a.json\n"
            '  paths:\n  - a.yaml\n- paths: ["**/app.yaml"]\n'
            "  schema: https://example.org/app.json\n  # three\n",
            id="as the file is indented",
        ),
        pytest.param(
            "vendored-schemas: {}  # none\nschemas:\n",
            "vendored-schemas:  # none\n  https://example.org/app.json: schemas/app.json\n"
            f"schemas:\n{ROW}",
            id="where there is nothing",
        ),
        pytest.param(
            "version: 1\r\nformats: true\r\n",
            f"version: 1\r\nformats: true\r\n\r\n{LINES}\nschemas:\n{ROW}".replace(
                "\r", ""
            ).replace("\n", "\r\n"),
            id="with the line endings of the file",
        ),
        pytest.param(f"{LINES}\nschemas:\n{ROW}", f"{LINES}\nschemas:\n{ROW}", id="twice is once"),
    ],
)
def test_entries_are_put_where_a_person_would(before: str, after: str) -> None:
    assert with_entries(before, VENDORED, "confledger.yaml") == after


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("schemas: [{paths: [a.yaml], schema: a.json}]\n", id="in brackets"),
        pytest.param("{version: 1}\n", id="the whole in braces"),
        pytest.param("x: &x {a: b}\nvendored-schemas: *x\n", id="an alias"),
        pytest.param("vendored-schemas:\n  ? a\n  : b\n  <<: {c: d}\nfoo: 'x\n", id="not readable"),
        pytest.param("- a\n", id="a list"),
    ],
)
def test_what_cannot_be_put_in_safely_is_given_to_a_person(text: str) -> None:
    with pytest.raises(NotInsertable) as caught:
        with_entries(text, VENDORED, "confledger.yaml")

    assert str(caught.value.help).startswith("nothing was changed; add this by hand:\n")
    assert f"    schema: {ADDRESS}" in str(caught.value.help)


KEYS = st.sampled_from(
    [
        "version: 1\n",
        "\n",
        "# a remark\n",
        "formats: true # why\n",
        "ignore:\n- paths:\n  - vendor\n  reason: >\n    not\n    ours\n\n",
        "checks: {syntax: error}\n",
    ]
)
SCHEMAS = st.sampled_from(
    [
        "",
        "schemas: []\n",
        "schemas:\n- {paths: [x], schema: y}\n",
        "schemas:\n   - paths: [\"x\"]\n\n     # said\n     schema: 'y'\n\n\n",
    ]
)


@given(
    before=st.lists(KEYS, unique=True, max_size=4),
    schemas=SCHEMAS,
    after=st.sampled_from(["", "# end", "limits:\n  max-depth: 9", "fail-on: error\n\n\n"]),
    path=st.sampled_from(["a.json", "*.yaml", "yes", "a b.json", "é.json", "#x", "1"]),
)
def test_settings_say_what_they_said_and_what_was_added(
    before: list[str], schemas: str, after: str, path: str
) -> None:
    text = "".join(before) + schemas + after
    addition = Addition(vendored={"urn:x": path}, paths=[path], schema=path)

    changed = with_entries(text, addition, "confledger.yaml")

    old, new = (load(one.encode(), YAML).documents for one in (text, changed))
    assert old in ([], [None]) or isinstance(old[0], dict)
    was: dict[str, object] = old[0] if old and isinstance(old[0], dict) else {}
    rows = was.get("schemas") or []
    assert isinstance(rows, list)
    assert new == [
        {
            **was,
            "vendored-schemas": {"urn:x": path},
            "schemas": [*rows, {"paths": [path], "schema": path}],
        }
    ]
    # Lines were added, none was changed.
    left = iter(changed.replace("schemas:\n", "schemas: []\n").split("\n"))
    assert all(
        line in left for line in text.replace("schemas:\n", "schemas: []\n").rstrip().split("\n")
    )
