"""A ciphertext that is cut off, altered, or where none belongs.

What SOPS writes has a form that can be proved without the key: the whole text from `ENC[` to
the last `]`, base64 with its padding, an initialisation vector of 32 bytes, a tag of 16, a type
that there is. A merge, a line break of an editor, or a copy that missed its end leaves
something else, and the secret is gone when somebody needs it.

A ciphertext where the file's own metadata has a plain value is found too: SOPS hands it out as
it is, and a program takes `ENC[…]` for its password.

Bad:
    password: ENC[AES256_GCM,data:Tr7o1
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
Good:
    password: ENC[AES256_GCM,data:Tr7o1w==,iv:…,tag:…,type:str]
    sops:
      mac: ENC[AES256_GCM,data:…,type:str]
"""

from collections.abc import Iterator

from confledger.checks.examined import Examined
from confledger.checks.severity import Severity
from confledger.location import dotted
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.secrets.sops_file import Leaf

ID = "malformed-ciphertext"

_COMMENT = "comment"
_HELP = (
    "bring the line back from before: `git log -p` has it; a ciphertext cannot be mended by hand"
)


def check(file: Examined) -> Iterator["Finding"]:
    """Yield each ciphertext that SOPS could not have written there."""
    if not file.encrypted:
        return
    for leaf in file.sops.leaves():
        if isinstance(leaf.value, str) and leaf.value.startswith(tokens.BEGINNING):
            fault = _fault(file, leaf, leaf.value)
            if fault is not None:
                yield file.finding(
                    ID,
                    Severity.ERROR,
                    f"`{dotted(leaf.path)}` {fault[0]}",
                    document=leaf.document,
                    at=leaf.path,
                    help=fault[1],
                )
    if file.sops.data.count(b"#ENC[") + file.sops.data.count(b"; ENC["):
        yield from _comments(file)


def _fault(file: Examined, leaf: "Leaf", text: str) -> tuple[str, str] | None:
    """Return what is wrong with a ciphertext, and what to do about it."""
    token = tokens.read(text)
    if token is None:
        return "is no complete ciphertext: it was cut off, or altered", _HELP
    if token.type == _COMMENT and not any(isinstance(step, int) for step in leaf.path[-1:]):
        return "holds the ciphertext of a comment, which is no value", _HELP
    if not file.sops.selected(leaf):
        return (
            "is encrypted, and this file says that it is plain: programs get the ciphertext",
            "set it anew with `confledger secrets set`, or encrypt the file anew with a scope "
            "that has it",
        )
    return None


def _comments(file: Examined) -> Iterator["Finding"]:
    """Yield each comment that starts as a ciphertext, and is none."""
    for comment in file.sops.comments():
        text = comment.text
        if text.startswith(tokens.BEGINNING):
            token = tokens.read(text)
            if token is None or token.type != _COMMENT:
                yield file.finding(
                    ID,
                    Severity.ERROR,
                    "this comment is no complete ciphertext of one",
                    document=comment.document,
                    at=comment.path,
                    span=comment.span,
                    help="remove the comment, or bring it back from before",
                    subject=f"comment {comment.span.line}",
                )
