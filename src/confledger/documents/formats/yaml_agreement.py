"""Where yaml-rs alone can be trusted with the values, py-yaml12 need not read the text again.

Both agree on every document of the corpora but for what is listed here, found by comparing
them on 1.5 million scalars and some 18,000 files. Anything that could be one of these sends
the text to both, so a wrong guess costs time and nothing else.
"""

# What is looked for is looked for once: digits and points become zeros, `x` and `o` a `b`, the
# letters of `inf` and `nan` an `n`, and what ends a scalar, a space.
_FOLDED = bytes.maketrans(
    b"123456789.OXoxBINFAinfa\t\r\n,[]{}", b"0000000000bbbbb" + b"n" * 8 + b" " * 8
)
# Numbers of YAML 1.1 that 1.2 reads as text.
_SEPARATED = (b"_0", b"0_")
_BASE = b"0b"
_BEFORE_BASE = b"-+_.0 \t\r\n,[]{}:?"
_NUMBER = b"-+._0123456789abcdefABCDEFxXoO"
# Words that stand for numbers, which yaml-rs knows in any mixture of large and small letters.
_WORDS = {
    b".inf": (b".inf", b".Inf", b".INF"),
    b".nan": (b".nan", b".NaN", b".NAN"),
}
_WORDLIKE = b"0nnn"
# Tags are dropped, escaped surrogates joined, collections as keys made hashable another way;
# line ends of YAML 1.1, and what may be taken for no value, all spaces of Unicode but U+A0.
# Looked for only where the first is; any of the last must follow.
_ELSEWHERE = (
    (b"\\", b"\\u", b"dD"),
    (b"\\", b"\\U", b""),
    (b"%", b"\n%", b""),
    (b"\x85", b"\xc2\x85", b""),
    (b"\xe2", b"\xe2\x80", bytes((*range(0x80, 0x8B), 0xA8, 0xA9, 0xAF))),
)
# What ends the mark of a key that is no plain one.
_ENDED = b" \n\r\t,[]{}"
# An anchor and a tag may stand before a value; of more, it is not looked what they are.
_PROPERTIES = 8
# More marks are not looked at.
_LOOKED_AT = 2000
_BLANK = bytes.maketrans(b"\t\r\n", b"   ")
# Longer words are not looked at.
_WORD = 200
# Signs where none can stand.
_SIGNED = (b"++0", b"+-0")
_ODD = b"".join(first for first, _, _ in _ELSEWHERE) + b"&_+?!{["
# What no scalar begins with, or what may be something else.
_NO_SCALAR = b" \t\r\n&!*|>[{#-?:,]}%@`"
# What no name of an anchor has in it everywhere.
_ENDS = bytes.maketrans(b"\t\r\n,[]{}:\"'", b" " * 11)
_EVEN = bytes(sorted(set(range(256)) - set(_ODD)))


def agree(data: bytes) -> bool:
    """Whether yaml-rs reads the values as YAML 1.2 has them, however many documents there are."""
    odd = data.translate(None, _EVEN)
    folded = data.translate(_FOLDED)
    if odd:
        for first, mark, then in _ELSEWHERE:
            if first in odd and _followed(data, mark, then):
                return False
        if b"&" in odd and _aliased(data):
            return False
        if b"!" in odd and _stands(data, b"!"):
            return False
        if b"?" in odd and b"? " in folded and _stands(data, b"?", _ENDED):
            return False
        if b"{" in odd or b"[" in odd:
            if b"{{" in odd and b"{{" in data and _stands(data, b"{{"):
                return False
            if b"{[" in odd and b"{[" in data and _stands(data, b"{["):
                return False
            # A collection that is a key.
            if b" :" in folded and (
                (b"}:" in data and _stands(data, b"{")) or (b"]:" in data and _stands(data, b"["))
            ):
                return False
        if b"+" in odd and any(mark in folded for mark in _SIGNED):
            return False
        if b"_" in odd:
            for mark in _SEPARATED:
                if mark in folded and _numeral(data, folded, mark):
                    return False
    if b"\n..." in data or data.startswith((b"...", b"%", b"?")):
        return False
    if _WORDLIKE in folded and _misspelt(data):
        return False
    return _BASE not in folded or not _numeral(data, folded, _BASE)


def documents_of(data: bytes, read: object) -> list[object] | None:
    """Return the documents of a text, of which yaml-rs made `read`; None where that is not certain.

    Of several documents it makes a list, which looks like one document that is a list: what
    tells is how many there are. One that is a scalar is left to the other parser.
    """
    if not read or type(read) not in (dict, list):
        return None
    count = _count(data)
    if count == 1:
        return [read]
    if type(read) is not list or len(read) != count:
        return None
    known = (one is None or (one and type(one) in (dict, list)) for one in read)
    return read if all(known) else None


