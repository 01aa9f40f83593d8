"""A value in plain text where the file's own metadata has it encrypted.

Each encrypted file says which of its values are hidden: by a suffix or a regular expression of
the keys, or by comments; all of them, if it says nothing but the default. A value that is added
with an editor stays in plain text, and the file looks encrypted all the same; `sops decrypt`
refuses it, but nobody decrypts in a pull request. In YAML this goes for every document, also
for those that have no metadata of their own.

What is empty (`""`, `null`, `{}`, `[]`) is never encrypted, so it is not meant here.

Bad:
    password: hunter2-or-so
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
      unencrypted_suffix: _unencrypted
Good:
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
      unencrypted_suffix: _unencrypted
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.location import dotted
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "plain-value"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each value that is to be encrypted, and is not."""
    if not file.encrypted:
        return
    for leaf in file.sops.leaves():
        value = leaf.value
        if value is None or value == "" or not file.sops.selected(leaf):
            continue
        if isinstance(value, str) and value.startswith(BEGINNING):
            continue
        yield file.finding(
            ID,
            Severity.ERROR,
            f"`{dotted(leaf.path)}` is in plain text, and this file says that it is encrypted",
            document=leaf.document,
            at=leaf.path,
            help="take the value out, put it in with `confledger secrets set`, and change the "
            "secret where it was issued if it was ever pushed",
        )
