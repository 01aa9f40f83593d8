"""A line of source as it can be shown to anybody who may read the log of a build.

A finding points into a file; the file may hold what nobody should read. What looks like a
secret is replaced, and the columns of the rest stay where they were as far as possible.
"""

import re
from functools import lru_cache

from confledger.location import Path

# Of a longer line, as much is shown as fits around the place that is meant.
WIDTH = 320
_BEFORE = 80
# Of a line, no more than this is looked at closely: it would take long.
_MOST = 4000
_MASK = "<redacted>"
# In lower case. Each alternative begins with a letter, which is looked for very fast.
_NAMES = re.compile(
    r"passw|passphrase|pwd|secret|token|private|credential|cookie|dsn|salt|signature|webhook"
    r"|p(?<![a-z]p)(?:ass|in|w)(?![a-z])|a(?<![a-z]a)uth(?:orization)?(?![a-z])"
    r"|api[-_]?key|access[-_]?key|auth[-_]?key|account[-_]?key|encryption[-_]?key|master[-_]?key"
    r"|signing[-_]?key|ssh[-_]?key|host[-_](?:[a-z0-9]{1,9}[-_])?key(?![a-z_-])"
)
_HUMP = re.compile(r"P(?<=[a-z]P)(?:in|IN|w|W)(?![a-z])")
# A key and what separates it from its value, in any of the dialects; or an option and its value.
# Nothing is tried twice, or long words would take minutes.
_KEY = re.compile(
    r"""(?P<name>["']?[\w.$/@-][\w.$/@ -]{0,99}+["']?+)\s*+[:=]\s*"""
    r"""|(?P<option>(?<![\w-])--?[a-zA-Z][\w-]{0,99})["']?[\s,]{1,99}["']?"""
)
# What may stand beside the name of a variable, in an item of its own.
_NAMED = re.compile(r"""^[\s{-]*["']?(?:name|key)["']?\s*[:=]\s*(.*)""")
_VALUE = re.compile(r"""^[\s{-]*["']?(?:value|default)["']?\s*[:=]""")
_OPTION = re.compile(r"""^\s*(?:-\s+)?["']?--?([a-zA-Z][\w-]*)["']?,?\s*$""")
# The public key of age, to which anybody may encrypt, is no secret.
_PUBLIC = r"(?!age1[ac-hj-np-z02-9]{58}(?![\w/+-]))"
_LONG = re.compile(rf"(?<![\w/+.:-]){_PUBLIC}(?=[A-Za-z+/_=-]*\d)[A-Za-z0-9+/_-]{{32,}}={{0,2}}")
_USERINFO = re.compile(r"(://[^\s/:@]*:)[^\s\"']+(@)")
_KNOWN = re.compile(
    r"\b(?:(?:AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk_live_|sk-|AIza|npm_"
    r"|AGE-SECRET-KEY-)[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)"
)
_SEALED_HEAD = "ENC[AES256_GCM,"
_SEALED = re.compile(r"ENC\[AES256_GCM,[^\]\s]*\]")
_SEALED_SHORT = "ENC[…]"
# A Kubernetes Secret, by the `kind` of the document itself, not of something it refers to.
_SECRET_KIND = re.compile(
    r"""^(?:kind\s*:\s*["']?|\s*\{?\s{0,4}"kind"\s*:\s*")Secret\b""", re.MULTILINE
)


class Excerpt:
    """What is shown of a line; `column` is where the column that was meant is in it, from 1.

    `hidden` says whether something is left out for what it may be.
    """

    __slots__ = ("column", "hidden", "text")

    def __init__(self, text: str, column: int, *, hidden: bool) -> None:
        self.text = text
        self.column = column
        self.hidden = hidden


