"""The page of settings: where they stand, each key with an example, globs, names of files.

Each example is tried on the product before it is printed.
"""

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from confledger.checks import globs
from confledger.checks.globs import matcher
from confledger.checks.pages import parse
from confledger.documents import dialect as names
from confledger.documents.dialect import DIALECTS, dialect_of
from confledger.documents.load import load
from confledger.settings import ALTERNATIVES, FILE, Settings
from confledger.settings_schema import SCHEMA

# For each key; together they are one file.
EXAMPLES = {
    "version": "version: 1",
    "ignore": """\
ignore:
  - paths: [vendor, "**/*.generated.yaml"]
    reason: copied from upstream""",
    "dialects": """\
dialects:
  - paths: ["deploy/*.conf"]
    dialect: ini""",
    "schemas": """\
schemas:
  - paths: ["envs/*.yaml"]
    schema: schemas/app.schema.json
  - paths: [.github/workflows]
    schema: https://schemas.example.org/workflow.json""",
    "vendored-schemas": """\
vendored-schemas:
  https://schemas.example.org/workflow.json: schemas/vendor/workflow.json""",
    "formats": "formats: true",
    "readers": """\
readers:
  - paths: [site.yml, "roles/**"]
    reader: ansible""",
    "policies": 'policies: ["policies/*.yaml"]',
    "waivers": "waivers: config/waivers.yaml",
    "new-only": "new-only: true",
    "plugins": """\
plugins:
  - name: shop
    severity: warning""",
    "secrets": """\
secrets:
  approvers: [cleo@example.org]
  min-length: 12
  max-age:
    - paths: [secrets/prod/**]
      value-days: 180
      key-days: 365
  run:
    - name: migrate
      command: [./migrate, --all]
      variables:
        DATABASE_PASSWORD: secrets/prod.yaml#/db/password""",
    "audit": """\
audit:
  required: true
  evidence:
    tickets: SHOP-[0-9]+
    allowed-signers: .github/allowed_signers""",
    "list-keys": """\
list-keys:
  - paths: ["config/*.yaml"]
    at: ["/**/listeners"]
    keys: [address, port]""",
    "suggest": """\
suggest:
  min-commits: 10""",
    "load": """\
load:
  folder: config
  prefix: SHOP_
  environment-variable: SHOP_ENVIRONMENT
  unknown-variables: error""",
    "migrations": """\
migrations:
  folder: config/migrations
  files: ["config/envs/*.yaml"]""",
    "rollback": """\
rollback:
  protected: [main, "release/*"]
  require-reason: true""",
    "backup": """\
backup:
  destinations: [../backups, "git:offsite"]
  recipients: [age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p]
  keep: 7d 4w 12m""",
    "reports": """\
reports:
  folder: reports
  formats: [markdown, html, json, csv]""",
    "needs": """\
needs:
  folder: needs
  max-age: 90""",
    "debt": """\
debt:
  minutes: config/policies/minutes.yaml
  window: 90""",
    "series": """\
series:
  - name: hook, 20 files
    path: reports/bench.json
    at: /hook/seconds
    unit: s
    better: lower""",
    "reviews": """\
reviews:
  critical: 2
  connectivity: 1""",
    "plans": """\
plans: ["plans/*.md"]""",
    "messages": """\
messages:
  critical: ["Reason|Ticket", Reviewed-by]
  propose: text""",
    "environments": """\
environments:
  - name: base
    paths: [config/base.yaml]
    deployed: false
  - name: prod
    paths: [config/prod.yaml]
    extends: base""",
    "allowed-differences": "allowed-differences: config/allowed-differences.yaml",
    "same-value": """\
same-value:
  - name: the port of the database
    at: ["config/*.yaml#/db/port", "pooler.ini#/databases/port"]""",
    "owned": "owned: [config, schemas]",
    "documentation": """\
documentation:
  - paths: ["docs/settings/*.md"]
    schema: schemas/app.schema.json""",
    "limits": """\
limits:
  max-bytes: 1048576
  max-depth: 60""",
    "checks": """\
checks:
  encoding: info
  file-without-schema: warning""",
    "fail-on": "fail-on: error",
}

