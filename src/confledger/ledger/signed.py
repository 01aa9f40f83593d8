"""Whether commits are signed, from their bytes and a file of allowed signers alone.

What only a keyring on some machine could tell is `unknown`: the same commits have the same
verdicts everywhere.
"""

from confledger.git.signatures import ssh
from confledger.git.signatures.keys import Key
from confledger.git.signatures.signed_object import signed_commit
from confledger.git.signatures.trust import Trust
from confledger.git.signatures.verdict import SSH, UNKNOWN, UNSIGNED
from confledger.git.signatures.wire import Unjudged

_SHA256_DIGITS = 64


class Signers:
    """Judges commits; without a file of allowed signers, whose signature it is stays unknown."""

    __slots__ = ("_known", "_trust")

    def __init__(self, allowed: bytes | None) -> None:
        self._trust = Trust(allowed)
        self._known: dict[bytes, Key] = {}

    def judge(self, oid: str, data: bytes) -> tuple[str, str]:
        """Return a word for the signature of a commit, and the signer where one is known."""
        header = b"gpgsig-sha256" if len(oid) == _SHA256_DIGITS else b"gpgsig"
        signed = signed_commit(data, header)
        if signed is None:
            return UNSIGNED, ""
        if signed.kind != SSH or not signed.sound or self._trust.allowed is None:
            return UNKNOWN, ""
        try:
            verdict = ssh.check(signed, self._trust, self._known)
        except Unjudged:
            return UNKNOWN, ""
        return verdict.word, verdict.signer or verdict.key
