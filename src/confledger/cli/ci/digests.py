"""What stands for the input of a step: equal inputs, equal digests."""

import json
from hashlib import sha256


def digest_of(value: object) -> str:
    """Return a digest of anything that JSON has."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode("ascii")).hexdigest()
