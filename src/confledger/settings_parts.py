"""The parts of the schema of the settings that are about secrets, and what all parts share."""

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
    "description": "The journal of who opened which secret on this machine.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "required": {
            "description": "Whether nothing is decrypted where it cannot be noted down.",
            "type": "boolean",
            "default": False,
        },
    },
}