# A glob, what it stands for, and what it does not.
GLOBS = (
    ("*.yaml", ("app.yaml", ".hidden.yaml"), ("envs/prod.yaml",)),
    ("**/*.yaml", ("app.yaml", "envs/eu/prod.yaml"), ("app.yml",)),
    ("envs", ("envs/prod.yaml", "envs/eu/prod.yaml"), ("app/envs/prod.yaml",)),
    ("envs/", ("envs/prod.yaml", "envs/eu/prod.yaml"), ("envs",)),
    ("**/envs", ("envs/prod.yaml", "app/envs/prod.yaml"), ("envs.yaml",)),
    ("/envs/*.yaml", ("envs/prod.yaml",), ("app/envs/prod.yaml",)),
    ("./envs/*.yaml", ("envs/prod.yaml",), ("envs/eu/prod.yaml",)),
    ("envs/{dev,prod}.yaml", ("envs/dev.yaml", "envs/prod.yaml"), ("envs/test.yaml",)),
    ("host-?.yaml", ("host-7.yaml", "host-x.yaml"), ("host-10.yaml",)),
    ("host-[0-9].yaml", ("host-7.yaml",), ("host-x.yaml",)),
    ("host-[!0-9].yaml", ("host-x.yaml",), ("host-7.yaml", "Host-x.yaml")),
)

# What dialect_of knows by more than its tables: as it is shown, and names that fit.
PATTERNS = {
    "jsonc": {"tsconfig*.json": "tsconfig.app.json", ".vscode/*.json": "a/.vscode/tasks.json"},
    "dotenv": {".env.*": ".env.local"},
}

WHERE = """
Settings are optional. They stand at the root of the repository, in one of these files, looked for
in this order: {files},
`pyproject.toml` with `[tool.confledger]`. Two at once are an error; below the root none is read.
Outside of git the root is the nearest folder, from the current one up, that holds one of the YAML
files, else the current one.

They are read from what is checked: `check --staged` goes by those in the index, `--rev` and
`--from` by those of the revision. An unknown key or a wrong value ends the run with its line, the
nearest name, and exit code 2. `confledger settings` prints the effective ones and where each comes
from; `confledger settings --schema` prints their JSON Schema, for editors.

In `pyproject.toml` the keys are the same:

```toml
[tool.confledger]
fail-on = "error"

[[tool.confledger.ignore]]
paths = ["vendor"]
reason = "copied from upstream"
```
"""

GLOBS_TAIL = """
A leading `/` or `./` changes nothing: every glob counts from the root. There is no negation; of
several entries the first that matches counts. Upper and lower case differ.
"""

NAMES_HEAD = """
## Which names mean which format

The first entry of `dialects` that matches counts, else the name of the file; there upper and lower
case are the same. A file of any other name is ignored as not being in a configuration format. So
are symbolic links, submodules, and the templates of a Helm chart.

| dialect | names |
|---|---|
"""

TAIL = """
## Severities

Every finding is an `error`, a `warning` or `info`; [checks](checks.md) has what each check gives.
`checks` sets another one for all findings of a check, and `off` drops them. `fail-on` is the
mildest one that fails a run: with `error`, warnings are shown and the exit code is 0; with `info`,
a file without a schema is enough to fail. What a report holds: [formats](commands.md#formats).

## Which schema applies

1. The first entry of `schemas` whose globs match. Its path counts from the root.
2. What a comment of the file names: `# yaml-language-server: $schema=PATH` in YAML, `#:schema PATH`
   at the top of TOML. In a file of several YAML documents, with several such comments, each is for
   its document and those after it.
3. What the key `$schema` at the top of a document names, in YAML, JSON, JSONC, JSON5 and TOML.

They all apply: a document has to fit each of them. A path that a file names counts from the folder
of that file, with `/` in front from the root. An address is that of a published draft of JSON
Schema, or one that `vendored-schemas` maps to a file; another one in a file makes it a file without
schema, and says so, because checks never use the network.
"""


