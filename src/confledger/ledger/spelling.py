"""What different spellings of a name, or of an address, have in common."""

import re
import unicodedata

# `12345+octocat@users.noreply.github.com` is the account `octocat`.
_ACCOUNT = re.compile(r"(?:\d+\+)?([^@]+)(@users\.noreply\.[\w.-]+)")
_WORD = re.compile(r"\w+")


def name(text: str) -> str:
    """Return a name without case, blanks, points, and the order of its words."""
    return " ".join(sorted(_WORD.findall(_plain(text))))


def address(text: str) -> str:
    """Return an address without case, and without what follows a `+`: it is the same mailbox."""
    plain = "".join(_plain(text).split())
    if account := _ACCOUNT.fullmatch(plain):
        return account[1] + account[2]
    box, at, domain = plain.rpartition("@")
    return f"{box.partition('+')[0] or box}{at}{domain}"


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    shown = "".join(one for one in text if unicodedata.category(one) != "Cf")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", shown).casefold())
