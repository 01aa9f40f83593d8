"""Merging as the configuration's schema declares it, small enough to be checked by eye."""

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent


def read(path: str) -> Any:
    """Read one YAML file of this repository."""
    return yaml.safe_load((ROOT / path).read_text("utf-8"))


def laid_over(below: Any, above: Any, schema: Any, definitions: Any) -> Any:
    """Merge maps key by key, lists where `x-merge` names a key; replace everything else."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]] | schema
    if isinstance(below, dict) and isinstance(above, dict):
        (free,) = schema.get("patternProperties", {"": {}}).values()
        fixed = schema.get("properties", {})
        return below | {
            key: laid_over(below[key], value, fixed.get(key, free), definitions)
            if key in below
            else value
            for key, value in above.items()
        }
    strategy, _, name = schema.get("x-merge", "").partition(":")
    if strategy == "by-key":
        items = {item[name]: item for item in below}
        for item in above:
            old = items.get(item[name], {})
            items[item[name]] = laid_over(old, item, schema["items"], definitions)
        return list(items.values())
    return above


def layers(environment: str) -> list[str]:
    """Name the files of an environment, weakest first, by following `extends`."""
    if environment == "base":
        return ["config/base.yaml"]
    path = f"config/envs/{environment}.yaml"
    return [*layers(read(path)["extends"]), path]


def merged(paths: list[str], schema: Any) -> Any:
    """Lay the files over each other, weakest first."""
    whole = read(paths[0])
    for path in paths[1:]:
        overlay = read(path)
        overlay.pop("extends", None)
        whole = laid_over(whole, overlay, schema, schema["$defs"])
    return whole