def _count(data: bytes) -> int:
    """Return how many documents there are; 0 where that is not certain.

    `---` begins one, whatever it stands in.
    https://yaml.org/spec/1.2.2/#914-explicit-documents
    """
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    at = 0 if data.startswith(b"---") else data.find(b"\n---") + 1
    if at == 0 and not data.startswith(b"---"):
        return 1
    count = int(any(one.strip() and one[:1] != b"#" for one in data[:at].split(b"\n")))
    while True:
        if data[at + 3 : at + 4] not in b" \t\n":
            # A text that begins so.
            return 0
        count += 1
        at = data.find(b"\n---", at) + 1
        if at == 0:
            return count


def _followed(data: bytes, mark: bytes, then: bytes) -> bool:
    """Whether a mark is anywhere, with one of the bytes behind it, if there are any."""
    at = data.find(mark)
    while at >= 0:
        end = at + len(mark)
        if not then or data[end : end + 1] in then:
            return True
        at = data.find(mark, end)
    return False


def _stands(data: bytes, mark: bytes, then: bytes = b"") -> bool:
    """Whether a mark is somewhere where a value or a key may begin, not within a text.

    With one of the bytes behind it, if there are any. Of so many that it would take long to
    tell, one may be.
    """
    # Behind the same bracket, it is that one that begins a value.
    behind = b"\n\r:-?,[{".replace(mark[:1] if mark[:1] in b"[{" else b"~", b"")
    at = -1
    for _ in range(_LOOKED_AT):
        at = data.find(mark, at + 1)
        if at < 0:
            return False
        if then and data[at + 1 : at + 2] not in then:
            continue
        if _opened(data, at, behind):
            return True
    return True


def _opened(data: bytes, at: int, behind: bytes) -> bool:
    """Whether what begins here stands behind one of these, or behind an anchor or a tag that does.

    What would have to be looked for too far away may be.
    """
    for _ in range(_PROPERTIES + 1):
        first = max(at - _WORD, 0)
        before = data[first:at].rstrip(b" \t")
        if not before or before[-1] in behind:
            return True
        word = before.translate(_BLANK).rpartition(b" ")[2]
        if len(word) == len(before) and first:
            return True
        begun = next((at for at, one in enumerate(word) if one in b"&!" and _fresh(word, at)), -1)
        if begun < 0:
            return False
        at = first + len(before) - len(word) + begun
    return True


def _fresh(word: bytes, at: int) -> bool:
    return at == 0 or word[at - 1] in b",[{:"


def _aliased(data: bytes) -> bool:
    """Whether an anchor is used; of one that contains its own alias, yaml-rs makes null.

    One before a scalar on the same line contains nothing.
    """
    if b"*" not in data:
        return False
    used = _named_by(b"&", data) & _named_by(b"*", data)
    if not used or b"<<" in data:
        return bool(used)
    at = data.find(b"&") + 1
    while at:
        name = data[at : at + 100].translate(_ENDS).partition(b" ")[0]
        end = at + len(name)
        if name in used and (data[end : end + 1] != b" " or data[end + 1 : end + 2] in _NO_SCALAR):
            return True
        at = data.find(b"&", at) + 1
    return False


def _named_by(mark: bytes, data: bytes) -> set[bytes]:
    """Return what may be a name behind a mark, as far as it is certain to be one."""
    found: set[bytes] = set()
    at = data.find(mark) + 1
    while at:
        found.add(data[at : at + 100].translate(_ENDS).partition(b" ")[0])
        at = data.find(mark, at) + 1
    found.discard(b"")
    return found


def _misspelt(data: bytes) -> bool:
    """Whether a word stands by itself in a spelling that YAML 1.2 reads as text."""
    small = data.lower()
    for word, known in _WORDS.items():
        at = small.find(word)
        while at >= 0:
            end = at + len(word)
            if data[at:end] not in known and data[end : end + 1] in b" \t\r\n,]}:":
                return True
            at = small.find(word, end)
    return False


def _numeral(data: bytes, folded: bytes, mark: bytes) -> bool:
    """Whether a mark stands in what may be a number by itself."""
    at = folded.find(mark)
    while at >= 0:
        start, end = at, at + len(mark)
        if mark == _BASE and data[at - 1 : at] not in _BEFORE_BASE:
            at = folded.find(mark, end)
            continue
        while start and data[start - 1] in _NUMBER:
            start -= 1
        while end < len(data) and data[end] in _NUMBER:
            end += 1
        if (
            data[start - 1 : start] in b" \t\r\n,[]{}:?"
            and data[end : end + 1] in b" \t\r\n,]}:"
            and (mark != _BASE or not data[start : at + 1].strip(b"-+_.0"))
        ):
            return True
        at = folded.find(mark, end)
    return False
