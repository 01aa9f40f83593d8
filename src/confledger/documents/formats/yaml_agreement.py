"""Where yaml-rs alone can be trusted with the values, py-yaml12 need not read the text again.

Both agree on every document of the corpora but for what is listed here, found by comparing
them on 1.5 million scalars and some 18,000 files. Anything that could be one of these sends
the text to both, so a wrong guess costs time and nothing else.
"""

# Digits become zeros: what matters is only that there is one.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
# Numbers of YAML 1.1 that 1.2 reads as text, and signs where none can stand.
_NUMERALS = (b"_0", b"0_", b"_.", b"._", b"0x", b"0X", b"0o", b"0O", b"0b", b"0B")
_SIGNS = (b"++", b"+-")
# Tags are dropped, escaped surrogates joined, collections as keys made hashable another way.
_ELSEWHERE = (
    b"]:",
    b"}:",
    b"{{",
    b"{[",
    b"!",
    b"\\u",
    b"\\U",
    b"? ",
    b"?\n",
    b"?\t",
    b"\n...",
    b"\n%",
    b"\x85",
    b"\xe2\x80",
)
_NUMERAL = (
    r"(?<![^\s,\[\]{}:?-])"
    r"(?=[-+._0-9a-fA-FxXoObB]*[0-9])"
    r"(?=[-+._0-9a-fA-FxXoObB]*(?:_|[xXoObB]))"
    r"[-+._0-9a-fA-FxXoObB]+"
    r"(?=[\s,\]}:]|$)"
)


def agree(data: bytes, text: str) -> bool:
    """Whether the text is one document whose values yaml-rs reads as YAML 1.2 has them."""
    for mark in _ELSEWHERE:
        if mark in data:
            return False
    for mark in _SIGNS:
        if mark in data:
            return False
    if data.startswith((b"...", b"%", b"?")) or not _single(data) or _aliased(data):
        return False
    zeros = data.translate(_DIGITS)
    return not any(mark in zeros for mark in _NUMERALS) or not _numeral(text)


def _single(data: bytes) -> bool:
    """Whether there is one document: at most one `---`, with nothing but comments before it.

    Of several, yaml-rs makes a list, which looks like one document that is a list.
    """
    first = 0 if data.startswith(b"---") else data.find(b"\n---") + 1
    if first == 0 and not data.startswith(b"---"):
        return True
    if data.find(b"\n---", first) >= 0:
        return False
    return all(not line.strip() or line.startswith(b"#") for line in data[:first].split(b"\n"))


def _aliased(data: bytes) -> bool:
    """Whether an anchor is used; of one that contains its own alias, yaml-rs makes null."""
    at = data.find(b"&")
    while at >= 0:
        name = data[at + 1 : at + 100].replace(b",", b" ").replace(b"]", b" ").split(None, 1)[:1]
        if name and b"*" + name[0] in data:
            return True
        at = data.find(b"&", at + 1)
    return False


def _numeral(text: str) -> bool:
    import re

    return re.search(_NUMERAL, text) is not None
