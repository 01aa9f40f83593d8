"""Of an encrypted document, only what is true whatever the values are is told as a fault."""

import json

import pytest

from judging import examined, judge

INT, FLOAT = (
    "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:int]",
    ("ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:float]"),
)
STR = "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]"
SOPS = {"mac": STR, "version": "3.11.0"}


def told(schema: object, document: dict[str, object]) -> list[str]:
    """Judge a JSON file that has the metadata of SOPS; leave out what the file is."""
    checks = judge({"s.json": json.dumps(schema)})
    _, found = examined(checks, "a.json", json.dumps({**document, "sops": SOPS}), "s.json")
    return [f"{one.check} {one.pointer or '/'}: {one.message}" for one in found]


def asked(*names: str) -> list[str]:
    """What is told where values would have to be looked at."""
    what = "the encrypted value" if len(names) == 1 else f"{len(names)} encrypted values"
    listed = ", ".join(f"`{name}`" for name in names)
    first = names[0].replace("[", "/").replace("]", "").replace(".", "/")
    return [
        f"sealed-value /{first}: what the schema asks of {what} beyond the type cannot be checked "
        f"without the key: {listed}"
    ]


@pytest.mark.parametrize(
    ("schema", "document", "expected"),
    [
        # Types are known, and names.
        ({"properties": {"a": {"type": "integer"}}}, {"a": INT}, []),
        (
            {"properties": {"a": {"type": "integer"}}},
            {"a": STR},
            ["schema /a: `a` is a string, expected an integer"],
        ),
        ({"properties": {"a": {"type": "string"}}, "additionalProperties": False}, {"a": STR}, []),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"aa": STR},
            ["unknown-key /aa: `aa` is not in the schema; did you mean `a`?"],
        ),
        ({"required": ["b"]}, {"a": STR}, ["schema /: the document needs `b`"]),
        # A float may be a whole number.
        ({"properties": {"a": {"type": "number"}}}, {"a": FLOAT}, []),
        ({"properties": {"a": {"type": "integer"}}}, {"a": FLOAT}, asked("a")),
        # Values are not.
        *(
            ({"properties": {"a": rule}}, {"a": value}, asked("a"))
            for rule, value in (
                ({"minimum": 1000}, INT),
                ({"minimum": 0}, INT),
                ({"multipleOf": 7}, FLOAT),
                ({"pattern": "^ENC"}, STR),
                ({"pattern": "^x$"}, STR),
                ({"maxLength": 3}, STR),
                ({"format": "date"}, STR),
                ({"enum": ["a", "b"]}, STR),
                ({"const": 1}, INT),
                ({"not": {"const": 1}}, INT),
                ({"type": "integer", "anyOf": [{"maximum": 0}, {"minimum": 9}]}, INT),
            )
        ),
        # What is asked of another type is not asked.
        ({"properties": {"a": {"minimum": 1000}}}, {"a": STR}, []),
        ({"properties": {"a": {"pattern": "^x"}}}, {"a": INT}, []),
        # A choice of types is decided by the type.
        ({"properties": {"a": {"anyOf": [{"type": "null"}, {"type": "string"}]}}}, {"a": STR}, []),
        (
            {"properties": {"a": {"oneOf": [{"type": "null"}, {"type": "string"}]}}},
            {"a": INT},
            ["schema /a: `a` is an integer, expected null or a string"],
        ),
        (
            {"properties": {"a": {"anyOf": [{"type": "null"}, {"minLength": 99}]}}},
            {"a": STR},
            asked("a"),
        ),
        # A condition on an encrypted value decides nothing, in either way.
        *(
            (
                {
                    "if": {"properties": {"a": {"const": value}}, "required": ["a"]},
                    "then": {"required": ["b"]},
                    "else": {"required": ["c"]},
                },
                {"a": INT},
                asked("a"),
            )
            for value in (1, 2)
        ),
        (
            {"if": {"properties": {"a": {"const": 2}}}, "then": {"required": ["b"]}},
            {"a": INT},
            asked("a"),
        ),
        # Of alternatives, one fault that is certain is enough.
        (
            {"anyOf": [
                {"properties": {"a": {"minimum": 5}}, "required": ["b"]}, {"required": ["c"]},
            ]},
            {"a": INT},
            ["schema /: the document needs `b`", *asked("a")],
        ),
        # One on readable values does, and so does one on names.
        (
            {"if": {"properties": {"k": {"const": 1}}}, "then": {"required": ["b"]}},
            {"a": INT, "k": 1},
            ["schema /: the document needs `b`"],
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
            {"a": INT},
            ["schema /: the document needs `b`"],
        ),
        # Maps and lists as a whole.
        ({"properties": {"l": {"uniqueItems": True}}}, {"l": [INT, INT]}, asked("l[0]", "l[1]")),
        ({"properties": {"l": {"contains": {"const": 5}}}}, {"l": [INT]}, asked("l[0]")),
        ({"properties": {"l": {"maxItems": 1}}}, {"l": [INT, INT]},
         ["schema /l: `l` must have at most 1 item"]),
        ({"properties": {"m": {"const": {"k": 1}}}}, {"m": {"k": INT}}, asked("m.k")),
        (
            {"oneOf": [
                {"properties": {"k": {"const": "a"}, "x": {"type": "string"}}, "required": ["x"]},
                {"properties": {"k": {"const": "b"}, "y": {"type": "string"}}, "required": ["y"]},
            ]},
            {"k": STR, "x": "1"},
            asked("k"),
        ),
        # Properties may be called as keywords are.
        ({"properties": {"enum": {"type": "string"}, "if": {}}}, {"enum": STR, "if": INT}, []),
        # The block of SOPS itself is nobody's business.
        ({"maxProperties": 1, "propertyNames": {"maxLength": 1}}, {"a": INT}, []),
    ],
)  # fmt: skip
def test_what_is_told_of_an_encrypted_file(
    schema: object, document: dict[str, object], expected: list[str]
) -> None:
    assert told(schema, document) == expected


def test_many_values_are_one_finding() -> None:
    schema = {"additionalProperties": {"minLength": 3}}

    assert told(schema, dict.fromkeys("abcde", STR)) == [
        "sealed-value /a: what the schema asks of 5 encrypted values beyond the type cannot be "
        "checked without the key: `a`, `b`, `c` and 2 more"
    ]


def test_without_a_schema_nothing_is_asked() -> None:
    document = json.dumps({"a": STR, "sops": SOPS})

    assert [one.check for one in examined(judge({}), "a.json", document)[1]] == [
        "file-without-schema"
    ]
