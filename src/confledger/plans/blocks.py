"""What each line of a Markdown file is part of: text, code, a comment, front matter.

Enough of CommonMark to know where a box is one, and where it is an example of one.
"""

import re

from confledger.plans.lines import BOM, Line

TEXT = "text"
CODE = "code"
FRONT = "front matter"
# Nobody writes longer lines; they are kept, and nothing is looked for in them.
LONGEST = 20_000
_QUOTED = r"[ \t]*(?:>[ \t]*)*"
_MARKERS = _QUOTED + r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*"
_FENCE = re.compile(rf"^{_MARKERS}(`{{3,}}|~{{3,}})(.*)$")
_CLOSING = re.compile(rf"^{_QUOTED}(`{{3,}}|~{{3,}})[ \t]*$")
_LIST = re.compile(rf"^{_QUOTED}(?:[-*+]|\d{{1,9}}[.)])(?:[ \t]|$)")
_TICKS = re.compile(r"`+")


class Blocks:
    """For each line: its `kind`, its text without comments, and without code spans either.

    What is left out is blank, so that columns stay.
    """

    __slots__ = ("_comment", "_fence", "_indent", "_listed", "kinds", "plain", "shown")

    def __init__(self, lines: list[Line]) -> None:
        self.kinds: list[str] = []
        self.shown: list[str] = []
        self.plain: list[str] = []
        # What the line that is read stands in.
        self._fence = ""
        self._indent = 0
        self._comment = self._listed = False
        front = _front(lines)
        before = True
        for number, line in enumerate(lines):
            text = line.text
            if number == 0 and text.startswith(BOM):
                text = " " + text[1:]
            if number < front:
                self._add(FRONT, "", "")
                continue
            if len(text) > LONGEST:
                self._add(TEXT, "", "")
            elif self._is_code(text, before=before):
                self._add(CODE, "", "")
            else:
                shown, plain, self._comment = _masked(text, comment=self._comment)
                self._add(TEXT, shown, plain)
            before = not text.strip() or self.kinds[-1] == CODE

    def _is_code(self, text: str, *, before: bool) -> bool:
        """Whether a line is code, or the fence of some; `before` is that a paragraph may begin."""
        indent, blank = width(text), not text.strip()
        if self._fence:
            if not (self._indent and self._listed and not blank and indent == 0):
                closing = _CLOSING.match(text)
                if closing and closing[1].startswith(self._fence):
                    self._fence = ""
                return True
            # The item of the list that it was part of is over.
            self._fence = ""
        marked = _LIST.match(text) is not None
        opening = None if self._comment else _FENCE.match(text)
        if opening and not (opening[1][0] == "`" and "`" in opening[2]):
            self._fence, self._indent = opening[1], indent
            self._listed = self._listed or marked
            return True
        if marked and (self._listed or indent < 4):
            self._listed = True
        elif not blank and indent == 0 and (before or text.startswith("#")):
            self._listed = False
        inside = self._listed or self._comment
        return not blank and not inside and indent >= 4 and before

    def _add(self, kind: str, shown: str, plain: str) -> None:
        self.kinds.append(kind)
        self.shown.append(shown)
        self.plain.append(plain)


def width(text: str) -> int:
    """Return how far a line is indented, in columns; a tab goes on to the next fourth one."""
    column = 0
    for character in text:
        if character == "\t":
            column += 4 - column % 4
        elif character == " ":
            column += 1
        else:
            break
    return column


def _front(lines: list[Line]) -> int:
    """Return how many lines at the beginning are front matter."""
    if not lines or lines[0].text.removeprefix(BOM).rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:], 1):
        if line.text.rstrip() in ("---", "..."):
            return number + 1
    return 0


def _masked(text: str, *, comment: bool) -> tuple[str, str, bool]:
    """Return a line without comments, then also without code, and whether a comment goes on."""
    if not comment and "`" not in text and "<!--" not in text:
        return text, text, False
    shown: list[str] = []
    plain: list[str] = []
    ends = _spans(text)
    at = 0
    if comment:
        end = text.find("-->")
        if end < 0:
            return " " * len(text), " " * len(text), True
        at = end + 3
        shown.append(" " * at)
        plain.append(" " * at)
    while at < len(text):
        tick, begin = text.find("`", at), text.find("<!--", at)
        if begin >= 0 and (tick < 0 or begin < tick):
            end = text.find("-->", begin + 4)
            stop = len(text) if end < 0 else end + 3
            for parts in (shown, plain):
                parts += (text[at:begin], " " * (stop - begin))
            if end < 0:
                return "".join(shown), "".join(plain), True
            at = stop
        elif tick >= 0:
            stop, code = ends[tick]
            shown.append(text[at:stop])
            plain += (text[at:tick], " " * (stop - tick) if code else text[tick:stop])
            at = stop
        else:
            shown.append(text[at:])
            plain.append(text[at:])
            break
    return "".join(shown), "".join(plain), False


def _spans(text: str) -> dict[int, tuple[int, bool]]:
    """Return, for each run of backticks, where what it begins ends, and whether that is code."""
    runs = list(_TICKS.finditer(text))
    following: dict[int, int] = {}
    partner: dict[int, int] = {}
    for run in reversed(runs):
        size = run.end() - run.start()
        if size in following:
            partner[run.start()] = following[size]
        following[size] = run.end()
    return {
        run.start(): (partner.get(run.start(), run.end()), run.start() in partner) for run in runs
    }
