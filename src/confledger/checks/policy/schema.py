"""What may stand in a file of policies: its JSON Schema, published, and read by `reading`."""

SEVERITIES = ["error", "warning", "info"]
TYPES = ["string", "integer", "number", "boolean", "array", "object", "null"]
# The demands; each policy has at least one.
DEMANDS = ("required", "forbidden", "type", "range", "one-of", "pattern", "owner", "expression")

TEXT: dict[str, object] = {"type": "string", "minLength": 1}
_KEYS: dict[str, object] = {"type": "array", "minItems": 1, "items": TEXT}
_GLOBS: dict[str, object] = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
    "description": "Globs from the root; a folder stands for all that is in it; no `!`.",
}
_POINTER: dict[str, object] = {"type": "string", "pattern": "^(/.*)?$"}
_TEST: dict[str, object] = {
    "description": "A document, and whether the policy lets it pass.",
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "document", "expect"],
    "properties": {
        "name": {**TEXT, "description": "What the test shows."},
        "document": {
            "description": "The whole document, as YAML.",
            "type": ["array", "boolean", "null", "number", "object", "string"],
        },
        "path": {
            **TEXT,
            "description": "Path that the document is judged at. Without one, at any that the "
            "policy is for.",
        },
        "environment": {
            **TEXT,
            "description": "Environment that it is judged in. Without one, the first that the "
            "policy is for.",
        },
        "expect": {
            "description": "Whether it passes, fails, or the policy cannot be answered at all.",
            "type": "string",
            "enum": ["pass", "fail", "error"],
        },
        "at": {
            "description": "Where it fails: every place, as JSON Pointers.",
            "type": "array",
            "minItems": 1,
            "items": _POINTER,
        },
    },
}
_POLICY: dict[str, object] = {
    "description": "One rule. It has a match, and one or more demands on what matches.",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "message"],
    "properties": {
        "id": {
            "description": "Name of the rule, for reports and waivers.",
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        },
        "message": {**TEXT, "description": "What is wrong when it is broken, in a few words."},
        "message-expression": {
            **TEXT,
            "description": "The same as an expression. It may show values; where they could be "
            "secrets, `message` is shown instead.",
        },
        "severity": {
            "description": "How much it matters.",
            "type": "string",
            "enum": SEVERITIES,
            "default": "error",
        },
        "remediation": {**TEXT, "description": "What to do about it."},
        "match": {
            "description": "Where the rule holds: everywhere that fits all of this.",
            "type": "object",
            "additionalProperties": False,
            "default": {},
            "properties": {
                "paths": _GLOBS,
                "environments": {
                    **_KEYS,
                    "description": "Names of `environments` in the settings.",
                },
                "pointer": {
                    **_POINTER,
                    "default": "",
                    "description": "Which values: a JSON Pointer in which `*` stands for one "
                    "step and `**` for any number. Without one, the whole document.",
                },
            },
        },
        "when": {
            **TEXT,
            "description": "An expression; the rule holds only where it is true.",
        },
        "required": {**_KEYS, "description": "Keys that must be there."},
        "forbidden": {**_KEYS, "description": "Keys that must not be there."},
        "type": {"description": "What type it must have.", "enum": TYPES},
        "range": {
            "description": "Bounds of a number, both included.",
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                "min": {"type": "number", "description": "The smallest that is right."},
                "max": {"type": "number", "description": "The largest that is right."},
            },
        },
        "one-of": {
            "description": "All the values that are right.",
            "type": "array",
            "minItems": 1,
            "items": {"type": ["string", "number", "boolean", "null"]},
        },
        "pattern": {
            **TEXT,
            "description": "A regular expression (RE2) that must be found in the text.",
        },
        "owner": {
            **TEXT,
            "description": "Key that must hold an owner: `@name`, `@group/team` or an address.",
        },
        "expression": {
            **TEXT,
            "description": "An expression (CEL) that must be true. It sees `value`, which is "
            "also `self`, `key`, `root`, `pointer`, `path` and `environment`.",
        },
        "tests": {
            "description": "Documents that show what the rule is for; `confledger check --tests` "
            "runs them.",
            "type": "array",
            "items": _TEST,
        },
    },
    "allOf": [{"anyOf": [{"required": [name]} for name in DEMANDS]}],
}
SCHEMA: dict[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://confledger.example/schemas/policies.schema.json",
    "title": "Policies of confledger",
    "description": "Rules of your own, as data.",
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "policies"],
    "properties": {
        "version": {"description": "Version of this format; there is only one.", "const": 1},
        "policies": {"description": "The rules.", "type": "array", "items": _POLICY},
    },
}


def schema() -> dict[str, object]:
    """Return the published JSON Schema of a file of policies."""
    return SCHEMA
