"""How many values a JSON text has, without reading them: hundreds of times faster."""

import re

_BLANK = r"(?:\s|//[^\n]*|/\*(?s:.)*?\*/)*+"
# Only the last two count a value: after a comma, and in what is opened and not empty.
_TOKENS = re.compile(
    rf""""(?:[^"\\\n]|\\(?s:.))*+"|'(?:[^'\\\n]|\\(?s:.))*+'|//[^\n]*|/\*(?s:.)*?\*/"""
    rf"""|,(?={_BLANK}[\]}}])|[\[{{](?={_BLANK}[\]}}])|(?P<value>[,\[{{])"""
)


def overflow(text: str, max_nodes: int) -> int | None:
    """Return where a text passes the limit for certain; it may yet pass it where this is None.

    Never more are counted than there are: what stands in strings and comments is left out.
    """
    nodes = 1
    for found in _TOKENS.finditer(text):
        nodes += found.lastgroup is not None
        if nodes > max_nodes:
            return found.start()
    return None
