"""The ledger hides exactly what a diff hides, whatever a document looks like."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from confledger.changes.leaves import ORDER, leaves
from confledger.documents.load import load
from confledger.ledger.redacted import hides, redacted, subject
from confledger.secrets.redaction import HIDDEN, Redaction
from confledger.secrets.scope import Scope

TOKEN = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJx"
SECRETS = (TOKEN, "hunter2-Xq7", "a: 1\npassword: Xq7hunter2!", "--token=Xq7hunter2!")
NAMES = st.sampled_from(
    (
        *("kind", "data", "stringData", "metadata", "name", "key", "value", "default", "plain"),
        *("password", "passwords", "apiToken", "tokens", "secretName", "pin_password", "args"),
        *("secretGenerator", "literals", "env", "a/b", "x~y", "[0]", "[password]", "", "text"),
        *("publicKey", "passwordPolicy", "#", "api/token"),
    )
)
SCALARS = st.sampled_from(
    (
        *("Secret", "ConfigMap", "hunter2-Xq7", "--password", "--token", "-v", "DB_PASSWORD"),
        *(TOKEN, "ENC[AES256_GCM,data:x]", "ENC[PKCS7,MIIx]", "${PASSWORD}", "web-tls", ""),
        *("a: 1\npassword: Xq7hunter2!", "--token=Xq7hunter2!", "ADMIN_PASS", "value", "a/b"),
        *(0, 1, 99031, 1.5, True, False, None),
    )
)
LISTS = st.lists(st.sampled_from((*SECRETS, "web-tls", "--password", "-v")), max_size=3)
DOCUMENTS: st.SearchStrategy[object] = st.recursive(
    SCALARS | st.just({}) | st.just([]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(NAMES, inner, max_size=5),
        st.fixed_dictionaries({"kind": st.just("Secret")}, optional={"data": inner}),
        st.dictionaries(st.sampled_from(("passwords", "tokens", "args")), LISTS, max_size=2),
        st.fixed_dictionaries({"value": SCALARS}, optional={"name": SCALARS, "key": SCALARS}),
    ),
    max_leaves=14,
)


def scalars(
    value: object, at: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], object]]:
    """Return what has a leaf of its own, in the order of the document."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner += value.items()
    elif isinstance(value, list):
        inner += enumerate(value)
    if not inner:
        return [(at, value)]
    return [found for key, item in inner for found in scalars(item, (*at, key))]


SCOPES = [None, Scope(), Scope("encrypted_regex", "^(data|tokens|\\[0\\])$")]


@settings(max_examples=250)
@example({"passwords": [SECRETS[1], "web-tls"]}, None)
@example({"env": [{"name": 5, "key": "DB_PASSWORD", "value": SECRETS[1]}]}, None)
@given(DOCUMENTS, st.sampled_from(SCOPES))
def test_what_a_diff_hides_the_ledger_hides_and_nothing_else(
    document: object, scope: Scope | None
) -> None:
    redaction = Redaction(document, scope)
    found = leaves([document])
    keys = [key for key, text in found.items() if text[0] != ORDER]

    by_diff = [redaction.hides(at, value) for at, value in scalars(document)]

    assert [hides(key, found[key], found, scope=scope) for key in keys] == by_diff
    told = zip(keys, scalars(document), by_diff, strict=True)
    assert scope is not None or not any(
        hidden and value in SECRETS and str(value) in key for key, (_, value), hidden in told
    )


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        pytest.param("sops: {age: [{recipient: age1x}], mac: x}", False, id="encrypted"),
        pytest.param("sops: {enabled: true}", True, id="settings of a program"),
        pytest.param("'a#': {sops: {age: 1}}", True, id="below another key"),
    ],
)
def test_a_file_that_ought_to_be_encrypted_and_is_hides_only_its_secrets(
    written: str, hidden: bool
) -> None:
    documents = load(f"user: ada\n{written}\n".encode(), "yaml").documents

    stored = redacted(leaves(documents), Scope())

    assert (stored["#/user"] == "!s") is hidden


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Use password=Xq7hunter2", True),
        ("Point at postgresql://app:Xq7hunter2@db.example/app", True),
        (f"Log in with {TOKEN}", True),
        ("Make the password of the database longer", False),
        ("fix(secrets): rotate the token", False),
    ],
)
def test_what_somebody_has_pasted_into_a_subject_is_hidden(text: str, hidden: bool) -> None:
    assert subject(text) == (HIDDEN if hidden else text)
