r"""What `EnvironmentFile=` of systemd takes (systemd.exec(5)), and a POSIX shell reads as well.

In double quotes, `"`, `\`, a backtick and `$` have a backslash before them, and all else stands
for itself, line ends too; nothing is expanded.
"""

import re

from confledger.loader.rendering.flat import lines

_BARE = re.compile(r"[A-Za-z0-9_./:@%+,-]+\Z")
_ESCAPED = re.compile(r'(["\\`$])')


def unfit(text: str) -> str | None:
    """Return why a value cannot be written; None where it can."""
    if "\0" in text:
        return "it has a NUL in it, which no variable can hold"
    if not text.isascii() and any(map(_no_character, text)):
        return "it has a noncharacter of Unicode in it, for which systemd ignores the file"
    return None


def write(texts: dict[str, str]) -> str:
    """Return the file; each value has to be fit."""
    return lines(texts, quoted)


def quoted(text: str) -> str:
    """Return a value as it stands after `NAME=`."""
    if _BARE.match(text):
        return text
    return '"' + _ESCAPED.sub(r"\\\1", text) + '"'


def _no_character(one: str) -> bool:
    """Whether a code point is for ever none (Unicode 23.7): systemd takes it for no UTF-8."""
    return ord(one) & 0xFFFE == 0xFFFE or "\ufdd0" <= one <= "\ufdef"
