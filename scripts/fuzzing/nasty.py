"""Texts that are hard on readers, and schemas that are hard on validators; all made up."""

import json

_DEEP = 300
_YAML = (
    "name: app\nport: 8080\nservers:\n  - name: a\n    port: 1\n  - name: b\n    port: 2\n",
    "base: &base\n  a: 1\n  b: [x, y]\nuse:\n  <<: *base\n  b: 2\nmore: {<<: *base}\n",
    "x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz:\n  <<: [*x, *y, {c: 3}]\n  '<<': plain\n",
    "a: &a [1]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]\n",
    "a: &a [*a]\nb: &b {c: *b}\n",
    "text: |\n  one\n   two\n\n  three\nfolded: >-\n  a\n  b\n\n   c\nkeep: |+2\n    x\n\nz: 1\n",
    "? complex\n: value\n? [a, b]\n: c\n? {d: e}\n: f\n? |\n  block key\n: - g\n",
    "--- # first\na: 1\n...\n---\n- b\n--- !!map\n{c: d}\n--- |\n text\n---\n",
    "%YAML 1.2\n%TAG ! tag:example.org,2000:\n---\na: !thing {b: !!str 1, c: !!int '2'}\n",
    "a: 'it''s'\nb: \"\\u00e9\\ud83d\\ude00\\x41\\n\\\n  go on\"\nc: \"\\ud83d\"\n",
    "n: [0, -0, 0o17, 0x1F, 1e3, .5, 5., -.inf, .NaN, 1_000, 0b1, 017, 12:30, 1.10, ~, NULL]\n",
    "n: [123456789012345678901234567890, -9223372036854775809, 1e400, 0xFFFFFFFFFFFFFFFFFF]\n",
    "d: [2020-01-01, 2020-01-01T00:00:00Z, 2001-12-14t21:59:43.10-05:00, yes, no, on, off]\n",
    "true: a\nfalse: b\nnull: c\n1: d\n1.5: e\n2020-01-01: f\n'1': g\non: h\n",
    "dup: 1\ndup: 2\nin:\n  dup: 3\n  dup: 4\n  other: 5\n  other: 6\n",
    "# confledger: ignore[schema] until 2999-01-31: reason\nport: many\n"
    "name: 1 # confledger: ignore[unknown-key]: because\n",
    "# yaml-language-server: $schema=app.schema.json\nport: x\npoool: 1\nreplicas: 0\n",
    "$schema: app.schema.json\nmode: fastt\nport: '80'\nenv: {A: 1, B: b}\n",
    "a:\n\tb: 1\n",
    "a: b: c\n",
    "- a\nb: c\n",
    "a: [b, c\n",
    'a: "b\n',
    "a: {b: c\n  d: e}\n",
    "key: value\n  more: 1\n",
    "a: *none\n",
    "a: !<tag:yaml.org,2002:str 1\n",
    "@a: `b`\n",
    "<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> branch\n",
    "\ufeffa: 1\n",
    "# c\n\ufeffa: 1\n",
    "a: \u2028b\u0085c\n",
    "a: \xa0\nb:\xa0c\n",
    "é: ü\n漢: 字\n",
    "a: 1\r\nb: 2\r\nc: 3\n",
    "a: 1\rb: 2\r",
    "a: \0b\n",
    "a: \x07b\n",
    "[]",
    "{}",
    "",
    "\n",
    "~",
    "---\n",
    "- - - a\n    - b\n  - c\n- {a: [1, {b: 2}], ? c : d, e}\n",
    "? a\n? b\n? c\n",
    "? ? a\n  : b\n: c\n",
    "a: >1\n  x\n",
    "a: |9\n         x\n",
    "a: |\n\n\n",
    "a: &x !!str &y b\n",
    "a: !!binary aGk=\n",
    "!!set {a, b}\n",
    "!!omap [a: 1, b: 2]\n",
    "a: {x: 1,}\nb: [,]\n",
    "a: 'x\n  y'\nb: x\n  y\n",
    "{" * 40 + "}" * 40,
    "[" * _DEEP + "]" * _DEEP,
    "- " * 60 + "a\n",
    "".join("  " * n + "a:\n" for n in range(70)),
    "a: " + "x" * 5000 + "\nb: [" + "1, " * 900 + "]\n",
    "\n".join(f"k{n}: *a{n}" for n in range(40)),
    "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  a: b\n",
    "password: ENC[AES256_GCM,data:abc=,iv:def=,tag:ghi=,type:str]\nsops:\n  version: 3.9.0\n"
    "  age: [{recipient: age1x, enc: y}]\n  mac: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\n",
    "on: [push]\njobs:\n  build:\n    runs-on: ubuntu\n    steps:\n      - run: |\n          a\n",
    "extends: ../base.yaml\nurl: ${env:HOST}/${db.name}\nref: {$ref: '#/a/b'}\n",
)
_JSON = (
    '{"name": "app", "port": 8080, "servers": [{"name": "a", "port": 1}]}',
    '{\n  "name": "x",\n  "port": "y",\n  "poool": null,\n  "replicas": 0.5,\n "mode": "fasst"\n}',
    '{"$schema": "app.schema.json", "env": {"A": 1}, "kind": "b", "b": 1, "items": [1, "a", {}]}',
    '{"a": 1, "a": 2, "b": {"c": 1, "c": 2}}',
    "[1, -0, 1e5, 1E-400, 1e400, 0.1, 12345678901234567890123]",
    '{"s": "\\u00e9\\ud83d\\ude00\\ud83d \\n\\/", "": "", "\\u0000": "\\u0000"}',
    "[true, false, null]",
    "{'a': 1, b: 2, // c\n /* d */ c: [1,], }",
    "{a: .5, b: 5., c: +1, d: 0xFF, e: Infinity, f: -NaN}",
    '{"a": "x\\\ny", "b": 01, "c": undefined, "d": None}',
    '{"a": [1, 2',
    '{"a" 1}',
    '{"a": 1} {"b": 2}',
    "[" * 100 + "]" * 100,
    '{"a":' * 80 + "1" + "}" * 80,
    "[" * 5000,
    '"just text"',
    "12",
    "",
    " ",
    "nul",
    '\ufeff{"a": 1}',
    '{"a": "\t\x01"}',
    '{"a": 1,\r\n"b": 2,\n"c": 3}',
    '{"a":\xa01}',
    "{\u2028}",
    '{"n": ' + "9" * 5000 + "}",
    '{"n": 0x' + "f" * 4000 + "}",
    '{"long": "' + "x" * 6000 + '"}',
    '{\n// confledger: ignore[schema]: a\n"port": "x" // confledger: ignore[unknown-key]: b\n}',
)
_TOML = (
    'name = "app"\nport = 8080\n[[servers]]\nname = "a"\nport = 1\n[[servers]]\nname = "b"\n',
    "#:schema app.schema.json\nport = 'x'\npoool = 1\nmode = \"fasst\"\n[env]\nA = 1\n",
    "a.b.c = 1\na.b.d = 2\n[a.e]\nf = {g = 1, h.i = [1, 2, {j = 3}]}\n[x.\"y z\".'w']\nk = 1\n",
    'm = """\nfirst\n  "quoted" \\\n joined"""\nl = \'\'\'raw\'\'\'\ne = "\\u00e9\\U0001F600\\t"\n',
    "i = [1_000, 0xFF, 0o17, 0b11, +1, -0]\nf = [1.0, 1e5, -inf, nan, 6.626e-34]\n",
    "d = 1979-05-27T07:32:00Z\nl = 1979-05-27 07:32:00.999\nt = 07:32:00\nx = 1979-05-27\n",
    "a = 1\na = 2\n[t]\n[t]\n[a]\nb = 1\n",
    "a = [1,\n  2, # two\n]\nb = { c = 1\n}\n",
    "= 1\n",
    "a = \n",
    "[a\n",
    "a = 99999999999999999999999\n",
    "[[a]]\n[a.b]\n[[a.b]]\n",
    "a = 'x\n",
    "\"\" = 1\n'' = 2\n",
    "a = {b = 1}\na.c = 2\n",
    "a = " + "[" * 200 + "]" * 200 + "\n",
    "[" + "a." * 300 + "b]\n",
    "a = " + "{a = " * 60 + "1" + "}" * 60,
    "\ufeffa = 1\n",
    "a = 1\r\nb = 2\n",
    'a = "\x01"\n',
    "ä = 1\n",
    "[[bin]]\nname='x'\n[bin.y]\n",
    "# only\n",
    "",
)
_INI = (
    "[main]\nname = app\nport: 8080\n; c\n# d\n[servers.a]\nport=1\n",
    "top = 1\n[a]\nb = 1\nb = 2\n[a]\nc = 3\n",
    "[a]\nlong = x\n  y\n  z\n\n  w\nempty =\nbare\n",
    "[a\nb = 1\n",
    "[]\n= 1\n",
    "a\n b\n",
    "[DEFAULT]\nx = %(y)s\n",
    "root = true\n[*]\nindent_size = 2\n[*.{js,py}]\nend_of_line = lf\n",
    "\ufeff[a]\nb = 1\n",
    "[a]\nb = \0\n",
    "[a]\r\nb = 1\n",
    "   [x]\n   y = 1\n",
    "[a]b\nc = d ; e # f\n",
    "[" * 500 + "]" * 500,
    "k = " + "v" * 5000 + "\n",
)
_DOTENV = (
    "NAME=app\nPORT=8080\nexport URL=\"http://${HOST}:${PORT}\"\nE=\nS='a b'\n",
    "A=1\nA=2\n",
    "M=\"one\ntwo\n\"\nN='x\ny'\nO=`z`\n",
    "A = 1\n B=2\nC: 3\n",
    "1A=2\nA-B=3\nA.B=4\n",
    'A="open\nB=2\n',
    "A=x # c\nB=\"x # c\" # d\nC='#'\n",
    "export\nexport A\nA\n=1\n",
    'A=\\n\\t\\"\nB="\\n\\t\\"\\u00e9"\n',
    "\ufeffA=1\n",
    "A=1\r\nB=2\n",
    "A=\0\n",
    "A=$(id)\nB=`id`\nC=${D:-e}\nF=$$\n",
    "A=" + "x" * 6000 + "\n",
)
_PROPERTIES = (
    "name=app\nport: 8080\nkey value\n! c\n# d\na.b.c=1\n",
    "a=1\na=2\n",
    "a\\ b=c\\=d\\:e\nf\\u00e9=\\u00e9\\t\n",
    "long=one,\\\n   two,\\\n   three\n",
    "=x\n: y\n \nz\n",
    "a=\\u12\nb=\\uD83D\\uDE00\nc=\\uD83D\n",
    "x=\\\n",
    "\ufeffa=1\n",
    "a=1\r\nb=2\n",
    "a\f=\f1\n",
    "a=\0\n",
    "\\\n",
    "e=\\",
    "k=" + "v\\\n" * 300,
    "\xe9=1\n",
)
TEXTS = {
    "yaml": _YAML,
    "json": _JSON,
    "jsonc": _JSON,
    "json5": _JSON,
    "toml": _TOML,
    "ini": _INI,
    "dotenv": _DOTENV,
    "properties": _PROPERTIES,
}