def page(note: str) -> str:
    """Return the page, with a note at its top; raise where an example is not as it says."""
    keys: dict[str, Any] = SCHEMA["properties"]  # type: ignore[assignment]
    read("\n".join(EXAMPLES[key] for key in keys))
    files = ", ".join(f"`{name}`" for name in (FILE, *ALTERNATIVES))
    sections = [section(key, rule) for key, rule in keys.items()]
    rows = [f"| `{glob}` | {listed(yes)} | {listed(no)} |\n" for glob, yes, no in map(tried, GLOBS)]
    formats = [f"| `{dialect}` | {listed(named(dialect))} |\n" for dialect in DIALECTS]
    return (
        "# Settings\n\n"
        + note
        + WHERE.format(files=files)
        + "".join(sections)
        + f"\n## Globs\n\n{parse(globs.__doc__ or '').prose}\n\n"
        + "| glob | matches | does not match |\n|---|---|---|\n"
        + "".join(rows)
        + GLOBS_TAIL
        + NAMES_HEAD
        + "".join(formats)
        + "\n"
        + filled(
            f"`.env.*` does not mean dotenv with {listed(sorted(names._NO_DOTENV))} at its end."
        )
        + "\n"
        + TAIL
    )


def section(key: str, rule: dict[str, Any]) -> str:
    """Return what is said of one key: its type, its default, the keys in it, an example."""
    items = rule.get("items", rule)
    inner = items.get("properties", {})
    lines = [f"Type: {kind(rule)}."]
    if items is not rule or not inner:
        default = json.dumps(rule["default"]).strip('"')
        lines[0] += f" Default: `{default}`."
    if inner and not items.get("required") and not any("default" in o for o in inner.values()):
        each = kind(next(iter(inner.values())))
        lines += ["", filled(f"Keys in it: {listed(inner)}. Each is {each}.")]
    elif inner:
        lines += ["", "| key in it | type | default | says |", "|---|---|---|---|"]
        lines += rows("", items)
    text = "\n".join(lines)
    return (
        f"\n## {key}\n\n{filled(rule['description'])}\n\n{text}\n\n```yaml\n{EXAMPLES[key]}\n```\n"
    )


def rows(above: str, items: dict[str, Any]) -> Iterator[str]:
    """Yield a row for each key of a map, and for those of the maps in it."""
    for name, one in items["properties"].items():
        default = "required" if name in items.get("required", []) else ""
        if "default" in one:
            default = f"`{json.dumps(one['default'])}`"
        yield f"| `{above}{name}` | {kind(one)} | {default} | {one['description']} |"
        deeper = one.get("items", one)
        if deeper.get("properties"):
            yield from rows(f"{above}{name}.", deeper)


def kind(rule: dict[str, Any]) -> str:
    """Return the type of a value in words."""
    if "enum" in rule:
        return "one of " + ", ".join(f"`{option}`" for option in rule["enum"])
    if rule["type"] == "array":
        return "list of maps" if rule["items"]["type"] == "object" else "list of strings"
    if rule["type"] == "integer":
        low, high = rule["minimum"], rule["maximum"]
        return f"`{low}`" if low == high else f"integer, {low} to {high}"
    return {"object": "map", "string": "string", "boolean": "`true` or `false`"}[rule["type"]]


def named(dialect: str) -> list[str]:
    """Return the names of files that mean a dialect."""
    suffixes = [f"*.{suffix}" for suffix, one in names._BY_SUFFIX.items() if one == dialect]
    patterns = PATTERNS.get(dialect, {})
    for pattern, path in patterns.items():
        if dialect_of(path) != dialect:
            raise ValueError(f"{path} does not show that {pattern} is read as {dialect}")
    return [*suffixes, *(name for name, one in names._BY_NAME.items() if one == dialect), *patterns]


def read(text: str) -> None:
    """Read settings, as the product does; raise where they are not valid."""
    loaded = load(text.encode(), "yaml")
    if loaded.problems:
        raise ValueError(f"an example of the settings: {loaded.problems[0].message}")
    Settings(loaded.documents[0])


def tried(
    row: tuple[str, tuple[str, ...], tuple[str, ...]],
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return a row of GLOBS; raise where it is not as it says."""
    glob, yes, no = row
    matches = matcher([glob])
    if not all(map(matches, yes)) or any(map(matches, no)):
        raise ValueError(f"{glob} does not match as the page says")
    return row


def listed(texts: Iterable[str]) -> str:
    """Return texts as code, with commas."""
    return ", ".join(f"`{text}`" for text in texts)


def filled(text: str) -> str:
    """Break a text into lines of the width of the other pages."""
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)
