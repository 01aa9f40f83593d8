"""Somebody was removed from the readers of a file, and its data key is still the one they had.

`sops updatekeys` wraps the same data key for those who remain. Who was removed has the old file,
in their clone, with the data key in it for them: with that they read what is in the new one,
and what will be. So the order is: remove them from the rules, `updatekeys`, `rotate`, and then
change the values themselves where they are used, as the old ones are known to them.

That the data key is the same shows without a key: a ciphertext that did not change, or a data
key that is wrapped for another reader as it was, prove it. Where a file has one value, and it
was changed in the same commit, that cannot be seen.

Bad:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A1}, {recipient: age1-bob, enc: B1}]
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A2}]
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
Good:
    # before: db.yaml
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A1}, {recipient: age1-bob, enc: B1}]
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    password: ENC[AES256_GCM,data:Qn0x,iv:Zt5e,tag:mW2c,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A2}]
        mac: ENC[AES256_GCM,data:aG7x,iv:Qw0p,tag:1zTr,type:str]
"""

from collections.abc import Iterator

from confledger.checks.severity import Severity
from confledger.secrets.data_keys import proofs
from confledger.secrets.naming import name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.secrets.metadata import Metadata, Recipient

ID = "key-not-rotated"


def compare(before: "Examined", after: "Examined | None") -> Iterator["Finding"]:
    """Yield each recipient that was removed without a new data key."""
    if after is None:
        return
    old, new = before.sops.metadata, after.sops.metadata
    if old is None or new is None:
        return
    if not new.recipients:
        return
    remaining = _holders(new)
    left = {who: one for who, one in _holders(old).items() if who not in remaining}
    if not left or not proofs(before.sops) & proofs(after.sops):
        return
    for one in left.values():
        yield after.finding(
            ID,
            Severity.ERROR,
            f"{_named(one, before, after)} was removed, and the data key is still the one they "
            "have",
            at=("sops", *new.recipients[0].at[:-1]),
            key=True,
            help=f"`confledger secrets rotate {after.path}`, then change its values where they are "
            "used: they are known to who was removed",
            subject=f"{one.kind} {one.identity}",
        )


def _named(one: "Recipient", before: "Examined", after: "Examined") -> str:
    """Return who it was; a host that has another key now is told by that it is the former one."""
    known = name(one, before.path, before.rules, after.rules)
    assert after.sops.metadata is not None
    for other in after.sops.metadata.recipients:
        if name(other, after.path, after.rules) == known:
            return f"the former key of {known}"
    return known


def _holders(metadata: "Metadata") -> "dict[tuple[str, str], Recipient]":
    """Return the recipients by the key that each holds."""
    found: dict[tuple[str, str], Recipient] = {}
    for one in metadata.recipients:
        kind, identity = one.key()
        if kind == "kms":
            # Another role, or another context, opens the same key.
            identity = identity.partition("|")[0].partition("+")[0]
        found.setdefault((kind, identity), one)
    return found
