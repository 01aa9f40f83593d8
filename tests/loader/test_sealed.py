"""Encrypted values of any file are opened in memory, once a file, noted down, and never shown."""

import base64
import json
import logging
import operator
import os
import sys
import tempfile
import traceback
import urllib.parse
from collections.abc import Callable
from pathlib import Path

import pytest

import confledger
from confledger.errors import ConfledgerError
from confledger.loader.secret import Secret
from masking import sealed as well_formed
from sopsing import encrypted, identity, needs_sops

BASE = """\
# a comment
name: shop
db:
  password: hunter2-of-base
  port: 5432
  ratio: 0.25
  on: true
  # between
  hosts_unencrypted: [a, b]
users:
  # first
  - {name: ada, key: k1}
  - {name: eve, key: k2}
"""


def place(tmp_path: Path, files: dict[str, str | bytes]) -> Path:
    """Write files into a folder that is the top, and return its `config`."""
    for name, text in ({"confledger.yaml": "version: 1\n"} | files).items():
        file = tmp_path / "top" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    return tmp_path / "top" / "config"


def environ(tmp_path: Path, **more: str) -> dict[str, str]:
    """Return an environment with our key and a journal of its own."""
    found = {"PATH": os.environ["PATH"], "CONFLEDGER_JOURNAL": str(tmp_path / "journal.jsonl")}
    return {**found, **identity().environ(), **more}


def revealed(secret: object) -> object:
    """Return the value of a secret."""
    assert isinstance(secret, Secret)
    return secret.value()


