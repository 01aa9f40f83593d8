"""Where a plan says how far it is: below and in headings, in summaries, tables, badges.

A percentage needs no language. That it is progress, and not a coverage or a wish, its place
and its form tell, and a few words.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from confledger.plans.blocks import FRONT, TEXT, Blocks
from confledger.plans.headings import Heading, above
from confledger.plans.identity import normalised
from confledger.plans.items import cells
from confledger.plans.lines import Line
from confledger.plans.words import DONE, MEASURED, PROGRESS, folded, words

_SPACE = "[ \u00a0\u2009\u202f]?"
_PERCENT = re.compile(
    rf"(?<![\w.,%/-])(?:(\d{{1,3}}(?:[.,]\d{{1,2}})?){_SPACE}[%\uff05\u066a]|%{_SPACE}(\d{{1,3}})\b)(?!\w)"
)
# What makes of a percentage a bound, a range or a difference.
_BOUND = re.compile(r"[<>≤≥±~+]\s*$|[<>]=\s*$|\d\s*[-\u2013]\s*$")
_LABEL = re.compile(r"[:\uff1a=|]\W*$")
_EMPHASIS = re.compile(r"^\s*([*_]{1,3})(?=\S).*\1\s*$")
_URL = re.compile(r"\]\(([^()\s]{4,500})\)")
_BADGE = re.compile(
    r"(?:progress|progression|completion|avancement)[-_/a-z.]*[/-](\d{1,3}(?:\.\d{1,2})?)(?![\d.])",
    re.IGNORECASE,
)
_KEY = re.compile(r"^([\w -]{1,60}):[ \t]*['\"]?([^'\"#]{0,60})['\"]?\s*(?:#.*)?$")
# A word at the end of a title, after a sign that sets it apart: `(done)`, `: terminé`, `✅ **…**`.
_MARK = re.compile(
    r"(?:[:\uff1a|(\[✅✔☑]|[-\u2013\u2014]\s|\*\*|__)[\s*_]*([^\W\d_]+)[\s*_)\].!✅✔☑\d%()-]*$"
)
_TICKED = re.compile(r"(?:✅|✔️?|☑️?)\s*$")
# How many lines below a heading may say how far it is, and how long they are.
_NEAR = 10
_SHORT = 200
_LONGEST = 500
# Of more headings with the same beginning, nobody can say which is meant.
_SEVERAL = 20


@dataclass(frozen=True, slots=True)
class Declaration:
    """One percentage, where it stands, and what it is about; lines count from 0."""

    percent: float
    line: int
    column: int
    headings: tuple[int, ...]
    """What it is about; nothing is the whole document."""
    said: str = ""
    """The word or sign that says so, where it is no percentage."""


def declarations(lines: list[Line], blocks: Blocks, headings: list[Heading]) -> list[Declaration]:
    """Return all of them, in order of lines."""
    found = list(_front(lines, blocks))
    found += _titles(headings)
    near = _below(blocks, headings)
    taken = {heading.line for heading in headings}
    names = _Names(headings)
    # Below each heading: what says with a word of ours that it is progress, and what may be.
    sure: dict[int | None, list[Declaration]] = {}
    likely: dict[int | None, list[Declaration]] = {}
    for number, plain in enumerate(blocks.plain):
        if blocks.kinds[number] != TEXT or number in taken:
            continue
        under = above(headings, number)
        if "](" in blocks.shown[number]:
            found += _badges(blocks.shown[number], number, under, headings)
        if not any(sign in plain for sign in "%\uff05\u066a") or len(plain) > _SHORT:
            continue
        column_percent = _single(plain)
        if column_percent is None:
            continue
        column, percent = column_percent
        about = names.named(plain, column - 1)
        if about and not set(about) & _around(headings, under):
            found.append(Declaration(percent, number, column, about))
        elif number in near and not words(plain) & set(MEASURED):
            one = Declaration(percent, number, column, () if under is None else (under,))
            if words(plain) & set(PROGRESS):
                sure.setdefault(under, []).append(one)
            elif _is_label(plain, column - 1):
                likely.setdefault(under, []).append(one)
    for ones in sure.values():
        found += ones
    for under, ones in likely.items():
        # Of several figures without a word that we know, none is told to be progress.
        if under not in sure and len(ones) == 1:
            found += ones
    return sorted(found, key=lambda one: (one.line, one.column))


def status_of(title: str) -> str:
    """Return the word or sign of a title that says it is done; empty where there is none."""
    title = title[-_SHORT:]
    marked = _MARK.search(title)
    if marked and folded(marked[1]) in DONE:
        return marked[1]
    ticked = _TICKED.search(title)
    return ticked[0].strip() if ticked else ""


def _titles(headings: list[Heading]) -> list[Declaration]:
    found = []
    for number, heading in enumerate(headings):
        one = _single(heading.title)
        if one is not None and not words(heading.title) & set(MEASURED):
            column, percent = one
            place = heading.column + column - 1
            found.append(Declaration(percent, heading.line, place, (number,)))
        elif said := status_of(heading.title):
            place = heading.column + heading.title.rindex(said)
            found.append(Declaration(100.0, heading.line, place, (number,), said))
    return found


def _below(blocks: Blocks, headings: list[Heading]) -> set[int]:
    """Return the lines right below headings, up to a list or a blank line after some text."""
    near: set[int] = set()
    for heading in headings:
        seen = 0
        for number in range(heading.line + 1, min(heading.line + 6, len(blocks.kinds))):
            text = blocks.shown[number].strip()
            if not text and not seen:
                continue
            if not text or blocks.kinds[number] != TEXT or seen == _NEAR or text[0] == "#":
                break
            if set(text) <= {"=", "-"}:
                continue
            near.add(number)
            seen += 1
    return near


def _single(text: str) -> tuple[int, float] | None:
    """Return column and value of the one percentage of a text; None where it is not the only."""
    found = list(_PERCENT.finditer(text)) if len(text) <= _LONGEST else []
    if len(found) != 1 or _BOUND.search(text[: found[0].start()]):
        return None
    percent = float((found[0][1] or found[0][2]).replace(",", "."))
    return (found[0].start() + 1, percent) if percent <= 100 else None


def _is_label(text: str, at: int) -> bool:
    """Whether a line is nothing but a percentage, or one with a label: `Kynning: 40 %`."""
    bare = text.strip().strip("*_>()[] ")
    return _PERCENT.fullmatch(bare) is not None or (
        _LABEL.search(text[:at]) is not None
        and (_EMPHASIS.match(text) is not None or _PERCENT.search(bare[-10:]) is not None)
    )


def _badges(
    text: str, number: int, under: int | None, headings: list[Heading]
) -> list[Declaration]:
    """Return what the addresses of images say, such as `badge/progress-40%25-green`."""
    found = []
    for url in _URL.finditer(text):
        badge = _BADGE.search(unquote(url[1]))
        if badge is None or float(badge[1]) > 100:
            continue
        # A badge at the top is about all of the document.
        first = under is None or (under == 0 and headings[0].level == 1)
        about = () if first or under is None else (under,)
        found.append(Declaration(float(badge[1]), number, url.start(1) + 1, about))
    return found


def _front(lines: list[Line], blocks: Blocks) -> list[Declaration]:
    """Return what the front matter says: `progress: 40`, `status: done`."""
    found = []
    for number, kind in enumerate(blocks.kinds):
        if kind != FRONT:
            break
        pair = _KEY.match(lines[number].text)
        if pair is None or not pair[2].strip():
            continue
        name, value = folded(pair[1].strip()), pair[2].strip()
        column = lines[number].text.index(value, pair.start(2)) + 1
        if name in ("status", "state", "statut", "etat", "estado", "stato", "stand"):
            if folded(value) in DONE:
                found.append(Declaration(100.0, number, column, (), value))
        elif name in PROGRESS or name in ("percent", "percentage"):
            digits = re.fullmatch(rf"(\d{{1,3}}(?:[.,]\d{{1,4}})?){_SPACE}([%\uff05]?)", value)
            if digits is None:
                continue
            percent = float(digits[1].replace(",", "."))
            if not digits[2] and percent <= 1 and "." in digits[1]:
                percent *= 100
            if percent <= 100:
                found.append(Declaration(percent, number, column, ()))
    return found


def _around(headings: list[Heading], number: int | None) -> set[int]:
    """Return a heading and those above it."""
    found: set[int] = set()
    while number is not None:
        found.add(number)
        number = headings[number].parent
    return found


class _Names:
    """The headings by what they begin with, for summaries that name them: `Phase 2`."""

    def __init__(self, headings: list[Heading]) -> None:
        self._by_name: dict[str, list[int]] = {}
        for number, heading in enumerate(headings):
            tokens = normalised(heading.title).split(" ")
            for size in {2, len(tokens)}:
                if 1 < size <= len(tokens):
                    self._by_name.setdefault(" ".join(tokens[:size]), []).append(number)

    def named(self, text: str, at: int) -> tuple[int, ...]:
        """Return the headings that the beginning of a line names, before its percentage."""
        parts = cells(text) if text.lstrip().startswith("|") else []
        label = parts[0][1] if parts else re.sub(r"^\W*\[.\]", "", text[:at])
        label = label.rstrip().rstrip("([")
        tokens = normalised(label).split(" ")
        while tokens and tokens[-1] in DONE:
            tokens.pop()
        name = " ".join(tokens)
        if not any(one.isdigit() for one in name) and len(tokens) < 3:
            return ()
        found = self._by_name.get(name, [])
        return tuple(found) if len(tokens) > 1 and len(found) <= _SEVERAL else ()
