"""Metadata that SOPS could not have written: no MAC, no version, nobody who can decrypt.

A block `sops:` alone encrypts nothing; some checks ask for no more than that. What can be
proved of it without a key is that the MAC is a whole ciphertext, that version and time are
there, that one of the six ways at most says which values are encrypted and that its pattern is
one, that somebody is named who can open the file, and that the data key was wrapped for them.
Without a MAC, `sops decrypt` refuses the file, or with `--ignore-mac` takes any change.

In YAML with several documents SOPS writes the same metadata into each and heeds only those of
the first; other metadata in a later one, or none, come from a hand or a merge.

That the MAC is right, that is, that nobody changed values, no check without the key can say.

Bad:
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      lastmodified: "2025-06-01T12:00:00Z"
      version: 3.11.0
Good:
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      age:
        - recipient: age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj
          enc: |
            -----BEGIN AGE ENCRYPTED FILE-----
            …
            -----END AGE ENCRYPTED FILE-----
      lastmodified: "2025-06-01T12:00:00Z"
      mac: ENC[AES256_GCM,data:…,type:str]
      version: 3.11.0
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.location import Path, pointer
from confledger.secrets.metadata import is_metadata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "malformed-metadata"

_HELP = (
    "bring the file back from before, as `git log` has it, and change it with "
    "`confledger secrets set` or `edit`"
)


def check(file: Examined) -> Iterator["Finding"]:
    """Yield what is wrong with the metadata of each document."""
    sops = file.sops
    if sops.metadata is None:
        for number, told in enumerate(sops.told):
            if is_metadata(told):
                why = "the first document has no metadata, so that SOPS takes all for plain"
                yield _finding(file, why, number, ("sops",))
                break
        return
    for path, why in sops.metadata.faults:
        yield _finding(file, why, 0, ("sops", *path))
    for number, told in enumerate(sops.told[1:], 1):
        if not is_metadata(told):
            if sops.documents[number] is not None:
                yield _finding(file, "this document has no metadata", number, ())
        elif told != sops.told[0]:
            why = "these metadata differ from those of the first document, which SOPS heeds"
            yield _finding(file, why, number, ("sops",))


def _finding(file: Examined, why: str, document: int, at: Path) -> "Finding":
    return file.finding(
        ID,
        Severity.ERROR,
        why,
        document=document,
        at=_there(file, document, at),
        key=True,
        help=_HELP,
        subject=pointer(at),
    )


def _there(file: Examined, document: int, at: Path) -> Path:
    """Return the path, or the nearest above it that is in the file."""
    while at and file.sops.key_span(document, at) is None:
        at = at[:-1]
    return at
