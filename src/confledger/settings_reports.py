"""What the settings say of reports, debt, merge requests and plans, as parts of their schema."""

# The names of the reports that are kept as JSON, which are no configuration themselves.
REPORT_NAMES = (
    *("access_report", "activity_report", "audit_report", "change_report", "config-scan"),
    *("config_gap_analysis", "config_report", "debt_report", "hygiene_report", "index"),
    *("observability_gap_analysis", "observability_inventory", "perf_report"),
    *("badges/audit", "badges/config-health", "badges/config-valid", "badges/debt"),
    *("badges/model", "badges/report", "badges/review", "badges/secrets"),
)
_GLOBS: dict[str, object] = {
    "type": "array",
    "default": [],
    "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
}
REPORTS_SCHEMA: dict[str, object] = {
    "description": "The reports that `confledger report all --write` keeps in the repository.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "folder": {
            "description": "Where they are, from the root.",
            "type": "string",
            "minLength": 1,
            "default": "reports",
        },
        "formats": {
            "description": "In which formats.",
            "type": "array",
            "default": ["markdown", "html", "json", "csv"],
            "items": {"type": "string", "enum": ["markdown", "html", "json", "csv"]},
        },
        "branch": {
            "description": "The branch that `confledger report publish` writes to.",
            "type": "string",
            "minLength": 1,
            "default": "confledger-reports",
        },
    },
}
NEEDS_SCHEMA: dict[str, object] = {
    "description": "What each module needs of configuration and of observability, signed by its "
    "owner: `confledger report needs`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "folder": {
            "description": "Where the files are, one for each module.",
            "type": "string",
            "minLength": 1,
            "default": "needs",
        },
        "max-age": {
            "description": "Days after which a signature is too old.",
            "type": "integer",
            "minimum": 1,
            "maximum": 3660,
            "default": 180,
        },
    },
}
DEBT_SCHEMA: dict[str, object] = {
    "description": "What was put off, and what it costs: `confledger debt`.",
    "type": "object",
    "default": {},
    "additionalProperties": False,
    "properties": {
        "minutes": {
            "description": "Path of a file with other minutes for some rules, each with a reason.",
            "type": "string",
            "default": "",
        },
        "window": {
            "description": "Days of history that interest is observed in.",
            "type": "integer",
            "minimum": 1,
            "maximum": 3660,
            "default": 90,
        },
    },
}
SERIES_SCHEMA: dict[str, object] = {
    "description": "Numbers in tracked files whose course over the history is worth a look: "
    "`confledger report perf`.",
    "type": "array",
    "default": [],
    "items": {
        "type": "object",
        "required": ["name", "path", "at"],
        "additionalProperties": False,
        "properties": {
            "name": {
                "description": "What it is called in the report.",
                "type": "string",
                "minLength": 1,
            },
            "path": {"description": "The file.", "type": "string", "minLength": 1},
            "at": {
                "description": "JSON Pointer of the number; `*` stands for any one step.",
                "type": "string",
                "pattern": "^/",
            },
            "unit": {"description": "Its unit, such as `ms`.", "type": "string", "default": ""},
            "better": {
                "description": "Which way is better.",
                "type": "string",
                "enum": ["lower", "higher", "neither"],
                "default": "lower",
            },
        },
    },
}
REVIEWS_SCHEMA: dict[str, object] = {
    "description": "How many people who are not its author have to approve a change, by the "
    "`x-risk` of what it changes: `confledger ci`.",
    "type": "object",
    "default": {},
    "additionalProperties": {"type": "integer", "minimum": 0, "maximum": 10},
}
PLANS_SCHEMA: dict[str, object] = {
    "description": "Globs of the Markdown plans that `confledger plan` looks at.",
    **_GLOBS,
}


def leads_out(folder: str) -> bool:
    """Whether a folder from the root is outside of the tree, or in what is git's own."""
    steps = [step.rstrip(" .").lower() for step in folder.replace("\\", "/").split("/")]
    return (
        folder.startswith("/")
        or not folder.isprintable()
        or ".." in folder.split("/")
        or any(step in (".git", "git~1") for step in steps)
    )
