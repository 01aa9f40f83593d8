"""A file that asks too much of whoever reads it.

Aliases that expand to billions of values in a few hundred bytes, ten thousand levels of
nesting, or simply a file too large to be configuration: such input has stopped or crashed
most parsers in use. The bounds are `limits` in confledger.yaml.

Bad:
    a: &a [x, x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
    d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
    e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
    f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
Good:
    defaults: &defaults {timeout: 30, retries: 3}
    reader: *defaults
    writer: *defaults
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed

ID = "limits"
SEVERITY = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield the bound that the file passes; one is enough, since reading stops there."""
    yield from file.problems_as(ID, SEVERITY)
