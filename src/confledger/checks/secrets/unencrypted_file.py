"""A file that a creation rule has encrypted, and that is in plain text.

The rule is the first of the nearest `.sops.yaml` whose pattern is found in the path. SOPS asks
it only when somebody encrypts; a file that was never encrypted, or was decrypted in place, is
committed without a word. Nothing is said of a file without a value that the rule would hide.

A pattern may take more than was meant: all files, or a whole folder. So it counts how much it
says. One that goes into the file name, or speaks of secrets, means every file that it takes.
One that names only folders means them too, but not documentation and programs, nor objects of
Kubernetes other than Secrets. One that takes all files, or all of an ending (but `.env`, which
is for secrets as a rule), means those whose name speaks of secrets or encryption, Secrets of
Kubernetes, and files with one of the keys that `encrypted_regex` or `encrypted_suffix` of the
rule names. References that something else fills in (`${…}`, `{{ … }}`) are no secrets, and
`.sops.yaml` itself is never meant.

Bad:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age: age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj
    # secrets/prod.yaml
    password: hunter2-or-so
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: ^secrets/
        age: age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj
    # secrets/prod.yaml
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.secrets import intent
from confledger.secrets.rules import FILE, MISNAMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "unencrypted-file"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield the file itself, where its rule means it and it carries no metadata."""
    rule = file.rule
    if file.encrypted or rule is None or file.path.rpartition("/")[2] in (FILE, *MISNAMED):
        return
    first = intent.meant(file.sops, rule)
    if first is None:
        return
    what = "is in plain text, and has to be encrypted"
    if any(told is not None for told in file.sops.told):
        what = "has a key `sops`, but no metadata of SOPS below it: it is in plain text"
    yield file.finding(
        ID,
        Severity.ERROR,
        f"this file {what} by {rule.label}",
        document=first.document,
        at=first.path,
        help=f"confledger secrets encrypt {file.path}; what was pushed, change where it was issued",
    )
