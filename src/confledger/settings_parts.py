"""The larger parts of the schema of the settings, and what all parts share."""

PATHS: dict[str, object] = {
    "type": "array",
    "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
    "minItems": 1,
    "description": "Globs from the root; a folder stands for all that is in it; no `!`.",
}


def entries(each: str, required: list[str], properties: dict[str, object]) -> dict[str, object]:
    """Return the schema of a list of maps."""
    return {
        "type": "array",
        "default": [],
        "items": {
            "description": each,
            "type": "object",
            "additionalProperties": False,
            "required": required,
            "properties": properties,
        },
    }


ENVIRONMENTS_SCHEMA: dict[str, object] = {
    "description": "The files that make up each environment. What stands in one of them "
    "only is a finding of `environment-divergence`.",
    **entries(
        "One environment.",
        ["name", "paths"],
        {
            "name": {
                "description": "Its name, such as `prod`.",
                "type": "string",
                "minLength": 1,
            },
            "paths": PATHS,
            "extends": {
                "description": "The environment whose values hold where this one has none.",
                "type": "string",
                "minLength": 1,
            },
            "deployed": {
                "description": "Whether it runs anywhere; what only others extend does not.",
                "type": "boolean",
                "default": True,
            },
        },
    ),
}
LIST_KEYS_SCHEMA: dict[str, object] = {
    "description": "Which keys tell the items of a list apart, where neither `name`, `key` or `id` "
    "nor a schema does. First match wins.",
    **entries(
        "Some lists, and what their items are known by.",
        ["paths", "at", "keys"],
        {
            "paths": PATHS,
            "at": {
                "description": "JSON Pointers of the lists, without numbers of items; `*` stands "
                "for one step and `**` for any number: `/**/rules`.",
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "minLength": 1},
            },
            "keys": {
                "description": "Keys of an item that no two have alike, all of them together; one "
                "with a `?` before it may be missing.",
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "minLength": 1},
            },
        },
    ),
}
SECRETS_SCHEMA: dict[str, object] = {
    "description": "What the checks of secrets hold encrypted files against, beside the "
    "`.sops.yaml` of the repository.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "key-services": {
            "description": "Key services that encrypted files may name, as globs: ARNs, "
            "resource ids, addresses of vaults. Those of `.sops.yaml` need not be listed.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1},
        },
        "approvers": {
            "description": "E-mail addresses of those who may approve a new recipient, "
            "with the trailer `Recipient-approved-by` in a commit by somebody else.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 3},
        },
        "min-length": {
            "description": "Shorter secrets, in bytes, are a finding of `weak-secret`.",
            "type": "integer",
            "minimum": 0,
            "maximum": 4096,
            "default": 0,
        },
        "max-age": {
            "description": "How old secrets may grow. First match wins; without one, "
            "they may grow old.",
            **entries(
                "Some encrypted files, and the age at which their secrets are due.",
                ["paths"],
                {
                    "paths": PATHS,
                    "value-days": {
                        "description": "Days since a value was last changed.",
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 36500,
                    },
                    "key-days": {
                        "description": "Days since the data key was last changed.",
                        "type": "integer",
                        "minimum": 1,
                        "maximum": 36500,
                    },
                },
            ),
        },
        "run": {
            "description": "Programs that get secrets, and which: `confledger secrets run NAME`.",
            **entries(
                "One program.",
                ["name", "command", "variables"],
                {
                    "name": {
                        "description": "What it is called by.",
                        "type": "string",
                        "minLength": 1,
                    },
                    "command": {
                        "description": "The program and its arguments.",
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "minLength": 1},
                    },
                    "variables": {
                        "description": "Environment variables, each with the address of "
                        "its value: `secrets/prod.yaml#/db/password`.",
                        "type": "object",
                        "additionalProperties": {
                            "description": "Path from the root, `#`, a JSON Pointer.",
                            "type": "string",
                            "minLength": 3,
                        },
                    },
                },
            ),
        },
    },
}
AUDIT_SCHEMA: dict[str, object] = {
    "description": "The journal of who opened which secret on this machine, and the evidence for "
    "the report of changes.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "required": {
            "description": "Whether nothing is decrypted where it cannot be noted down.",
            "type": "boolean",
            "default": False,
        },
        "evidence": {
            "description": "Where `confledger audit report` finds who approved a change, and why "
            "it was made.",
            "type": "object",
            "default": {},
            "additionalProperties": False,
            "properties": {
                "tickets": {
                    "description": "How the id of a ticket looks, as a regular expression of RE2 "
                    "that is searched for in messages: `SHOP-[0-9]+`. Without one, tickets are "
                    "those that a trailer names, such as `Ticket`, `Fixes` and `Closes`.",
                    "type": "string",
                    "default": "",
                },
                "approvals": {
                    "description": "Trailers that name somebody who approved the change.",
                    "type": "array",
                    "default": ["Acked-by", "Approved-by", "Recipient-approved-by", "Reviewed-by"],
                    "items": {"type": "string", "minLength": 1},
                },
                "emergency": {
                    "description": "The trailer that marks an emergency change, and says why.",
                    "type": "string",
                    "minLength": 1,
                    "default": "Emergency",
                },
                "allowed-signers": {
                    "description": "Path from the root of the file that says whose SSH signatures "
                    "are good. Without one, signatures are there or not, and no more is known.",
                    "type": "string",
                    "default": "",
                },
            },
        },
    },
}
SUGGEST_SCHEMA: dict[str, object] = {
    "description": "What `confledger suggest` tells: always a suggestion, never a finding.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "muted": {
            "description": "Ids of suggestions that nobody wants to see again.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 8},
        },
        "min-commits": {
            "description": "So many commits must have changed two things together.",
            "type": "integer",
            "minimum": 5,
            "maximum": 100000,
            "default": 5,
        },
        "min-confidence": {
            "description": "Of those that changed the one, so many percent must have changed the "
            "other.",
            "type": "integer",
            "minimum": 90,
            "maximum": 100,
            "default": 90,
        },
    },
}
LIMITS_SCHEMA: dict[str, object] = {
    "description": "Bounds on one file; passing one is a finding of the check `limits`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "max-bytes": {
            "description": "Size of a file, in bytes.",
            "type": "integer",
            "minimum": 1,
            "maximum": 1073741824,
            "default": 10485760,
        },
        "max-depth": {
            "description": "Levels of nesting.",
            "type": "integer",
            "minimum": 1,
            "maximum": 250,
            "default": 250,
        },
        "max-nodes": {
            "description": "Values in a file, after aliases are resolved.",
            "type": "integer",
            "minimum": 1,
            "maximum": 100000000,
            "default": 2000000,
        },
        "max-aliased-nodes": {
            "description": "Values that aliases may add.",
            "type": "integer",
            "minimum": 0,
            "maximum": 10000000,
            "default": 100000,
        },
    },
}
