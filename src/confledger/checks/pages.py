"""The page of a check, read from its docstring: what it says, with its examples.

`scripts/docs` prints the pages, and the tests run the examples.
"""

import re
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import NamedTuple

RULES = "confledger.checks.rules"
ACROSS = "confledger.checks.across"
SECRETS = "confledger.checks.secrets"


class Page(NamedTuple):
    """What the docstring of a check says, in its parts."""

    title: str
    prose: str
    examples: list[tuple[str, str]]
    """Heading without the colon, such as `Bad`, and the text of the example."""


def rules() -> list[ModuleType]:
    """Import the modules of the checks, in the order of their ids.

    Those of `rules` look at one file, those of `across` at all of them,
    those of `secrets` at files that SOPS encrypts.
    """
    modules = [
        import_module(module.name)
        for package in (RULES, ACROSS, SECRETS)
        for module in iter_modules(import_module(package).__path__, f"{package}.")
    ]
    return sorted(modules, key=lambda module: str(module.ID))


def parse(docstring: str) -> Page:
    """Take the docstring of a check apart: a sentence, prose, indented examples, their schema."""
    title, _, rest = docstring.strip().partition("\n")
    pieces = re.split(r"^((?:Schema|Policy|Bad|Good)[^:\n]*):\n", rest, flags=re.MULTILINE)
    examples = []
    for heading, text in zip(pieces[1::2], pieces[2::2], strict=True):
        lines = text.rstrip().splitlines()
        depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
        examples.append((heading, "\n".join(line[depth:] for line in lines).strip("\n")))
    return Page(title, pieces[0].strip(), examples)


def language(heading: str) -> str:
    """Return the language of an example: of the file that its heading names, else YAML."""
    if heading == "Schema":
        return "json"
    named = re.search(r"\.(json|toml|ini|properties)\b", heading)
    return named[1] if named else "yaml"
