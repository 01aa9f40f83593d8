"""The JSON Schema of a file of needs: what a person may write in it."""

from confledger.inventory.needs.found import NEEDS

_ABOUT = {
    "configuration": "Variables that its code reads, and configuration files.",
    "logs": "Messages, by the names of events or by file.",
    "metrics": "Measured values, by name.",
    "alerts": "Alert rules and recording rules, by name.",
    "dashboards": "Dashboards, by name.",
    "reports": "Files or results that are made for people.",
}
_TEXT: dict[str, object] = {"type": "string"}
_FOUND: dict[str, object] = {
    "description": "One name that was found; kept up to date by `confledger report needs --write`.",
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "at"],
    "properties": {
        "name": {
            "description": "The name; a file or a folder where there are many.",
            "type": "string",
            "minLength": 1,
        },
        "at": {
            "description": "Where it is, file and line; `gone` where it is no longer found.",
            **_TEXT,
        },
        "count": {
            "description": "How many there are in it.",
            "type": "integer",
            "minimum": 1,
        },
        "sealed": {"description": "Whether it is encrypted.", "type": "boolean"},
    },
}


def schema() -> dict[str, object]:
    """Return the schema; closed, so that a typo is found."""
    return {
        "title": "Needs of a module",
        "description": "What a module needs of configuration and observability, found by "
        "`confledger report needs --write` and confirmed by its owner.",
        "type": "object",
        "additionalProperties": False,
        "required": ["version", "module", "owner", "needs", "signed"],
        "properties": {
            "version": {"description": "Version of this format; there is only one.", "const": 1},
            "module": {
                "description": "Folder of the module, from the root; `.` is the root itself.",
                "type": "string",
                "minLength": 1,
            },
            "owner": {
                "description": "Who answers for it: by CODEOWNERS, or who is named here where "
                "nobody is named there.",
                **_TEXT,
            },
            "needs": {
                "description": "What it needs, by kind.",
                "type": "object",
                "additionalProperties": False,
                "required": list(NEEDS),
                "properties": {name: _need(about) for name, about in _ABOUT.items()},
            },
            "signed": {
                "description": "Who has confirmed it, and when; empty where nobody has.",
                "type": "object",
                "additionalProperties": False,
                "required": ["by", "on"],
                "properties": {
                    "by": {"description": "An owner: `@team`, or an e-mail address.", **_TEXT},
                    "on": {
                        "description": "The day, as 2026-01-31.",
                        "type": "string",
                        "pattern": r"^(\d{4}-\d{2}-\d{2})?$",
                    },
                },
            },
        },
    }


def _need(about: str) -> dict[str, object]:
    return {
        "description": about,
        "type": "object",
        "additionalProperties": False,
        "required": ["needed", "why", "found"],
        "properties": {
            "needed": {
                "description": "Whether the module needs any; in quotes or not.",
                "enum": ["yes", "no", "unknown", True, False],
            },
            "why": {
                "description": "Why it needs what is not there, or not what is there.",
                **_TEXT,
            },
            "expected": {
                "description": "Names that have to be there: `report obs-gap` says which are not.",
                "type": "array",
                "items": {"type": "string", "minLength": 1},
                "uniqueItems": True,
            },
            "found": {"description": "What is there.", "type": "array", "items": _FOUND},
        },
    }