def excerpt(lines: list[str], number: int, path: Path = (), column: int = 1) -> Excerpt | None:
    """Return line `number` (from 1) of a file's lines, masked; None where there is none.

    `path` leads to the value that the line is about: a secret name anywhere on it hides
    the whole value. Of a long line, what stands around `column` (from 1) is shown.
    """
    if not 1 <= number <= len(lines):
        return None
    line = lines[number - 1]
    if (
        _inside_secret(lines, number)
        or _value_of_secret(lines, number)
        or _inside_armour(lines, number)
        or _of_secret(lines)
        or any(isinstance(step, str) and _is_secret(step) for step in path)
    ):
        head = line[:_MOST].rstrip("\r\n")
        text = _masked_value(head)
        end = len(text) - (len(_MASK) if text != head else 0)
        return _around(text, min(column - 1, end), of=head)
    if column <= _MOST // 2 or len(line) <= _MOST:
        head = line[:_MOST].rstrip("\r\n")
        return _around(*_masked(head, column - 1), of=head)
    return _far(line, column - 1)


def _masked(line: str, at: int) -> tuple[str, int]:
    """Return a line without what looks like a secret, and where its index `at` is in that."""
    if _SEALED_HEAD in line:
        line, at = _shortened(line, at)
    end = _secret_from(line)
    if end is not None:
        return line[:end] + _MASK, min(at, end)
    if _is_plain(line):
        return line, at
    for pattern, mask in ((_USERINFO, rf"\1{_MASK}\2"), (_KNOWN, _MASK), (_LONG, _MASK)):
        line, at = _replaced(pattern, mask, line, at)
    return line, at


def _shortened(line: str, at: int) -> tuple[str, int]:
    """Leave out the ciphertexts of SOPS: they are long, and tell nobody anything."""
    parts: list[str] = []
    end, moved = 0, at
    for match in _SEALED.finditer(line):
        if match.end() <= at:
            moved -= len(match[0]) - len(_SEALED_SHORT)
        elif match.start() < at:
            moved -= at - match.start()
        parts += (line[end : match.start()], _SEALED_SHORT)
        end = match.end()
    return "".join((*parts, line[end:])), moved


@lru_cache(maxsize=1)
def _secret_from(line: str) -> int | None:
    """Return where the value of the first secret name begins; asked for each finding of a line."""
    for key in _KEY.finditer(line):
        if _is_secret(key[0]) and not _structure(line[key.end() :]):
            return key.end()
    return None


@lru_cache(maxsize=1)
def _is_plain(line: str) -> bool:
    """Whether nothing in a line is told to be a secret by its form; asked as often."""
    return not any(pattern.search(line) for pattern in (_USERINFO, _KNOWN, _LONG))


def _replaced(pattern: re.Pattern[str], mask: str, line: str, at: int) -> tuple[str, int]:
    """Replace every match, and move `at` with what it points to; inside of one, to the mask."""
    parts: list[str] = []
    end, moved = 0, at
    for match in pattern.finditer(line):
        shown = match.expand(mask)
        if match.end() <= at:
            moved += len(shown) - len(match[0])
        else:
            moved -= max(0, at - match.start() - shown.index(_MASK))
        parts += (line[end : match.start()], shown)
        end = match.end()
    return "".join((*parts, line[end:])), moved


