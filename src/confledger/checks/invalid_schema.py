"""Why a schema cannot be used, when it breaks the rules of the draft that it is written in."""

from typing import TYPE_CHECKING

from confledger.checks.broken import Broken, at
from confledger.checks.explain import explained
from confledger.checks.references import META, refer
from confledger.location import dotted, pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema_rs import Validator

    from confledger.location import Path, Span

# What a schema is written in that does not say so.
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def invalid(
    path: str,
    document: object,
    draft: "Callable[[str], Validator]",
    place: "Callable[[str, Path], Span | None]",
) -> Broken | None:
    """Hold a schema against the draft that it is written in; say what comes first.

    `draft` gives a published draft by its address, `place` where a value of a file stands.
    """
    named = document.get("$schema") if isinstance(document, dict) else None
    reference = refer(named, "", {}) if isinstance(named, str) else None
    address = reference.name if reference and reference.kind == META else DRAFT
    for fault in explained(draft(address), document):
        if fault.path == ("$schema",) and fault.keyword == "format":
            # That of a dialect that the repository defines may be a relative path.
            continue
        span = place(path, fault.path)
        return Broken(
            f"the schema `{path}{at(span)}` is itself not valid: "
            f"`{dotted(fault.path)}` {fault.message}",
            path=path,
            pointer=pointer(fault.path),
            help=fault.help,
            span=span,
        )
    return None
