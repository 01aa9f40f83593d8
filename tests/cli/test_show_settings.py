"""The effective settings, as a file that could be theirs."""

import json

import pytest

from support import Repository

GIVEN = """\
fail-on: error
schemas:
  - {paths: ["envs/*.yaml", "on", "1e3", "0o12"], schema: "x: y.json"}
  - {paths: [a.yaml], schema: b.json}
ignore: [{paths: ["vendor/**"], reason: "über: # yes"}]
checks: {unknown-key: "off"}
"""
SHOWN = """\
version: 1  # default
ignore:  # confledger.yaml:5
  - paths: [vendor/**]
    reason: 'über: # yes'
dialects: []  # default
schemas:  # confledger.yaml:2
  - paths:
      - envs/*.yaml
      - 'on'
      - '1e3'
      - '0o12'
    schema: 'x: y.json'
  - paths: [a.yaml]
    schema: b.json
vendored-schemas: {}  # default
formats: false  # default
readers: []  # default
environments: []  # default
allowed-differences: allowed-differences.yaml  # default
same-value: []  # default
list-keys: []  # default
owned: []  # default
documentation: []  # default
policies: []  # default
waivers: waivers.yaml  # default
new-only: false  # default
plugins: []  # default
messages: {}  # default
secrets:  # default
  key-services: []
  approvers: []
  min-length: 0
  max-age: []
  run: []
audit:  # default
  required: false
  evidence:
    tickets: ''
    approvals: [Acked-by, Approved-by, Recipient-approved-by, Reviewed-by]
    emergency: Emergency
    allowed-signers: ''
suggest:  # default
  muted: []
  min-commits: 5
  min-confidence: 90
load:  # default
  folder: config
  prefix: ''
  environment-variable: ''
  host-variable: ''
  hosts: named
  local: []
  schema: ''
  declared: ''
  access:
    enabled: true
    every: 0
    folder: ''
  unknown-variables: warning
  overlays: []
migrations:  # default
  folder: migrations
  files: []
rollback:  # default
  protected: []
  remote: ''
  require-reason: false
backup:  # default
  destinations: []
  recipients: []
  keep: 7d 4w 12m
  verify-days: 30
reports:  # default
  folder: reports
  formats: [markdown, html, json, csv]
  branch: confledger-reports
needs:  # default
  folder: needs
  max-age: 180
debt:  # default
  minutes: ''
  window: 90
series: []  # default
reviews: {}  # default
plans: []  # default
limits:  # default
  max-bytes: 10485760
  max-depth: 250
  max-nodes: 2000000
  max-aliased-nodes: 100000
checks:  # confledger.yaml:6
  unknown-key: 'off'
fail-on: error  # confledger.yaml:1
"""


def values(repository: Repository) -> list[tuple[str, object]]:
    answer = json.loads(repository.confledger("settings", "--format", "json").stdout)
    return [(row["key"], row["value"]) for row in answer["settings"]]


def test_settings_are_printed_as_yaml_that_means_the_same(repository: Repository) -> None:
    repository.write("confledger.yaml", GIVEN)
    before = values(repository)

    done = repository.confledger("settings")
    repository.write("confledger.yaml", done.stdout)

    assert (done.returncode, done.stdout, done.stderr) == (0, SHOWN, "")
    assert values(repository) == before


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        pytest.param(
            'vendored-schemas: {"https://example.org/x.json": x.json}\n',
            "vendored-schemas:  # confledger.yaml:1\n  https://example.org/x.json: x.json\n",
            id="a map",
        ),
        pytest.param(
            f"ignore: [{{paths: [{', '.join(['a/long/path/*.yaml'] * 6)}], reason: our own}}]\n",
            "ignore:  # confledger.yaml:1\n"
            f"  - paths: [{', '.join(['a/long/path/*.yaml'] * 4)},\n"
            "      a/long/path/*.yaml, a/long/path/*.yaml]\n"
            "    reason: our own\n",
            id="a long list",
        ),
    ],
)
def test_long_settings_go_on_below(repository: Repository, entry: str, shown: str) -> None:
    repository.write("confledger.yaml", entry)
    before = values(repository)

    output = repository.confledger("settings").stdout
    repository.write("confledger.yaml", output)

    assert shown in output
    assert max(map(len, output.splitlines())) <= 100
    assert values(repository) == before


def test_settings_of_pyproject_say_so(repository: Repository) -> None:
    repository.write("pyproject.toml", '[tool.confledger]\nfail-on = "info"\n')

    lines = repository.confledger("settings").stdout.splitlines()

    assert lines[-1] == "fail-on: info  # pyproject.toml:2"