def events(tmp_path: Path) -> list[dict[str, object]]:
    """Return what was noted down."""
    journal = tmp_path / "journal.jsonl"
    return (
        [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []
    )


@needs_sops
def test_values_are_opened_on_first_use_with_their_types(tmp_path: Path) -> None:
    data = encrypted(BASE, "base.yaml")
    folder = place(tmp_path, {"config/base.yaml": data})

    config = confledger.load(folder, environ=environ(tmp_path))
    # What was read is what is decrypted.
    (folder / "base.yaml").write_bytes(encrypted("name: other\n", "base.yaml"))

    assert "sops" not in config
    assert config.at("db.hosts_unencrypted") == ("a", "b")
    kinds = {"name": "string", "db.port": "integer", "db.ratio": "number", "db.on": "boolean"}
    for name, kind in kinds.items():
        one = config.at(name)
        assert isinstance(one, Secret)
        assert (one.kind, one.is_open) == (kind, False)
    assert events(tmp_path) == []
    found = [revealed(config.at(name)) for name in (*kinds, "db.password")]
    assert found == ["shop", 5432, 0.25, True, "hunter2-of-base"]
    key = config.at("users[1].key")
    assert isinstance(key, Secret)
    assert (key.reveal(), key.reveal(), key.origin) == (
        *("k2", "k2"),
        "sops:config/base.yaml#/users/1/key",
    )
    told = events(tmp_path)
    assert [one["pointers"] for one in told] == [
        *(["/name"], ["/db/port"], ["/db/ratio"], ["/db/on"], ["/db/password"]),
        ["/users/1/key"],
    ]
    fields = ("action", "path", "repository", "commit")
    assert [told[0][name] for name in fields] == [
        *("load", "config/base.yaml", os.path.realpath(tmp_path / "top"), None),
    ]
    openers = config.snapshot.openers
    assert openers is not None
    # Decrypted once, for six secrets.
    assert (len(openers.files), openers.noted, openers.unnoted) == (1, 6, 0)
    config.snapshot.close()
    with pytest.raises(ConfledgerError, match="was given up"):
        revealed(config.at("users[0].key"))


@needs_sops
@pytest.mark.parametrize(
    ("name", "text", "key", "value"),
    [
        ("a.json", '{"db": {"port": 5432, "password": "p"}}', "db.port", 5432),
        ("a.env", "PASSWORD=p w\nOTHER=2\n", "PASSWORD", "p w"),
        ("a.ini", "[db]\npassword = p w\n", "db.password", "p w"),
        ("a.yaml", "big: 9223372036854775807\n", "big", 9223372036854775807),
        ("b.yaml", 'lines: "a\\nb"\n', "lines", "a\nb"),
    ],
)
def test_each_format_is_opened(
    tmp_path: Path, name: str, text: str, key: str, value: object
) -> None:
    folder = place(tmp_path, {f"config/{name}": encrypted(text, name)})

    config = confledger.load(folder / name, environ=environ(tmp_path))

    assert revealed(config.at(key)) == value
    assert not [found for found in config if found.startswith("sops")]


SCHEMA = json.dumps(
    {
        "properties": {
            "source": {"type": "string", "pattern": "^[a-z]+:", "x-secret": "reference"},
            "map": {"type": "string", "format": "secret-reference"},
            "url": {"type": "string", "minLength": 3},
            "given": {"type": "integer", "x-secret": True},
        },
    }
)
SETTINGS = "version: 1\nschemas:\n  - {paths: [config/base.yaml], schema: s.json}\n"


@needs_sops
def test_references_are_followed(tmp_path: Path) -> None:
    folder = place(
        tmp_path,
        {
            "confledger.yaml": SETTINGS,
            "s.json": SCHEMA,
            "config/base.yaml": (
                "env: prod\nsource: sops:kept/${env}.yaml#/db/password\n"
                "map: sops:kept/prod.yaml#/db\n"
                "url: postgres://u:${source}@h\ngiven: 7\n"
            ),
            "kept/prod.yaml": encrypted("db: {password: p, port: 5}\n"),
        },
    )

    config = confledger.load(folder, environ=environ(tmp_path))

    source, inner = config.at("source"), config.at("map")
    url, given = config.at("url"), config.at("given")
    assert isinstance(source, Secret)
    assert isinstance(inner, Secret)
    assert isinstance(url, Secret)
    assert isinstance(given, Secret)
    assert (source.origin, source.reveal()) == ("sops:kept/prod.yaml#/db/password", "p")
    assert inner.value() == {"password": "p", "port": 5}
    assert (url.reveal(), repr(url)) == ("postgres://u:p@h", "<secret>")
    assert (given.value(), repr(given)) == (7, "<secret>")
    assert "kept/prod.yaml" in config.snapshot.files
    assert [one["pointers"] for one in events(tmp_path)] == [["/db/password"], ["/db"]]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("hunter2", "names no secret: expected `sops:FILE#/POINTER`, `vault:MOUNT/PATH#FIELD`, "),
        ("5", "names no secret: it is a text such as `sops:FILE#/POINTER`"),
        ("sops:../kept/a.yaml#/a", "names a file outside: paths of encrypted files are from "),
        ("sops:/etc/passwd#/a", "names a file outside: "),
        ("sops:kept/none.yaml#/a", "refers to kept/none.yaml, which is not there"),
        ("sops:kept/plain.yaml#/a", "refers to kept/plain.yaml, which is not encrypted"),
        ("sops:kept/a.yaml#/passwort", "refers to `passwort` in kept/a.yaml, which is not there; "),
        ("sops:kept/a.yaml#/sops/mac", "refers to `sops` in kept/a.yaml, which is not there"),
        ("sops:kept/a.yaml#a", "names a value by something else than a JSON Pointer, `#/a/b`"),
        ("file:../x", "names a file outside: it is from the top folder, or absolute"),
        ("vault:secret", "names no secret of a vault: expected `vault:MOUNT/PATH#FIELD`"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_its_place(
    tmp_path: Path, source: str, reason: str
) -> None:
    folder = place(
        tmp_path,
        {
            "confledger.yaml": SETTINGS,
            "s.json": SCHEMA,
            "config/base.yaml": f"a: 1\nsource: {source}\n",
            "kept/plain.yaml": "a: b\n",
            "kept/a.yaml": well_formed("password: <a>\n"),
        },
    )

    with pytest.raises(confledger.ConfigInvalid) as raised:
        confledger.load(folder, environ={})

    assert str(raised.value).startswith(f"config/base.yaml:2:9: `source` {reason}")
    assert "hunter2" not in str(raised.value)


def test_files_and_variables_hold_secrets(tmp_path: Path) -> None:
    text = "a: {x: 'env:TOKEN', y: 'file:kept/t', z: 'file:%s', n: 'env:NONE', m: 'file:/no'}\n"
    schema = {"additionalProperties": {"additionalProperties": {"x-secret": "reference"}}}
    outside = tmp_path / "outside"
    outside.write_text("o\n\n")
    os.mkfifo(tmp_path / "pipe")
    folder = place(
        tmp_path,
        {
            "confledger.yaml": SETTINGS,
            "s.json": json.dumps(schema),
            "config/base.yaml": text % outside + f"b: {{p: 'file:{tmp_path}/pipe'}}\n",
            "kept/t": "from file\n",
        },
    )

    config = confledger.load(folder, environ=environ(tmp_path, TOKEN="t"))

    def revealed(key: str) -> str:
        one = config.at(key)
        assert isinstance(one, Secret)
        try:
            return one.reveal()
        except ConfledgerError as error:
            return str(error).replace(str(tmp_path), "")

    assert {key: revealed(key) for key in ("a.x", "a.y", "a.z", "a.n", "a.m", "b.p")} == {
        "a.x": "t",
        "a.y": "from file",
        "a.z": "o\n",
        "a.n": "the environment variable NONE is not set, and a secret is to be in it",
        "a.m": "the secret in /no cannot be read: no such file or directory",
        "b.p": "/pipe is not a regular file, and a secret is to be in it",
    }
    assert len(events(tmp_path)) == 6


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            well_formed("a: 1\nb: <x>\n").replace(",iv:", ",iv:_", 1),
            "is not a whole ciphertext",
        ),
        (
            well_formed("a: 1\nb: <x>\n", mac=""),
            "is encrypted, and the file has no metadata of SOPS that would open it",
        ),
    ],
)
def test_what_nobody_can_open_is_told_when_it_is_read(
    tmp_path: Path, text: str, reason: str
) -> None:
    folder = place(tmp_path, {"config/base.yaml": text})

    with pytest.raises(ConfledgerError) as raised:
        confledger.load(folder, environ={})

    assert str(raised.value) == f"config/base.yaml:2:4: `b` {reason}"


