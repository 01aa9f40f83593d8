"""A scalar that SOPS writes back as something else.

SOPS reads YAML into numbers, truth values and times, encrypts those, and when it decrypts
writes them its own way. `mode: 0640` comes back as 416, `version: 1.50` as 1.5, an account
number of 20 digits as `1.2e+19`, a date with a time; `on` gets quotes, which makes a text of it
for readers of YAML 1.1; tags are lost. In quotes all of these stay what they are.

Told of files that a creation rule has encrypted and that still are plain, and of the values
that an encrypted file leaves plain. `confledger secrets encrypt` refuses such a file.

Bad:
    # .sops.yaml
    creation_rules:
      - path_regex: prod.yaml$
        age: age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj
    # prod.yaml
    build: 1.50
    mode: 0640
    since: 2024-01-02
Good:
    # .sops.yaml
    creation_rules:
      - path_regex: prod.yaml$
        age: age1jufx8s25urydwkxzcyaspakv7q0xde7j0n5p696j73fmjh0tftystu8slj
    # prod.yaml
    build: "1.50"
    mode: "0640"
    since: "2024-01-02"
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.location import dotted
from confledger.secrets.rules import FILE, MISNAMED
from confledger.secrets.sops_file import YAML
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "lossy-scalar"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each scalar that would come back as another one."""
    if file.sops.store != YAML or not (_doubtful(file) if file.encrypted else _governed(file)):
        return
    from confledger.secrets import lossy

    for document, path, span, why in lossy.find(file.sops.data):
        yield file.finding(
            ID,
            Severity.WARNING,
            f"`{dotted(path)}` would not come back from SOPS as it is: {why}",
            document=document,
            at=path,
            span=span,
            help="put it in quotes, if it is a text; otherwise write it as SOPS does",
        )


def _governed(file: Examined) -> bool:
    """Whether a plain file is to be encrypted."""
    if file.rule is None or file.path.rpartition("/")[2] in (FILE, *MISNAMED):
        return False
    from confledger.secrets import intent

    return intent.meant(file.sops, file.rule) is not None


def _doubtful(file: Examined) -> bool:
    """Whether a plain value of an encrypted file may be one of those; almost no file has any.

    What SOPS has written itself stands there the way it writes it.
    """
    data = file.sops.data
    counts: dict[str, int] = {}
    for leaf in file.sops.leaves():
        value = leaf.value
        if isinstance(value, str):
            if value and not value.startswith(BEGINNING) and "\n" not in value:
                from confledger.secrets.lossy import changed

                if changed(value):
                    return True
        elif value is not None:
            text = str(value).lower() if isinstance(value, bool) else repr(value)
            counts[text] = counts.get(text, 0) + 1
    ends = data.replace(b"\r\n", b"\n")
    return b" !" in data or any(
        ends.count(f" {text}\n".encode()) < count for text, count in counts.items()
    )
