"""A key that its schema marks as deprecated.

`deprecated: true` in the schema makes it a warning. `x-replaced-by` names what is to be used
instead: a key beside it, or the way to another place (`db.pool.size` or `/db/pool/size`).
After `x-remove-after`, a date such as 2027-03-31, the warning is an error. Only what applies
counts: of alternatives (`anyOf`, `oneOf`), those that the value fits. What also says `const` or
`enum` is about these values of the key, not about the key.

Schema:
    {"properties": {"poolSize": {"deprecated": true, "x-replaced-by": "pool"}, "pool": {}}}
Bad:
    poolSize: 5
Good:
    pool: 5
"""

import re
from collections.abc import Iterator

from confledger.checks.evaluation import evaluated
from confledger.checks.fault import value_at
from confledger.checks.finding import Finding, Severity
from confledger.checks.fixes import rename_key
from confledger.checks.parsed import Applied, Parsed
from confledger.documents.edits import Edit
from confledger.location import Path, dotted, parse_pointer

ID = "deprecated-key"
SEVERITY = Severity.WARNING

# `pool`, `db.pool.size`; `apps/v1` is neither a key nor the way to one.
_KEYS = re.compile(r"[\w-]+(?:\.[\w-]+)*\Z")


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each key or value that its schema says is on its way out."""
    seen: set[tuple[int, Path]] = set()
    for applied in file.applied:
        schema = applied.schema
        if schema is None or not any(name in file.data for name in schema.deprecated):
            continue
        for number, document in enumerate(file.documents):
            if document is None or not applied.covers(number):
                continue
            opened = file.opened(number)
            held = document if opened is None else opened.document
            for spoke in evaluated(schema.validator, held):
                if spoke.keyword or not spoke.applies or (number, spoke.path) in seen:
                    continue
                rule = schema.within.look(spoke.location)
                if isinstance(rule, dict) and rule.get("deprecated") is True:
                    seen.add((number, spoke.path))
                    yield _finding(file, applied, number, spoke.path, spoke.location, rule)


def _finding(
    file: Parsed,
    applied: Applied,
    number: int,
    path: Path,
    location: str,
    rule: dict[str, object],
) -> Finding:
    named = rule.get("x-replaced-by")
    # Of some values of the key, or of the key whatever it holds.
    value = "const" in rule or "enum" in rule
    instead = None
    if isinstance(named, str) and named and not value:
        instead = _replacement(path, named)
    last = rule.get("x-remove-after")
    message = f"`{dotted(path)}` is deprecated" if path else "this kind of file is deprecated"
    if value and path:
        message = f"this value of {message}"
    severity = SEVERITY
    fix: tuple[Edit, ...] = ()
    if isinstance(last, str) and last:
        if file.today > last[:10]:
            severity = Severity.ERROR
            message += f", and was to be gone after {last}"
        else:
            message += f", and goes after {last}"
    if instead is not None and instead[:-1] == path[:-1] and path:
        help = f"rename it to `{instead[-1]}`"
        # SOPS binds each ciphertext to the names that lead to it.
        if file.opened(number) is None:
            fix = rename_key(file, number, path, str(instead[-1]))
        if instead[-1] in (value_at(file.documents[number], path[:-1]) or {}):
            help = f"remove it: `{dotted(instead)}` is there as well"
    elif instead is not None:
        help = f"use `{dotted(instead)}` instead"
    elif isinstance(named, str) and named:
        help = f"use {named} instead"
    elif value:
        help = "use another one; the description in the schema may say which"
    else:
        help = "remove it; the description in the schema may say what to use"
    return file.finding(
        ID,
        severity,
        message,
        (file.positions.value if value else file.positions.key)(number, path),
        document=number,
        at=path,
        help=help,
        schema=applied.rule(f"{location}/deprecated"),
        fix=fix,
    )


def _replacement(path: Path, named: str) -> Path | None:
    """Return where `x-replaced-by` leads: a key beside `path`, or a place from the root.

    None when it is a sentence for people.
    """
    if named.startswith("/"):
        return parse_pointer(named)
    if _KEYS.match(named) is None:
        return None
    if "." not in named:
        return (*path[:-1], named)
    return tuple(named.split("."))
