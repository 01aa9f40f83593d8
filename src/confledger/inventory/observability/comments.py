"""Comments of a source file, in one pass, whatever is in it.

Python is read by tokenize. Of other languages a rule per family tells: where strings begin and
end, and what starts a comment. Lines count from 1. Every scan is linear in the file.
"""

import io
import re
import tokenize
from collections.abc import Iterator

PYTHON = "python"
_HASH = "hash"
_SLASH = "slash"
_MARKUP = "markup"
_SEMICOLON = "semicolon"
_FAMILY = {
    **dict.fromkeys(("py", "pyi", "pyw"), PYTHON),
    **dict.fromkeys(("yaml", "yml", "sh", "bash", "zsh", "ksh", "bats", "toml", "nix"), _HASH),
    **dict.fromkeys(("tf", "tfvars", "hcl", "rb", "pl", "mk", "cfg", "env", "j2"), _HASH),
    **dict.fromkeys(("properties", "conf", "dockerfile", "gotmpl", "tpl"), _HASH),
    **dict.fromkeys(("ini",), _SEMICOLON),
    **dict.fromkeys(("go", "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx"), _SLASH),
    **dict.fromkeys(("java", "kt", "kts", "scala", "groovy", "c", "h", "cc", "cpp", "hpp"), _SLASH),
    **dict.fromkeys(("cs", "rs", "swift", "json5", "jsonc", "jsonnet", "cue", "proto"), _SLASH),
    **dict.fromkeys(("md", "html", "htm", "xml", "svg"), _MARKUP),
}
_BY_NAME = {"dockerfile": _HASH, "makefile": _HASH, "jenkinsfile": _SLASH, "justfile": _HASH}
_SHEBANGS = ((b"python", PYTHON), (b"sh", _HASH), (b"perl", _HASH), (b"ruby", _HASH))
# Beyond, tokenize takes seconds; the rule for Python tells nearly the same.
_TOKENIZED = 1 << 18
_PYTHON_PART = re.compile(r"#[^\n]*|'''|\"\"\"|'|\"")
_SLASH_PART = re.compile(r"//[^\n]*|/\*|\"|'|`")
_ENDS = {mark: re.compile(rf"\\.|{mark}|\n", re.S) for mark in "'\"`"}
_LONG_ENDS = {mark: re.compile(rf"\\.|{mark}", re.S) for mark in ("'''", '"""', "`")}


def family(path: str, content: bytes) -> str:
    """Return how comments of a file are written, by its name or first line; empty: none known."""
    name = path.rpartition("/")[2].lower()
    _, dot, suffix = name.rpartition(".")
    known = _FAMILY.get(suffix, "") if dot else _BY_NAME.get(name, "")
    if known or dot or not content.startswith(b"#!"):
        return known or _BY_NAME.get(name, "")
    first = content[:200].partition(b"\n")[0]
    return next((kind for word, kind in _SHEBANGS if word in first), "")


def comments(path: str, content: bytes) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comment, one for each line of it, in order."""
    kind = family(path, content)
    if not kind:
        return
    text = content.decode("utf-8", "replace").replace("\r\n", "\n")
    if kind == PYTHON:
        yield from _python(text)
    elif kind == _SLASH:
        yield from _slash(text)
    elif kind == _MARKUP:
        yield from _blocks(text, "<!--", "-->")
    else:
        yield from _hash(text, "#;" if kind == _SEMICOLON else "#")


def _python(text: str) -> Iterator[tuple[int, str]]:
    if len(text) > _TOKENIZED:
        yield from _quoted(text, _PYTHON_PART)
        return
    try:
        found = [
            (token.start[0], token.string[1:])
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    except (SyntaxError, tokenize.TokenError, RecursionError):
        # Of a file that is no Python, what looks like a comment is one.
        found = list(_quoted(text, _PYTHON_PART))
    yield from found


def _slash(text: str) -> Iterator[tuple[int, str]]:
    yield from _quoted(text, _SLASH_PART)


def _quoted(text: str, part: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """Yield comments between strings, of a language where strings have ends of their own."""
    at, line, seen = 0, 1, 0
    while (found := part.search(text, at)) is not None:
        line += text.count("\n", seen, found.start())
        seen = found.start()
        mark, at = found.group(), found.end()
        if mark == "/*":
            end = text.find("*/", at)
            end = len(text) if end < 0 else end
            for more, row in enumerate(text[at:end].split("\n")):
                yield line + more, row
            at = end
        elif mark[0] == "#" or mark[:2] == "//":
            yield line, mark.lstrip("/#")
        else:
            at = _string_end(text, at, mark)


def _string_end(text: str, at: int, mark: str) -> int:
    """Return where a string ends; a short one ends with its line, closed or not."""
    ends = _LONG_ENDS.get(mark) or _ENDS[mark]
    while (found := ends.search(text, at)) is not None:
        at = found.end()
        if found.group()[0] != "\\":
            return at
    return len(text)


def _blocks(text: str, start: str, end: str) -> Iterator[tuple[int, str]]:
    at, line, seen = 0, 1, 0
    while (begin := text.find(start, at)) >= 0:
        line += text.count("\n", seen, begin)
        seen = begin
        stop = text.find(end, begin)
        stop = len(text) if stop < 0 else stop
        for more, row in enumerate(text[begin + len(start) : stop].split("\n")):
            yield line + more, row
        at = stop + 1


def _hash(text: str, marks: str) -> Iterator[tuple[int, str]]:
    """Yield what follows a mark at the start of a line or after a blank, outside of quotes.

    Quotes are followed in one line only. Comments of a script in a block scalar, or in what a
    shell reads up to a word, count too: they are comments of what runs there.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if "#" not in line and not line.lstrip().startswith(tuple(marks)):
            continue
        at = _mark_in(line, marks)
        if at >= 0:
            yield number, line[at + 1 :]


def _mark_in(line: str, marks: str) -> int:
    stripped = len(line) - len(line.lstrip())
    if line[stripped : stripped + 1] in marks and stripped < len(line):
        return stripped
    quote, at, end = "", 0, len(line)
    while at < end:
        letter = line[at]
        if quote:
            if letter == "\\" and quote == '"':
                at += 1
            elif letter == quote:
                quote = ""
        elif letter in "'\"" and (at == 0 or not line[at - 1].isalnum()):
            quote = letter
        elif letter == "#" and line[at - 1 : at].isspace():
            return at
        at += 1
    # An apostrophe opens no string that its line does not close.
    return line.find(" #") + 1 - (" #" not in line) if quote == "'" else -1
