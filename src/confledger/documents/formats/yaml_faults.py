"""What yaml-rs says against a text, in the words of the person who has to mend it.

A parser reports where it could not go on; people look for where the mistake was made. That is
often a line or two above, and always something that can be named.
"""

from confledger.documents.formats.yaml_brackets import Opening, still_open
from confledger.documents.problem import SYNTAX, Problem
from confledger.location import Span

_SPACES = "indent with spaces"
_MISSING_SPACE = "write a space after the `:`"
_NEIGHBOURS = "indent it as its neighbours are"
_QUOTE = "quote the value"

# Part of what the parser says, our words for it, and what to do.
_REASONS = (
    ("unclosed bracket '{'", "this `{` is never closed", "add the `}`"),
    ("unclosed bracket '['", "this `[` is never closed", "add the `]`"),
    ("bracket '[' closed by", "this `[` is closed by a `}`", "make it `[…]` or `{…}`"),
    ("bracket '{' closed by", "this `{` is closed by a `]`", "make it `[…]` or `{…}`"),
    ("misplaced bracket", "a closing bracket that nothing opened", "remove it, or quote the value"),
    (
        "unknown anchor",
        "an alias to an anchor that is not defined above it",
        "define it above with `&`, or quote the value if the `*` belongs to it",
    ),
    (
        "scanning an anchor or alias",
        "`&` and `*` stand before the name of an anchor, and here is none",
        "quote the value if the character belongs to it",
    ),
    ("scanning a verbatim tag", "a tag that starts with `!<` and has no `>`", "add the `>`"),
    ("parsing a tag", "`!` stands before the name of a tag, and here is none", _QUOTE),
    ("handle wasn't declared", "a tag whose handle no `%TAG` line declares", _QUOTE),
    (
        "trailing content after",
        "something follows a closed quote",
        "remove it, or quote the whole value; inside of '…', write a ' twice",
    ),
    (
        "unknown escape character",
        "an escape that YAML does not know, in double quotes",
        "use single quotes, or write the backslash twice",
    ),
    (
        "expected hexadecimal number",
        "an escape in double quotes with too few hexadecimal digits",
        r"write `\x` with two, `\u` with four, `\U` with eight, or use single quotes",
    ),
    ("surrogate", "an escape that is one half of a character", "write the character itself"),
    ("character: `%'", "a plain value cannot start with `%`", _QUOTE),
    ("character: ``'", "a plain value cannot start with a backtick", _QUOTE),
    ("character: `@'", "a plain value cannot start with `@`", _QUOTE),
    ("unexpected EOF", "a comma with nothing before it", "remove it, or quote the value"),
    (
        "block sequence entries are not allowed",
        "a list cannot start on the line of its key",
        "put each `- ` on a line of its own, or quote the value if the `-` belongs to it",
    ),
    (
        "is only valid inside a block",
        "a `-` that starts no list item here",
        "quote the value if the `-` belongs to it",
    ),
    (
        "mapping keys are not allowed",
        "a `?` that starts no key here",
        "quote the value if the `?` belongs to it",
    ),
    (
        "scanning a directive",
        "a line that starts with `%` is a directive, and this is none that YAML knows",
        "write `%YAML 1.2`, or quote what starts with `%`",
    ),
    (
        "expected comment or line break",
        "something follows `|` or `>` on its line",
        "start the text on the next line, or quote the value",
    ),
    (
        "indentation indicator equal to 0",
        "a text block is indented by one space at least",
        "remove the 0",
    ),
    (
        "wrongly indented line in block scalar",
        "a blank line above has more spaces than the text block that starts here",
        "remove the spaces from the blank line",
    ),
    (
        "comment intercepting",
        "a comment ends this value, but the next line goes on with it",
        "line the next line up with the keys, or quote the whole value",
    ),
    ("comments must be separated", "a comment without a space before its `#`", "add the space"),
    (
        "end marker before directive",
        "a line that starts with `%` is a directive, and cannot stand here",
        "indent the line, or quote the value that it belongs to",
    ),
)


