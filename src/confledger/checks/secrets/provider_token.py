"""A secret in plain text, by the form that its provider gives to it.

Tokens of many providers have a beginning, a length or a checksum that nothing else has, and so
have private keys, signed tokens, and passwords within an address. They are found in every file
that is text, in comments too, wherever they stand and whatever they are called; what is only an
example (`AKIAIOSFODNN7EXAMPLE`, `xxxx`, a wrong checksum in the documentation) is none.

The first thing to do is to revoke it: a commit that was pushed is a copy that somebody has.

Bad:
    # postgres://app:tr0ub4dor-and-3@db.internal/app
    replicas: 3
Good:
    # postgres://app:${PASSWORD}@db.internal/app
    replicas: 3
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.location import dotted, pointer
from confledger.secrets.leaks.leak import PROVIDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.leaks.leak import Leak

ID = "provider-token"
_HELP = (
    "revoke it where it was issued, then encrypt the new one (`confledger secrets encrypt`) or "
    "refer to where it is kept"
)


def leaked(path: str, leaks: "list[Leak]") -> Iterator[Finding]:
    """Yield a finding for each secret that a file gives away by its form."""
    for leak in leaks:
        if leak.check == PROVIDER:
            where = f", as `{dotted(leak.at)}`" if leak.at else ""
            yield Finding(
                check=ID,
                severity=Severity.ERROR,
                message=f"{leak.why} is in plain text{where}",
                path=path,
                span=leak.span,
                document=leak.document,
                pointer=pointer(leak.at),
                help=_HELP,
                subject=leak.subject,
            )
