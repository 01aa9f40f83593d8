"""Text from a repository, made safe to show.

A file name, a key, a line of source are whatever somebody committed: they may hold the escape
sequences of a terminal, text that runs backwards, or bytes that are no text at all.
"""

# Emoji and several scripts are spelt with the two joiners, so they stay.
_JOINERS = "\u200c\u200d"


def visible(text: str, *, keep: str = "") -> str:
    r"""Write what a reader could not see as an escape: `\n`, `\x1b`, `\u202e`; all but `keep`.

    The result can always be encoded, never steers a terminal, and holds only characters that
    XML allows.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep or _harmless(c) else _escape(c) for c in text)


def encodable(text: str) -> str:
    r"""Replace only what UTF-8 cannot hold.

    A byte of a file name that is not UTF-8 becomes four characters, `\xff`; any other lone
    surrogate six, `\ud800`. Such a name may look like another one that was really spelt with a
    backslash; the fingerprints of their findings still differ.
    """
    if text.isascii():
        return text
    return "".join(_escape(c) if "\ud800" <= c <= "\udfff" else c for c in text)


def _harmless(character: str) -> bool:
    """Tell whether a character that `isprintable` rejects has a shape, or may have in a font."""
    from unicodedata import category

    if character in _JOINERS:
        return True
    # The last two of every plane are reserved for ever; XML forbids U+FFFE and U+FFFF.
    return category(character) in ("Co", "Cn") and ord(character) & 0xFFFE != 0xFFFE


def _escape(character: str) -> str:
    if named := {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(character):
        return named
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries a byte it could not decode (PEP 383)
        code -= 0xDC00
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
