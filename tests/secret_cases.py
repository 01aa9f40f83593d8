"""Eighteen states of a secret file, eleven bad and seven good, as the real `sops` makes them.

Each is a git repository: what was committed, and what is staged now.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sopsing
from support import Repository

RULES = ".sops.yaml"
SECRET = """\
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
stringData:
  user: shop
  password: correct-horse-battery
"""
VALUES = "host: db.example.org\npassword: correct-horse-battery\nport: 5432\n"
SCOPE = ("--encrypted-regex", "^(data|stringData)$")
# As people write it; Python's `re` refuses the flag in the middle.
INLINE = "((?i)(pass|secret($|[^n])|key|token))"
MANY = """\
text: hello
number: 42
negative: -7
ratio: 0.25
yes_or_no: true
nothing: null
empty: ""
day: 2024-01-02T03:04:05Z
list: [one, 2, false]
nested: {deep: {er: value}}
lines: |
  one
  two
plain_unencrypted: readable
"""


@dataclass(frozen=True)
class Case:
    """One state: `checks` are those that must see it, none for a good one."""

    name: str
    path: str
    staged: Callable[[], bytes]
    checks: tuple[str, ...] = ()
    before: Callable[[], bytes] | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def bad(self) -> bool:
        """Whether a check has to refuse it."""
        return bool(self.checks)

    @property
    def id(self) -> str:
        """What it is called in a table."""
        return f"{'bad' if self.bad else 'good'}: {self.name}"

    def write(self, root: Path) -> Repository:
        """Make the repository at `root`: HEAD, and the staged file."""
        repository = Repository.create(root)
        repository.write(RULES, self.rules())
        repository.write("README.md", "# Shop\n")
        if self.before is not None:
            repository.write(self.path, self.before())
        repository.commit("start")
        repository.write(self.path, self.staged())
        repository.git("add", "--all")
        return repository

    def rules(self) -> str:
        """Return its `.sops.yaml`: all of `secrets/`, for one recipient."""
        rule = sopsing.rule(pattern="^secrets/", **{n: repr(v) for n, v in self.options})
        return sopsing.rules(rule)


def _secret(text: str = SECRET, *options: str) -> bytes:
    return sopsing.encrypted(text, "db.yaml", *(options or SCOPE))


def _values(text: str = VALUES, name: str = "db.yaml", *options: str) -> bytes:
    return sopsing.encrypted(text, name, *options)


def _edited(data: bytes, start: str, line: str | None) -> bytes:
    """Return the file with the first line that starts so replaced, or removed."""
    lines = data.decode().splitlines()
    at = next(at for at, one in enumerate(lines) if one.lstrip().startswith(start))
    lines[at : at + 1] = [] if line is None else [line]
    return ("\n".join(lines) + "\n").encode()


def _truncated() -> bytes:
    line = next(one for one in _values().decode().splitlines() if one.startswith("password:"))
    return _edited(_values(), "password:", line[:60])


def _second_plain() -> bytes:
    return _values() + b"---\npassword: wrong-horse-battery\n"


def _two_readers() -> bytes:
    both = (sopsing.recipient(), sopsing.recipient("stranger"))
    return sopsing.encrypted(SECRET, "db.yaml", *SCOPE, recipients=both)


_KUBERNETES = (("encrypted_regex", SCOPE[1]),)
_FAKE = 'sops:\n    mac: none\n    lastmodified: "2025-06-01T12:00:00Z"\n    version: 3.11.0\n'

BAD = (
    Case(
        *("plain Secret", "secrets/db.yaml", SECRET.encode, ("unencrypted-file",)),
        options=_KUBERNETES,
    ),
    Case(
        *("one plain leaf", "secrets/db.yaml"),
        lambda: _edited(_values(), "password:", "password: wrong-horse-battery"),
        ("plain-value",),
    ),
    Case(
        *("stale MAC", "secrets/db.yaml"),
        lambda: _edited(_secret(), "namespace:", "    namespace: elsewhere"),
        ("stale-mac",),
        _secret,
        options=_KUBERNETES,
    ),
    Case(
        *("unknown recipient", "secrets/db.yaml", _two_readers, ("unauthorised-recipient",)),
        options=_KUBERNETES,
    ),
    Case(
        *("MAC removed", "secrets/db.yaml"),
        lambda: _edited(_values(), "mac:", None),
        ("malformed-metadata",),
    ),
    Case("truncated ENC", "secrets/db.yaml", _truncated, ("malformed-ciphertext",)),
    Case("plain second document", "secrets/db.yaml", _second_plain, ("plain-value",)),
    Case(
        *("plain text containing the word ENC[", "secrets/db.yaml"),
        lambda: _edited(_values(), "password:", 'password: "wrong-horse ENC[AES256_GCM,"'),
        ("plain-value",),
    ),
    Case(
        *("plain comment in scope", "secrets/db.yaml"),
        lambda: b"# it was wrong-horse-battery before\n" + _values(),
        ("plain-comment",),
    ),
    Case(
        *("scope drift", "secrets/db.yaml"),
        lambda: _secret(SECRET, "--encrypted-regex", "^password$"),
        ("scope-drift",),
        options=_KUBERNETES,
    ),
    Case(
        *("fake sops: block", "secrets/db.yaml"),
        (VALUES + _FAKE).encode,
        ("malformed-metadata", "plain-value"),
    ),
)
GOOD = (
    Case(
        *("Kubernetes Secret with encrypted_regex", "secrets/db.yaml", _secret),
        options=_KUBERNETES,
    ),
    Case("all scalar types", "secrets/all.yaml", lambda: _values(MANY)),
    Case(
        *("inline-flag regex", "secrets/db.yaml"),
        lambda: _values(VALUES, "db.yaml", "--encrypted-regex", INLINE),
        options=(("encrypted_regex", INLINE),),
    ),
    Case(
        *("multi-document", "secrets/db.yaml"),
        lambda: _values(f"# why\n{VALUES}---\nother: value\n# after\n---\nlast: 1\n"),
    ),
    Case(
        *("JSON", "secrets/db.json"),
        lambda: _values(json.dumps({"password": "horse", "port": 1, "l": ["a"]}), "db.json"),
    ),
    Case(
        *("dotenv", "secrets/db.env"),
        lambda: _values("# why\nPASSWORD=horse\nEMPTY=\nLINES=a\\nb\n", "db.env"),
    ),
    Case(
        *("INI", "secrets/db.ini"),
        lambda: _values(
            "; top\n[db]\n; why\npassword = horse\nempty =\n[other]\na = b\n", "db.ini"
        ),
    ),
)
CASES = BAD + GOOD
