"""What SOPS has encrypted can be judged without its key."""

import json
import pathlib
import shutil
import subprocess

import pytest

from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.location import Path
from confledger.secrets.sealed import is_sealed, opened

# Nobody has the key: encrypting needs none.
RECIPIENT = "age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj"
METADATA = {"mac": "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]", "version": "3.11.0"}


def sealed(kind: str) -> str:
    return f"ENC[AES256_GCM,data:GWRBHQ==,iv:a3wk+UU=,tag:HndUkpb=,type:{kind}]"


def test_each_ciphertext_becomes_a_value_of_its_type() -> None:
    kinds = ("int", "float", "bool", "str", "bytes", "time")
    document = {
        "plain": "x",
        "list": [sealed(kind) for kind in kinds],
        "deep": {"a": {"b": sealed("int")}},
        "sops": METADATA,
    }

    found = opened(document, "yaml")

    assert found is not None
    expected = {
        "plain": "x",
        "list": [1, 1.0, True, sealed("str"), sealed("bytes"), sealed("time")],
        "deep": {"a": {"b": 1}},
    }
    # Numbers that are equal differ by type.
    assert repr(found.document) == repr(expected)
    of_list: dict[Path, str] = {("list", index): kind for index, kind in enumerate(kinds)}
    assert found.sealed == of_list | {("deep", "a", "b"): "int"}
    assert found.below(("deep",)) == {("deep", "a", "b")}
    assert document["sops"] == METADATA


@pytest.mark.parametrize(
    "text",
    [
        "ENC[AES256_GCM,data:AA==]",
        "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:int] ",
        "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==]",
        "ENC[AES256_GCM,",
        "ENC[PKCS7,AAAA]",
    ],
)
def test_what_is_no_ciphertext_is_left_as_it_is(text: str) -> None:
    found = opened({"a": text, "sops": METADATA}, "yaml")

    assert found is not None
    assert (found.document, found.sealed) == ({"a": text}, {})


@pytest.mark.parametrize(
    ("document", "dialect"),
    [
        ({"a": sealed("int")}, "yaml"),
        ({"a": 1, "sops": "yes"}, "yaml"),
        ({"a": 1, "sops": {"version": 1}}, "yaml"),
        ({"a": 1, "sops": METADATA}, "toml"),
        ({"sops_mac": "x"}, "dotenv"),
        ([{"sops": METADATA}], "yaml"),
        ("sops", "yaml"),
        (None, "yaml"),
    ],
)
def test_a_file_without_metadata_is_not_encrypted(document: object, dialect: str) -> None:
    assert not is_sealed(document, dialect)
    assert opened(document, dialect) is None


@pytest.mark.skipif(shutil.which("sops") is None, reason="needs the program sops")
@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.yaml",
            "# why\nport: 80\nrate: 0.5\non: true\nname: x # y\nnone: null\nl: [1, a]\n"
            "n_unencrypted: 3\n",
            {"port": "int", "rate": "float", "on": "bool", "name": "str", "none": None}
            | {"l": ["int", "str"], "n_unencrypted": 3},
        ),
        (
            "a.json",
            json.dumps({"port": 80, "on": True, "m": {"l": ["x", None]}}),
            {"port": "float", "on": "bool", "m": {"l": ["str", None]}},
        ),
        ("a.env", "# why\nPORT=80\n", {"PORT": "str"}),
        ("a.ini", "[db]\n; why\nport = 80\n", {"db": {"port": "str"}}),
    ],
)
def test_what_sops_writes_is_read(
    tmp_path: pathlib.Path, name: str, text: str, expected: dict[str, object]
) -> None:
    (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["sops", "encrypt", "--age", RECIPIENT, name], cwd=tmp_path, capture_output=True, check=True
    )
    dialect = dialect_of(name) or ""
    loaded = load(done.stdout, dialect)

    found = opened(loaded.documents[0], dialect)

    def kinds(value: object, path: tuple[str | int, ...] = ()) -> object:
        assert found is not None
        if isinstance(value, dict):
            return {key: kinds(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [kinds(item, (*path, index)) for index, item in enumerate(value)]
        return found.sealed.get(path, value)

    assert found is not None
    assert kinds(found.document) == expected
