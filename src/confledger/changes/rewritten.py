"""Documents as text again, for those that were changed as values: JSON, or YAML for all readers.

Comments and the style of the text that the documents came from are not there any more. What is
written is read once more, and has to be the same.
"""

from functools import cache
from typing import Any

from confledger.changes.sameness import same
from confledger.changes.written import Written, is_core, written
from confledger.documents import text as encoding
from confledger.documents.dialect import JSON, YAML
from confledger.documents.formats.yaml_nodes import scalar
from confledger.documents.formats.yaml_readings import TEXT, reading
from confledger.documents.load import load
from confledger.errors import ConfledgerError

# A text that one of them takes for something else is quoted.
_READERS = ("yaml-1.2", "pyyaml", "kubernetes")
_WIDE = 1 << 20


def as_json(documents: list[object], *, indent: str = "  ") -> str:
    """Write one document as JSON, several as a list of them; raise where JSON has no such value."""
    from json import dumps

    value = documents[0] if len(documents) == 1 else documents
    try:
        made = dumps(value, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
    except ValueError as error:
        raise ConfledgerError(
            "the result has a number that JSON cannot write: infinity, or not a number",
            help="use --format yaml",
        ) from error
    return _checked(made, JSON, [value])


def as_yaml(documents: list[object], before: bytes | None = None) -> str:
    """Write documents as YAML, quoted so that readers of YAML 1.1 and 1.2 agree on all.

    `before` is the text that they came from: keys that were numbers there are so again. Raise
    ConfledgerError where it has tags that would be lost.
    """
    typed = {} if before is None else _typed_keys(before)
    values = [_with_typed(one, typed) for one in documents] if typed else documents
    try:
        return _checked(_dumped(values, plain=True), YAML, documents)
    except ConfledgerError:
        return _checked(_dumped(values, plain=False), YAML, documents)


def _checked(made: str, dialect: str, documents: list[object]) -> str:
    loaded = load(made.encode("utf-8", "surrogatepass"), dialect)
    if loaded.problems or not same(loaded.documents, documents):
        raise ConfledgerError(
            "the result cannot be written so that it is read as what it is",
            help="use --format yaml" if dialect == JSON else "use --format json",
        )
    return made


def _dumped(documents: list[object], *, plain: bool) -> str:
    import yaml

    made = yaml.dump_all(
        documents,
        Dumper=_dumper(plain),
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDE,
        explicit_start=len(documents) > 1,
    )
    # PyYAML ends a document that is one plain scalar with a mark.
    return str(made).removesuffix("...\n")


@cache
def _dumper(plain: bool) -> Any:
    import yaml

    fastest: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Dumper(fastest):  # type: ignore[misc]  # one of two classes
        def ignore_aliases(self, data: object) -> bool:
            return True

    def text(dumper: Any, value: str) -> Any:
        style = None if plain else '"'
        if plain and "\n" in value:
            style = "|"
        elif plain and any(reading(value, reader)[0] != TEXT for reader in _READERS):
            style = "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return Dumper


def _typed_keys(before: bytes) -> dict[str, object]:
    """Return the keys that are numbers, booleans or null in a text, by their names."""
    found: dict[str, object] = {}
    for (_, path), node in _written(before).nodes.items():
        if not is_core(node.tag):
            raise ConfledgerError(
                f"the file has tags, such as `{node.tag[:40]}` in line {node.line}, which would "
                "be lost in YAML",
                help="change it by hand, or use --format json if its tags do not matter",
            )
        if node.typed and node.typed != "str" and path:
            name = str(path[-1])
            found.setdefault(name, scalar(name))
    texts = {
        str(path[-1]) for (_, path), node in _written(before).nodes.items() if node.typed == "str"
    }
    return {name: value for name, value in found.items() if name not in texts}


def _written(before: bytes) -> Written:
    text = encoding.read(before, YAML)[0] or ""
    found = written(text)
    if found is None:
        raise ConfledgerError(
            "what tags the file has cannot be told, so it is not written as YAML",
            help="use --format json",
        )
    return found


def _with_typed(value: object, typed: dict[str, object]) -> object:
    if isinstance(value, dict):
        return {typed.get(key, key): _with_typed(one, typed) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_typed(one, typed) for one in value]
    return value
