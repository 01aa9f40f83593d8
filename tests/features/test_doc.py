"""`confledger doc`, as a person types it."""

import json
import re
from collections.abc import Callable

import pytest

from confledger.cli.doc.command import run
from confledger.errors import ConfledgerError
from confledger.plans.found import About
from confledger.plans.plan import Plan
from confledger.plans.rules import links
from support import Repository

_SCHEMA = {
    "title": "App <b>",
    "description": "What `app` does.",
    "type": "object",
    "required": ["port"],
    "properties": {
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "x-risk": "critical"},
        "old": {"type": "integer", "deprecated": True, "x-replaced-by": "port",
                "x-remove-after": "2027"},
        "password": {"type": "string", "x-secret": True, "default": "hunter2",
                     "enum": ["hunter2", "hunter3"]},
        "api_token": {"type": "string", "examples": ["ghp_0123456789abcdefghij0123456789abcdef"]},
        "db": {"$ref": "#/$defs/Store", "description": "<img src=x> | first. Second."},
        "more": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Store"}},
        "tree": {"$ref": "#/$defs/Tree"},
        "far": {"$ref": "part.json#/$defs/Far"},
    },
    "$defs": {
        "Store": {"type": "object",
                  "properties": {"wait": {"type": "number", "x-unit": "seconds", "default": 5}}},
        "Tree": {"type": "object",
                 "properties": {"next": {"$ref": "#/$defs/Tree"}, "leaf": {"type": "string"}}},
    },
}  # fmt: skip
_PART = {"$defs": {"Far": {"type": "object", "properties": {"away": {"type": "boolean"}}}}}
_SETTINGS = """\
version: 1
schemas:
  - {paths: [config/*.yaml], schema: schemas/app.json}
environments:
  - {name: dev, paths: [config/dev.yaml]}
  - {name: prod, paths: [config/prod.yaml]}
"""


