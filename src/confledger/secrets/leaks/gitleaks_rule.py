"""One rule of a `.gitleaks.toml`, and one of its allow-lists, as gitleaks understands them."""

from bisect import bisect_right

from confledger.location import Path, Span
from confledger.secrets.leaks.matching import MOST
from confledger.secrets.leaks.values import entropy
from confledger.secrets.patterns import PatternError, compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.secrets.patterns import Pattern

_TARGETS = ("", "secret", "match", "line")


class Unusable(ValueError):
    """A rule or an allow-list cannot be used: why, and where in it."""

    def __init__(self, message: str, *at: str | int) -> None:
        super().__init__(message)
        self.at: Path = at


class Allowance:
    """One allow-list: what is found there, or looks so, is none."""

    __slots__ = ("_all", "_lists", "_paths", "_regexes", "_stopwords", "_target", "_targets")

    def __init__(self, entry: object) -> None:
        if not isinstance(entry, dict):
            raise Unusable("an allow-list is a table")
        self._paths = _patterns(entry, "paths")
        self._regexes = _patterns(entry, "regexes")
        self._stopwords = [word.lower() for word in _texts(entry, "stopwords")]
        self._targets = frozenset(_texts(entry, "targetRules"))
        self._target = str(entry.get("regexTarget", "secret"))
        if self._target not in _TARGETS:
            raise Unusable("`regexTarget` is one of secret, match and line", "regexTarget")
        condition = str(entry.get("condition", "OR")).upper()
        if condition not in ("OR", "||", "AND", "&&"):
            raise Unusable("`condition` is one of OR and AND", "condition")
        self._all = condition in ("AND", "&&")
        # Commits are of the history: what is in a file is there, whoever brought it.
        self._lists = [self._paths, self._regexes, self._stopwords, entry.get("commits")]

    def covers(self, path: str, held: str, match: str, line: str, rule: str) -> bool:
        """Whether what a rule has found is meant to be there."""
        if self._targets and rule not in self._targets:
            return False
        text = {"match": match, "line": line}.get(self._target, held)
        low = held.lower()
        said = (
            any(one.found(path) for one in self._paths),
            any(one.found(text) for one in self._regexes),
            any(word in low for word in self._stopwords),
            False,
        )
        if not self._all:
            return any(said)
        asked = [one for one, given in zip(said, self._lists, strict=True) if given]
        return bool(asked) and all(asked)


class GitleaksRule:
    """One rule; not `usable` is one that only changes a default rule of gitleaks."""

    __slots__ = ("_allowances", "_entropy", "_group", "_keywords", "_path", "_regex", "id")

    def __init__(self, entry: object) -> None:
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
            raise Unusable("a rule is a table with an `id`")
        self.id: str = entry["id"]
        self._regex = _pattern(entry, "regex")
        self._path = _pattern(entry, "path")
        self._keywords = [word.lower() for word in _texts(entry, "keywords")]
        self._entropy = _number(entry, "entropy")
        self._group = int(_number(entry, "secretGroup"))
        old = entry.get("allowlist")
        lists = [] if old is None else [("allowlist", old)]
        several = entry.get("allowlists", [])
        if not isinstance(several, list):
            raise Unusable("`allowlists` is an array of tables", "allowlists")
        self._allowances = []
        for at, one in [*lists, *((("allowlists", n), one) for n, one in enumerate(several))]:
            try:
                self._allowances.append(Allowance(one))
            except Unusable as error:
                steps = at if isinstance(at, tuple) else (at,)
                raise Unusable(str(error), *steps, *error.at) from None
        if self._regex is not None and self._group > _groups(self._regex):
            raise Unusable("`secretGroup` is more than the groups of `regex`", "secretGroup")

    @property
    def usable(self) -> bool:
        """Whether there is anything to look for."""
        return self._regex is not None or self._path is not None

    def matches(self, path: str, text: str, low: str) -> "Iterator[tuple[str, Span]]":
        """Yield each secret with its place; `low` is the text in lower case."""
        if self._path is not None and not self._path.found(path):
            return
        if self._regex is None:
            if not any(one.covers(path, "", "", "", self.id) for one in self._allowances):
                yield "", Span(1, 1, 1, 2)
            return
        if self._keywords and not any(word in low for word in self._keywords):
            return
        starts = [0, *(at + 1 for at, c in enumerate(text) if c == "\n")]
        for match, held, start in self._found(text):
            if self._entropy and (not held or entropy(held) <= self._entropy):
                continue
            number = bisect_right(starts, start)
            end = text.find("\n", start)
            line = text[starts[number - 1] : end if end >= 0 else len(text)]
            if any(one.covers(path, held, match, line, self.id) for one in self._allowances):
                continue
            column = start - starts[number - 1] + 1
            yield held, Span(number, column, number, column + 1)

    def _found(self, text: str) -> "Iterator[tuple[str, str, int]]":
        """Yield each match with its secret and where that begins."""
        assert self._regex is not None
        begin = 0
        for _ in range(MOST):
            match: re.Match[str] | None = self._regex.search(text[begin:])  # type: ignore[assignment]
            if match is None:
                return
            group = self._group
            if not group:
                # Without being told, the first group that has a part of it.
                group = next((n for n, part in enumerate(match.groups(), 1) if part), 0)
            # A group that is named and has no part of it: the match begins where it does.
            start = match.start(group) if match[group] is not None else match.start()
            if match[0]:
                yield match[0], match[group] or "", begin + start
            begin += max(match.end(), 1)


def _pattern(entry: "dict[str, object]", key: str) -> "Pattern | None":
    text = entry.get(key)
    if text is None or text == "":
        return None
    if not isinstance(text, str):
        raise Unusable(f"`{key}` is a regular expression", key)
    try:
        return compiled(text)
    except PatternError as error:
        raise Unusable(f"`{key}` is no regular expression of RE2: {error}", key) from None


def _patterns(entry: "dict[str, object]", key: str) -> "list[Pattern]":
    found = []
    for index, text in enumerate(_texts(entry, key)):
        try:
            found.append(compiled(text))
        except PatternError as error:
            raise Unusable(f"this is no regular expression of RE2: {error}", key, index) from None
    return found


def _texts(entry: "dict[str, object]", key: str) -> list[str]:
    given = entry.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Unusable(f"`{key}` is a list of texts", key)
    return given


def _number(entry: "dict[str, object]", key: str) -> float:
    given = entry.get(key, 0)
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 0:
        raise Unusable(f"`{key}` is a number from 0", key)
    return float(given)


def _groups(pattern: "Pattern") -> int:
    """Return how many groups a pattern has, by what it finds in nothing at all."""
    return getattr(getattr(pattern, "_ready", pattern), "groups", 99)


if TYPE_CHECKING:
    import re