def explained(said: str, text: str) -> Problem:
    """Turn a parser's message into a problem; source lines it quotes are left out."""
    line, column = position(said)
    reason = said.rsplit("\n", 1)[-1].strip()
    if reason.startswith("YAML parse error"):
        reason = reason.split(": ", 1)[-1].split(" at byte ")[0]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if line > len(lines):
        line, column = len(lines), len(lines[-1]) + 1
    fault = _seen(reason, lines, line, column)
    if fault is None:
        for phrase, message, help in _REASONS:
            if phrase in reason:
                fault = _fault(line, column, message, help)
                break
        else:
            fault = _fault(line, column, reason.removeprefix("while ").split(", ", 1)[-1], None)
    if _is_template(lines, line):
        fault.help = "this looks like a template; list such files under `ignore`"
        if lines[line - 1].partition("{{")[0].rstrip().endswith((":", " -")):
            fault.help = "quote the whole value, since `{` opens a map; of a template, list the "
            fault.help += "file under `ignore`"
    return fault


def _fault(line: int, column: int, message: str, help: str | None) -> Problem:
    return Problem(SYNTAX, message, Span(line, column, line, column + 1), help=help)


def position(said: str) -> tuple[int, int]:
    """Find `line L` and `column C` in a parser's message; 1, 1 where it has none."""
    numbers = [1, 1]
    for index, word in enumerate(("line ", "column ")):
        _, found, rest = said.partition(word)
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        if found and digits:
            numbers[index] = max(1, int(digits))
    return numbers[0], numbers[1]


def _is_template(lines: list[str], line: int) -> bool:
    """Whether the line at fault, or the first one, has marks of a template language."""
    seen = (*lines[:1], *lines[line - 1 : line])
    return any(mark in one for one in seen for mark in ("{{", "{%", "<%"))


def _seen(reason: str, lines: list[str], line: int, column: int) -> Problem | None:
    """Look for the mistake itself, where what the parser says depends on what stands there."""
    if "tab" in reason.split() or "tabs" in reason or "YAML whitespace" in reason:
        return _tab(lines, line)
    if "mapping values are not allowed" in reason:
        return _second_colon(lines, line, column)
    if "simple key expect" in reason:
        return _no_colon(lines, line)
    if "block mapping, did not find expected key" in reason:
        return _out_of_line(lines, line, column, "keys")
    if "block collection, did not find expected '-'" in reason:
        return _out_of_line(lines, line, column, "items")
    if "quoted scalar" in reason and ("indentation" in reason or "end of stream" in reason):
        return _open_quote(lines, line, column)
    if "invalid indentation" in reason:
        return _open_bracket(lines, line, column, "and this line is not indented")
    if "did not find expected ',' or" in reason or "illegal placement of ':'" in reason:
        return _open_bracket(lines, line, column, "or a `,` is missing before this")
    if "expected <document start>" in reason:
        return _second_document(lines, line, column)
    return None


def _tab(lines: list[str], line: int) -> Problem:
    """Find the tab: the parser points at what stands before it, or after it."""
    for number, one in enumerate(lines[line - 1 :], line):
        lead = one[: len(one) - len(one.lstrip(" \t-?:"))]
        if "\t" in lead:
            return _fault(number, lead.index("\t") + 1, "a tab used for indentation", _SPACES)
    return _fault(line, 1, "a tab used for indentation", _SPACES)


def _second_colon(lines: list[str], line: int, column: int) -> Problem:
    here = _line(lines, line)
    lead = here[: column - 1]
    if ": " in lead or lead.lstrip().startswith("- - "):
        return _fault(
            line,
            column,
            "a second `: ` on this line",
            "quote the value if the `:` belongs to it, else start a new line",
        )
    above = _line_above(lines, line)
    before = _line(lines, above).strip()
    indent = len(_line(lines, above)) - len(_line(lines, above).lstrip())
    if before and ": " not in before and not before.endswith(":"):
        at = before.removeprefix("- ").find(":")
        if at >= 0:
            at += len(before) - len(before.removeprefix("- "))
            message = "a `:` without a space after it separates no key from its value"
            return _fault(above, indent + at + 1, message, _MISSING_SPACE)
        message = "this line is no `key: value`, and a key follows it"
        return _fault(above, indent + 1, message, "add the `:`, or remove the line")
    if len(lead) - len(lead.lstrip()) > indent:
        return _fault(
            line,
            len(lead) - len(lead.lstrip()) + 1,
            "this key is indented more than the one above it, which has a value already",
            _NEIGHBOURS,
        )
    if column > 1024:  # https://yaml.org/spec/1.2.2/#742-flow-mappings
        message = "a key of more than 1,024 characters, which YAML allows only after `? `"
        return _fault(line, column, message, "shorten it, or write `? `, and `: ` on the next line")
    return _fault(line, column, "a `:` where no key can end", "quote the value or the key")


