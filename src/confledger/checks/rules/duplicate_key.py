"""A key that its map has already.

Most readers silently keep the last one, some the first, a few refuse the file; so the value
in effect depends on who reads it, and the other one is a trap for whoever edits it next.
In YAML, `1` and `"1"` are different keys.

Bad:
    database:
      pool: 5
      host: localhost
      pool: 50
Good:
    database:
      pool: 50
      host: localhost
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed

ID = "duplicate-key"
SEVERITY = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each key that stands in its map a second time, at its second place."""
    yield from file.problems_as(ID, SEVERITY)
