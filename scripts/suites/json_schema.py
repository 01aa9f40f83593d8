"""The official JSON Schema suite, through confledger's own way of compiling schemas."""

import json
from collections.abc import Mapping
from pathlib import Path

from suites.archives import JSON_SCHEMA, identity, unpacked
from suites.section import Section, Tally, table

from confledger.checks.explain import explained
from confledger.checks.references import FILE, Reference
from confledger.checks.schemas import Broken, Schema, Schemas
from confledger.documents.limits import DEFAULT
from confledger.documents.load import load

DRAFTS = {
    "draft4": "http://json-schema.org/draft-04/schema#",
    "draft6": "http://json-schema.org/draft-06/schema#",
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
# Folder below a draft's, and whether formats are asserted.
PARTS = {
    "required": ("", False),
    "optional": ("optional", True),
    "format": ("optional/format", True),
}


def section(corpus: Path, folder: Path) -> Section:
    """Every draft as a schema of a repository would be; only the required part has to be right."""
    files = unpacked(corpus, JSON_SCHEMA, folder)
    tallies = {(draft, part): tally(files, draft, part) for draft in DRAFTS for part in PARTS}
    rows = [(draft, *(tallies[draft, part] for part in PARTS)) for draft in DRAFTS]
    wrong = [f"{draft}, {part}: {name}" for (draft, part), t in tallies.items() for name in t.wrong]
    lines = [
        "## JSON Schema",
        "",
        f"The official suite, {identity(corpus, JSON_SCHEMA)}.",
        "Its schemas are read and compiled as those of a repository are; its `remotes` are",
        "vendored. A case is right when the instance is judged as the suite says, and a fault is",
        "named just when it is refused. `optional` and `format` are run with `formats: true`.",
        "",
        *table(("draft", *PARTS), *rows),
        *([""] if wrong else []),
        *(f"- {name}" for name in wrong),
    ]
    faults = [f"JSON Schema, {name}" for name in wrong if ", required: " in name]
    return Section(lines, faults)


def tally(folder: Path, draft: str, part: str) -> Tally:
    """Judge every instance of one part of a draft."""
    below, formats = PARTS[part]
    remotes, vendored = {}, {}
    for file in sorted((folder / "remotes").rglob("*.json")):
        name = file.relative_to(folder / "remotes").as_posix()
        remotes[f"remotes/{name}"] = file.read_bytes()
        vendored[f"http://localhost:1234/{name}"] = f"remotes/{name}"
    right = total = 0
    wrong = []
    for file in sorted((folder / "tests" / draft / below).glob("*.json")):
        for group in json.loads(file.read_bytes()):
            schema = compiled(group["schema"], DRAFTS[draft], remotes, vendored, formats=formats)
            for test in group["tests"]:
                total += 1
                if judged(schema, test["data"]) == test["valid"]:
                    right += 1
                else:
                    names = (file.name, group["description"], test["description"])
                    wrong.append(" / ".join(names))
    return Tally(right, total, wrong)


def compiled(
    schema: object,
    draft: str,
    files: Mapping[str, bytes],
    vendored: dict[str, str],
    *,
    formats: bool,
) -> Schema | None:
    """Compile a schema that stands in a tree of files; None when it is refused."""
    if isinstance(schema, dict):
        schema = {"$schema": draft, **schema}
    tree = {**files, "schema.json": json.dumps(schema).encode()}
    schemas = Schemas(
        lambda path: (path, tree[path]) if path in tree else None,
        vendored=vendored,
        limits=DEFAULT,
        formats=formats,
    )
    try:
        return schemas.get(Reference(FILE, "schema.json"))
    except Broken:
        return None


def judged(schema: Schema | None, instance: object) -> bool | None:
    """Return whether an instance is valid; None when that has no clear answer."""
    loaded = load(json.dumps(instance).encode(), "json")
    if schema is None or loaded.problems:
        return None
    valid = schema.validator.is_valid(loaded.documents[0])
    return valid if bool(explained(schema.validator, loaded.documents[0])) != valid else None
