"""Whether a file can have a secret by its name: one pass over its bytes, for most a no."""

from confledger.secrets.leaks.matching import Several

# What may come between a name and its value.
_INNERS = "(?:value|default|plain|text)"
_NAME = (
    r"\d*(?:[-_.]?(?:base|raw|b64|base64|cleartext|plaintext|" + _INNERS + r")){0,2}"
    r"[\"'`\])]*\s*[:=>]{1,2}\s*(?:&\S+\s+)?"
)
_OPENED = r"[\[\s\"'`(-]*\{?[\s\"'`-]*"
_SHORT = _NAME + _OPENED + r"(?:[^\s\"'|>{\[$]|\$[^\w({])"
# What is no password has to look random; of a list, any item has.
_DRAWN = _NAME + r"(?:[\[-]|" + _OPENED + r"(?:[\w+/=.:~!@#$%^&*-]{16}|" + _INNERS + r"\b))"
_KEYS = (
    r"(?:access|account|api|app|auth|cookie|decryption|encryption|hmac|jwt|license|master"
    r"|private|secret|service|session|shared|sign|signing|ssh|webhook)[\w.-]*key"
)
# One of these is enough.
_ALONE = (
    r"(?i)(?:pass(?:w(?:or[dt]|d)|phrase|code)?|pwd|pw)" + _SHORT,
    r"(?i)(?:secret|token|credentials?|apikey|pat|" + _KEYS + ")" + _DRAWN,
    # An option of a program.
    r"(?i)\s--?[\w-]*(?:password|passwd|passphrase|pwd|secret|token|apikey|api-key)[ =][\"'\w]",
)
# Of each pair, both are.
_PAIRS = (
    r"(?i)\bkind[\"']?\s*[:=]\s*[\"']?secret\b",
    r"\b(?:stringData|data)[\"']?\s*[:=]",
    # The name of a variable, which has its value beside it.
    r"(?i)(?:name|key)[\"']?\s*[:=]\s*[\"']?[\w.-]*"
    r"(?:pass|passw(?:or[dt]|d)|passphrase|passcode|pwd|pw|secret|token|credentials?|key|pat)"
    r"\d*(?:[-_.]?(?:base|raw|b64|base64|cleartext|plaintext|" + _INNERS + r")){0,2}\d*[\"',}\s]",
    r"(?i)value[\"']?\s*[:=]",
)
_ALL = Several((*_ALONE, *_PAIRS))


def names_secrets(data: bytes) -> bool:
    """Whether there is a name of a secret, with something that may be its value."""
    found = _ALL.among(data)
    if not found:
        return False
    first = len(_ALONE)
    pairs = ((first, first + 1), (first + 2, first + 3))
    return found[0] < first or any(a in found and b in found for a, b in pairs)
