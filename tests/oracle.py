"""What an encrypted file holds, by the description of the format alone.

Nothing of the product and nothing of `sops` is used here: the data key comes out of its age
envelope, each value out of AES-256-GCM with its path as additional data, and the MAC is made
anew. So where this, the product and `sops` agree, none of them is wrong alone.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

TOKEN = re.compile(r"ENC\[AES256_GCM,data:([^,]*),iv:([^,]+),tag:([^,]+),type:(\w+)\]\Z")
Pairs = list[tuple[object, object]]


class Opened:
    """A file that was opened: `values` by (document, path without indexes), in order."""

    def __init__(self, values: list[tuple[int, tuple[str, ...], str, object]], mac: bool) -> None:
        self.values = values
        self.mac_holds = mac

    def flat(self) -> list[tuple[str, str, object]]:
        """Return path, type and value of each, the documents one after the other."""
        return [("/".join(path), kind, value) for _, path, kind, value in self.values]


def opened(data: bytes, store: str, secret: str) -> Opened:
    """Decrypt a file with an age identity; it raises where a value does not authenticate."""
    documents, told = _read(data.decode("utf-8"), store)
    key = _data_key(told, secret)
    only_encrypted = str(told.get("mac_only_encrypted", "")).lower() == "true"
    digest = hashlib.sha512()
    if only_encrypted:
        # What no file can hold by accident: the seed that sets the two kinds of MAC apart.
        digest.update(bytes.fromhex(SEED))
    values: list[tuple[int, tuple[str, ...], str, object]] = []
    for number, document in enumerate(documents):
        for path, held in _leaves(document, ()):
            token = TOKEN.match(held) if isinstance(held, str) else None
            if token is None:
                kind, value, raw = "plain", held, _bytes(held)
            else:
                raw = _decrypted(token, key, ":".join(path) + ":")
                kind, value = token[4], _value(token[4], raw)
            values.append((number, path, kind, value))
            if held is not None and (token is not None or not only_encrypted):
                digest.update(raw)
    sealed = TOKEN.match(str(told["mac"]))
    assert sealed is not None
    mac = _decrypted(sealed, key, str(told["lastmodified"])).decode()
    return Opened(values, mac == digest.hexdigest().upper())


# SHA-256 of the four letters `sops`.
SEED = hashlib.sha256(b"sops").hexdigest()


def _decrypted(token: "re.Match[str]", key: bytes, additional: str) -> bytes:
    aead = pytest.importorskip("cryptography.hazmat.primitives.ciphers.aead")
    data, iv, tag = (base64.b64decode(token[number], validate=True) for number in (1, 2, 3))
    assert (len(iv), len(tag)) == (32, 16)
    plain: bytes = aead.AESGCM(key).decrypt(iv, data + tag, additional.encode())
    return plain


def _data_key(told: dict[str, Any], secret: str) -> bytes:
    pyrage = pytest.importorskip("pyrage")
    identity = pyrage.x25519.Identity.from_str(secret)
    for one in told["age"]:
        armored = one["enc"].replace("\\n", "\n").strip().splitlines()
        try:
            key: bytes = pyrage.decrypt(base64.b64decode("".join(armored[1:-1])), [identity])
        except pyrage.DecryptError:
            continue
        assert len(key) == 32
        return key
    raise AssertionError("no envelope is for this identity")


def _value(kind: str, raw: bytes) -> object:
    text = raw.decode("utf-8") if kind != "bytes" else ""
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(text)
    if kind == "bool":
        return {"True": True, "False": False}[text]
    return raw if kind == "bytes" else text


def _bytes(held: object) -> bytes:
    """Return what the MAC takes of a plain value."""
    if isinstance(held, float):
        return (str(int(held)) if held == int(held) else repr(held)).encode()
    return str("" if held is None else held).encode("utf-8")


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each value in order; which item of a list it is has no part in its path."""
    if isinstance(value, list) and value and isinstance(value[0], Pair):
        for pair in value:
            yield from _leaves(pair.value, (*path, pair.key))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path)
    else:
        yield path, value


class Pair:
    """One key of a map with its value: maps are lists of these, so that order is kept."""

    def __init__(self, key: str, value: object) -> None:
        self.key = key
        self.value = value


def _read(text: str, store: str) -> tuple[list[object], dict[str, Any]]:
    if store == "yaml":
        found = [_built(node) for node in yaml.compose_all(text, Loader=yaml.SafeLoader)]
    elif store in ("json", "binary"):
        found = [json.loads(text, object_pairs_hook=lambda all: [Pair(*one) for one in all])]
    else:
        found = [_lines(text, store)]
    documents: list[object] = []
    told: dict[str, Any] = {}
    for document in found:
        assert isinstance(document, list)
        documents.append([pair for pair in document if not pair.key.startswith("sops")])
        told = told or _metadata(document, store)
    return documents, told


def _built(node: "yaml.Node | None") -> object:
    if isinstance(node, yaml.MappingNode):
        return [Pair(str(key.value), _built(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_built(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    loader = yaml.SafeLoader("")
    value: object = loader.construct_object(node)
    return value


def _lines(text: str, store: str) -> list[Pair]:
    """Read dotenv or INI as `sops` writes them."""
    top: list[Pair] = []
    into = top
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", ";")):
            continue
        if store == "ini" and line.startswith("["):
            into = []
            top.append(Pair(line.strip("[] "), into))
            continue
        key, _, value = line.partition("=")
        value = value.strip() if store == "ini" else value
        into.append(Pair(key.strip(), value.strip("`") if store == "ini" else value))
    return top


def _metadata(document: list[Pair], store: str) -> dict[str, Any]:
    if store == "dotenv":
        flat = {pair.key[5:]: pair.value for pair in document if pair.key.startswith("sops_")}
    else:
        flat = next(_map(pair.value) for pair in document if pair.key == "sops")
    if store in ("dotenv", "ini"):
        known: dict[str, dict[str, Any]] = {}
        for name, value in flat.items():
            if name.startswith("age__list_"):
                number, _, field = name[len("age__list_") :].partition("__map_")
                known.setdefault(number, {})[field] = value
        flat["age"] = list(known.values())
    return flat


def _map(value: object) -> Any:
    if isinstance(value, list):
        if value and isinstance(value[0], Pair):
            return {pair.key: _map(pair.value) for pair in value}
        return [_map(item) for item in value]
    return value
