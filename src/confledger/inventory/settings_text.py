"""A confledger.yaml for a repository that has none: short, with a comment on what was guessed."""

import json
import re

from confledger.inventory.environments import Guess
from confledger.inventory.readers import Reader
from confledger.inventory.schema_pairs import Pair
from confledger.inventory.strangers import Stranger

# A text that YAML of any version reads as itself.
_PLAIN = re.compile(r"[A-Za-z./_*][\w./*@-]*(?: [\w./*@-]+)*")
_TAKEN = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"))
_WIDTH = 90


class Proposal:
    """What the settings are to say; `values` is the same as a document."""

    __slots__ = ("environments", "new_only", "pairs", "readers", "strangers", "vendored")

    def __init__(
        self,
        *,
        environments: Guess,
        readers: list[Reader],
        pairs: list[Pair],
        strangers: list[Stranger],
        vendored: dict[str, str],
        new_only: bool = False,
    ) -> None:
        self.environments = environments
        self.readers = readers
        self.pairs = pairs
        self.strangers = strangers
        self.vendored = vendored
        self.new_only = new_only

    def values(self) -> dict[str, object]:
        """Return the settings as they are read."""
        values: dict[str, object] = {"version": 1}
        if self.new_only:
            values["new-only"] = True
        base = next((one.name for one in self.environments.environments if one.base), None)
        environments: list[dict[str, object]] = []
        for one in self.environments.environments:
            entry: dict[str, object] = {"name": one.name, "paths": [literal(p) for p in one.paths]}
            if one.base:
                entry["deployed"] = False
            elif base is not None:
                entry["extends"] = base
            environments.append(entry)
        lists: dict[str, list[dict[str, object]]] = {
            "environments": environments,
            "readers": [
                {"paths": [literal(path) for path in one.paths], "reader": one.reader}
                for one in self.readers
            ],
            "schemas": [
                {"paths": [literal(path) for path in one.paths], "schema": one.schema}
                for one in self.pairs
            ],
            "ignore": [
                {"paths": [literal(path) for path in one.paths], "reason": one.reason}
                for one in self.strangers
            ],
        }
        values |= {name: entries for name, entries in lists.items() if entries}
        if self.vendored:
            values["vendored-schemas"] = dict(sorted(self.vendored.items()))
        return values

    def text(self) -> str:
        """Return the file."""
        values = self.values()
        rows = ", ".join(self.environments.rows[:3])
        more = ", ..." if len(self.environments.rows) > 3 else ""
        comments = {
            "new-only": "A commit or merge request answers for what it brings. What was wrong "
            "before stops\n# nobody: `confledger check` tells it. Remove this once that is mended.",
            "environments": f"Guessed from {rows}{more}.",
            "readers": "Which program reads the YAML: it decides what `on`, `0644` and `1:30` are.",
            "schemas": "Paired by name; the first match wins.",
            "ignore": "Not checked; reports count these files with the reason.",
            "vendored-schemas": "Files that stand for addresses: checks never use the network.",
        }
        text = "# Settings of confledger. What each key means: confledger settings --schema\n"
        for key, value in values.items():
            comment = f"\n# {comments[key]}\n" if key in comments else ""
            text += comment + _written(key, value)
        return text


def literal(path: str) -> str:
    """Return a path as a glob that matches it; a `*` in it is one that we put in.

    Braces are written out before anything else is looked at: nothing stands for one but `?`.
    """
    return path.replace("[", "[[]").replace("{", "?")


def _written(key: str, value: object) -> str:
    if isinstance(value, list):
        return f"{key}:\n" + "".join(_item(entry) for entry in value)
    if isinstance(value, dict):
        return f"{key}:\n" + "".join(f"  {_scalar(k)}: {_scalar(v)}\n" for k, v in value.items())
    return f"{key}: {_scalar(value)}\n"


def _item(entry: dict[str, object]) -> str:
    lines, mark = [], "  - "
    for key, value in entry.items():
        if isinstance(value, list):
            inside = ", ".join(_scalar(one, flow=True) for one in value)
            if len(inside) > _WIDTH - len(key) - 8:
                lines.append(f"{mark}{key}:\n")
                lines += [f"      - {_scalar(one)}\n" for one in value]
            else:
                lines.append(f"{mark}{key}: [{inside}]\n")
        else:
            lines.append(f"{mark}{key}: {_scalar(value)}\n")
        mark = "    "
    return "".join(lines)


def _scalar(value: object, *, flow: bool = False) -> str:
    if isinstance(value, str):
        text = value if flow else value.replace(", ", " ")
        plain = _PLAIN.fullmatch(text) and value.lower() not in _TAKEN and value[0] != "*"
        if plain and not re.fullmatch(r"[.\d_eE+-]*|\.(?:inf|nan)", value, re.IGNORECASE):
            return value
    # JSON is YAML; what is no text in Unicode does not come here.
    return json.dumps(value, ensure_ascii=False)
