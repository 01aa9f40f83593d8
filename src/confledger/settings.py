"""What the user asked for: confledger.yaml, as one frozen Settings.

The JSON Schema in settings_schema is the one source: it is published, it documents each key,
its defaults are the defaults, and the small validator at the end reads it; so a hook needs no
model library to refuse a typo.
"""

from confledger.errors import ConfledgerError, nearest
from confledger.settings_schema import SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILE = "confledger.yaml"
ALTERNATIVES = ("confledger.yml", ".confledger.yaml")
# What somebody may take for one of these; without a word, nothing of it would hold.
MISNAMED = ".confledger.yml"


def schema() -> dict[str, object]:
    """Return the published JSON Schema of the settings."""
    return SCHEMA


class Fault:
    """One thing that is wrong with the settings; `path` leads to it, `key` when it is a key."""

    __slots__ = ("key", "message", "path")

    def __init__(self, path: tuple[str | int, ...], message: str, *, key: bool = False) -> None:
        self.path = path
        self.message = message
        self.key = key


class SettingsInvalid(ConfledgerError):
    """The settings cannot be used; `faults` says where and why."""

    def __init__(self, faults: list[Fault], file: str) -> None:
        super().__init__(
            f"{file}: {faults[0].message}",
            help="see `confledger settings --schema` for what is valid",
        )
        self.faults = faults
        self.file = file


class Settings:
    """The effective settings, complete and valid; never changed after it is made.

    `values` has every key of the schema; `given` the keys that the file set; `file` its path
    from the root, or None when there is none.
    """

    __slots__ = ("file", "given", "values")

    def __init__(self, raw: object = None, file: str | None = None) -> None:
        given = {} if raw is None else raw
        faults = list(_faults(given, SCHEMA, ()))
        if faults:
            raise SettingsInvalid(faults, file or FILE)
        assert isinstance(given, dict)
        self.given = given
        self.file = file
        # Checked above, so that each part has the type that the schema says.
        self.values: dict[str, Any] = _completed(given, SCHEMA)

    @property
    def ignore(self) -> "list[dict[str, Any]]":
        """Entries of `paths` and `reason`."""
        return self.values["ignore"]

    @property
    def dialects(self) -> "list[dict[str, Any]]":
        """Entries of `paths` and `dialect`."""
        return self.values["dialects"]

    @property
    def schemas(self) -> "list[dict[str, Any]]":
        """Entries of `paths` and `schema`."""
        return self.values["schemas"]

    @property
    def vendored(self) -> dict[str, str]:
        """Path by address."""
        return self.values["vendored-schemas"]

    @property
    def formats(self) -> bool:
        """Whether `format` is asserted."""
        return bool(self.values["formats"])

    @property
    def limits(self) -> dict[str, int]:
        """Each limit by its name, as in the file."""
        return self.values["limits"]

    @property
    def severities(self) -> dict[str, str]:
        """Severity or `off` by check, where the file sets one."""
        return self.values["checks"]

    @property
    def readers(self) -> "list[dict[str, Any]]":
        """Entries of `paths` and `reader`."""
        return self.values["readers"]

    @property
    def environments(self) -> "list[dict[str, Any]]":
        """Entries of `name`, `paths`, and maybe `extends` and `deployed`."""
        return self.values["environments"]

    @property
    def same_value(self) -> "list[dict[str, Any]]":
        """Entries of `name` and `at`."""
        return self.values["same-value"]

    @property
    def list_keys(self) -> "list[dict[str, Any]]":
        """Entries of `paths`, `at` and `keys`."""
        return self.values["list-keys"]

    @property
    def owned(self) -> list[str]:
        """Globs of files that must have an owner."""
        return self.values["owned"]

    @property
    def documentation(self) -> "list[dict[str, Any]]":
        """Entries of `paths` and `schema`."""
        return self.values["documentation"]

    @property
    def policies(self) -> list[str]:
        """Globs of the files with policies."""
        return self.values["policies"]

    @property
    def plugins(self) -> list[dict[str, str]]:
        """Entries of `name`, and maybe `severity`."""
        return self.values["plugins"]

    @property
    def messages(self) -> dict[str, list[str]]:
        """Trailers by risk."""
        values: dict[str, list[str]] = self.values["messages"]
        return {risk: value for risk, value in values.items() if risk != "propose"}

    @property
    def proposed(self) -> str:
        """How the hook before a message proposes one: `comments`, `text` or `off`."""
        values: dict[str, object] = self.values["messages"]
        return str(values.get("propose", "comments"))

    @property
    def allowed_differences(self) -> str:
        """Path of the file with what may differ between environments."""
        return str(self.values["allowed-differences"])

    @property
    def waivers(self) -> str:
        """Path of the file with accepted findings."""
        return str(self.values["waivers"])

    @property
    def new_only(self) -> bool:
        """Whether what a commit or merge request did not bring is left out of its check."""
        return bool(self.values["new-only"])

    @property
    def secrets(self) -> "dict[str, Any]":
        """What `secrets` holds: `key-services`, `approvers`, `min-length`, `max-age`, `run`."""
        return self.values["secrets"]

    @property
    def audit_required(self) -> bool:
        """Whether nothing is decrypted where it cannot be noted down."""
        return bool(self.values["audit"]["required"])

    @property
    def load(self) -> "dict[str, Any]":
        """How applications get the configuration: each key of `load` with its value."""
        return self.values["load"]

    @property
    def migrations(self) -> "dict[str, Any]":
        """What `migrations` holds: `folder` and `files`."""
        return self.values["migrations"]

    @property
    def rollback(self) -> "dict[str, Any]":
        """What `rollback` holds: `protected`, `remote` and `require-reason`."""
        return self.values["rollback"]

    @property
    def backup(self) -> "dict[str, Any]":
        """What `backup` holds: `destinations`, `recipients`, `keep` and `verify-days`."""
        return self.values["backup"]

    @property
    def reports(self) -> "dict[str, Any]":
        """What `reports` holds: `folder`, `formats` and `branch`."""
        return self.values["reports"]

    @property
    def needs(self) -> "dict[str, Any]":
        """What `needs` holds: `folder` and `max-age`."""
        return self.values["needs"]

    @property
    def debt(self) -> "dict[str, Any]":
        """What `debt` holds: `minutes` and `window`."""
        return self.values["debt"]

    @property
    def series(self) -> "list[dict[str, Any]]":
        """Entries of `name`, `path`, `at`, and maybe `unit` and `better`."""
        return self.values["series"]

    @property
    def reviews(self) -> dict[str, int]:
        """How many have to approve, by risk."""
        return self.values["reviews"]

    @property
    def plans(self) -> list[str]:
        """Globs of plans."""
        return self.values["plans"]

    @property
    def fail_on(self) -> str:
        """The mildest severity that fails a run."""
        return str(self.values["fail-on"])


