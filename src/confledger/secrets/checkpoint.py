"""Where the journal stood at some moment, to be signed and kept where its owner cannot reach."""

import json

from confledger.secrets.journal import FORMAT, canonical

# What a signature is for: one that was made for something else does not count.
NAMESPACE = "confledger-journal"


class Checkpoint:
    """The number and hash of the last event at some time (RFC 3339); the signature beside it."""

    __slots__ = ("hash", "sequence", "signature", "time")

    def __init__(self, sequence: int, digest: str, time: str, signature: str = "") -> None:
        self.sequence = sequence
        self.hash = digest
        self.time = time
        self.signature = signature

    def statement(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical(self._told()).encode()

    def line(self) -> bytes:
        """Return the checkpoint and its signature as one line of JSON."""
        both = {"checkpoint": self._told(), "signature": self.signature}
        return canonical(both).encode() + b"\n"

    def _told(self) -> dict[str, object]:
        return {
            "format": FORMAT,
            "hash": self.hash,
            "sequence": self.sequence,
            "time": self.time,
        }


def read(line: bytes) -> Checkpoint | None:
    """Return the checkpoint of one line; None where it is none, or says more than it should."""
    try:
        both = json.loads(line)
        told = both["checkpoint"]
        found = Checkpoint(told["sequence"], told["hash"], told["time"], both["signature"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    texts = (found.hash, found.time, found.signature)
    if type(found.sequence) is not int or not all(isinstance(text, str) for text in texts):
        return None
    # What was signed is what is written: nothing beside it may seem to be.
    return found if found.line().strip() == line.strip() else None
