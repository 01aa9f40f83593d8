"""Names of the metrics in an expression of PromQL, by its parts in one pass.

https://prometheus.io/docs/prometheus/latest/querying/basics/
"""

import re

_TOKEN = re.compile(
    r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?|#[^\n]*"
    r"|\$\{[^}]*\}?|\$\w+|\[\[|[A-Za-z_:][\w:]*|[0-9][\w.]*|[{}()\[\],=!~]",
    re.S,
)
_GROUPING = frozenset(
    ("by", "without", "on", "ignoring", "group_left", "group_right")  # labels follow in ()
)
_WORDS = frozenset(
    (
        *("and", "or", "unless", "bool", "offset", "atan2", "inf", "nan", "start", "end"),
        # Aggregations may have their grouping before what is in brackets.
        *("sum", "min", "max", "avg", "group", "stddev", "stdvar", "count", "count_values"),
        *("bottomk", "topk", "quantile", "limitk", "limit_ratio"),
    )
)
# Beyond, it is no expression of a person.
_LONGEST = 20_000
_NAME = re.compile(r"[A-Za-z_:][\w:]*\Z")


def metrics(expression: str) -> list[str]:
    """Return the names that an expression takes values of, sorted; none for what is no PromQL."""
    parts = [match.group() for match in _TOKEN.finditer(expression[:_LONGEST])]
    found: set[str] = set()
    braces = brackets = 0
    labels = False
    for at, part in enumerate(parts):
        after = parts[at + 1] if at + 1 < len(parts) else ""
        if part == "{":
            braces += 1
        elif part == "}":
            braces -= braces > 0
        elif part in ("[", "[["):
            brackets += len(part)
        elif part == "]":
            brackets -= brackets > 0
        elif part == ")":
            labels = False
        elif braces:
            if part == "__name__" and after == "=" and len(parts) > at + 2:
                name = parts[at + 2].strip("\"'`")
                if _NAME.match(name) and parts[at + 2][0] in "\"'`":
                    found.add(name)
        elif part in _GROUPING and after == "(":
            labels = True
        elif labels or brackets or not (part[0].isalpha() or part[0] in "_:"):
            continue
        elif after != "(" and part.lower() not in _WORDS and part not in _GROUPING:
            found.add(part)
    return sorted(found)
