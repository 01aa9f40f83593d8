"""A vendored schema that is not what was downloaded.

`confledger schema add` writes down where each schema came from and the digest of its bytes, in
`schemas/schemas.lock.yaml`. Whoever edits such a file by hand makes every file that it governs
right or wrong without a word; the next `confledger schema update` would undo it. What the
repository wants otherwise belongs into a schema of its own that refers to the vendored one.

Bad:
    # confledger.yaml
    vendored-schemas: {"https://schemas.example.org/shop.json": schemas/shop.json}
    # schemas/shop.json
    {"type": "object"}
    # schemas/schemas.lock.yaml
    schemas:
      - address: "https://schemas.example.org/shop.json"
        file: "schemas/shop.json"
        sha256: "0000000000000000000000000000000000000000000000000000000000000000"
        bytes: 18
Good:
    # confledger.yaml
    vendored-schemas: {"https://schemas.example.org/shop.json": schemas/shop.json}
    # schemas/shop.json
    {"type": "object"}
"""

from collections.abc import Iterator

from confledger.checks.whole import Severity, Whole
from confledger.errors import ConfledgerError
from confledger.location import Span
from confledger.schema_files.lock import LOCK, locked_faults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "schema-lock"
SEVERITY = Severity.ERROR


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield each vendored schema whose bytes are not those of the lock."""

    def find(path: str) -> tuple[str, bytes] | None:
        content = whole.content(path)
        return None if content is None else ("", content)

    if not whole.has(LOCK):
        return
    try:
        faults = locked_faults(find)
    except ConfledgerError as error:
        yield whole.finding(ID, SEVERITY, str(error), LOCK, help=error.help)
        return
    for fault in faults:
        if whole.concerns([LOCK, fault.file]):
            yield whole.finding(
                ID,
                SEVERITY,
                fault.message,
                LOCK,
                span=Span(fault.line, 1, fault.line, 2),
                help=fault.help,
                subject=fault.address,
            )
