"""Where yaml-rs alone can be trusted with the values, py-yaml12 need not read the text again.

Both agree on every document of the corpora but for what is listed here, found by comparing
them on 1.5 million scalars and some 18,000 files. Anything that could be one of these sends
the text to both, so a wrong guess costs time and nothing else.
"""

# Digits become zeros, letters small, and `x` and `o` a `b`: all that matters is where one is.
_FOLDED = bytes.maketrans(
    b"123456789OXABCDEFGHIJKLMNPQRSTUVWYZox", b"000000000bbabcdefghijklmnpqrstuvwyzbb"
)
# Numbers of YAML 1.1 that 1.2 reads as text.
_SEPARATED = (b"_0", b"0_", b"_.", b"._")
_BASE = b"0b"
_NUMBER = b"-+._0123456789abcdefABCDEFxXoO"
# Words that stand for numbers, which yaml-rs knows in any mixture of large and small letters.
_WORDS = {
    b".inf": (b".inf", b".Inf", b".INF"),
    b".nan": (b".nan", b".NaN", b".NAN"),
}
# Tags are dropped, escaped surrogates joined, collections as keys made hashable another way;
# signs where none can stand; line ends of YAML 1.1. Looked for only where the first is.
_ELSEWHERE = (
    (b"!", (b"!",)),
    (b"]", (b"]:",)),
    (b"}", (b"}:",)),
    (b"{", (b"{{", b"{[")),
    (b"\\", (b"\\u", b"\\U")),
    (b"?", (b"? ", b"?\n", b"?\t")),
    (b"%", (b"\n%",)),
    (b"+", (b"++", b"+-")),
    (b"\x85", (b"\x85",)),
    (b"\xe2", (b"\xe2\x80",)),
)
_ODD = b"".join(first for first, _ in _ELSEWHERE) + b"&_"
# What no name of an anchor has in it everywhere.
_ENDS = bytes.maketrans(b"\t\r\n,[]{}:\"'", b" " * 11)
_EVEN = bytes(sorted(set(range(256)) - set(_ODD)))


def agree(data: bytes) -> bool:
    """Whether the text is one document whose values yaml-rs reads as YAML 1.2 has them."""
    odd = data.translate(None, _EVEN)
    if odd:
        for first, marks in _ELSEWHERE:
            if first in odd:
                for mark in marks:
                    if mark in data:
                        return False
        if b"&" in odd and _aliased(data):
            return False
    if b"\n..." in data or data.startswith((b"...", b"%", b"?")) or not _single(data):
        return False
    folded = data.translate(_FOLDED)
    for word in _WORDS:
        if word in folded and _misspelt(data, folded, word):
            return False
    if b"_" in odd:
        for mark in _SEPARATED:
            if mark in folded and _numeral(data, folded, mark):
                return False
    return _BASE not in folded or not _numeral(data, folded, _BASE)


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
    return b"*" in data and not _named_by(b"&", data).isdisjoint(_named_by(b"*", data))


def _named_by(mark: bytes, data: bytes) -> set[bytes]:
    """Return what may be a name behind a mark, as far as it is certain to be one."""
    found: set[bytes] = set()
    at = data.find(mark) + 1
    while at:
        found.add(data[at : at + 100].translate(_ENDS).partition(b" ")[0])
        at = data.find(mark, at) + 1
    found.discard(b"")
    return found


def _misspelt(data: bytes, folded: bytes, word: bytes) -> bool:
    """Whether a word stands by itself in a spelling that YAML 1.2 reads as text."""
    at = folded.find(word)
    while at >= 0:
        end = at + len(word)
        if data[at:end] not in _WORDS[word] and data[end : end + 1] in b" \t\r\n,]}:":
            return True
        at = folded.find(word, end)
    return False


def _numeral(data: bytes, folded: bytes, mark: bytes) -> bool:
    """Whether a mark stands in what may be a number by itself."""
    at = folded.find(mark)
    while at >= 0:
        start, end = at, at + len(mark)
        while start and data[start - 1] in _NUMBER:
            start -= 1
        while end < len(data) and data[end] in _NUMBER:
            end += 1
        begins = data[start - 1 : start] in b" \t\r\n,[]{}:?" or b"-" in data[start:end]
        if begins and data[end : end + 1] in b" \t\r\n,]}:":
            return True
        at = folded.find(mark, end)
    return False
