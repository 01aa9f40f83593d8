"""YAML that reads the same under 1.1 and 1.2, in the order of the configuration."""

import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# What needs no quotes for any reader, when it is also no other type in 1.1 or 1.2.
_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+(][A-Za-z0-9_./@+;,()-]*)*\Z")
# Booleans of YAML 1.1, of which PyYAML knows only a part.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def unfit(value: object) -> str | None:
    """Return why a scalar cannot be written; None where it can."""
    return None


def write(tree: object) -> str:
    """Return one document: maps and lists a line for each entry, texts in quotes where needed."""
    import yaml

    written: str = yaml.dump(
        tree,
        Dumper=_dumper(),
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=float("inf"),
    )
    # What stands for an end where a document is no more than one plain scalar.
    return written[:-4] if written.endswith("\n...\n") else written


@cache
def _dumper() -> "Any":
    import yaml

    from confledger.documents.formats.yaml_nodes import scalar

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: object) -> bool:
            return True

        def text(self, value: str) -> yaml.Node:
            plain = (
                _PLAIN.match(value) is not None
                and value.lower() not in _WORDS
                and isinstance(scalar(value), str)
            )
            # PyYAML puts quotes around what 1.1 takes for something else.
            style = None if plain else '"'
            return self.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, Dumper.text)
    return Dumper
