"""Who signed commits and tags: SSH signatures checked here, all others by asking git."""

from confledger.git.signatures.trust import Trust, trust_of
from confledger.git.signatures.verdict import Verdict
from confledger.git.signatures.verification import verdicts

__all__ = ["Trust", "Verdict", "trust_of", "verdicts"]
