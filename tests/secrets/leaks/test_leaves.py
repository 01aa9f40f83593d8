"""Which values are reported as secrets in plain text, and that nothing of them is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents.load import load
from confledger.location import dotted
from confledger.secrets.leaks import leaves

# Drawn for these tests, in parts, so that nobody takes them for real ones.
RANDOM = "q7Rk2ZpL" + "9vXw4TbN" + "8sHd"
GITHUB = "ghp_" + "a1B2" * 9
AWS = "AKIA" + "Q3EGRZ7YXKW5TMHJ"
KEY = "-----BEGIN " + "PRIVATE KEY-----"
NAMED, DRAWN = "its key says so", "its key says so, and the value looks random"
FORM, ADDRESS = "it has the form of {}", "a password is in its address"
SECRET = "it is in a Kubernetes Secret"


def found(text: str, dialect: str = "yaml", path: str = "") -> list[tuple[str, str, str]]:
    data = text.encode()
    documents = load(data, dialect).documents
    assert documents, "the test has a typing mistake"
    secrets = leaves.find(documents, path)
    assert leaves.worth_reading(data) or not secrets
    return [(dotted(one.path), one.key, one.why) for one in secrets]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password: hunter2", [("password", "password", NAMED)]),
        (
            "db: {passwd: s3cr, pwd: abcd}",
            [("db.passwd", "passwd", NAMED), ("db.pwd", "pwd", NAMED)],
        ),
        ("dbPassword: hunter2", [("dbPassword", "dbPassword", NAMED)]),
        ("DB_PASSWORD: hunter2", [("DB_PASSWORD", "DB_PASSWORD", NAMED)]),
        ("wifi-pass: hunter2", [("wifi-pass", "wifi-pass", NAMED)]),
        ("password1: hunter2", [("password1", "password1", NAMED)]),
        ("password: 48151623", [("password", "password", NAMED)]),
        ("passwords:\n  - password: hunter2", [("passwords[0].password", "password", NAMED)]),
        ("- {name: DB_PASSWORD, value: hunter2}", [("[0].value", "DB_PASSWORD", NAMED)]),
        ("- DB_PASSWORD=hunter2", [("[0]", "DB_PASSWORD", NAMED)]),
        ("password: {value: hunter2}", [("password.value", "password", NAMED)]),
        ("password: {default: hunter2}", [("password.default", "password", NAMED)]),
        (f"token: {RANDOM}", [("token", "token", DRAWN)]),
        (f"api_key: {RANDOM}", [("api_key", "api_key", DRAWN)]),
        (f"secretAccessKey: {RANDOM}", [("secretAccessKey", "secretAccessKey", DRAWN)]),
        (f"note: see {GITHUB}", [("note", "note", FORM.format("a token of GitHub"))]),
        (f"id: {AWS}", [("id", "id", FORM.format("an access key of AWS"))]),
        (f"cert: |\n  {KEY}\n  MIIE{RANDOM * 4}", [("cert", "cert", FORM.format("a private key"))]),
        ("url: postgres://app:hunter2@db/app", [("url", "url", ADDRESS)]),
        ("a: 1\n---\npassword: hunter2", [("password", "password", NAMED)]),
        ("sops: {mac: password=x, password: hunter2}", [("sops.password", "password", NAMED)]),
        ("sops_password: hunter2", [("sops_password", "sops_password", NAMED)]),
        (
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {user: YWRh}\n"
            "stringData: {user: ada}",
            [("data.user", "user", SECRET), ("stringData.user", "user", SECRET)],
        ),
    ],
)
def test_a_plain_secret_is_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        # Where it really is.
        *("password: ${DB_PASSWORD}", "password: '{{ .password }}'", "password: $DB_PASSWORD"),
        *("password: '{MQTT_PASSWORD}'", "password: <password>", "password: op://vault/item/field"),
        *(
            "password: vault:secret/db#password",
            "token: ${{ secrets.TOKEN }}",
            "password: '%(pw)s'",
        ),
        *(
            "password: /run/secrets/db",
            "password: 'ENC[AES256_GCM,data:aa=,iv:bb=,tag:cc=,type:str]'",
        ),
        # Where it will be.
        *("password: changeme", "password: CHANGE_ME", "password: ''", "password: ~", "pwd: xxxx"),
        *("password: your-password", "password: REDACTED", "password: true", "password: null"),
        # Nothing but a name.
        *(
            "password: rcon_password",
            "secretName: acme-crt-secret",
            "passwordSecretRef: {name: db}",
        ),
        *("secret: github-webhook-token", "password_policy: strict", "passwordFile: secrets.txt"),
        *(
            "token_url: file:///etc/token",
            "token: write",
            "key: home-assistant",
            "secrets: inherit",
        ),
        *("password: the password of the user", "secretKeyRef: {key: token, name: a}"),
        # Not secret at all.
        *(
            "tokens: 4096",
            "max_tokens: 4096",
            "public_key: " + RANDOM,
            "keyboard: us",
            "author: ada",
        ),
        *(
            "bypass: hunter2",
            "compass: north",
            "id: AKIAIOSFODNN7EXAMPLE",
            "url: https://a:b.example",
        ),
        *("url: postgres://app:${PASSWORD}@db/app", "password: '{db-password.value}'"),
        *("url: redis://app:{db-password.value}@db", "secretKey: vault-984a38134bbc.json"),
        "sops: {mac: 'ENC[AES256_GCM,data:aa=,iv:bb=,tag:cc=,type:str]', age: [{enc: hunter2}]}",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {user: '${USER}'}",
        "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n"
        f"spec:\n  data:\n    - secretKey: {RANDOM}",
    ],
)
def test_what_is_none_is_not_found(text: str) -> None:
    assert found(text) == []


def test_other_dialects_are_read_as_well() -> None:
    assert found('{"db": {"password": "hunter2"}}', "json") == [("db.password", "password", NAMED)]
    assert found("[db]\npassword = hunter2\n", "ini") == [("db.password", "password", NAMED)]
    assert found("DB_PASSWORD=hunter2\n", "dotenv") == [("DB_PASSWORD", "DB_PASSWORD", NAMED)]


def test_a_translation_is_no_secret() -> None:
    assert found("password: Kennwort", path="web/locales/de.yaml") == []
    assert len(found("password: Kennwort", path="web/config/de.yaml")) == 1


def test_nothing_of_a_value_is_kept() -> None:
    secrets = leaves.find(load(b"password: hunter2", "yaml").documents)

    assert repr(secrets) == f"[PlainSecret(0, ('password',), 'password', {NAMED!r})]"
    assert {name: getattr(secrets[0], name) for name in secrets[0].__slots__} == {
        "document": 0,
        "key": "password",
        "path": ("password",),
        "rule": None,
        "why": NAMED,
    }


KEYS = st.sampled_from(
    (
        *("password", "dbPassword", "api-key", "api_key", "apiKey", "SECRET", "token2", "pass"),
        *("auth_key_value", "private.key", "name", "value", "kind", "credentials", "x"),
    )
)
VALUES = st.sampled_from(
    ("hunter2", RANDOM, GITHUB, AWS, KEY, "a://b:hunter2@c", "Secret", "v1", 1234)
)
TREES = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)


@given(tree=TREES, indent=st.sampled_from((None, 2)))
def test_what_is_not_worth_reading_has_no_secret(tree: object, indent: int | None) -> None:
    from json import dumps

    import yaml

    for text in (dumps(tree, indent=indent), yaml.safe_dump(tree)):
        if leaves.find(load(text.encode(), "yaml").documents):
            assert leaves.worth_reading(text.encode())
