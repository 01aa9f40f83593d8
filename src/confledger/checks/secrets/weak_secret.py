"""An encrypted value that gives itself away: it is empty, short, or one of two.

A ciphertext is as long as what it hides, and an empty text is not encrypted at all: both can be
read without a key. Whether a password has 6 characters or 40 is there for everybody to see, and
an encrypted `true` is a byte shorter than an encrypted `false`.

An empty value and the truth values of a file are shown as information, once for each file. With
`secrets.min-length` in the settings, shorter values are a warning. Mind that these findings are
themselves a hint to those who look for a weak secret: keep them out of public logs.

Bad:
    # confledger.yaml
    secrets:
      min-length: 12
    # prod.yaml
    pin: ENC[AES256_GCM,data:rxE=,iv:…,tag:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
Good:
    # confledger.yaml
    secrets:
      min-length: 12
    # prod.yaml
    password: ENC[AES256_GCM,data:4rT1mQ8vKe0s7Jx2Yw==,iv:…,tag:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.location import Path
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "weak-secret"

_Place = tuple[int, Path]


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each value that is shorter than it may be, and what else shows through."""
    if not file.encrypted:
        return
    least = file.settings.get("min-length", 0)
    assert isinstance(least, int)
    empty: list[_Place] = []
    flags: list[_Place] = []
    for leaf in file.sops.leaves():
        if not isinstance(leaf.value, str) or not file.sops.selected(leaf):
            continue
        token = tokens.read(leaf.value)
        if leaf.value == "":
            empty.append((leaf.document, leaf.path))
        elif token is not None and token.type == "bool":
            flags.append((leaf.document, leaf.path))
        elif token is not None and token.type != "comment" and token.length < least:
            yield file.finding(
                ID,
                Severity.WARNING,
                f"this secret is shorter than the {least} bytes of `secrets.min-length`",
                document=leaf.document,
                at=leaf.path,
                help="take a longer one; the length of a ciphertext is there for everybody to see",
            )
    yield from _shown(file, empty, "is empty, so it is not encrypted", "empty")
    why = "is a truth value: the length of its ciphertext tells which"
    yield from _shown(file, flags, why, "truth")


def _shown(file: Examined, places: list[_Place], why: str, subject: str) -> Iterator["Finding"]:
    """Yield one finding for all such values of a file, at the first."""
    if places:
        more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
        yield file.finding(
            ID,
            Severity.INFO,
            f"this value{more} {why}",
            document=places[0][0],
            at=places[0][1],
            help="if it is none to hide, say so in the creation rule, by its key",
            subject=subject,
        )
