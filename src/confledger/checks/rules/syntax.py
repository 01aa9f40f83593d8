"""Text that is not what its name promises: YAML, JSON, TOML, INI, dotenv or properties.

Nothing else can be said about a file that cannot be read, and what reads it in production
will stop at the same place, or worse, read something else.

Bad:
    server:
      port: 8080
     host: localhost
Good:
    server:
      port: 8080
      host: localhost
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed

ID = "syntax"
SEVERITY = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each place where the file cannot be read."""
    yield from file.problems_as(ID, SEVERITY)