@pytest.fixture
def described(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with a schema, two environments, an owner and some code."""
    repository.write("confledger.yaml", _SETTINGS)
    repository.write("schemas/app.json", json.dumps(_SCHEMA))
    repository.write("schemas/part.json", json.dumps(_PART))
    repository.write("config/dev.yaml", "port: 1\npassword: s3cr3t-dev\nold: 2\ndb: {wait: 1}\n")
    repository.write(
        "config/prod.yaml",
        "port: 2\nmore: {a: {wait: 7}}\nfar: {away: true}\ntree: {next: {leaf: x}}\n"
        "api_token: ghp_zzzz456789abcdefghij0123456789abcdef\n",
    )
    repository.write("config/app.example.yaml", "port: 3\n")
    repository.write("named.yaml", "# yaml-language-server: $schema=schemas/part.json\naway: 1\n")
    repository.write("CODEOWNERS", "* @all\nconfig/prod.yaml @prod\n")
    repository.write("app.py", "print(config.more, config.db.wait, far.away)\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    return repository


def test_every_key_is_described_and_no_secret_is_shown(
    described: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["config"]) == 0
    text = capfd.readouterr().out
    parts = re.split(r'<a id="[^"]+"></a>\n\n', text)[1:]
    sections = {
        one.partition("\n")[0].strip("#~ "): one.partition("\n\n")[2].strip() for one in parts
    }
    assert sections["`port`"] == (
        "- **Type**: integer, 1 to 65535\n- **Required**\n- **Risk**: critical\n- **Set**:\n"
        "  - `dev`: `1`, [`config/dev.yaml:1`](../../config/dev.yaml#L1)\n"
        "  - `prod`: `2`, [`config/prod.yaml:1`](../../config/prod.yaml#L1)"
    )
    assert sections["`old`"] == (
        "- **Type**: integer\n- **Deprecated**: use `port`, gone after 2027\n"
        "- **Set**: `dev`: `2`, [`config/dev.yaml:3`](../../config/dev.yaml#L3)\n"
        "- **Owner**: `@all`"
    )
    assert sections["`password`"].startswith(
        "- **Type**: text\n- **Default**: `<secret>`\n- **Secret**: only ever encrypted, or a "
        "reference to where it is kept\n- **Set**: `dev`: `<secret>`"
    )
    assert sections["`db`"] == (
        "&lt;img src=x&gt; &#124; first. Second.\n\n- **Type**: [Store](#app--type--Store)"
    )
    assert sections["`wait`"] == (
        "- **Type**: number, in seconds\n- **Default**: `5`\n- **Set**:\n"
        "  - `dev`: `1`, `db.wait` in [`config/dev.yaml:4`](../../config/dev.yaml#L4)\n"
        "  - `prod`: `7`, `more.a.wait` in [`config/prod.yaml:2`](../../config/prod.yaml#L2)"
    )
    assert sections["`far.away`"].endswith("- **Named in code**: [`app.py`](../../app.py)")
    assert "`tree.next.leaf` in" in sections["`leaf`"]
    assert not re.search("hunter2|s3cr3t|ghp_|<b>|<img", text)
    assert "Deprecated, and still set:\n\n- [`old`](#app--old): use `port`" in text
    assert (
        list(
            links.check(
                Plan("docs/auto_docs/config.md", text.encode()), About("", _there(described))
            )
        )
        == []
    )
    anchors = re.findall(r'<a id="([^"]+)">', text)
    assert len(anchors) == len(set(anchors)) == 17


def test_the_page_is_kept_up_to_date_and_its_anchors_stay(
    described: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["config", "--check"]) == 1
    assert run(["config", "--write"]) == 0
    page = described.root / "docs/auto_docs/config.md"
    first = page.read_bytes()
    assert run(["config", "--check"]) == 0
    described.commit()
    capfd.readouterr()
    assert run(["config", "--rev", "HEAD"]) == 0
    assert run(["config", "--staged"]) == 0
    assert capfd.readouterr().out.encode() == first * 2
    turned = dict(reversed(list(_SCHEMA["properties"].items())))  # type: ignore[attr-defined]
    described.write("schemas/app.json", json.dumps(_SCHEMA | {"properties": turned}))
    assert run(["config", "--check"]) == 1
    assert run(["config"]) == 0
    again = capfd.readouterr().out
    anchor: Callable[[str], list[str]] = lambda text: sorted(re.findall(r'id="([^"]+)"', text))  # noqa: E731
    assert anchor(again) == anchor(first.decode())
    page.write_bytes(first + b"\n[gone](../gone.md)\n")
    assert run(["config", "--check"]) == 1
    assert "there is no '../gone.md'" in capfd.readouterr().err


def test_checks_and_metrics_have_pages_and_nothing_leaves_the_repository(
    described: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["checks"]) == 0
    assert "\n## duplicate-key\n" in capfd.readouterr().out
    described.write(
        "m.py", "from prometheus_client import Counter\nC = Counter('app_x', 'h', ['a'])\n"
    )
    described.write(
        "rules.yaml",
        "groups:\n- name: g\n  rules:\n  - alert: A\n    expr: rate(app_x_total[5m]) > 1\n",
    )
    described.commit()
    assert run(["metrics"]) == 0
    assert capfd.readouterr().out.partition("## ")[2] == (
        "`app_x`\n\n- **Registered in**: [`m.py`](../../m.py)\n"
        "- **Asked for by**: alert `A` in [`rules.yaml`](../../rules.yaml)\n"
    )
    for wrong in (["config", "--output", "../x.md", "--write"], ["config", "--write", "--check"]):
        with pytest.raises(ConfledgerError):
            run(wrong)
    described.write("confledger.yaml", "version: 1\n")
    (described.root / "named.yaml").unlink()
    with pytest.raises(ConfledgerError, match="no file has a schema"):
        run(["config"])


def test_a_schema_for_what_is_laid_over_another_needs_no_part_of_its_own(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    keys = {"properties": {"a": {"items": {"type": "object", "properties": {"n": {}}}}}}
    repository.write("schemas/base.json", json.dumps(keys | {"title": "Whole"}))
    repository.write("schemas/over.json", json.dumps(keys))
    repository.write(
        "confledger.yaml",
        "version: 1\nschemas:\n- {paths: [z.yaml], schema: schemas/base.json}\n"
        "- {paths: [a.yaml, broken.yaml], schema: schemas/over.json}\n"
        "environments:\n- {name: base, paths: [z.yaml]}\n- {name: prod, paths: [a.yaml]}\n",
    )
    repository.write("z.yaml", "a: [{n: 1}, {n: 2}]\n")
    repository.write("a.yaml", "a: 3\nb: 4\n")
    repository.write("broken.yaml", "a: [\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    assert run(["config", "--output", "x.md"]) == 0
    assert capfd.readouterr().out.partition("## Whole\n\n")[2] == (
        "Schema: [`schemas/base.json`](schemas/base.json); for what is laid over it, with the same "
        "keys: [`schemas/over.json`](schemas/over.json).\n\n| file | environment |\n|:--|:--|\n"
        "| [`z.yaml`](z.yaml) | `base` |\n| [`a.yaml`](a.yaml) | `prod` |\n"
        "| [`broken.yaml`](broken.yaml) | none |\n\n"
        '<a id="base--a"></a>\n\n### `a`\n\n- **Type**: list of maps\n'
        "- **Set**: `prod`: `3`, [`a.yaml:1`](a.yaml#L1)\n\n"
        '<a id="base--a.-5b--5d-"></a>\n\n#### `a[]`\n\n- **Type**: map\n\n'
        '<a id="base--a.-5b--5d-.n"></a>\n\n#### `a[].n`\n\n- **Type**: anything\n- **Set**:\n'
        "  - `base`: `1`, `a[0].n` in [`z.yaml:1`](z.yaml#L1)\n"
        "  - `base`: `2`, `a[1].n` in [`z.yaml:1`](z.yaml#L1)\n"
    )
    assert run(["checks", "--write", "--output", "checks.md"]) == 0
    assert run(["checks", "--check", "--output", "checks.md"]) == 0
    assert run(["checks", "--write", "--output", "checks.md"]) == 0
    (repository.root / "out").symlink_to("/")
    with pytest.raises(ConfledgerError, match="leads out of the repository"):
        run(["checks", "--write", "--output", "out/tmp/checks.md"])


def _there(repository: Repository) -> Callable[[str], bool]:
    return lambda path: (repository.root / path).exists()
