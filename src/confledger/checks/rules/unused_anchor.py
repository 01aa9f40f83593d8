"""An anchor that no alias stands for.

What it marks was once repeated somewhere; now a reader looks for the place in vain, or the
alias that was meant names another anchor. An anchor that is defined again is one of its own:
each definition counts until the next. It does no harm by itself, so it is only information.

Bad:
    main: &retry
      attempts: 3
    worker:
      attempts: 3
Good:
    main: &retry
      attempts: 3
    worker: *retry
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.documents.dialect import YAML
from confledger.documents.formats.yaml_scalars import anchors
from confledger.location import dotted

ID = "unused-anchor"
SEVERITY = Severity.INFO


def check(file: Parsed) -> Iterator[Finding]:
    """Yield the anchors of a file that are defined for nothing."""
    if file.dialect != YAML or not file.documents or b"&" not in file.data:
        return
    found = list(anchors(file.text))
    last = {(anchor.document, anchor.name): anchor for anchor in found}
    for anchor in found:
        if anchor.used:
            continue
        again = last[anchor.document, anchor.name] is not anchor
        where = f" at `{dotted(anchor.path)}`" if anchor.path else ""
        yield file.finding(
            ID,
            SEVERITY,
            f"no alias uses the anchor `&{anchor.name}`{where}"
            + (" before it is defined again" if again else ""),
            anchor.span,
            document=anchor.document,
            at=anchor.path,
            help=f"remove `&{anchor.name}`, or write `*{anchor.name}` where its value is repeated",
            subject=anchor.name,
        )
