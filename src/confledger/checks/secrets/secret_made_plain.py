"""A secret that was encrypted, and is plain text now.

Whether by a slip (`sops decrypt --in-place`, and a commit) or on purpose, because it is no
secret after all: whoever reads the repository can read it, and in the history it stays. Names
that Kubernetes needs in clear text (`apiVersion`, `kind`, `metadata`) are passed over, as is
what was removed, or became empty.

Bad:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: swordfish
Good:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: ENC[AES256_GCM,data:R4tz,iv:Pa3k,tag:vYbN,type:str]
    sops:
        mac: ENC[AES256_GCM,data:aG7x,iv:Qw0p,tag:1zTr,type:str]
"""

from collections.abc import Iterator

from confledger.checks.severity import Severity
from confledger.location import dotted
from confledger.secrets.data_keys import ciphertexts
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.secrets.sops_file import Leaf

ID = "secret-made-plain"

_ALWAYS_PLAIN = ("apiVersion", "kind", "metadata")
_HELP = (
    "encrypt it again; if this version was pushed, change the value where it is used, as the "
    "history keeps it"
)


def compare(before: "Examined", after: "Examined | None") -> Iterator["Finding"]:
    """Yield each value that lost its encryption; one finding where the whole file did."""
    if after is None or not before.encrypted:
        return
    was_hidden = ciphertexts(before.sops)
    shown = [
        leaf
        for leaf in after.sops.leaves()
        if (leaf.document, leaf.path) in was_hidden and _is_shown(leaf)
    ]
    if not after.encrypted:
        if shown:
            count = "1 value" if len(shown) == 1 else f"{len(shown)} values"
            yield after.finding(
                ID,
                Severity.ERROR,
                f"this file was encrypted, and {count} of it {'is' if len(shown) == 1 else 'are'} "
                "plain text now",
                document=shown[0].document,
                at=shown[0].path,
                help=_HELP,
                subject="file",
            )
        return
    for leaf in shown:
        wanted = after.sops.selected(leaf)
        why = "" if wanted else ", as the scope of the file no longer takes it"
        yield after.finding(
            ID,
            Severity.ERROR if wanted else Severity.WARNING,
            f"`{dotted(leaf.path)}` was encrypted, and is plain text now{why}",
            document=leaf.document,
            at=leaf.path,
            help=_HELP,
        )


def _is_shown(leaf: "Leaf") -> bool:
    if leaf.value is None or leaf.value == "" or leaf.path[0] in _ALWAYS_PLAIN:
        return False
    return not (isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING))
