"""A glance never passes what a careful look would warn of."""

from itertools import product

import pytest

from confledger.checks.finding import Severity
from confledger.checks.parsed import Parsed
from confledger.checks.rules import ambiguous_scalar
from confledger.checks.suspicion import encrypted, suspicious
from confledger.documents.load import load
from confledger.settings_schema import READERS

KEYS = ("version", "zip", "mode", "lang", "labels", "other")
SCALARS = (
    *("yes", "No", "OFF", "on", "y", "N", "=", "<<", "0644", "01234", "0123456", "08", "3.10"),
    *("1.0", "10.200", "1234e56", "1E5", "1e-4", "1.5E3", "2_17", "1_000", "0b1_0", "0b_", "12:30"),
    *("1:2:3.5", "2024-01-02", "2024-13-01", "8080:80", "0o644", "text", "~", "&b", "&b 08", "*a"),
    *("12345678901234567890", "+1_0", "-12:30", "0x_1", "1__0", "0_7"),
)
LAYOUTS = (
    *("{key}: {one}", "{key}:  {one} # why", "{key}:\t{one}", "{key}: &a {one}\nz: *a"),
    *("{key}:\n  {one}", "{key}: \n  {one}", "{key}: [{one}]", "{key}: [x,{one},'y']"),
    *("{key}:\n- {one}\n- x", "{key}:\n-  {one}", "{key}: {{{one}: 1}}", "{key}: {{v: {one}}}"),
    *('{{"{key}":{one}}}', "? {key}\n: {one}", "{one}: 1", "? {one}", "- {one}", "{one}"),
    *(
        "env: [{{name: A, value: {one}}}]",
        "env:\n- name: A\n  value: {one}\r\n",
        "a: &a 1\nb: {one}",
    ),
    *("{key}: &a {one}\nb: &a x\nc: *a", "--- {one}", "{key}: {one}\n---\nx: {one}\n"),
)


@pytest.mark.parametrize("reader", [None, "compose", *READERS])
def test_what_is_not_suspicious_has_no_warning(reader: str | None) -> None:
    path = "compose.yaml" if reader == "compose" else "a.yaml"
    reader = None if reader == "compose" else reader
    for layout, key, one in product(LAYOUTS, KEYS, SCALARS):
        data = layout.format(key=key, one=one).encode()
        if suspicious(path, "yaml", data, reader):
            continue
        loaded = load(data, "yaml")
        file = Parsed(path, "yaml", data, loaded, [], reader=reader)

        found = list(ambiguous_scalar.check(file))

        assert [one.message for one in found if one.severity != Severity.INFO] == [], data


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("on: [push, pull_request]\njobs: {a: {run: a && b, timeout: 10, v: 'v1.10'}}\n", None),
        ("a: &x {k: 1}\nb: *x\nc: {<<: *x}\n", None),
        ("url: http://a/?x=1&y=2\nversion: 1.5\n", "github"),
        ("mode: 0o644\nsha: 8e5e7e5ab8b370d6\n", "kubernetes"),
        ("a: north\nb: yesterday\nc: https://a:8080/\nd: '12:30'\n", "pyyaml"),
    ],
)
def test_ordinary_files_pass_at_a_glance(text: str, reader: str | None) -> None:
    assert not suspicious("a.yaml", "yaml", text.encode(), reader)


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ([{"a": 1, "sops": {}}], True),
        ([{"a": 1}, {"sops": None}], True),
        ([{"A": "1", "sops_mac": ""}], True),
        ([{"a": {"sops": 1}}, ["sops"], "sops", None], False),
        ([], False),
    ],
)
def test_what_sops_may_have_written_is_looked_at(documents: list[object], expected: bool) -> None:
    assert encrypted(documents) is expected


def test_other_formats_have_nothing_of_that_kind() -> None:
    assert not suspicious("a.json", "json", b'{"version": 1.10, "a": "&x"}', None)
