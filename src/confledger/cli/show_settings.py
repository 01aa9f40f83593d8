"""Print the effective settings and where each comes from."""

from confledger.cli import workspace
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put
from confledger.documents.dialect import TOML, YAML
from confledger.documents.load import positions
from confledger.settings import SCHEMA


def run(arguments: list[str]) -> int:
    """Print settings, or their schema; return the exit code."""
    parser = Parser(
        "settings",
        "Print the effective settings and where each comes from.",
        examples=("confledger settings", "confledger settings --schema > confledger.schema.json"),
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(("text", "json"), "format"),
        default="text",
        help="how to print: text or json (default: text)",
    )
    parser.add_argument("--rev", metavar="REV", help="those of a commit, tag or branch")
    parser.add_argument("--staged", action="store_true", help="those in the index")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the file")
    asked = parser.parse_args(arguments)
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
    lines = [(key, dumps(values[key], ensure_ascii=False)) for key in values]
    put("".join(f"{key}: {text}\n    from {origins.get(key, 'default')}\n" for key, text in lines))
    return 0


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
