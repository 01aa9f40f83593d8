"""A line of source as it can be shown to anybody who may read the log of a build.

A finding points into a file; the file may hold what nobody should read. What looks like a
secret is replaced, and the columns of the rest stay where they were as far as possible.
"""

import re

from confledger.location import Path

WIDTH = 160
_MASK = "<redacted>"
_NAMES = re.compile(
    r"pass(?:word|wd|phrase)?\b|pwd|secret|token|api[-_]?key|access[-_]?key|private|credential"
    r"|auth(?:orization)?\b|cookie|dsn|salt|signature|webhook",
    re.IGNORECASE,
)
# A key and what separates it from its value, in any of the dialects.
_PAIR = re.compile(r"""(?P<key>["']?[\w.$/@ -]+?["']?\s*(?::|=)\s*)(?P<value>\S.*)""")
_LONG = re.compile(r"(?<![\w/+.:-])(?=[A-Za-z+/_=-]*\d)[A-Za-z0-9+/_-]{32,}={0,2}")
_USERINFO = re.compile(r"(://[^\s/:@]+:)[^\s/@]+(@)")
_KNOWN = re.compile(
    r"\b(?:AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|sk_live_|sk-|AIza|npm_|AGE-SECRET-KEY-)"
    r"[A-Za-z0-9_-]{8,}"
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
    line = lines[number - 1].rstrip("\r\n")
    if _inside_secret(lines, number) or any(
        isinstance(step, str) and _NAMES.search(step) for step in path
    ):
        return _masked_value(line)
    return masked(line, whole=_of_secret(lines))


def hides(shown: str, line: str) -> bool:
    """Whether an excerpt leaves out something of its line for what it may be."""
    return _MASK in shown and _MASK not in line


def masked(line: str, *, whole: bool = False) -> str:
    """Return one line without what looks like a secret; with `whole`, without any value."""
    pair = _PAIR.search(line)
    if pair and (whole or _NAMES.search(pair["key"])) and not _structure(pair["value"]):
        return line[: pair.start("value")] + _MASK
    line = _USERINFO.sub(rf"\1{_MASK}\2", line)
    line = _KNOWN.sub(_MASK, line)
    line = _LONG.sub(_MASK, line)
    return line if len(line) <= WIDTH * 2 else line[: WIDTH * 2] + "…"


def _structure(value: str) -> bool:
    """Whether what follows a key only opens something: an anchor, a block, a bracket."""
    return value.strip() in ("|", ">", "|-", ">-", "|+", ">+", "{", "[", "(", "{}", "[]", "null")


def _masked_value(line: str) -> str:
    pair = _PAIR.search(line)
    if pair:
        return line if _structure(pair["value"]) else line[: pair.start("value")] + _MASK
    indent = line[: len(line) - len(line.lstrip(" -"))]
    return indent + _MASK if line.strip() else line


def _of_secret(lines: list[str]) -> bool:
    return bool(_SECRET_KIND.search("\n".join(lines[:2000])))


def _inside_secret(lines: list[str], number: int) -> bool:
    """Whether a line less indented above, which this one belongs to, has a secret name."""
    line = lines[number - 1]
    indent = len(line) - len(line.lstrip())
    for above in reversed(lines[max(0, number - 2000) : number - 1]):
        if not above.strip():
            continue
        depth = len(above) - len(above.lstrip())
        if depth < indent:
            head = above.split(":", 1)[0]
            if _NAMES.search(head) and ":" in above:
                return True
            indent = depth
        if indent == 0:
            break
    return False
