"""SHA-256 without OpenSSL, where Python has its own: hashlib takes longer to import than a load."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha256 import sha256
    except ImportError:
        try:
            # Python 3.12 and later.
            from _sha2 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["sha256", "short"]


def short(*words: str) -> str:
    """Return the first 16 digits of the SHA-256 of some words, as part of the name of a file."""
    return sha256("\0".join(words).encode("utf-8", "surrogateescape")).hexdigest()[:16]
