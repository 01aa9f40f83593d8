"""SchemaStore's schemas and their own tests, judged as a repository that has them vendored.

What a schema refers to and the archive lacks gets a stand-in that allows everything: what must
be accepted still must be. Each test that ends otherwise than its folder says is named, with
what is wrong with it.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from suites.archives import SCHEMASTORE, identity, unpacked
from suites.both_ways import Look, judge_for, look
from suites.section import Section, deviations, table

from confledger.checks.schemas import Broken
from confledger.checks.verdict import Judge
from confledger.documents.dialect import dialect_of
from confledger.location import parse_pointer

SCHEMAS = "src/schemas/json/"
# Where the schemas say that they are published; with `.json` and without.
_HOSTS = ("https://json.schemastore.org/", "https://www.schemastore.org/")
# Parts of schemas that no validator would be done with: the file, the part, what is wrong.
CIRCLES = {
    "cloudify.json": (
        "/definitions/nodeTypeCloudifyAzureNodesComputeWindowsVirtualMachineProperties/allOf/0",
        "refers to the definition that it is a part of",
    ),
}
# Why a test ends otherwise than its folder says; looked at one by one.
REASONS = {
    "its `$schema` is `./devinit.schema-1.0.json`, beside the test, where no such file is": [
        "src/test/devinit.schema-1.0/sample.devinit.json",
    ],
    "its `$schema` is `./devinit.schema-3.0.json`, beside the test, where no such file is": [
        "src/test/devinit.schema-5.0/sample.devinit.json",
    ],
    "its `$schema` is `./devinit.schema-4.0.json`, beside the test, where no such file is": [
        "src/test/devinit.schema-6.0/sample.devinit.json",
    ],
    "its `$schema` is `./settings.schema.json`, beside the test, where no such file is": [
        "src/test/qwen-code-settings/valid-settings.json",
    ],
    "its `$schema` is `RegistryConfiguration.schema.json`, beside the test, where no such file "
    "is": [
        "src/test/sil-kit-registry-configuration/full.silkit-registry.json",
        "src/test/sil-kit-registry-configuration/silkit-registry.json",
        "src/test/sil-kit-registry-configuration/silkit-registry.yaml",
        "src/test/sil-kit-registry-configuration/silkit-registry.yml",
    ],
    "`orientation` is a `oneOf` of eight `const`, in a schema for draft 4, which has no `const`: "
    "there every value fits all eight": [
        "src/test/web-manifest/W3C Example 1.json",
    ],
    "its schema is nothing but a reference to the schema of CircleCI's own language server, which "
    "the archive lacks": [
        "src/negative_test/circleciconfig/conflicting-resource-class.yml",
        "src/negative_test/circleciconfig/invalid-job-name-format.yml",
        "src/negative_test/circleciconfig/invalid-machine-executor-1.yml",
        "src/negative_test/circleciconfig/invalid-machine-executor-2.yml",
        "src/negative_test/circleciconfig/invalid-workflow-job-requires.yml",
    ],
    "what is wrong with it is said in `foundryvtt-base-package-manifest.json`, which the archive "
    "lacks": [
        "src/negative_test/foundryvtt-module-manifest/pf2e-abomination-vaults_module.json",
        "src/negative_test/foundryvtt-module-manifest/remote-highlight-ui_module.json",
        "src/negative_test/foundryvtt-world-manifest/foundryvtt-demo-world_world.json",
    ],
}


class Store(NamedTuple):
    """The files of the archive with what it lacks; addresses and their files; who refers where."""

    files: dict[str, bytes]
    vendored: dict[str, str]
    missing: dict[str, list[str]]


def section(corpus: Path, folder: Path) -> Section:
    """Every schema and every test; only a test that is explained may end otherwise."""
    store = opened(unpacked(corpus, SCHEMASTORE, folder))
    judge = judge_for(
        lambda path: (path, store.files[path]) if path in store.files else None,
        vendored=store.vendored,
        formats=True,
    )
    looks = dict(looked(store, judge))
    ends: dict[str, Counter[str]] = {}
    wrong: dict[str, list[str]] = {}
    noise: dict[tuple[str, str], Counter[str]] = {}
    for path, seen in looks.items():
        kind = path.split("/")[1]
        end = "refused" if "error" in seen.severities else "accepted"
        ends.setdefault(kind, Counter())[end] += 1
        if (end == "refused") != (kind == "negative_test"):
            wrong[path] = [end]
        elif kind == "test":
            for check in seen.checks:
                noise.setdefault(check, Counter())[path.removeprefix("src/test/")] += 1
    explained, unexplained = deviations(wrong, REASONS)
    rows = [(kind, ends[kind]["accepted"], ends[kind]["refused"]) for kind in sorted(ends)]
    besides = [(*key, seen.total(), ", ".join(sorted(seen))) for key, seen in sorted(noise.items())]
    lent = [
        (address, ", ".join(f"`{name}`" for name in names))
        for address, names in sorted(store.missing.items())
    ]
    lines = [
        "## SchemaStore",
        "",
        f"Schemas that people use, with their own tests: {identity(corpus, SCHEMASTORE)}.",
        "Formats are asserted; the addresses at which the schemas are published are vendored.",
        "",
        *table(("folder", "accepted", "refused"), *rows),
        "",
        *table(("what is wrong with the test or its schema", "test"), *explained),
        "",
        "Besides, in the files that are to be accepted, and are:",
        "",
        *table(("check", "severity", "findings", "in"), *besides),
        "",
        "Schemas that the archive lacks, each with an empty one in its place, in which every part",
        "that others refer to allows everything:",
        "",
        *table(("address", "referred to by"), *lent),
        "",
        *(f"`{name}` is used without `{at}`, which {why}." for name, (at, why) in CIRCLES.items()),
    ]
    differing = [fault for seen in looks.values() for fault in seen.disagreements]
    broken = [f"{path} cannot be used: {why}" for path, why in unusable(store, judge)]
    faults = [*unexplained, *differing, *broken]
    return Section(lines, [f"SchemaStore: {fault}" for fault in faults])


def opened(folder: Path) -> Store:
    """Read the archive, mend its circles, and lend what it lacks."""
    files = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and dialect_of(file.name)
    }
    documents = {path: json.loads(data) for path, data in files.items() if path.startswith(SCHEMAS)}
    for name, (at, _) in CIRCLES.items():
        steps = parse_pointer(at)
        holder = follow(documents[SCHEMAS + name], steps[:-1])
        holder[int(steps[-1])] = {}
        files[SCHEMAS + name] = json.dumps(documents[SCHEMAS + name]).encode()
    vendored = {}
    for path, document in documents.items():
        name = path.removeprefix(SCHEMAS)
        for host in _HOSTS:
            vendored[host + name] = vendored[host + name.removesuffix(".json")] = path
        own = document.get("$id", document.get("id"))
        if isinstance(own, str) and "://" in own:
            vendored[own.removesuffix("#")] = path
    lacking: dict[str, dict[str, Any]] = {}
    missing: dict[str, list[str]] = {}
    for path, document in documents.items():
        name = path.removeprefix(SCHEMAS)
        base = document.get("$id", document.get("id")) or _HOSTS[0] + name
        for reference in references(document):
            address, _, fragment = urljoin(base, reference).partition("#")
            if reference.startswith("#") or address in vendored or "/json-schema.org/" in address:
                continue
            missing.setdefault(address, []).append(name)
            lent = lacking.setdefault(address, {})
            for step in parse_pointer(fragment):
                lent = lent.setdefault(step, {})
    for number, address in enumerate(sorted(lacking)):
        path = vendored[address] = f"lacking/{number}.json"
        files[path] = json.dumps(lacking[address]).encode()
    return Store(files, vendored, {one: sorted(set(names)) for one, names in missing.items()})


def references(node: object) -> Iterator[str]:
    """Yield what a schema refers to, in all its parts."""
    stack = [node]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            stack += node.values()
        elif isinstance(node, list):
            stack += node


def follow(node: Any, steps: tuple[str, ...]) -> Any:
    """Return what stands at the end of some steps."""
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def looked(store: Store, judge: Judge) -> Iterator[tuple[str, Look]]:
    """Look at each schema, as a file, and at each test, with its schema."""
    for path, data in store.files.items():
        if path.startswith("lacking/"):
            continue
        _, kind, folder, *_ = path.split("/")
        setting = None if kind == "schemas" else f"{SCHEMAS}{folder}.json"
        yield path, look(judge, path, data, setting)


def unusable(store: Store, judge: Judge) -> Iterator[tuple[str, str]]:
    """Yield the schemas that do not compile, with the reason: their tests would prove nothing."""
    from confledger.checks.references import FILE, Reference

    for path in store.files:
        if path.startswith(SCHEMAS):
            try:
                judge.schemas.get(Reference(FILE, path))
            except Broken as broken:
                yield path, broken.message
