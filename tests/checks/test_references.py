"""What names a schema, and which one that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.references import (
    FILE,
    META,
    OUTSIDE,
    REMOTE,
    Reference,
    modelines,
    path_of,
    refer,
    unquoted,
    uri_of,
)

VENDORED = {
    "https://example.org/app.json": "schemas/app.json",
    "https://example.org/hash.json#": "./schemas/hash.json",
    "https://example.org/part.json#/$defs/a": "schemas/part.json",
    "urn:example:app": "schemas/urn.json",
    "./node_modules/nx/schema.json": "schemas/nx.json",
}


@pytest.mark.parametrize(
    ("text", "folder", "expected"),
    [
        pytest.param("a.json", "", Reference(FILE, "a.json"), id="beside a file of the root"),
        pytest.param("a.json", "x/y", Reference(FILE, "x/y/a.json"), id="beside the file"),
        pytest.param("./a.json", "x", Reference(FILE, "x/a.json"), id="a dot"),
        pytest.param("../a.json", "x/y", Reference(FILE, "x/a.json"), id="the folder above"),
        pytest.param("/s/a.json", "x/y", Reference(FILE, "s/a.json"), id="from the root"),
        pytest.param("a.json#/$defs/p", "", Reference(FILE, "a.json", "/$defs/p"), id="a part"),
        pytest.param("../a.json", "", Reference(OUTSIDE, "../a.json"), id="above the root"),
        pytest.param("..", "", Reference(OUTSIDE, ".."), id="the folder above the root"),
        pytest.param(
            "/../a.json", "x", Reference(OUTSIDE, "/../a.json"), id="above, from the root"
        ),
        pytest.param(
            "x/../../../a.json", "y", Reference(OUTSIDE, "x/../../../a.json"), id="above, hidden"
        ),
        pytest.param(
            "..a.json", "", Reference(FILE, "..a.json"), id="a name that starts with dots"
        ),
        pytest.param(
            "file:///a.json", "", Reference(OUTSIDE, "file:///a.json"), id="a file of one machine"
        ),
        pytest.param(
            "https://example.org/x.json#/a",
            "",
            Reference(REMOTE, "https://example.org/x.json"),
            id="an address",
        ),
        pytest.param(
            "https://example.org/app.json#/a",
            "x",
            Reference(FILE, "schemas/app.json", "/a"),
            id="a vendored address, from the root, with a part",
        ),
        pytest.param(
            "https://example.org/hash.json",
            "",
            Reference(FILE, "schemas/hash.json"),
            id="vendored with a hash, named without",
        ),
        pytest.param(
            "https://example.org/part.json#/$defs/a",
            "",
            Reference(FILE, "schemas/part.json", "/$defs/a"),
            id="vendored with its part",
        ),
        pytest.param("urn:example:app", "", Reference(FILE, "schemas/urn.json"), id="vendored URN"),
        pytest.param("urn:example:no", "", Reference(REMOTE, "urn:example:no"), id="another URN"),
        pytest.param(
            "./node_modules/nx/schema.json",
            "",
            Reference(FILE, "schemas/nx.json"),
            id="vendored from a package",
        ),
        pytest.param(
            "../node_modules/x/schema.json",
            "app",
            Reference(REMOTE, "../node_modules/x/schema.json"),
            id="what a package manager would install",
        ),
        *(
            pytest.param(
                f"{scheme}://json-schema.org/{draft}/schema{mark}",
                "",
                Reference(META, f"{scheme}://json-schema.org/{draft}/schema"),
                id=f"{scheme} {draft}{mark}",
            )
            for scheme in ("http", "https")
            for draft in ("draft-04", "draft-06", "draft-07", "draft/2019-09", "draft/2020-12")
            for mark in ("", "#")
        ),
        *(
            pytest.param(address, "", Reference(REMOTE, address), id=address)
            for address in (
                "http://json-schema.org/draft-03/schema",
                "http://json-schema.org/draft-07/hyper-schema",
                "https://json-schema.org/draft/2020-12/meta/core",
                "https://json-schema.org/draft/2020-12/schemas",
                "ftp://json-schema.org/draft-07/schema",
                "https://example.org/://json-schema.org/draft-07/schema",
            )
        ),
    ],
)
def test_a_name_means_a_file_of_the_tree_a_draft_or_nothing_here(
    text: str, folder: str, expected: Reference
) -> None:
    assert refer(text, folder, VENDORED) == expected


def test_references_are_the_same_when_all_their_parts_are() -> None:
    one, two = Reference(FILE, "a", "/b"), Reference(FILE, "a", "/b")

    assert (one == two, hash(one) == hash(two), repr(one)) == (
        True,
        True,
        "Reference('file', 'a', '/b')",
    )
    assert Reference(FILE, "a") not in (one, Reference(REMOTE, "a"), ("file", "a", ""))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_a_path_survives_as_an_address(path: str) -> None:
    assert path_of(uri_of(path)) == path
    assert path_of(uri_of(path) + "#/a") == path
    assert uri_of(path).isascii()


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        pytest.param(uri_of("a/b.json"), "a/b.json", id="our own"),
        pytest.param(uri_of("\udcff/ü b.json"), "\udcff/ü b.json", id="bytes that are no text"),
        pytest.param("tree:///s/a%20b.json", "s/a b.json", id="what starts with a slash"),
        pytest.param("tree:///above/above/a.json", None, id="what leads above the root"),
        pytest.param("https://example.org/a.json", None, id="another address"),
    ],
)
def test_an_address_leads_back_to_its_path(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.parametrize(
    ("text", "plain"),
    [("a%20b", "a b"), ("%C3%BC%ff", "ü\udcff"), ("100%", "100%"), ("%zz%2", "%zz%2"), ("", "")],
)
def test_only_real_escapes_are_undone(text: str, plain: str) -> None:
    assert unquoted(text) == plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# yaml-language-server: $schema=a.json\nx: 1\n", [(0, 1, 33, "a.json")], id="as usual"
        ),
        pytest.param(
            "#yaml-language-server:   $schema=a.json and more\n",
            [(0, 1, 34, "a.json")],
            id="other blanks, other words",
        ),
        pytest.param(
            '# yaml-language-server : $schema="my a.json"\r\n',
            [(0, 1, 35, "my a.json")],
            id="in quotes, with a blank, before a carriage return",
        ),
        pytest.param(
            "# yaml-language-server: $schema='a.json'", [(0, 1, 34, "a.json")], id="single quotes"
        ),
        pytest.param(
            '# yaml-language-server: $schema="a.json', [(0, 1, 33, '"a.json')], id="one quote"
        ),
        pytest.param(
            "# yaml-language-server: $schema= a.json", [(0, 1, 34, "a.json")], id="a blank before"
        ),
        pytest.param(
            "# a note\n\nx: 1\n# yaml-language-server: $schema=a.json\n",
            [(0, 4, 33, "a.json")],
            id="not in the first line",
        ),
        pytest.param(
            "\ufeff# yaml-language-server: $schema=a.json\n",
            [(0, 1, 33, "a.json")],
            id="after a byte order mark",
        ),
        pytest.param(
            "%YAML 1.2\n---\n  # yaml-language-server: $schema=a.json\nx: 1\n",
            [(0, 3, 35, "a.json")],
            id="after a directive, indented",
        ),
        pytest.param(
            "---\n# yaml-language-server: $schema=a.json\nx: 1\n"
            "--- # next\n# yaml-language-server: $schema=b.json\ny: 1\n",
            [(0, 2, 33, "a.json"), (1, 5, 33, "b.json")],
            id="one for each document",
        ),
        pytest.param(
            "---\n---\n# yaml-language-server: $schema=b.json\n",
            [(1, 3, 33, "b.json")],
            id="after an empty document",
        ),
        pytest.param(
            "a: 1\n...\n---\n# yaml-language-server: $schema=b.json\n",
            [(1, 4, 33, "b.json")],
            id="after the end of a document",
        ),
        pytest.param(
            "--- a\n---b\n# yaml-language-server: $schema=b.json\n",
            [(0, 3, 33, "b.json")],
            id="what only looks like the start of a document",
        ),
        pytest.param(
            "values: |\n  # yaml-language-server: $schema=a.json\n", [], id="in the text of a value"
        ),
        pytest.param(
            "a: 1\r# yaml-language-server: é $schema=b.json\r",
            [(0, 2, 35, "b.json")],
            id="lines end with CR, and characters are counted, not bytes",
        ),
        pytest.param("# see yaml-language-server: $schema=a.json\n", [], id="within a sentence"),
        pytest.param("# yaml-language-server: $schema=\n", [], id="naming nothing"),
        pytest.param("# yaml-language-server: schema=a.json\n", [], id="misspelt"),
        pytest.param("# yaml-language-server\n", [], id="nothing more"),
        pytest.param("x: 'yaml-language-server: $schema=a.json'\n", [], id="in a string"),
    ],
)
def test_a_comment_names_the_schema_of_its_document(
    text: str, expected: list[tuple[int, int, int, str]]
) -> None:
    assert modelines(text.encode(), "yaml") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("#:schema a.json\nx = 1\n", [(0, 1, 10, "a.json")], id="as usual"),
        pytest.param(
            "\ufeff# a note\n\n#:schema  'my a.json'\r\n",
            [(0, 3, 12, "my a.json")],
            id="further down, in quotes",
        ),
        pytest.param("x = 1\n#:schema a.json\n", [], id="after the first key"),
        pytest.param("# a\r#:schema a.json\rx = 1\r", [(0, 2, 10, "a.json")], id="CR"),
        pytest.param("#:schema \n", [], id="naming nothing"),
        pytest.param("# no schema\n", [], id="none"),
    ],
)
def test_a_comment_at_the_top_names_the_schema_of_a_toml_file(
    text: str, expected: list[tuple[int, int, int, str]]
) -> None:
    assert modelines(text.encode(), "toml") == expected


def test_no_other_dialect_has_such_comments() -> None:
    assert modelines(b"#:schema a.json\n# yaml-language-server: $schema=a.json\n", "ini") == []