def _completed(given: dict[str, object], schema: "dict[str, Any]") -> dict[str, object]:
    """Return `given` with the defaults of the schema, in the schema's order."""
    values: dict[str, object] = {}
    for name, rule in schema.get("properties", {}).items():
        value = given.get(name, rule.get("default"))
        if rule.get("properties") and isinstance(value, dict):
            values[name] = _completed(value, rule)
        elif name in given or "default" in rule:
            values[name] = int(value) if isinstance(value, float) else value
    return {**values, **{name: value for name, value in given.items() if name not in values}}


# So many names are read in a message.
_FEW = 8
_TYPES = {
    "object": (dict, "a map"),
    "array": (list, "a list"),
    "string": (str, "a string"),
    "integer": (int, "an integer"),
    "boolean": (bool, "true or false"),
}


def _faults(value: object, rule: "dict[str, Any]", path: tuple[str | int, ...]) -> list[Fault]:
    """Check a value against the part of JSON Schema that SCHEMA uses."""
    where = _where(path)
    kind, words = _TYPES[str(rule["type"])]
    whole = kind is int and isinstance(value, float) and value.is_integer()
    if not (isinstance(value, kind) or whole) or (kind is int and isinstance(value, bool)):
        return [Fault(path, f"{where} must be {words}")]
    options = rule.get("enum")
    if isinstance(options, list) and value not in options:
        close = nearest(str(value), options)
        hint = f"; did you mean `{close}`?" if close else ""
        return [Fault(path, f"{where} must be one of {', '.join(options)}{hint}")]
    if isinstance(value, dict):
        return _faults_of_map(value, rule, path)
    if isinstance(value, list):
        faults = []
        if len(value) < int(rule.get("minItems", 0)):
            faults.append(Fault(path, f"{where} must not be empty"))
        for index, item in enumerate(value):
            faults += _faults(item, rule["items"], (*path, index))
        return faults
    if isinstance(value, str):
        least = int(rule.get("minLength", 0))
        if len(value) < least:
            wanted = "must not be empty" if least == 1 else f"needs at least {least} characters"
            return [Fault(path, f"{where} {wanted}")]
        if "pattern" in rule and value.startswith("!"):
            return [Fault(path, f"{where} must not start with `!`: there is no negation")]
    if kind is int:
        low, high = rule["minimum"], rule["maximum"]
        assert isinstance(value, (int, float))
        if not low <= value <= high:
            span = str(low) if low == high else f"from {low} to {high}"
            return [Fault(path, f"{where} must be {span}")]
    return []


def _faults_of_map(
    value: dict[str, object], rule: "dict[str, Any]", path: tuple[str | int, ...]
) -> list[Fault]:
    known: dict[str, dict[str, object]] = rule.get("properties", {})
    others = rule.get("additionalProperties")
    faults = []
    for name, item in value.items():
        if name in known:
            faults += _faults(item, known[name], (*path, name))
        elif isinstance(others, dict):
            faults += _faults(item, others, (*path, name))
        else:
            close = nearest(name, list(known))
            hint = f"; did you mean `{close}`?" if close else ""
            if not close and len(known) <= _FEW:
                hint = f"; known are {', '.join(known)}"
            inside = f" in {_where(path)}" if path else ""
            faults.append(Fault((*path, name), f"unknown key `{name}`{inside}{hint}", key=True))
    for name in rule.get("required", []):
        if name not in value:
            faults.append(Fault(path, f"{_where(path)} needs `{name}`"))
    return faults


def _where(path: tuple[str | int, ...]) -> str:
    steps = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in path)
    return f"`{steps.lstrip('.')}`" if path else "the file"