def _no_colon(lines: list[str], line: int) -> Problem:
    """Explain a line without a key; the parser saw it only after its end."""
    line = _line_above(lines, line)
    here = _line(lines, line)
    text = here.strip()
    column = len(here) - len(here.lstrip()) + 1
    if text.startswith("-") and not text.startswith("---"):
        message = "a `-` without a space after it starts no list item"
        return _fault(line, column, message, "write a space after the `-`")
    if text.startswith("*") and ":" in text:
        message = "a `:` right after an alias is part of its name"
        return _fault(line, column + text.index(":"), message, "write a space before the `:`")
    if ":" in text and "://" not in text:
        message = "a `:` without a space after it separates no key from its value"
        return _fault(line, column + text.index(":"), message, _MISSING_SPACE)
    return _fault(
        line,
        column,
        "this line is no `key: value`",
        "add the `:`, or indent the line if it belongs to the value above",
    )


def _out_of_line(lines: list[str], line: int, column: int, what: str) -> Problem:
    here = _line(lines, line)
    indent = len(here) - len(here.lstrip())
    text, before = here.lstrip(), here[: column - 1].strip()
    if before.strip("-? "):
        return _fault(
            line, column, "something follows a value that is complete", "remove it, or quote it all"
        )
    item = text.startswith("- ") or text == "-"
    if what == "keys" and item:
        message = "a list item among keys"
        help = "indent it below the key that it belongs to, and give that key no other value"
        return _fault(line, indent + 1, message, help)
    if what == "items" and not item:
        if text.startswith("-"):
            message = "a `-` without a space after it starts no list item"
            return _fault(line, indent + 1, message, "write a space after the `-`")
        message = "this line stands in a list and is no item of it"
        help = "start it with `- `, or line it up with the keys of the item above"
        return _fault(line, indent + 1, message, help)
    message = f"this line does not line up with the {what} above it"
    return _fault(line, indent + 1, message, _NEIGHBOURS)


def _open_quote(lines: list[str], line: int, column: int) -> Problem:
    opening = still_open(lines, line, column)
    if opening is not None and opening.mark in "\"'":
        line, column = opening.line, opening.column
    return _fault(
        line,
        column,
        "this quote is not closed",
        "add the closing quote; if the text goes on below, indent it",
    )


def _open_bracket(lines: list[str], line: int, column: int, seen: str) -> Problem:
    opening: Opening | None = still_open(lines, line, column)
    if opening is None or opening.mark in "\"'":
        return _fault(
            line,
            column,
            "a `:` or a line that cannot stand here",
            "look for a bracket or a quote above that is not closed",
        )
    return _fault(
        line,
        column,
        f"the `{opening.mark}` on line {opening.line} is still open here, {seen}",
        "close it, indent this line, or add the `,`",
    )


def _second_document(lines: list[str], line: int, column: int) -> Problem:
    if _line(lines, _line_above(lines, line)).startswith("%"):
        message = "a directive has to be followed by a line `---`"
        return _fault(line, column, message, "add the `---`, or quote what starts with `%`")
    first = next((one for one in lines if one.strip() and not one.lstrip().startswith("#")), "")
    if len(first) - len(first.lstrip()) > column - 1:
        return _fault(line, column, "this line is indented less than the first one", _NEIGHBOURS)
    return _fault(
        line,
        column,
        "something follows a value that is complete",
        "make it one map or one list, or put `---` between two documents",
    )


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def _line_above(lines: list[str], number: int) -> int:
    """Return the number of the last line above with anything but a comment on it, or 0."""
    for above in range(min(number - 1, len(lines)), 0, -1):
        text = lines[above - 1].strip()
        if text and not text.startswith("#"):
            return above
    return 0
