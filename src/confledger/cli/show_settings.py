"""Print the effective settings and where each comes from."""

import yaml

from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.parser import Parser
from confledger.cli.streams import put
from confledger.documents.dialect import TOML, YAML
from confledger.documents.formats.yaml_nodes import scalar
from confledger.documents.load import positions
from confledger.settings_schema import SCHEMA

# Most terminals are as wide.
_WIDTH = 80


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "settings",
        "Print the effective settings and where each comes from.",
        examples=("confledger settings", "confledger settings --schema > confledger.schema.json"),
    )
    made.add_format(
        help="how to print: text, which is YAML for confledger.yaml, or json (default: text)",
    )
    made.add_argument("--rev", metavar="REV", help="those of a commit, tag or branch")
    made.add_argument("--staged", action="store_true", help="those in the index")
    made.add_argument("--schema", action="store_true", help="print the JSON Schema of the file")
    return made


def run(arguments: list[str]) -> int:
    """Print settings, or their schema; return the exit code."""
    asked = parser().parse_args(arguments)
    from json import dumps

    if asked.schema:
        put(dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n")
        return 0
    repository = workspace.repository_here()
    source = workspace.snapshot(repository, staged=asked.staged, revision=asked.rev)
    try:
        found = workspace.settings_of(source)
    finally:
        source.close()
    origins = _origins(found)
    values = found.settings.values
    if asked.format == "json":
        rows = [
            {"key": key, "value": values[key], "origin": origins.get(key, "default")}
            for key in values
        ]
        put(dumps({"version": 1, "settings": rows}, indent=2) + "\n")
        return 0
    put("".join(_written(key, values[key], origins.get(key, "default")) for key in values))
    return 0


def _written(key: str, value: object, origin: str) -> str:
    """Write one setting as YAML that a settings file takes, with where it is from as a comment."""
    text = yaml.dump(
        {key: value},
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=False,
        width=_WIDTH,
    )
    first, newline, rest = text.partition("\n")
    comment = f"# {shown(origin)}"
    if len(first) + 2 + len(comment) > _WIDTH or (rest and not first.endswith(":")):
        return f"{comment}\n{text}"
    return f"{first}  {comment}{newline}{rest}"


class _Dumper(yaml.SafeDumper):
    """Writes what reads the same under YAML 1.1, which it knows, and 1.2.

    Maps and what holds maps take a line for each entry, indented; other lists are in brackets.
    """

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Begin a map or a list."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        """Write what is there twice twice."""
        return True

    def map(self, value: dict[str, object]) -> yaml.Node:
        """Write a map; in braces only where there is nothing in it."""
        return self.represent_mapping("tag:yaml.org,2002:map", value, flow_style=not value)

    def text(self, value: str) -> yaml.Node:
        """Write a string; in quotes where only YAML 1.2 would take it for something else."""
        style = None if isinstance(scalar(value), str) else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(dict, _Dumper.map)
_Dumper.add_representer(str, _Dumper.text)


def _origins(found: workspace.Found) -> dict[str, str]:
    """Return file and line of each key that the file sets."""
    file, data = found.settings.file, found.data
    if file is None or data is None:
        return {}
    inside: tuple[str, ...] = ("tool", "confledger") if file.endswith(".toml") else ()
    places = positions(data, TOML if file.endswith(".toml") else YAML)
    origins = {}
    for key in found.settings.given:
        span = places.key(0, (*inside, key))
        origins[key] = file if span is None else f"{file}:{span.line}"
    return origins
