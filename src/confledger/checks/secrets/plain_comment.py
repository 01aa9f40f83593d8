"""A comment in plain text among encrypted values.

People keep old passwords, hosts and hints in comments. SOPS encrypts each comment together with
what it stands among, in YAML, dotenv and INI, since its version 3.0. So a readable one was
added with an editor; it is an error, and `sops decrypt` prints it in a warning, where a log
keeps it. In a file that an older version has written it is a warning.

Comments where the file's own metadata leaves values plain are as they should be.

Bad:
    # the old one was hunter2
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
      version: 3.11.0
Good:
    #ENC[AES256_GCM,data:…,type:comment]
    password: ENC[AES256_GCM,data:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
      version: 3.11.0
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "plain-comment"


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each readable comment that SOPS would have encrypted."""
    metadata = file.sops.metadata
    if metadata is None or not has_plain(file.sops.data):
        return
    old = (metadata.version or "").startswith(("1.", "2."))
    for comment in file.sops.comments():
        text = comment.text
        if not text.strip() or text.startswith(BEGINNING):
            continue
        if file.sops.comment_selected(comment):
            yield file.finding(
                ID,
                Severity.WARNING if old else Severity.ERROR,
                "a comment in plain text among encrypted values",
                document=comment.document,
                at=comment.path,
                span=comment.span,
                help="remove it; what is to be said, say in a comment that `confledger secrets "
                "edit` encrypts",
                subject=f"line {comment.span.line}",
            )


def has_plain(data: bytes) -> bool:
    """Whether there may be a comment that is no ciphertext; most files have none at all."""
    sealed = BEGINNING.encode("ascii")
    return any(
        data.count(mark) != data.count(written + sealed)
        for mark, written in ((b"#", b"#"), (b";", b"; "))
    )
