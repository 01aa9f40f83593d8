"""From a seed to an input: bytes, lines, values and trees are changed, by a number alone."""

import json
import random
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from fuzzing.seeds import Seed, Seeds

from confledger.documents.formats.yaml import normalised
from confledger.documents.load import quick
from confledger.settings_schema import READERS

# Of secret names and values: neither may be told with what is planted beside it.
CANARY = "Xq7canaryzebra"
# Of ordinary values: no message may quote it, an excerpt may show it.
VALUE = "Vq8markerzebra"
_NAMES = ("password", "db_password", "apiToken", "client_secret", "DB_PASSWORD", "private_key")
_LINES = {
    "yaml": ("{name}: {value}", '{name}: "{value}"', "- {name}: '{value}' # c"),
    "json": ('"{name}": "{value}",', ', "{name}": "{value}"', '{{"{name}": "{value}"}}'),
    "toml": ('{name} = "{value}"', "{name} = '{value}' # c"),
    "ini": ("{name} = {value}", "{name}: {value}"),
    "dotenv": ("{name}={value}", 'export {name}="{value}"'),
    "properties": ("{name}={value}", "{name} : {value}"),
}
_LINES["jsonc"] = _LINES["json5"] = _LINES["json"]
_SCHEMAS = (*(None,) * 4, "app.schema.json", "open.schema.json", "choice.schema.json")
_LIKE_JSON = ("json", "jsonc", "json5")
_TREES = ("yaml", *_LIKE_JSON)
# Of what a reader of the settings is told, and of what policies are for.
_FOLDERS = ("plain", "plain", "ruled", *READERS)
_SUFFIXES = {"yaml": "yaml", "dotenv": "env"}
_MOST = 20_000

_TOKENS = tuple(
    (
        "\n¦\r\n¦\r¦\t¦ ¦  ¦\x00¦\x07¦\x7f¦\udcff¦\udcc3¦\xe9¦\ufeff¦\u2028¦\x85¦\xa0¦"
        "\udced\udca0\udc80¦\U0001f600¦\ufffd¦\xc3\xa9¦{¦}¦[¦]¦,¦:¦: ¦- ¦? ¦#¦ # ¦'¦\"¦'''¦\"\"\"¦"
        "`¦\\¦\\\n¦\\u¦\\ud83d¦\\x0¦&a ¦*a¦<<: *a\n¦<<: ¦!!str ¦!!int ¦!t ¦! ¦!<x> ¦---\n¦...\n¦"
        "--- ¦\n---\n¦\n...\n¦%YAML 1.2\n---\n¦|\n¦>-\n¦|+2\n¦//¦/*¦*/¦=¦ = ¦[[a]]\n¦[a]\n¦[a.b]\n¦"
        "a.b = 1\n¦;¦!¦${¦$(¦~¦@¦%¦# confledger: ignore[schema]: x\n¦# confledger: ignore[¦"
        "until 2027-01-31¦<<<<<<< a\n¦>>>>>>> b\n¦=======\n¦"
        "# yaml-language-server: $schema=open.schema.json\n¦#:schema app.schema.json\n¦"
        '"$schema": "app.schema.json",¦$schema: choice.schema.json\n¦'
        "ENC[AES256_GCM,data:a,iv:b,tag:c,type:int]¦sops:\n  mac: x\n¦null¦true¦name¦port"
    )
    .encode("utf-8", "surrogateescape")
    .split("¦".encode())
)
_WRITTEN = (
    "~¦null¦true¦no¦on¦0¦-1¦0644¦0o17¦0x1F¦0b11¦1_000¦2_17¦12:30¦1.10¦1e5¦1e400¦-.inf¦.NaN¦NaN¦"
    "Infinity¦9223372036854775808¦111111111111111111111111111111¦0xffffffffffffffffffff¦"
    "0o777777777777777777777777777777¦++1¦+-1¦2020-01-01¦2020-01-01T00:00:00Z¦07:32:00¦\"\"¦''¦"
    "\"x\"¦'y'¦[]¦{}¦[1, 2]¦{a: 1}¦{a = 1}¦|¦>¦&x¦*x¦!t¦!!int x¦!!float 1¦!!bool true¦!!null¦=¦"
    '<<¦?¦-¦---¦%¦@x¦\xa0¦\ufeff¦\U0001f600¦"\\ud83d"¦"\\u0000"¦a\u2028b¦\xc3\xa9¦'
    "ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]¦${A:-b}¦a # b¦a: b¦a #b¦'a"
)
_SCALARS = ("", "1" * 30, "9" * 4400, "0x" + "F" * 4000, "x" * 300, *_WRITTEN.split("¦"))
_SCALAR_AT = re.compile(rb"([:=]\s*|- )([^\n]*)")
_NUMBER_AT = re.compile(rb"[0-9]+")
_KEY_AT = re.compile(rb"(?m)^(\s*(?:- )?)([\w.\"'-]+)(\s*[:=])")
_WORDS = b"name port servers replicas mode env items tree a d x".split()


