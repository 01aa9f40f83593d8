"""Which schema of the tree is for which file, guessed from their names."""

import re

from confledger.documents.dialect import JSON, JSON5, JSONC, TOML, YAML

_WITH_SCHEMA = (YAML, JSON, JSONC, JSON5, TOML)
_FOLDERS = frozenset(("schema", "schemas", "jsonschema", "json-schema"))
# A name that many files have does not say which of them is meant.
_VAGUE = frozenset(("config", "index", "kustomization", "main", "package", "schema", "secrets"))


class Pair:
    """A schema and the files that it seems to be for."""

    __slots__ = ("paths", "schema")

    def __init__(self, schema: str, paths: list[str]) -> None:
        self.schema = schema
        self.paths = paths


def pairs(schemas: dict[str, str], dialects: dict[str, str]) -> list[Pair]:
    """Pair schemas with files: `app.schema.json` or `schemas/app.json` with `app.yaml`.

    One beside its schema is meant; elsewhere it has to be the only file of that name.
    """
    by_stem: dict[str, list[str]] = {}
    for path, dialect in dialects.items():
        if dialect in _WITH_SCHEMA and path not in schemas:
            by_stem.setdefault(_stem(path), []).append(path)
    found = []
    for schema in sorted(schemas):
        stem = _subject(schema)
        if stem is None:
            continue
        folder = schema.rpartition("/")[0]
        candidates = by_stem.get(stem, [])
        beside = [path for path in candidates if path.rpartition("/")[0] == folder]
        if beside:
            found.append(Pair(schema, sorted(beside)))
        elif len(candidates) == 1 and stem not in _VAGUE:
            found.append(Pair(schema, candidates))
    return found


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0].lower() or name.lower()


def _subject(schema: str) -> str | None:
    """Return what a schema is for by its name; None when the name does not tell."""
    folder, _, name = schema.rpartition("/")
    stem = name.rpartition(".")[0].lower()
    plain = re.sub(r"[._-]schema$", "", stem)
    if plain != stem or folder.rpartition("/")[2].lower() in _FOLDERS:
        return plain or None
    return None
