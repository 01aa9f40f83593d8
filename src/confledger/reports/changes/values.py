"""Values as people read them in a line: typed, short, and safe on a terminal."""

import re

from confledger.reports.visible import visible

# Texts that need no quotes: nobody takes them for anything else, nor for our own signs.
_BARE = re.compile(r"[^\s'\"\[\]{},&*!|>%`#?:~=-][^\x00-\x1f]*")
_WORDS = frozenset(
    ("true", "false", "null", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "nan", "inf")
)
_NUMBER = re.compile(
    r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xo][\da-fA-F]+|\d+(?::\d+)+"
)
_DAY = re.compile(r"\d{4}-\d\d?-\d\d?([Tt ].*)?")
# Of a digest, so much is shown.
_DIGEST = re.compile(r"(?<![0-9a-zA-Z])([0-9a-f]{12})[0-9a-f]{20,}(?![0-9a-zA-Z])")
_TYPES = {
    "NoneType": "null",
    "bool": "boolean",
    "int": "integer",
    "float": "number",
    "str": "text",
    "dict": "map",
    "list": "list",
}


def type_of(value: object) -> str:
    """Return the word for what a value is."""
    return _TYPES.get(type(value).__name__, "value")


def scalar(value: object) -> str:
    """Write a scalar, or an empty map or list; a text is quoted if it could be something else."""
    if isinstance(value, str):
        return text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


def text(value: str) -> str:
    """Write a text in one line."""
    plain = (
        _BARE.fullmatch(value) is not None
        and value[-1] not in " \t:"
        and " #" not in value
        and ": " not in value
        and " -> " not in value
        and value.lower() not in _WORDS
        and _NUMBER.fullmatch(value) is None
        and _DAY.fullmatch(value) is None
    )
    if plain:
        return visible(value)
    if value.startswith("<redacted>"):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"') if '"' in value else value
    return f'"{visible(escaped)}"'


def shortened(old: str, new: str) -> tuple[str, str]:
    """Return two texts with their long digests cut off, unless they would look the same then."""
    one, two = (_DIGEST.sub(r"\1…", part) for part in (old, new))
    return (one, two) if one != two or old == new else (old, new)


def inline(value: object, most: int) -> str | None:
    """Write a value in one line of at most so many characters; None if it is longer."""
    written: list[str] = []
    return "".join(written) if _write(value, written, [most]) else None


def _write(value: object, written: list[str], left: list[int]) -> bool:
    """Add a value to what is written, as long as there is room."""
    if isinstance(value, dict):
        pairs = [(f"{text(key)}: ", child) for key, child in value.items()][: left[0] + 1]
        marks = "{}"
    elif isinstance(value, list):
        pairs = [("", child) for child in value[: left[0] + 1]]
        marks = "[]"
    else:
        if isinstance(value, str) and ("\n" in value.rstrip("\n") or len(value) > left[0]):
            return False
        return _add(scalar(value), written, left)
    if not _add(marks[0], written, left):
        return False
    for number, (key, child) in enumerate(pairs):
        if not _add((", " if number else "") + key, written, left):
            return False
        if not _write(child, written, left):
            return False
    return _add(marks[1], written, left)


def _add(part: str, written: list[str], left: list[int]) -> bool:
    left[0] -= len(part)
    written.append(part)
    return left[0] >= 0


def block(value: object, most: int) -> tuple[list[str], int]:
    """Write a value in lines, as YAML does; return the first of them, and how many more there are.

    Counted is no further than needed: the number of lines, not their text.
    """
    lines: list[str] = []
    total = 0
    stack: list[tuple[str, str, object]] = [("", "", value)]
    while stack:
        indent, head, here = stack.pop()
        inner = indent + "  " if head else indent
        if isinstance(here, dict) and here:
            if head.strip() and not head.endswith("- "):
                total += 1
                if len(lines) < most:
                    lines.append(f"{indent}{head.rstrip()}")
                head = ""
            items = [(inner, f"{text(key)}: ", child) for key, child in here.items()]
            if head.endswith("- "):
                items[0] = (indent, head + items[0][1], items[0][2])
            stack += reversed(items)
        elif isinstance(here, list) and here:
            if head:
                total += 1
                if len(lines) < most:
                    lines.append(f"{indent}{head.rstrip()}")
            stack += [(inner, "- ", child) for child in reversed(here)]
        else:
            for line in _of_scalar(here):
                total += 1
                if len(lines) < most:
                    lines.append(f"{indent}{head}{line}" if head else f"{indent}{line}")
                head, indent = "", inner
    return lines, total - len(lines)


def _of_scalar(value: object) -> list[str]:
    if isinstance(value, str) and "\n" in value.rstrip("\n"):
        return ["|", *(visible(line) for line in value.rstrip("\n").split("\n"))]
    return [scalar(value)]


def leaves(value: object) -> int:
    """Count the scalars and the empty containers."""
    count = 0
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, dict) and here:
            stack += here.values()
        elif isinstance(here, list) and here:
            stack += here
        else:
            count += 1
    return count