class Input(NamedTuple):
    """One text to hold everything against; `planted` says whether it has CANARY and VALUE."""

    path: str
    dialect: str
    data: bytes
    schema: str | None
    planted: bool


def made(seeds: Seeds, seed: int, number: int) -> Input:
    """Return input `number` of the run that `seed` starts; always the same one."""
    rng = random.Random(seed << 40 | number)
    dialect = rng.choice(_WEIGHTED)
    pool = seeds.by_dialect[dialect]
    start = rng.choice(pool)
    data = start.data
    if rng.random() < 0.02:
        data = _tree(rng, dialect)
    elif rng.random() < 0.2 and dialect in _TREES:
        data = _grafted(rng, data, dialect)
        if rng.random() < 0.7:
            return _finished(rng, start, data)
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3, 5))):
        data = rng.choice(_MUTATIONS)(rng, data, pool)[:_MOST]
    if rng.random() < 0.004:
        data = _large(rng, data, pool)
    return _finished(rng, start, data)


def _finished(rng: random.Random, start: Seed, data: bytes) -> Input:
    planted = rng.random() < 0.4
    if planted:
        data = _planted(rng, data, start.dialect)
    setting = start.schema if rng.random() < 0.6 else None
    path = rng.choice(_FOLDERS) + f"/a.{_SUFFIXES.get(start.dialect, start.dialect)}"
    return Input(path, start.dialect, data, setting or rng.choice(_SCHEMAS), planted)


_WEIGHTED = ("toml", *("yaml",) * 5, *_LINES)
_Pool = list[Seed]


def _place(rng: random.Random, data: bytes) -> int:
    return rng.randrange(len(data) + 1)


