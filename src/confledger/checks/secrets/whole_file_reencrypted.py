"""Every value of a file was encrypted anew, under a new data key, and nobody left.

That is what `rotate` does. It is also what decrypting a file, editing it and encrypting it
again does, and then nobody can see from the change which value it was about. Values that are
changed with `confledger secrets set` or `edit` leave all others as they are.

In the history it is no finding where the subject of the commit says that it was a rotation.

Bad:
    # before: db.yaml
    user: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    password: ENC[AES256_GCM,data:P1aM,iv:kK4s,tag:Hd7q,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A1}]
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    user: ENC[AES256_GCM,data:Qn0x,iv:Zt5e,tag:mW2c,type:str]
    password: ENC[AES256_GCM,data:R4tz,iv:Pa3k,tag:vYbN,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A2}]
        mac: ENC[AES256_GCM,data:aG7x,iv:Qw0p,tag:1zTr,type:str]
Good:
    # before: db.yaml
    user: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    password: ENC[AES256_GCM,data:P1aM,iv:kK4s,tag:Hd7q,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A1}]
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    # after: db.yaml
    user: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    password: ENC[AES256_GCM,data:R4tz,iv:Pa3k,tag:vYbN,type:str]
    sops:
        age: [{recipient: age1-ada, enc: A1}]
        mac: ENC[AES256_GCM,data:aG7x,iv:Qw0p,tag:1zTr,type:str]
"""

from collections.abc import Iterator

from confledger.checks.severity import Severity
from confledger.secrets.data_keys import ciphertexts, proofs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding

ID = "whole-file-reencrypted"


def compare(before: "Examined", after: "Examined | None") -> Iterator["Finding"]:
    """Yield one finding where all that was encrypted is encrypted anew."""
    if after is None:
        return
    old, new = before.sops.metadata, after.sops.metadata
    if old is None or new is None:
        return
    if {one.key() for one in old.recipients} - {one.key() for one in new.recipients}:
        return
    both = ciphertexts(before.sops).keys() & ciphertexts(after.sops).keys()
    if not both or proofs(before.sops) & proofs(after.sops):
        return
    count = "its value was" if len(both) == 1 else f"all {len(both)} values were"
    yield after.finding(
        ID,
        Severity.INFO,
        f"{count} encrypted anew, under a new data key: was that a rotation?",
        at=("sops",),
        key=True,
        help="if it was, say so in the subject of the commit; if not, change single values with "
        "`confledger secrets set` or `confledger secrets edit`, which leave the others as they are",
    )
