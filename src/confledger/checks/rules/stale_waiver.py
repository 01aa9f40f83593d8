"""A waiver that has ended, is incomplete, holds for too long, or covers nothing.

The file of waivers (`waivers.yaml`, or what the settings name) lists findings that are accepted for
a while: which check, where, why, who mends it, and until when, at most 180 days away. The address
is a glob of paths, with `#` and a JSON Pointer after it where only one value is meant, or
`ENVIRONMENT:key` with an environment of the settings; `*` stands for one step, `**` for any
number. An entry that is not complete covers nothing. After a run over everything, one that fits no
finding is told as well, so that it goes when the fault does.

Bad:
    waivers:
      - check: schema
        address: deploy/shop.yaml#/spec/replicas
        reason: the autoscaler of this cluster is broken
        owner: "@shop/platform"
        expires: "2020-01-31"
Good:
    waivers: []
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.checks.waivers import ID as _ID
from confledger.checks.waivers import Waivers

ID = _ID
SEVERITY = Severity.WARNING
_WRONG = Severity.ERROR


def check(file: Parsed) -> Iterator[Finding]:
    """Yield what is wrong with the waivers, when this is the file of them."""
    if file.lists_waivers and file.documents:
        yield from Waivers(file.path, file.data, file.today, lambda path: ()).stale()
