"""Which environment variables configuration gives to programs: dotenv, Kubernetes, compose, CI.

A map counts where its key says what it is (`env`, `environment`) and its keys are names in
capitals; a list, where its items have a `name` or are `NAME=value`.
"""

import re
from collections.abc import Iterator

from confledger.checks.readers import COMPOSE, GITHUB, KUBERNETES
from confledger.documents.dialect import DOTENV
from confledger.documents.load import positions
from confledger.errors import ConfledgerError
from confledger.inventory.reads import is_name
from confledger.location import Path
from confledger.secrets.redaction import key_shown

OF_DOTENV, OF_LOAD, OF_DOCKERFILE = "dotenv", "declared for confledger.load", "Dockerfile"
_KEYS = frozenset(
    (
        *("env", "environment", "envs", "extraenv", "extraenvs", "extraenvvars", "envvars"),
        *("env_vars", "environmentvariables", "containerenv", "remoteenv", "variables"),
    )
)
_HELD = {"ConfigMap": ("data",), "Secret": ("data", "stringData")}
_HOW = {COMPOSE: "compose", KUBERNETES: "Kubernetes", GITHUB: "workflow"}
_MOST = 5_000
_INSTRUCTION = re.compile(r"^[ \t]*(ENV|ARG)[ \t]+(.*)$", re.IGNORECASE)
Declared = tuple[str, int, str]


def declared_in(
    documents: list[object], data: bytes, dialect: str, reader: str | None, key: str = ""
) -> list[Declared]:
    """Return name, line and way of each; `key` is where variables for `confledger.load` are."""
    found: list[tuple[str, int, Path, str]] = []
    for number, document in enumerate(documents):
        if dialect == DOTENV:
            if isinstance(document, dict):
                own = [name for name in document if not name.startswith("sops_")]
                found += [(name, number, (name,), OF_DOTENV) for name in own]
            continue
        how = _HOW.get(reader or "", "env map")
        found += [(name, number, at, how) for name, at in _walked(document)]
        if isinstance(document, dict):
            found += [(name, number, at, how) for name, at, how in _of_object(document)]
        if key:
            found += [(name, number, at, OF_LOAD) for name, at in _of_load(document, key)]
    if not found:
        return []
    places = positions(data, dialect)
    rows: list[Declared] = []
    for name, number, at, how in found[:_MOST]:
        if is_name(name):
            span = places.key(number, at) or places.value(number, at)
            rows.append((key_shown(name), span.line if span else 1, how))
    # What is declared for the loader is in a map of variables, too.
    once = {
        (name, line): how for name, line, how in sorted(rows, key=lambda one: one[2] == OF_LOAD)
    }
    return sorted((name, line, how) for (name, line), how in once.items())


def of_dockerfile(text: str) -> list[Declared]:
    """Return what `ENV` and `ARG` declare; a line that ends in a backslash goes on."""
    rows: list[Declared] = []
    joined, first = "", 0
    for number, line in enumerate(text.split("\n"), 1):
        first = first if joined else number
        joined += line.rstrip()
        if joined.endswith("\\") and len(joined) < 10_000:
            joined = joined[:-1] + " "
            continue
        found = _INSTRUCTION.match(joined)
        if found:
            how = f"Dockerfile {found[1].upper()}"
            words = found[2].split()
            pairs = [word for word in words if "=" in word] or words[:1]
            for word in pairs:
                name = word.partition("=")[0]
                if is_name(name):
                    rows.append((key_shown(name), first, how))
        joined = ""
    return rows[:_MOST]


def _walked(document: object) -> Iterator[tuple[str, Path]]:
    """Yield the names under every key that says that variables are there."""
    todo: list[tuple[object, Path]] = [(document, ())]
    while todo:
        node, at = todo.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if key.lower().replace("-", "") in _KEYS:
                    yield from _given(value, (*at, key))
                if isinstance(value, (dict, list)):
                    todo.append((value, (*at, key)))
        elif isinstance(node, list):
            todo += [
                (value, (*at, number))
                for number, value in enumerate(node)
                if isinstance(value, (dict, list))
            ]


def _given(value: object, at: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(value, dict):
        for name in value:
            if _capital(name):
                yield name, (*at, name)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, dict):
                name = item.get("name")
                if isinstance(name, str) and _capital(name):
                    yield name, (*at, number, "name")
            elif isinstance(item, str):
                name, equals, _ = item.partition("=")
                # Without a value, compose passes on its own.
                if _capital(name) and (equals or at[-1] == "environment"):
                    yield name, (*at, number)


def _capital(name: str) -> bool:
    return is_name(name) and name == name.upper()


def _of_object(document: dict[str, object]) -> Iterator[tuple[str, Path, str]]:
    """Yield the keys of an object of Kubernetes that programs may get as variables."""
    kind = document.get("kind")
    if not isinstance(kind, str) or "apiVersion" not in document:
        return
    for key in _HELD.get(kind, ()):
        held = document.get(key)
        if isinstance(held, dict):
            yield from ((name, (key, name), kind) for name in held if _capital(name))
    if kind == "ExternalSecret":
        spec = document.get("spec")
        spec = spec if isinstance(spec, dict) else {}
        target = spec.get("target")
        template = target.get("template") if isinstance(target, dict) else None
        held = template.get("data") if isinstance(template, dict) else None
        if isinstance(held, dict):
            base = ("spec", "target", "template", "data")
            yield from ((name, (*base, name), kind) for name in held if _capital(name))
        listed = spec.get("data")
        for number, item in enumerate(listed if isinstance(listed, list) else []):
            name = item.get("secretKey") if isinstance(item, dict) else None
            if isinstance(name, str) and _capital(name):
                yield name, ("spec", "data", number, "secretKey"), kind


def _of_load(document: object, key: str) -> Iterator[tuple[str, Path]]:
    from confledger.loader.declared import declared

    try:
        found, _ = declared(document, key)
    except (ConfledgerError, TypeError):
        return
    for name, one in found.items():
        yield name, one.place
