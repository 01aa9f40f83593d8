"""The metadata of SOPS are read whole, and what is wrong with them is told, not raised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.location import Path
from confledger.secrets.metadata import KINDS, Metadata, Recipient, is_metadata, read
from confledger.secrets.scope import Scope

MAC = f"ENC[AES256_GCM,data:AAEC,iv:{'A' * 43}=,tag:{'A' * 22}==,type:str]"
AGE = "-----BEGIN AGE ENCRYPTED FILE-----\nx\n-----END AGE ENCRYPTED FILE-----\n"
_PLUS = "hc_vault__list_+0__map_vault_address"
READER = {"recipient": "age1x", "enc": AGE}
GOOD = {
    "age": [READER],
    "lastmodified": "2025-06-01T12:00:00Z",
    "mac": MAC,
    "unencrypted_suffix": "_unencrypted",
    "version": "3.11.0",
}


def listed(metadata: Metadata) -> list[tuple[str, str, int, str, Path]]:
    return [(r.kind, r.identity, r.group, r.endpoint, r.at) for r in metadata.recipients]


def test_what_sops_writes_is_read() -> None:
    found = read(GOOD)

    assert found.faults == []
    assert listed(found) == [("age", "age1x", 0, "", ("age", 0))]
    assert (found.recipients[0].enc, found.recipients[0].key()) == (AGE, ("age", "age1x"))
    assert (found.groups, found.threshold, found.mac_only_encrypted) == (1, None, False)
    assert (found.scope, found.version) == (Scope(), "3.11.0")
    assert (found.mac, found.last_modified) == (MAC, "2025-06-01T12:00:00Z")


def test_recipients_are_called_as_a_creation_rule_calls_them() -> None:
    kms = {"arn": "arn:k", "role": "arn:r", "context": {"b": "2", "a": "1"}, "enc": "x"}
    vault = {"vault_address": "https://v", "engine_path": "sops", "key_name": "k", "enc": "x"}
    azure = {"vault_url": "https://a", "name": "n", "version": "v", "enc": "x"}
    told = {
        **GOOD,
        "age": None,
        "pgp": [{"fp": "F00", "enc": "-----BEGIN PGP MESSAGE-----"}],
        "kms": [kms, {"arn": "arn:l", "role": "", "context": {}, "enc": "x"}],
        "gcp_kms": [{"resource_id": "projects/p", "enc": "x"}],
        "hckms": [{"key_id": "h", "enc": "x"}],
        "azure_kv": [azure],
        "hc_vault": [vault],
    }

    found = read(told)

    assert found.faults == []
    assert [row[:2] + row[3:4] for row in listed(found)] == [
        ("pgp", "F00", ""),
        ("kms", "arn:k+arn:r|a:1,b:2", "arn:k"),
        ("kms", "arn:l", "arn:l"),
        ("gcp_kms", "projects/p", "projects/p"),
        ("hckms", "h", "h"),
        ("azure_kv", "https://a/keys/n/v", "https://a"),
        ("hc_vault", "https://v/v1/sops/keys/k", "https://v"),
    ]


def test_key_groups_are_read_where_no_recipient_stands_beside_them() -> None:
    groups = [{"age": [READER]}, {"age": [READER, READER]}]
    told = {**GOOD, "age": [], "key_groups": groups, "shamir_threshold": 2}

    found = read(told)

    assert (found.groups, found.threshold, found.faults) == (2, 2, [])
    assert [(r.group, r.at) for r in found.recipients] == [
        (0, ("key_groups", 0, "age", 0)),
        (1, ("key_groups", 1, "age", 0)),
        (1, ("key_groups", 1, "age", 1)),
    ]


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"mac": None}, {"mac": "the MAC is missing"}),
        ({"mac": ""}, {"mac": "the MAC is missing"}),
        ({"mac": ["x"]}, {"mac": "the MAC is no text"}),
        ({"mac": "x"}, {"mac": "the MAC is no complete ciphertext"}),
        ({"mac": MAC.replace("str", "int")}, {"mac": "the MAC is no complete ciphertext"}),
        ({"version": None}, {"version": "`version` is missing"}),
        ({"version": 3.9}, {}),
        ({"version": True}, {"version": "`version` is no text"}),
        ({"version": "new"}, {"version": "`version` is no version of SOPS"}),
        ({"lastmodified": "2025-06-01T12:00:00.5+02:00"}, {}),
        ({"lastmodified": "today"}, {"lastmodified": "`lastmodified` is no time as in RFC 3339"}),
        ({"lastmodified": "2025-13-01T12:00:00Z"}, {"lastmodified": None}),
        (
            {"encrypted_regex": "a"},
            {
                "encrypted_regex": "`unencrypted_suffix` and `encrypted_regex` are both given: "
                "SOPS takes one at most"
            },
        ),
        ({"unencrypted_suffix": ["a"]}, {"unencrypted_suffix": "`unencrypted_suffix` is no text"}),
        (
            {"unencrypted_suffix": "", "encrypted_regex": "("},
            {"encrypted_regex": "`encrypted_regex` is no regular expression of Go"},
        ),
        ({"mac_only_encrypted": True}, {}),
        ({"mac_only_encrypted": "true"}, {"mac_only_encrypted": None}),
        ({"shamir_threshold": 2}, {"shamir_threshold": None}),
        ({"shamir_threshold": "2"}, {"shamir_threshold": None}),
        ({"age": []}, {"": "no recipient is named: nobody can open the file"}),
        ({"age": {}}, {"age": "`age` is no list", "": None}),
        ({"age": ["x"]}, {"age/0": "this recipient of `age` is not named", "": None}),
        ({"age": [{"enc": AGE}]}, {"age/0": None, "": None}),
        ({"age": [{"recipient": "r", "enc": "x"}]}, {"age/0/enc": None}),
        ({"age": [{"recipient": "r", "enc": 1}]}, {"age/0/enc": None}),
        ({"kms": [{"arn": "a", "enc": " "}]}, {"kms/0/enc": None}),
        ({"key_groups": []}, {}),
        ({"key_groups": {}}, {"key_groups": "`key_groups` is no list"}),
        ({"key_groups": [{"age": [READER]}]}, {"key_groups": None}),
        ({"age": [], "key_groups": ["x"]}, {"key_groups/0": "this key group is no map", "": None}),
        # What the JSON of SOPS reads as `hc_vault`, its YAML as what stands below `<<`.
        ({"HC_VAULT": []}, {"HC_VAULT": "a name that SOPS may take for another one"}),
        ({"\u212ams": []}, {"\u212ams": None}),
        ({"<<": {"hc_vault": []}}, {"<<": None}),
        ({_PLUS: "https://v"}, {_PLUS: None}),
        ({"hc_vault__list_0x0__map_enc": "x"}, {"hc_vault__list_0x0__map_enc": None}),
        ({"age": [{**READER, "Recipient": "age1y"}]}, {"age/0/Recipient": None}),
        ({"kms": [{"arn": "a", "enc": "x", "context": {"Of": "us"}}]}, {}),
        (
            {"age": None, "key_groups": [{"age": [READER], "Age": [READER]}]},
            {"key_groups/0/Age": None},
        ),
        # What a newer SOPS may have.
        ({"cloud": [{"id": "x"}]}, {"cloud": None}),
        ({"attention": "made by SOPS 1"}, {}),
    ],
)
def test_each_fault_is_told_where_it_is(
    change: dict[str, object], faults: dict[str, str | None]
) -> None:
    found = {"/".join(map(str, at)): why for at, why in read({**GOOD, **change}).faults}

    assert found.keys() == faults.keys()
    assert all(found[at] == why for at, why in faults.items() if why is not None)


def test_the_scope_is_the_one_that_is_given() -> None:
    assert read({**GOOD, "unencrypted_suffix": None}).scope == Scope()
    assert read({**GOOD, "unencrypted_suffix": "_x"}).scope == Scope("unencrypted_suffix", "_x")
    regex = {**GOOD, "unencrypted_suffix": "", "encrypted_regex": "a"}
    assert read(regex).scope == Scope("encrypted_regex", "a")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*GOOD, *KINDS, "key_groups", "shamir_threshold"]), JSON))
def test_nothing_is_raised_whatever_there_is(told: dict[str, object]) -> None:
    assert isinstance(read(told).faults, list)
    assert isinstance(is_metadata(told), bool)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (GOOD, True),
        ({"mac": ""}, True),
        ({"age": []}, True),
        ({"encrypted_regex": "x"}, True),
        # What charts and pipelines keep below such a key.
        ({"version": "3.11.0"}, False),
        ({"enabled": True, "age": {"secretName": "keys"}}, False),
        ({}, False),
        (None, False),
        ("yes", False),
    ],
)
def test_settings_of_programs_are_no_metadata(told: object, expected: bool) -> None:
    assert is_metadata(told) is expected


def test_what_is_no_map_has_nothing_but_faults() -> None:
    assert [why for _, why in read(["x"]).faults] == [
        "the metadata is no map",
        *("the MAC is missing", "`lastmodified` is missing", "`version` is missing"),
        "no recipient is named: nobody can open the file",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("age", "ssh-rsa AAAA me@a"), ("age", "ssh-rsa AAAA me@b"), True),
        (("age", "ssh-rsa AAAA"), ("age", "ssh-rsa AAAB"), False),
        (("age", "age1a b"), ("age", "age1a c"), False),
        (("pgp", "AB12 cd34"), ("pgp", "ab12CD34"), True),
        (("azure_kv", "https://v/keys/k/1/"), ("azure_kv", "https://v/keys/k/1"), True),
        (("hc_vault", "https://v/v1/t/keys/k"), ("hc_vault", "https://v/v1/t/keys/k/"), True),
        (("kms", "arn:k"), ("kms", "arn:k+role"), False),
        (("kms", "x"), ("gcp_kms", "x"), False),
    ],
)
def test_recipients_are_told_apart_however_they_are_written(
    one: tuple[str, str], other: tuple[str, str], same: bool
) -> None:
    assert (Recipient(*one).key() == Recipient(*other).key()) is same
