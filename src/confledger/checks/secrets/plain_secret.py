"""A secret in plain text, by the name that it goes by.

Whoever can read the repository can use it, and a commit keeps it after the file is mended. A
value is a secret when its key says so (`password`, `client_secret`, `API_TOKEN`) and it is
neither empty, nor a placeholder (`changeme`), nor a reference to where the secret really is
(`${DB_PASSWORD}`, `{{ .password }}`, `op://…`, `vault:…`, `secretKeyRef`); of keys that say less,
such as `token`, the value has to look drawn by a machine as well. Every value of a Secret of
Kubernetes is one, decoded first. Files that are no configuration are looked through line by
line; in tests, examples and prose only for values that nobody would make up.

Bad:
    database:
      password: tr0ub4dor-and-3
Good:
    database:
      password: ${DATABASE_PASSWORD}
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.location import dotted, pointer
from confledger.secrets.leaks.leak import NAMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.leaks.leak import Leak

ID = "plain-secret"
_HELP = (
    "change it where it was issued, then encrypt it (`confledger secrets encrypt`) or refer to "
    "where it is kept"
)


def leaked(path: str, leaks: "list[Leak]") -> Iterator[Finding]:
    """Yield a finding for each secret that a file gives away by its name."""
    for leak in leaks:
        if leak.check == NAMED:
            name = dotted(leak.at) if leak.at else leak.key
            yield Finding(
                check=ID,
                severity=Severity.ERROR,
                message=f"`{name}` is a secret in plain text: {leak.why}",
                path=path,
                span=leak.span,
                document=leak.document,
                pointer=pointer(leak.at),
                help=_HELP,
                subject=leak.subject,
            )
