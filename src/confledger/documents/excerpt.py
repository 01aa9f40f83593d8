"""A line of source as it can be shown to anybody who may read the log of a build.

A finding points into a file; the file may hold what nobody should read. What looks like a
secret is replaced, and the columns of the rest stay where they were as far as possible.
"""

import re

from confledger.location import Path

WIDTH = 160
# Of a line, more than this is not looked at: it would take long, and is not shown.
_MOST = 4000
_MASK = "<redacted>"
_NAMES = re.compile(
    r"passw|passphrase|(?<![a-z])pass(?![a-z])|pwd|secret|token|private|credential|cookie|dsn|salt"
    r"|(?<![a-z])auth(?:orization)?(?![a-z])|signature|webhook"
    r"|(?:api|access|auth|account|encryption|master|signing|ssh)[-_]?key",
    re.IGNORECASE,
)
# A key and what separates it from its value, in any of the dialects; or an option and its value.
_KEY = re.compile(
    r"""(?P<name>["']?[\w.$/@-][\w.$/@ -]{0,99}?["']?)\s*[:=]\s*"""
    r"""|(?P<option>(?<![\w-])--?[a-zA-Z][\w-]{0,99})["']?[\s,]{1,99}["']?"""
)
# What may stand beside the name of a variable, in an item of its own.
_NAMED = re.compile(r"""^[\s{-]*["']?(?:name|key)["']?\s*[:=]\s*(.*)""")
_VALUE = re.compile(r"""^[\s{-]*["']?(?:value|default)["']?\s*[:=]""")
_OPTION = re.compile(r"""^\s*(?:-\s+)?["']?--?([a-zA-Z][\w-]*)["']?,?\s*$""")
_LONG = re.compile(r"(?<![\w/+.:-])(?=[A-Za-z+/_=-]*\d)[A-Za-z0-9+/_-]{32,}={0,2}")
_USERINFO = re.compile(r"(://[^\s/:@]*:)[^\s\"']+(@)")
_KNOWN = re.compile(
    r"\b(?:(?:AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk_live_|sk-|AIza|npm_"
    r"|AGE-SECRET-KEY-)[A-Za-z0-9_-]{8,}|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+)"
)
# A Kubernetes Secret, by the `kind` of the document itself, not of something it refers to.
_SECRET_KIND = re.compile(
    r"""^(?:kind\s*:\s*["']?|\s*\{?\s{0,4}"kind"\s*:\s*")Secret\b""", re.MULTILINE
)


def excerpt(lines: list[str], number: int, path: Path = ()) -> str | None:
    """Return line `number` (from 1) of a file's lines, masked; None where there is none.

    `path` leads to the value that the line is about: a secret name anywhere on it hides
    the whole value.
    """
    if not 1 <= number <= len(lines):
        return None
    line = lines[number - 1][:_MOST].rstrip("\r\n")
    if (
        _inside_secret(lines, number)
        or _value_of_secret(lines, number)
        or _inside_armour(lines, number)
        or any(isinstance(step, str) and _NAMES.search(step) for step in path)
    ):
        return _masked_value(line)
    return masked(line, whole=_of_secret(lines))


def hides(shown: str, line: str) -> bool:
    """Whether an excerpt leaves out something of its line for what it may be."""
    return _MASK in shown and _MASK not in line


def masked(line: str, *, whole: bool = False) -> str:
    """Return one line without what looks like a secret; with `whole`, without any value."""
    line = line[:_MOST]
    if whole:
        return _cut(_masked_value(line))
    for key in _KEY.finditer(line):
        if _NAMES.search(key[0]) and not _structure(line[key.end() :]):
            return _cut(line[: key.end()] + _MASK)
    line = _USERINFO.sub(rf"\1{_MASK}\2", line)
    line = _KNOWN.sub(_MASK, line)
    return _cut(_LONG.sub(_MASK, line))


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH * 2 else line[: WIDTH * 2] + "…"


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
    return bool(_SECRET_KIND.search("\n".join(lines[:2000])))


def _inside_secret(lines: list[str], number: int) -> bool:
    """Whether a line less indented above, which this one belongs to, has a secret name."""
    indent = _depth(lines[number - 1])
    for above in reversed(lines[max(0, number - 2000) : number - 1]):
        if not above.strip():
            continue
        depth = _depth(above)
        if depth < indent:
            head = above.split(":", 1)[0]
            if _NAMES.search(head) and ":" in above:
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
    line = lines[number - 1]
    if _VALUE.match(line):
        named = filter(None, map(_NAMED.match, _item(lines, number)))
        return any(_NAMES.search(name[1]) for name in named)
    above = _OPTION.match(lines[number - 2]) if number > 1 else None
    return above is not None and bool(_NAMES.search(above[1]))


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
