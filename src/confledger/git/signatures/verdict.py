"""What became of one signature: git's letter for it, and a word that means one thing."""

SSH, GPG, X509, NONE = "ssh", "gpg", "x509", "none"
GOOD, UNTRUSTED, EXPIRED, REVOKED, BAD = "good", "untrusted", "expired", "revoked", "bad"
UNKNOWN, UNSIGNED = "unknown", "unsigned"
# In the order in which they are told.
WORDS = (GOOD, UNSIGNED, UNKNOWN, UNTRUSTED, EXPIRED, REVOKED, BAD)
# Those that say that a signature is not what it should be; nothing else is held against a commit.
FAULTS = (BAD, REVOKED)

_WORDS = {"G": GOOD, "U": UNTRUSTED, "X": EXPIRED, "Y": EXPIRED, "R": REVOKED, "B": BAD}
# From the least: what git calls the trust in the owner of a key.
LEVELS = ("undefined", "never", "marginal", "fully", "ultimate")


class Verdict:
    """Of one commit or tag; `status` is what git prints for `%G?`, `kind` who signs so.

    `signer` is a principal or a user id, `key` a fingerprint, of GPG a key id; both are empty
    where git tells none. `N` is `unsigned` without a signature and `unknown` with one that could
    not be looked at. `reason` says more where there is more to say.
    """

    __slots__ = ("key", "kind", "reason", "signer", "status", "word")

    def __init__(
        self,
        status: str,
        kind: str,
        signer: str = "",
        key: str = "",
        reason: str = "",
        word: str | None = None,
    ) -> None:
        self.status = status
        self.kind = kind
        self.signer = signer
        self.key = key
        self.reason = reason
        self.word = word or _WORDS.get(status, UNSIGNED if kind == NONE else UNKNOWN)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdict) and self.fields() == other.fields()

    def __hash__(self) -> int:
        return hash(self.fields())

    def __repr__(self) -> str:
        return f"Verdict{self.fields()}"

    def fields(self) -> tuple[str, str, str, str, str, str]:
        """Return everything, as the arguments that make it."""
        return (self.status, self.kind, self.signer, self.key, self.reason, self.word)


def unsigned() -> Verdict:
    """Return the verdict of what has no signature."""
    return Verdict("N", NONE)


def below(verdict: Verdict, trust: str, least: str) -> Verdict:
    """Return the verdict of a good signature whose `trust` is less than `gpg.minTrustLevel`.

    git keeps its letter and refuses it all the same.
    """
    if verdict.word not in (GOOD, UNTRUSTED) or LEVELS.index(trust) >= LEVELS.index(least):
        return verdict
    reason = f"trust is {trust}, and gpg.minTrustLevel asks for {least}"
    return Verdict(verdict.status, verdict.kind, verdict.signer, verdict.key, reason, UNTRUSTED)