KMS = """\
    kms:
        - arn: arn:aws:kms:eu:1:key/evil
          created_at: '2026-01-02T03:04:05Z'
          enc: eA==
"""


@pytest.mark.parametrize(
    ("text", "settings", "reason"),
    [
        (
            well_formed("a: <x>\n", more=KMS),
            "",
            "config/base.yaml is not opened: it would ask arn:aws:kms:eu:1:key/evil, which "
            "neither the rules nor the settings name",
        ),
        (
            well_formed("a: <x>\n", more="    azure_kv: [{vault_url: 5}]\n"),
            "",
            "config/base.yaml is not opened: ",
        ),
        (
            well_formed("a: <x>\n"),
            "audit: {required: true}\n",
            "nothing was opened, as it cannot be noted down (audit.required): the journal ",
        ),
    ],
)
def test_what_must_not_be_opened_is_not(
    tmp_path: Path, text: str, settings: str, reason: str
) -> None:
    folder = place(
        tmp_path, {"confledger.yaml": "version: 1\n" + settings, "config/base.yaml": text}
    )
    there = environ(tmp_path, PATH="/nowhere")
    if settings:
        there["CONFLEDGER_JOURNAL"] = str(tmp_path / "top" / "journal.jsonl")

    config = confledger.load(folder, environ=there)

    with pytest.raises(ConfledgerError) as raised:
        revealed(config.at("a"))
    assert str(raised.value).startswith(reason)
    assert not (tmp_path / "top" / "journal.jsonl").exists()


@needs_sops
def test_a_journal_that_fails_is_counted_and_nothing_stops(tmp_path: Path) -> None:
    folder = place(tmp_path, {"config/base.yaml": encrypted("a: b\n", "base.yaml")})
    (tmp_path / "journal.jsonl").mkdir()

    config = confledger.load(folder, environ=environ(tmp_path))

    assert revealed(config.at("a")) == "b"
    openers = config.snapshot.openers
    assert openers is not None
    assert (openers.noted, openers.unnoted) == (0, 1)


