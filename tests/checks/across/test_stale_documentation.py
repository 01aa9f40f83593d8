"""Pages against schemas: keys that are gone, and keys that nobody describes."""

import json

import pytest

from surveying import surveyed, told

SETTINGS = "documentation: [{paths: ['docs/*.md'], schema: s.json}]\n"
SCHEMA = {
    "properties": {
        "limits": {"properties": {"max_bytes": {}, "max_depth": {"deprecated": True}}},
        "envs": {"items": {"$ref": "#/$defs/env"}},
        "hosts": {"additionalProperties": {"properties": {"port": {}}}},
    },
    "$defs": {"env": {"properties": {"name": {}}, "$ref": "#/$defs/env"}},
}
ALL = "# Keys\n\n## `limits`, `max_bytes`, `envs`, `name`, `hosts`, `port`\n\n"


def found(page: str, **others: str) -> list[str]:
    files = {"confledger.yaml": SETTINGS, "s.json": json.dumps(SCHEMA), "docs/a.md": page}
    return told(surveyed(files | {f"docs/{name}.md": text for name, text in others.items()}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("`limits.max_bytes` `envs[].name` `hosts.<name>.port`\n", [], id="they exist"),
        pytest.param("`hosts.web.port` and `envs.name`\n", [], id="with a name in between"),
        pytest.param(
            "See `limits.max_byte`.\n",
            [
                "docs/a.md:5:6: warning: `limits.max_byte` is no key of s.json; did you mean "
                "`limits.max_bytes`?"
            ],
            id="nearly",
        ),
        pytest.param(
            "`limits.yaml` `s.json` `os.path` `limitz` `limits`\n", [], id="what may be anything"
        ),
        pytest.param(
            "See `limit.max_bytes` and `limits.max_size`.\n",
            ["docs/a.md:5:28: warning: `limits.max_size` is no key of s.json"],
            id="a first step that nobody knows, and a key without a likely meaning",
        ),
        pytest.param("```yaml\nlimits.lost: 1\n`limits.lost`\n```\n", [], id="code"),
        pytest.param("<!--\n`limits.lost` -->\n", [], id="a comment"),
        pytest.param(
            "| key | means |\n|---|---|\n| `lost` | `limits.gone` |\n| `port` | x |\n",
            [
                "docs/a.md:7:4: warning: `lost` is no key of s.json",
                "docs/a.md:7:13: warning: `limits.gone` is no key of s.json",
            ],
            id="a table of keys",
        ),
        pytest.param("| file | means |\n|---|---|\n| `lost` | x |\n", [], id="another table"),
        pytest.param("| key |\n|---|\n| `a` or `b` |\n", [], id="more than a name"),
    ],
)
def test_a_page_names_keys_that_there_are(text: str, expected: list[str]) -> None:
    assert found(ALL + text) == expected


def test_a_key_that_nobody_describes_is_told_but_not_a_deprecated_one() -> None:
    assert found("`limits`, `hosts`\n", b="```yaml\nenvs:\n  - name: x\n```\n") == [
        f"docs/a.md:1:1: warning: `{key}` of s.json is described nowhere here, nor in 1 other pages"
        for key in ('hosts["*"].port', "limits.max_bytes")
    ]


def test_pages_and_schemas_that_are_not_there_are_told() -> None:
    files = {"confledger.yaml": "documentation: [{paths: [lost.md], schema: lost.json}]\n"}

    assert told(surveyed(files)) == [
        "confledger.yaml:1:25: warning: `documentation[0].paths` leads to no file",
        "confledger.yaml:1:44: warning: `documentation[0].schema` leads to no file",
    ]
