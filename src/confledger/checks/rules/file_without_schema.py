"""A configuration file that nothing describes.

It was read and is well-formed, and that is all that is known: a typo in a key, a wrong type
or a missing value pass. Information, not a fault; `confledger check --verbose` lists them.

Bad:
    port: 8080
Good:
    # yaml-language-server: $schema=schemas/port.schema.json
    port: 8080
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.checks.references import REMOTE

ID = "file-without-schema"
SEVERITY = Severity.INFO


def check(file: Parsed) -> Iterator[Finding]:
    """Yield one finding when no schema could be applied to any document of the file."""
    if not file.documents or any(applied.schema for applied in file.applied):
        return
    for applied in file.applied:
        # One that the settings name is told once, at the settings.
        if applied.reference.kind == REMOTE and applied.span is not None:
            yield file.finding(
                ID,
                SEVERITY,
                f"not validated: {applied.reference.name} is not vendored, and checks never use "
                "the network",
                applied.span,
                help="to fetch what files name: confledger schema add --named",
                subject=applied.reference.name,
            )
            return
    if not file.applied:
        yield file.finding(
            ID,
            SEVERITY,
            "no schema describes this file",
            help=_advice(file),
        )


def _advice(file: Parsed) -> str:
    """Return how the file gets a schema: a published one, if its name is a known one."""
    from confledger.schema_files.catalogue import known

    entry = known(file.path)
    if entry is not None and entry.address is not None:
        return f"there is one: confledger schema add {entry.name}"
    if file.dialect == "yaml":
        return (
            "map one under `schemas` in confledger.yaml, or name it in the file: "
            "# yaml-language-server: $schema=PATH"
        )
    return "map one under `schemas` in confledger.yaml"