def _far(line: str, at: int) -> Excerpt:
    """Return what is around a place far to the right; nothing if a secret may reach that far."""
    start = at - _MOST // 2
    # Words are taken whole, since what they are is told by how they begin.
    cut = max(line.rfind(c, start - _MOST // 2, start) for c in " \t\"'")
    if cut < 0 or _first_name(line) <= cut:
        return Excerpt(f"…{_MASK}", 2, hidden=True)
    part = line[cut + 1 : at + _MOST // 2].rstrip("\r\n")
    return _around(*_masked(part, at - cut - 1), of=part, inside=True)


@lru_cache(maxsize=1)
def _first_name(line: str) -> int:
    """Return where the first secret name is; asked for every finding of one long line."""
    lower = line.lower()
    found = [match.start() for match in (_NAMES.search(lower), _HUMP.search(line)) if match]
    if found and len(lower) != len(line):
        return 0
    return min(found, default=len(line))


def _is_secret(name: str) -> bool:
    """Whether what is named so is nobody's business."""
    return bool(_NAMES.search(name.lower()) or _HUMP.search(name))


def _around(text: str, at: int, *, of: str, inside: bool = False) -> Excerpt:
    """Cut what is to be shown to a readable length around an index; `of` is what it was.

    With `inside`, something stands before it in any case.
    """
    at = min(at, len(text))
    start = 0
    if inside or at >= WIDTH - _BEFORE:
        start = max(0, min(at - _BEFORE, len(text) - WIDTH))
    before = "…" if start or inside else ""
    after = "…" if len(text) > start + WIDTH else ""
    shown = before + text[start : start + WIDTH] + after
    return Excerpt(shown, len(before) + at - start + 1, hidden=text != of)


def _structure(value: str) -> bool:
    """Whether this is no value, but only opens one or closes it: a block, a bracket."""
    text = value.strip().removesuffix(",")
    return text in ("", "|", ">", "|-", ">-", "|+", ">+", "null") or not text.strip("{}[]()")


def _masked_value(line: str) -> str:
    key = _KEY.search(line)
    if key and key["name"]:
        return line if _structure(line[key.end() :]) else line[: key.end()] + _MASK
    indent = line[: len(line) - len(line.lstrip(" -"))]
    return line if _structure(line[len(indent) :]) else indent + _MASK


def _of_secret(lines: list[str]) -> bool:
    """Whether the file is a Kubernetes Secret; asked for every finding of one file."""
    if _last[0] is not lines:
        # Only the lines that can be it: white space by the kilobyte would take the pattern minutes.
        near = (
            line[: _MOST // 10].strip()
            for line in lines[:2000]
            if line.startswith("kind") or '"kind"' in line
        )
        _last[:] = lines, bool(_SECRET_KIND.search("\n".join(near)))
    return bool(_last[1])


# The lines that were asked about, held so that no others can take their place; and the answer.
_last: list[object] = [None, False]


def _inside_secret(lines: list[str], number: int) -> bool:
    """Whether a line less indented above, which this one belongs to, has a secret name."""
    indent = _depth(lines[number - 1])
    for above in reversed(lines[max(0, number - 2000) : number - 1]):
        if not above.strip():
            continue
        depth = _depth(above)
        if depth < indent:
            head = above.split(":", 1)[0]
            if _is_secret(head) and ":" in above:
                return True
            indent = depth
        if indent == 0:
            break
    return False


def _depth(line: str) -> int:
    """Count half steps of indentation: an item of a list may stand level with its key."""
    text = line.lstrip()
    return 2 * (len(line) - len(text)) + (text[:2] in ("- ", "-"))


def _value_of_secret(lines: list[str], number: int) -> bool:
    """Whether the line is the value beside a secret name, or follows the option that it is for."""
    if _VALUE.match(lines[number - 1][:_MOST]):
        named = filter(None, map(_NAMED.match, (one[:_MOST] for one in _item(lines, number))))
        return any(_is_secret(name[1]) for name in named)
    above = _OPTION.match(lines[number - 2][:_MOST]) if number > 1 else None
    return above is not None and _is_secret(above[1])


def _item(lines: list[str], number: int) -> list[str]:
    """Return the line and those around it in the same item of a list, three at most each way."""
    first, last = number - 1, number
    while first > max(0, number - 4) and not lines[first].lstrip().startswith(("- ", "{")):
        first -= 1
    while last < min(len(lines), number + 3) and not lines[last].lstrip().startswith(("- ", "}")):
        last += 1
    return lines[first:last]


def _inside_armour(lines: list[str], number: int) -> bool:
    """Whether the line is between the BEGIN and the END of a key or a message."""
    for line in reversed(lines[max(0, number - 200) : number - 1]):
        if "-----END " in line:
            return False
        if "-----BEGIN " in line:
            return "-----END " not in lines[number - 1]
    return False
