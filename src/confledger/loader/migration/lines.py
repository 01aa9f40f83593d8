"""Changes in formats of one `key = value` on a line: TOML, INI, dotenv, properties."""

from confledger.documents.dialect import DOTENV, TOML
from confledger.loader.migration import spelling
from confledger.loader.migration.operation import deepest, found
from confledger.loader.migration.page import Cut, Page, Range, Unwritable
from confledger.location import Path, dotted


def extent(page: Page, path: Path) -> Range:
    """Return the lines of a key and its value, with the comments right above."""
    start = page.key(path)[0]
    if page.text[page.start(start) : start].strip() not in ("", "export"):
        raise Unwritable(f"`{dotted(path)}` does not begin on a line of its own")
    first = page.start(start)
    while first:
        above = page.start(first - 1)
        if above == 0 or not page.text[above:first].lstrip().startswith(("#", ";", "!")):
            break
        first = above
    return first, page.end(page.value(path)[1])


def remove(page: Page, path: Path) -> list[Cut]:
    """Take a key out, or of TOML a table without tables in it."""
    value = found(page.documents[page.number], path)
    if not _on_a_line(page, path):
        above = found(page.documents[page.number], path[:-1])
        left = {key: one for key, one in above.items() if key != path[-1]}  # type: ignore[attr-defined]  # a map
        return replace(page, path[:-1], left)
    if isinstance(value, dict) and page.text[page.value(path)[0]] == "[":
        first, _ = extent_of_header(page, path)
        return [(first, _end_of_table(page, page.value(path)[1]), "")]
    return [(*extent(page, path), "")]


def extent_of_header(page: Page, path: Path) -> Range:
    """Return the line of a header, with the comments right above."""
    start, end = page.value(path)
    first = page.start(start)
    while first and page.text[page.start(first - 1) : first].startswith("#"):
        first = page.start(first - 1)
    return first, page.end(end)


def replace(page: Page, path: Path, value: object) -> list[Cut]:
    """Put a value in the place of another one."""
    start, end = page.value(path)
    text = page.text[start:end]
    old = found(page.documents[page.number], path)
    if isinstance(old, (dict, list)) and not text.startswith(("{", "[")):
        raise Unwritable(f"`{dotted(path)}` is written in several places")
    if isinstance(old, dict) and not text.startswith("{"):
        raise Unwritable(f"`{dotted(path)}` is a table, which another value cannot replace")
    return [(start, end, spelling.inline(value, page.dialect, text))]


def add(page: Page, path: Path, value: object, raw: str | None = None) -> list[Cut]:
    """Put a key after the last one of its table, or below a new header.

    `raw` are the lines of a key as they stood elsewhere.
    """
    tree = page.documents[page.number]
    place = deepest(tree, path[:-1])
    if place and not _on_a_line(page, (*place, "")):
        if raw is not None:
            raise Unwritable("it would be in brackets")
        above, step = found(tree, place), path[len(place)]
        inner = _inside(path, place, value)
        if isinstance(above, list):
            if not isinstance(step, int):
                raise Unwritable(f"`{dotted(place)}` is a list, and has no keys")
            return replace(page, place, [*above[:step], inner, *above[step:]])
        assert isinstance(above, dict)
        return replace(page, place, {**above, step: inner})
    header = ""
    if place != path[:-1]:
        names = [spelling.key(str(one), page.dialect) for one in path[:-1]]
        header = f"{page.newline}[{'.'.join(names)}]{page.newline}"
    line = _line(page, path, value) if raw is None else raw
    if header:
        at = len(page.text)
    else:
        at = _end_of_keys(page, place)
    gap = "" if at == 0 or page.text[:at].endswith("\n") else page.newline
    return [(at, at, gap + header + line)]


def lines_of(page: Page, path: Path, name: str) -> str:
    """Return the lines of a key and its comments, under another name; raise Unwritable."""
    value = found(page.documents[page.number], path)
    written = page.text[slice(*page.value(path))]
    if not _on_a_line(page, path) or (isinstance(value, dict) and not written.startswith("{")):
        raise Unwritable("its lines are not its own")
    first, end = extent(page, path)
    start, stop = page.key(path)
    text = page.text[first:start] + spelling.key(name, page.dialect) + page.text[stop:end]
    return text if text.endswith("\n") else text + page.newline


def _line(page: Page, path: Path, value: object) -> str:
    text = page.text
    tight = page.dialect == DOTENV or ("=" in text and " = " not in text)
    name = spelling.key(str(path[-1]), page.dialect)
    written = spelling.inline(value, page.dialect)
    return f"{name}{'=' if tight else ' = '}{written}{page.newline}"


def wrap(page: Page, path: Path) -> list[Cut]:
    """Make a list of one of a value."""
    return replace(page, path, [found(page.documents[page.number], path)])


def unwrap(page: Page, path: Path) -> list[Cut]:
    """Make one value of a list of one."""
    return replace(page, path, found(page.documents[page.number], (*path, 0)))


def _inside(path: Path, place: Path, value: object) -> object:
    for step in reversed(path[len(place) + 1 :]):
        value = {step: value}
    return value


def _on_a_line(page: Page, path: Path) -> bool:
    """Whether what is above a key is the file or a table with a header, and no inline table."""
    if len(path) == 1 or page.dialect != TOML:
        return True
    above = found(page.documents[page.number], path[:-1])
    start, end = page.value(path[:-1])
    return isinstance(above, dict) and page.text[start:end][:1] != "{"


def _end_of_keys(page: Page, place: Path) -> int:
    """Return where the next key of a table goes: after its last one, or after its header."""
    above = found(page.documents[page.number], place)
    assert isinstance(above, dict)
    ends = []
    for key, value in above.items():
        path = (*place, key)
        start, end = page.value(path)
        written = page.text[start:end]
        table = isinstance(value, dict) and not written.startswith("{")
        tables = isinstance(value, list) and written.startswith("[[")
        if not table and not tables and page.key(path) != page.value(path):
            ends.append(page.end(end))
    if ends:
        return max(ends)
    if place:
        return page.end(page.value(place)[1])
    if page.dialect == TOML and above:
        first = min(page.start(page.key((key,))[0]) for key in above)
        while first and page.text[page.start(first - 1) : first].startswith("#"):
            first = page.start(first - 1)
        return first
    return len(page.text)


def _end_of_table(page: Page, at: int) -> int:
    """Return where the header after the one at an offset begins, comments before it left out."""
    at = page.end(at)
    while at < len(page.text):
        end = page.end(at)
        if page.text[at:end].lstrip().startswith("["):
            while at and page.text[page.start(at - 1) : at].startswith("#"):
                at = page.start(at - 1)
            break
        at = end
    return at
