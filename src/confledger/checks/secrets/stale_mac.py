"""An encrypted file that was edited without SOPS.

The MAC vouches for all values of a file and their order, and for the time of the last change.
So where one of them differs from the version before, and the MAC does not, somebody edited the
file by hand, or merged it line by line: `sops decrypt` refuses it, and some tools that do not
look at the MAC take it as it is. That shows without a key, from git alone. So does a ciphertext
that was moved to another key, where it cannot be opened.

What the MAC does not cover is no finding: a key may be renamed if its value is not encrypted,
80 may become "80", an empty value or a comment may come or go.

Bad:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    port_unencrypted: 80
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    port_unencrypted: 81
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
Good:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    port_unencrypted: 80
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    port_unencrypted: 81
    sops:
        mac: ENC[AES256_GCM,data:aG7x,iv:Qw0p,tag:1zTr,type:str]
"""

from collections.abc import Iterator

from confledger.checks.severity import Severity
from confledger.location import Path, dotted
from confledger.secrets.covered import covered
from confledger.secrets.data_keys import ciphertexts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.secrets.metadata import Metadata
    from confledger.secrets.sops_file import SopsFile

ID = "stale-mac"

_HELP = (
    "restore the file as it was, with `git restore` or `git checkout`, and make the change with "
    "`confledger secrets set` or `confledger secrets edit`"
)
# So many values are named in a message.
_FEW = 3


def compare(before: "Examined", after: "Examined | None") -> Iterator["Finding"]:
    """Yield what was changed in an encrypted file that SOPS would have noted in its MAC."""
    if after is None:
        return
    old, new = before.sops.metadata, after.sops.metadata
    if old is None or new is None:
        return
    if new.mac is not None and new.mac == old.mac:
        found = _unnoted(before, after, old, new)
        if found is not None:
            yield found
            return
    yield from _moved(before.sops, after)


def _unnoted(
    before: "Examined", after: "Examined", old: "Metadata", new: "Metadata"
) -> "Finding | None":
    """Return what changed that the MAC is bound to, of two versions with the same MAC."""
    subject = "values"
    if old.mac_only_encrypted != new.mac_only_encrypted:
        subject = "mac_only_encrypted"
    elif covered(before.sops) != covered(after.sops):
        values = _differing(before.sops, after.sops)
        message = f"{_told(values)} without SOPS: the MAC is still that of the values before"
        document, at = values[0] if values else (0, ())
        return after.finding(
            *(ID, Severity.ERROR, message), document=document, at=at, help=_HELP, subject=subject
        )
    elif old.last_modified != new.last_modified:
        subject = "lastmodified"
    else:
        return None
    message = f"`{subject}` was changed by hand: the MAC is bound to it, and no longer fits"
    return after.finding(
        *(ID, Severity.ERROR, message), at=("sops", subject), help=_HELP, subject=subject
    )


def _differing(before: "SopsFile", after: "SopsFile") -> list[tuple[int, Path]]:
    """Return the values of `after` that are not what they were."""
    held = {(leaf.document, leaf.path): leaf.value for leaf in before.leaves()}
    return [
        (leaf.document, leaf.path)
        for leaf in after.leaves()
        if (leaf.document, leaf.path) not in held or held[leaf.document, leaf.path] != leaf.value
    ]


def _told(values: list[tuple[int, Path]]) -> str:
    if not values:
        return "values were removed, or changed their order,"
    named = [f"`{dotted(at)}`" for _, at in values[:_FEW]]
    if len(values) > _FEW:
        named.append(f"{len(values) - _FEW} more")
    if len(named) == 1:
        return f"{named[0]} was changed"
    return f"{', '.join(named[:-1])} and {named[-1]} were changed"


def _moved(before: "SopsFile", after: "Examined") -> Iterator["Finding"]:
    """Yield each ciphertext that stands where it was not made for: its key is part of it."""
    homes: dict[str, tuple[str, Path]] = {}
    for (_, path), text in ciphertexts(before).items():
        homes.setdefault(text, (_bound(path), path))
    for (document, path), text in ciphertexts(after.sops).items():
        home = homes.get(text)
        if home is not None and home[0] != _bound(path):
            yield after.finding(
                ID,
                Severity.ERROR,
                f"the ciphertext of `{dotted(home[1])}` was moved to `{dotted(path)}`: "
                "it cannot be opened there",
                document=document,
                at=path,
                help=_HELP,
                subject="moved",
            )


def _bound(path: Path) -> str:
    """Return what of its place SOPS binds a ciphertext to: the keys, no numbers of items."""
    return ":".join(step for step in path if isinstance(step, str))
