"""The verdict on an SSH signature, step by step as git reaches it with `ssh-keygen`."""

import os

from confledger.git.signatures import sshsig
from confledger.git.signatures.keys import Key
from confledger.git.signatures.signed_object import SignedObject
from confledger.git.signatures.times import passed_on
from confledger.git.signatures.trust import Trust
from confledger.git.signatures.verdict import SSH, Verdict, below
from confledger.git.signatures.wire import Malformed

_NOT_LOOKED_AT = "git is not told whom to believe: gpg.ssh.allowedSignersFile is not set"


def check(signed: SignedObject, trust: Trust, known: dict[bytes, Key]) -> Verdict:
    """Say what git would; raise Unjudged where that is not certain.

    git asks who the key may belong to, as of the time of the commit, and then whether that is
    so; a key that nobody has may still have made a signature that is right.
    """
    if trust.allowed is None:
        return Verdict("N", SSH, reason=_NOT_LOOKED_AT)
    try:
        signature = sshsig.read(signed.signature, known)
        good = signature.verify(signed.payload)
    except Malformed:
        return _bad("the signature is damaged")
    if not good:
        if signature.namespace != sshsig.NAMESPACE:
            return _bad("the signature is not one for git")
        return _bad("the signature is of something else")
    moment = passed_on(signed.time)
    key = signature.key
    principals = trust.allowed.principals(key, moment)
    if not principals:
        reason = "its key is not among the allowed signers"
        if trust.allowed.mentions(key):
            reason = "its key was not allowed at the time of the commit"
        untrusted = Verdict("U", SSH, key=key.fingerprint, reason=reason)
        return below(untrusted, "undefined", trust.least)
    if trust.revoked is not None and trust.revoked.has(key):
        return _bad("its key is revoked")
    for principal in principals:
        if trust.allowed.permits(key, principal, moment):
            good_one = Verdict("G", SSH, os.fsdecode(principal), key.fingerprint)
            return below(good_one, "fully", trust.least)
    return _bad("its key may not sign commits")


def _bad(reason: str) -> Verdict:
    return Verdict("B", SSH, reason=reason)
