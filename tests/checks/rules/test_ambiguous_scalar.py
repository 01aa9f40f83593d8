"""Scalars are told that their reader takes for something else; what is harmless is not."""

import pytest

from confledger.checks.parsed import Parsed
from confledger.checks.rules.ambiguous_scalar import check
from confledger.documents.load import load


def found(text: str, reader: str | None = None, path: str = "x.yaml") -> list[str]:
    data = text.encode()
    file = Parsed(path, "yaml", data, load(data, "yaml"), [], reader=reader)
    lines = []
    for one in check(file):
        assert one.span is not None
        lines.append(f"{one.span.line}:{one.span.column} {one.severity} {one.message} | {one.help}")
    return lines


LOST = "quote it"


@pytest.mark.parametrize(
    ("text", "reader", "expected"),
    [
        # Lost under every reader, where the key says that it is a version.
        (
            "python-version: [3.9, 3.10]",
            None,
            '1:23 warning `python-version[1]` is read as the number 3.1 by most readers | '
            'quote it: "3.10"',
        ),
        ("tag: 1.20", "github", "1:6 warning `tag` is read as the number 1.2 by GitHub | "
         'quote it: "1.20"'),
        ("sha: 1234e56", "kubernetes", "1:6 warning `sha` is read as a number by Kubernetes, and "
         "loses how it is written | quote it"),
        ("rev: 0123456", None, "1:6 warning `rev` is read as a number by most readers, without "
         "the first zero | quote it"),
        ("zip: 01234", "pyyaml", "1:6 warning `zip` is read as a number by PyYAML, without the "
         "first zero | quote it"),
        ("id: 123456789012345678", None, "1:5 info `id` has more digits than numbers have in "
         "programs that read JSON | quote it"),
        # Booleans of YAML 1.1.
        ("on: push", "pyyaml", '1:1 warning the key `on` is read as true by PyYAML | '
         'quote it: "on"'),
        ("y: 1", "kubernetes", '1:1 warning the key `y` is read as true by Kubernetes | '
         'quote it: "y"'),
        ("codes: [no, se]", "ansible", '1:9 warning `codes[0]` is read as false by Ansible | '
         'quote it: "no"'),
        ("lang: no", "pyyaml", '1:7 warning `lang` is read as false by PyYAML | quote it: "no"'),
        ("lang: no", None, "1:7 info `lang` is read as false by some readers, and as text by "
         "others | quote it, or name its reader under `readers` in confledger.yaml"),
        ("debug: yes", "ansible", "1:8 info `debug` is read as true by Ansible | "
         "write true, or quote it if it is text"),
        ("labels: {a: no}", "kubernetes", "1:13 warning `labels.a` must be text, and Kubernetes "
         "reads it as a boolean | quote it"),
        ("env: [{name: A, value: 0755}]", "kubernetes", "1:24 warning `env[0].value` must be "
         "text, and Kubernetes reads it as an integer | quote it"),
        # Numbers of YAML 1.1.
        ("at: 12:30", "ansible", "1:5 warning `at` is read as the number 750 by Ansible "
         '(in base 60) | quote it: "12:30"'),
        ("glibc: 2_17", "kubernetes", "1:8 warning `glibc` is read as the number 217 by "
         'Kubernetes, which drops the `_` | quote it: "2_17"'),
        ("wait: 010", "kubernetes", "1:7 info `wait` is read as an octal number by Kubernetes, "
         "since it begins with 0 | quote it if it is text, or leave the 0 out"),
        ("rate: 1e-4", "pyyaml", "1:7 warning `rate` is text to PyYAML, not a number | "
         "write it with a dot and a sign, such as 1.0e-4"),
        ("mode: 0644", "yaml-1.2", "1:7 warning `mode` is read as a decimal number by readers of "
         "YAML 1.2, not as octal permissions | write it with 0o in front, such as 0o644"),
        ("mode: 0644", None, "1:7 info `mode` is octal to some readers, and decimal to others | "
         "quote it, or name its reader under `readers` in confledger.yaml"),
        ("day: 2024-01-02", "pyyaml", "1:6 info `day` is read as a date by PyYAML, not as text | "
         "quote it"),
        ("version: 2024-01-02", "ansible", "1:10 warning `version` is read as a date by Ansible, "
         "not as text | quote it"),
        ("op: =", "pyyaml", "1:5 warning `op` is refused by PyYAML, which takes it for something "
         "special | quote it"),
        ("big: 1_000", "github", "1:6 info `big` is text to GitHub, not a number | "
         "leave the `_` out, or quote it"),
    ],
)  # fmt: skip
def test_what_a_reader_takes_for_something_else(
    text: str, reader: str | None, expected: str
) -> None:
    assert found(text, reader) == [expected]


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ('python-version: ["3.10", 3.9, "3.11"]', None),
        ("price: 1.50", None),
        ("version: 1.0", None),
        ("version: 2.5", None),
        ("versionRetention: 1.10", None),
        ("limit: 1e6", "github"),
        ("sha: 1234e56", "pyyaml"),
        ("on: push", "github"),
        ("on: push", "compose"),
        ("on: push", None),
        ("lang: no", "yaml-1.2"),
        ("mode: 0644", "kubernetes"),
        ("mode: 0644", "ansible"),
        ("defaultMode: 0o644", "kubernetes"),
        ("umask: 07", "pyyaml"),
        ("big: 1_000_000", "pyyaml"),
        ("ports: [8080:80]", "pyyaml"),
        ("time: 12:30", "kubernetes"),
        ("day: 2024-01-02", "kubernetes"),
        ("text: !!str 12:30", "pyyaml"),
        ("text: |\n  no\n", "pyyaml"),
        ("id: 123456789012345678", "pyyaml"),
        ("debug: true", "pyyaml"),
        ("a: &x no\n", "yaml-1.2"),
        ("# version: 1.10\nx: 1\n", None),
    ],
)
def test_what_is_meant_so_is_not_told(text: str, reader: str | None) -> None:
    assert found(text, reader) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "password: no",
            "1:11 info `password` is read as a boolean by PyYAML | quote it if it is text, else "
            "write true or false",
        ),
        (
            "secret_version: 3.10",
            "1:17 warning `secret_version` is read as a number by PyYAML, and loses how it is "
            "written | quote it",
        ),
        ("token: 12:34", "1:8 warning `token` is read as a number in base 60 by PyYAML | quote it"),
        (
            "passwords: {no: 1}",
            "1:13 warning the key `passwords.no` is read as a boolean by PyYAML | quote it",
        ),
    ],
)
def test_a_value_that_may_be_a_secret_is_not_named(text: str, expected: str) -> None:
    assert found(text, "pyyaml") == [expected]


def test_the_name_of_a_file_tells_its_reader_unless_the_settings_do() -> None:
    text = "lang: no\n"

    assert found(text, None, ".github/workflows/a.yaml") == []
    assert len(found(text, None, "group_vars/all.yml")) == 1
    assert found(text, "yaml-1.2", "group_vars/all.yml") == []


def test_other_documents_and_other_formats() -> None:
    assert found("a: 1\n---\nversion: 1.10\n")[0].startswith("3:10 warning `version`")
    data = b'{"version": 1.10}'
    assert list(check(Parsed("a.json", "json", data, load(data, "json"), []))) == []
