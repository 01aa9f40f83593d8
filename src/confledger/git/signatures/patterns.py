"""Patterns of OpenSSH (see PATTERNS in ssh_config(5)): `*`, `?`, lists, and `!` for not."""


def matches(text: bytes, pattern: bytes) -> bool:
    """Whether a text is what one pattern says; never slower than their lengths multiplied."""
    at = star = mark = 0
    place = -1
    while at < len(text):
        wanted = pattern[star : star + 1]
        if wanted == b"*":
            place, mark = star, at
            star += 1
        elif wanted == b"?" or (wanted and wanted == text[at : at + 1]):
            at += 1
            star += 1
        elif place >= 0:
            mark += 1
            at, star = mark, place + 1
        else:
            return False
    return not pattern[star:].strip(b"*")


def listed(text: bytes, patterns: bytes) -> bool:
    """Whether one of the patterns fits, and none of those behind a `!`."""
    found = False
    for one in patterns.split(b","):
        negated = one.startswith(b"!")
        if len(one) - negated >= _LONGEST:
            return False
        if matches(text, one[negated:]):
            if negated:
                return False
            found = True
    return found


_LONGEST = 1023