def _range(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(rng, data)
    return start, min(len(data), start + rng.choice((1, 1, 2, 3, 8, 20, 100)))


def _flip(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def _delete(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    start, end = _range(rng, data)
    return data[:start] + data[end:]


def _repeat(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    start, end = _range(rng, data)
    at = rng.choice((end, _place(rng, data)))
    return data[:at] + data[start:end] * rng.choice((1, 1, 2, 10)) + data[at:]


def _token(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.choice(_TOKENS) + data[at:]


def _replace(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    start, end = _range(rng, data)
    return data[:start] + rng.choice(_TOKENS) + data[end:]


def _noise(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    at = _place(rng, data)
    return data[:at] + rng.randbytes(rng.choice((1, 2, 4, 30))) + data[at:]


def _cut(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    return data[: _place(rng, data)]


def _splice(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    other = rng.choice(pool).data
    return data[: _place(rng, data)] + other[_place(rng, other) :]


def _joined(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    other = rng.choice(pool).data
    return data + rng.choice((b"", b"\n", b"\n---\n")) + other


def _ends(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    end = rng.choice((b"\r\n", b"\r", b"\n\n", b" \n", b""))
    many = rng.choice((-1, 1, 3))
    return data.replace(b"\n", end, many)


def _edge(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    mark = rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\n", b" ", b"\t", b"# c\n", b"---\n", b"\0"))
    return mark + data if rng.random() < 0.7 else data + mark


def _lines(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    lines = data.split(b"\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    what = rng.randrange(6)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(to, lines[at])
    elif what == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif what == 3:
        lines[at] = rng.choice((b" ", b"  ", b"\t", b"    ")) + lines[at]
    elif what == 4:
        lines[at] = lines[at][rng.choice((1, 2)) :]
    else:
        low, high = sorted((at, to))
        lines[low : high + 1] = [b"  " + line for line in lines[low : high + 1]]
    return b"\n".join(lines)


def _scalar(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    found = list(_SCALAR_AT.finditer(data))
    if not found:
        return _token(rng, data, pool)
    start, end = rng.choice(found).span(2)
    tail = data[end - 1 : end] if data[end - 1 : end] in (b",", b"}") else b""
    text = rng.choice((rng.choice(_SCALARS), f'"{rng.choice(_SCALARS)}"'))
    return data[:start] + text.encode() + tail + data[end:]


def _key(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    found = list(_KEY_AT.finditer(data))
    if not found:
        return _token(rng, data, pool)
    one, other = rng.choice(found), rng.choice(found)
    name = rng.choice((other[2], rng.choice(_WORDS), one[2][1:], one[2] + b"s", b"? " + one[2]))
    return data[: one.start(2)] + name + data[one.end(2) :]


def _number(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    found = list(_NUMBER_AT.finditer(data))
    if not found:
        return _noise(rng, data, pool)
    start, end = rng.choice(found).span()
    return data[:start] + rng.choice(_SCALARS).encode() + data[end:]


def _wrap(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    start, end = sorted((_place(rng, data), _place(rng, data)))
    opener, closer = rng.choice(
        ((b"[", b"]"), (b"{", b"}"), (b'"', b'"'), (b"'", b"'"), (b"{a: ", b"}"))
    )
    many = rng.choice((1, 1, 1, 5, 60, 260))
    return data[:start] + opener * many + data[start:end] + closer * many + data[end:]


_MUTATIONS: tuple[Callable[[random.Random, bytes, _Pool], bytes], ...] = (
    *(_flip, _delete, _repeat, _token, _token, _replace, _noise, _cut, _splice, _joined, _ends),
    *(_edge, *[_lines] * 4, *[_scalar] * 6, *[_key] * 4, *[_number] * 2, _wrap),
)


_PIECES = (b"a", b"a: ", b"- ", b"k: v\n", b"[1,", b'{"a":', b" k: v\n", b"a=1\n", b"- a: 1\n  b\n")


def _large(rng: random.Random, data: bytes, pool: _Pool) -> bytes:
    """Return what is long in one of many ways: where time that is not linear shows."""
    size = rng.choice((20_000, 60_000, 150_000))
    piece = rng.choice(_PIECES) if rng.random() < 0.5 else rng.choice(_TOKENS)
    many = size // len(piece)
    what = rng.randrange(4)
    if what == 0:
        return data + piece * many
    if what == 1:
        at = _place(rng, data)
        return data[:at] + piece * many + data[at:]
    if what == 2:
        return b"\n".join(b"k%d: %s" % (n, piece[:20]) for n in range(many // 8 + 1))[:size]
    return b"".join(b" " * n + rng.choice((b"a:\n", b"- a:\n", b"? a\n")) for n in range(260))


def _planted(rng: random.Random, data: bytes, dialect: str) -> bytes:
    """Put a line with a secret, and one with an ordinary value, between two lines."""
    for names, value in ((_NAMES, CANARY), (("note", "mode", "url"), VALUE)):
        if dialect in _LIKE_JSON and b"{" in data:
            after = rng.choice([at.end() for at in re.finditer(rb"\{", data)])
            pair = f'"{rng.choice(names)}": "{value}",'.encode()
            data = data[:after] + pair + data[after:]
            continue
        line = rng.choice(_LINES[dialect]).format(name=rng.choice(names), value=value).encode()
        starts = [0, *(at.end() for at in re.finditer(rb"\n", data))]
        at = rng.choice(starts)
        rest = data[at:]
        indent = rest[: len(rest) - len(rest.lstrip(b" "))]
        data = data[:at] + indent + line + b"\n" + rest
    return data


def _tree(rng: random.Random, dialect: str) -> bytes:
    """Return a made-up document; of lines where the dialect has no brackets."""
    if dialect in _TREES:
        return json.dumps(_value(rng, 4), ensure_ascii=rng.random() < 0.5).encode(
            "utf-8", "replace"
        )
    mark = "=" if dialect != "properties" else rng.choice("=: ")
    names = [rng.choice(_WORDS).decode() + rng.choice(("", ".b", "2")) for _ in range(12)]
    return "".join(f"{name}{mark}{rng.choice(_SCALARS)}\n" for name in names).encode()


def _grafted(rng: random.Random, data: bytes, dialect: str) -> bytes:
    """Return a document as JSON with some values changed for others; as it is, if unreadable."""
    documents = quick(data, dialect)
    plain = normalised(documents) if documents and dialect == "yaml" else documents
    if not plain:
        return data
    root = plain[0]
    for _ in range(rng.choice((1, 1, 2, 4))):
        node, parents = root, 0
        while isinstance(node, (dict, list)) and node and parents < 30:
            key: Any = rng.choice(list(node) if isinstance(node, dict) else range(len(node)))
            inner = node[key]
            parents += 1
            if not isinstance(inner, (dict, list)) or not inner or rng.random() < 0.2:
                node[key] = _value(rng, 2)
                break
            node = inner
    indent = rng.choice((None, 1, 2))
    try:
        return json.dumps(root, indent=indent, ensure_ascii=rng.random() < 0.5).encode()
    except (ValueError, RecursionError):  # half of a character, more than 4,300 digits
        return data


def _value(rng: random.Random, depth: int) -> object:
    kind = rng.randrange(9 if depth else 6)
    if kind < 3:
        return rng.choice(_SCALARS[:60])
    if kind < 6:
        return rng.choice((None, True, 0, -1, 3.5, 10**20, "x", "", 1e-7))
    if kind == 6:
        return [_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    return {rng.choice(_WORDS).decode(): _value(rng, depth - 1) for _ in range(rng.randrange(5))}