CANARY = "CANARY-7f3a91-hunter2"


@needs_sops
def test_a_canary_is_found_nowhere(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f"# {CANARY}\ndb: {{password: {CANARY}, port: {CANARY}}}\n"
    data = encrypted(text, "base.secrets.yaml")
    folder = place(
        tmp_path,
        {
            "confledger.yaml": SETTINGS,
            "s.json": json.dumps({"properties": {"n": {"type": "integer"}}}),
            "config/base.yaml": "url: pg://${db.password}@h\nn: 1\n",
            "config/base.secrets.yaml": data,
            "config/envs/bad.yaml": "n: ${db.password}\n",
        },
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    there = environ(tmp_path, TMPDIR=str(scratch), XDG_STATE_HOME=str(tmp_path / "state"))
    keyless = {**there, "SOPS_AGE_KEY": "AGE-NONE"}
    said: list[str] = []

    with caplog.at_level(logging.DEBUG):
        config = confledger.load(folder, environ=there)
        password, url = config.at("db.password"), config.at("url")
        assert isinstance(password, Secret)
        assert isinstance(url, Secret)
        assert (password.reveal(), url.reveal()) == (CANARY, f"pg://{CANARY}@h")
        logging.warning("%s %r %s", password, config, {"a": url})
        sys.stderr.write(f"{password} {url!s:>20} {config} {config.at('db')!r}\n")
        sys.stdout.write(f"{config.snapshot.resolution.tree}\n")
        said += [repr(one) for one in (config, dict(config), config.snapshot.resolution.layers)]
        said += [json.dumps({"a": [password, url]}, default=repr)]
        broken = Secret("x", password._opened, "integer")
        failing: list[Callable[[], object]] = [
            broken.value,
            lambda: confledger.load(folder, environment="bad", environ=there),
            lambda: json.dumps({"a": password}),
            lambda: config.at("db.nothing"),
            lambda: operator.add("x", password),
            lambda: revealed(confledger.load(folder, environ=keyless).at("db.port")),
        ]
        for one in failing:
            with pytest.raises((ConfledgerError, TypeError)) as raised:
                one()
            error = raised.value
            # Without this very function, whose locals are what is looked for.
            inner = error.__traceback__ and error.__traceback__.tb_next
            told = traceback.TracebackException(type(error), error, inner, capture_locals=True)
            said.append("".join(told.format()))
    streams = capfd.readouterr()
    said += [streams.out, streams.err, caplog.text]
    raw = CANARY.encode()
    forms = [
        raw,
        raw.hex().encode(),
        base64.b64encode(raw)[:24],
        base64.b64encode(b"x" + raw)[4:20],
    ]
    forms += [base64.b64encode(b"xx" + raw)[4:20], urllib.parse.quote(CANARY).encode()]
    forms += [raw.hex().upper().encode(), repr(raw)[2:-1].encode()]
    files = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert tmp_path / "journal.jsonl" in files
    for form in forms:
        assert not [text for text in said if form in text.encode()], form
        assert not [one for one in files if form in one.read_bytes()], form


@needs_sops
def test_a_secret_of_our_own_configuration_is_opened(tmp_path: Path) -> None:
    root = Path(__file__).parents[2] / "config"
    there = {
        **environ(tmp_path, LEDGER_STATE_DIR="/state", LEDGER_ENVIRONMENT="dev"),
        "SOPS_AGE_KEY": "",
        "SOPS_AGE_KEY_FILE": str(root / "secrets" / "PUBLIC-TEST-IDENTITY.agekey"),
    }

    config = confledger.load(root, "dev", environ=there)

    mail = config.at("secrets.mail.source")
    assert isinstance(mail, Secret)
    assert (mail.origin, len(mail.reveal())) == ("sops:config/secrets/dev.yaml#/mail", 24)
    assert [one["pointers"] for one in events(tmp_path)] == [["/mail"]]
