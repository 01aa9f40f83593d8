"""The JSON Schema of a file that says what debt costs here."""


def schema() -> dict[str, object]:
    """Return the schema, without its address."""
    return {
        "title": "Minutes of debt",
        "description": "What each kind of debt costs, for `confledger debt`: the file that "
        "`debt.minutes` of the settings names. What it does not name stays as "
        "the package has it.",
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
        "properties": {
            "version": {
                "description": "Version of this format; there is only one.",
                "const": 1,
            },
            "rules": {
                "description": "The costs by rule; `confledger debt` lists the rules and their "
                "numbers.",
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["minutes", "reason"],
                    "properties": {
                        "minutes": {
                            "description": "Minutes that it takes to pay back one item.",
                            "type": "integer",
                            "minimum": 0,
                            "maximum": 100000,
                        },
                        "reason": {
                            "description": "Why it is so much here; the report shows it.",
                            "type": "string",
                            "minLength": 3,
                        },
                        "friction": {
                            "description": "Minutes that each change takes longer until then.",
                            "type": "number",
                            "minimum": 0,
                            "maximum": 100000,
                        },
                        "unit": {
                            "description": "What one item is.",
                            "type": "string",
                        },
                        "risk": {
                            "description": "How dangerous it is, never added to "
                            "minutes; empty for not at all.",
                            "type": "string",
                            "enum": ["", "critical", "high", "medium", "low"],
                        },
                    },
                },
            },
        },
    }