_SERVER = {
    "type": "object",
    "properties": {"name": {"type": "string", "minLength": 2}, "port": {"$ref": "#/$defs/port"}},
    "required": ["name"],
    "additionalProperties": False,
}
_KINDS = [
    {"properties": {"kind": {"const": "a"}, "a": {"type": "string"}}, "required": ["kind", "a"]},
    {"properties": {"kind": {"const": "b"}, "b": {"type": "integer"}}, "required": ["kind", "b"]},
    {"properties": {"kind": {"enum": ["c", "d"]}}, "required": ["kind"], "maxProperties": 3},
]
_STRICT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {
        "port": {"type": "integer", "minimum": 1, "maximum": 65535},
        "tree": {"type": ["object", "array", "string", "null"], "items": {"$ref": "#/$defs/tree"}},
    },
    "type": "object",
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 20},
        "port": {"$ref": "#/$defs/port"},
        "replicas": {"type": "integer", "minimum": 1, "multipleOf": 2},
        "mode": {"enum": ["fast", "slow", 1, None]},
        "password": {"type": "string", "minLength": 40, "pattern": "^[0-9]+$"},
        "token": {"const": "none"},
        "note": {"anyOf": [{"type": "integer"}, {"enum": ["x", "y"]}, {"format": "date"}]},
        "url": {"type": "string", "format": "uri"},
        "servers": {"type": "array", "items": _SERVER, "uniqueItems": True, "maxItems": 3},
        "env": {"type": "object", "additionalProperties": {"type": "string"}},
        "items": {"type": "array", "contains": {"type": "integer"}, "prefixItems": [{"const": 1}]},
        "tree": {"$ref": "#/$defs/tree"},
        "a": {
            "oneOf": [{"type": "integer"}, {"type": "object", "required": ["b"]}, {"type": "array"}]
        },
        "d": {"not": {"type": "array"}},
        "x": {"if": {"type": "object"}, "then": {"required": ["a"]}, "else": {"maximum": 3}},
    },
    "patternProperties": {"^x-": {"type": "string"}, "^k[0-9]+$": {"maximum": 3}},
    "additionalProperties": False,
    "propertyNames": {"maxLength": 12},
    "dependentRequired": {"port": ["name"]},
    "minProperties": 1,
}
_OPEN = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "ports": {"type": "array"},
        "replica": {"type": "integer", "deprecated": True, "x-replaced-by": "replicas"},
        "server": {"properties": {"names": {}, "ports": {}}},
        "main": {"properties": {"name": {"type": "integer"}, "port": {"type": "integer"}}},
        "servers": {"items": {"properties": {"host": {"format": "hostname"}, "nam": {}}}},
        "jobs": {"additionalProperties": {"properties": {"steps": {"minItems": 2}}}},
    },
}
_CHOICE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"port": {"type": ["integer", "null"]}},
    "anyOf": [
        {"type": "array", "items": {"anyOf": _KINDS}, "minItems": 1},
        {"type": "object", "oneOf": _KINDS, "unevaluatedProperties": False},
        {"type": "object", "properties": {"servers": {"items": {"oneOf": [*_KINDS, _SERVER]}}}},
        {"type": "string", "format": "email"},
    ],
}
POLICIES = b"""\
version: 1
policies:
  - {id: named, message: a name, match: {paths: ["**"]}, required: [/name]}
  - {id: open, message: no mode, severity: info, match: {paths: ["**"]}, forbidden: [/mode]}
  - id: ports
    message: a port
    message-expression: '"of " + string(size(value))'
    match: {paths: ["**"], pointer: "/servers/*"}
    when: has(value.port)
    expression: value.port > 1 && value.name.startsWith("a")
  - id: every
    message: nothing holds others
    match: {paths: ["**"], pointer: "/*"}
    expression: "type(value) != map || value.all(key, size(key) < 9 && value[key] != 5)"
"""
SCHEMAS = {
    "app.schema.json": json.dumps(_STRICT).encode(),
    "open.schema.json": json.dumps(_OPEN).encode(),
    "choice.schema.json": json.dumps(_CHOICE).encode(),
}
