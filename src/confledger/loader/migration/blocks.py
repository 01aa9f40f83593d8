"""Changes in maps and lists of block YAML: whole lines, with the comments that belong to them."""

from confledger.loader.migration import spelling
from confledger.loader.migration.operation import found
from confledger.loader.migration.page import Cut, Page, Range, Unwritable, shifted
from confledger.location import Path, Step


def extent(page: Page, path: Path) -> Range:
    """Return the lines of an entry: comments above it, its key and value, comments further in."""
    start = _mark(page, path)
    column = page.column(start)
    first = page.start(start)
    while first:
        above = page.start(first - 1)
        line = page.text[above:first]
        bare = line.lstrip(" ")
        # What a file begins with is about the file.
        if not bare.startswith("#") or len(line) - len(bare) != column or above == 0:
            break
        first = above
    if first and page.text[:first].lstrip("\ufeff").startswith("#") and _only_comments(page, first):
        first = page.start(start)
    end = page.end(max(page.value(path)[1], page.key(path)[1]))
    while end < len(page.text):
        line = page.text[end : page.end(end)]
        bare = line.lstrip(" ")
        if not bare.startswith("#") or len(line) - len(bare) <= column:
            break
        end = page.end(end)
    return first, end


def remove(page: Page, path: Path) -> list[Cut]:
    """Take an entry out; a map or list of which nothing is left is `{}` or `[]`."""
    above = path[:-1]
    entries = _steps(page, above)
    if len(entries) == 1:
        return replace(page, above, [] if isinstance(path[-1], int) else {})
    start = _mark(page, path)
    if page.first(start):
        first, end = extent(page, path)
        return [(first, end, "")]
    # The first key of an item stands after its dash: the next one takes its place.
    following = min(
        one for step in entries if (one := page.key((*above, step))[0]) > page.key(path)[0]
    )
    line, after = page.start(start), page.start(following)
    end = page.end(max(page.value(path)[1], page.key(path)[1]))
    comments = page.text[end:after]
    dash = page.text[line:start]
    moved = "".join(
        shifted(
            comments.splitlines(keepends=True), len(dash) - len(dash.lstrip()) - page.column(start)
        )
    )
    return [(line, line, moved), (start, following, "")]


def add(page: Page, path: Path, value: object, raw: list[str] | None = None) -> list[Cut]:
    """Put an entry at the end of a map, or before an item of a list.

    `raw` are the lines of an entry as they stood elsewhere, from the first column.
    """
    above, step = path[:-1], path[-1]
    entries = _steps(page, above)
    lines = entry(page, step, value) if raw is None else raw
    if not entries:
        return _first(page, above, lines)
    places = [_mark(page, (*above, one)) for one in entries]
    column = page.column(places[0])
    made = _joined(page, shifted(lines, column))
    if isinstance(step, int) and step < len(entries):
        if not page.first(places[step]):
            raise Unwritable("the list begins on the line of another one")
        place = extent(page, (*above, step))[0]
        return [(place, place, made)]
    last = max(zip(places, entries, strict=True))[1]
    place = extent(page, (*above, last))[1]
    if place and not page.text[:place].endswith("\n"):
        made = page.newline + made.removesuffix(page.newline)
    return [(place, place, made)]


def entry(page: Page, step: Step, value: object) -> list[str]:
    """Write a key or dash, and a value, as lines from the first column."""
    head = "-" if isinstance(step, int) else spelling.key(step, page.dialect) + ":"
    if not spelling.is_collection(value):
        return [f"{head} {spelling.inline(value, page.dialect)}"]
    lines = spelling.block(value, page.step)
    if isinstance(step, int):
        return [f"- {lines[0]}", *shifted(lines[1:], 2)]
    return [head, *shifted(lines, page.step)]


def replace(page: Page, path: Path, value: object) -> list[Cut]:
    """Put a value in the place of another one, the comment on its line left where it is."""
    start, end = page.value(path)
    text = page.text
    if not path:
        made = _joined(page, spelling.block(value, page.step))
        return [(start, end, made.removesuffix(page.newline))]
    old = found(page.documents[page.number], path)
    block_now = spelling.is_collection(old) and not page.flow(path)
    many = spelling.is_collection(value)
    item = isinstance(path[-1], int)
    colon = page.key(path)[1] if item else text.find(":", page.key(path)[1]) + 1
    if block_now and item:
        made = _joined(page, shifted(spelling.block(value, page.step), page.column(start)))
        return [(start, extent(page, path)[1], made.lstrip(" "))]
    if block_now:
        cuts: list[Cut] = [(page.end(colon), extent(page, path)[1], "")]
        if many:
            column = page.column(page.key(path)[0]) + page.step
            made = _joined(page, shifted(spelling.block(value, page.step), column))
            return [(*cuts[0][:2], made)]
        return [(colon, colon, " " + spelling.inline(value, page.dialect)), *cuts]
    if not many or spelling.is_collection(old):
        # What is in brackets stays in brackets.
        made = spelling.inline(value, page.dialect, text[start:end])
        if start == end:
            return [(colon, colon, f" {made}")]
        return [(start, end, made)]
    column = page.column(start) if item else page.column(page.key(path)[0]) + page.step
    made = _joined(page, shifted(spelling.block(value, page.step), column))
    if item:
        return [(start, page.end(end), made.lstrip(" "))]
    place = page.end(end)
    return [(colon, end, ""), (place, place, made)]


def wrap(page: Page, path: Path) -> list[Cut]:
    """Make a list of one of a value."""
    start, end = page.value(path)
    old = found(page.documents[page.number], path)
    if not spelling.is_collection(old) or page.flow(path):
        block = page.text[start:end][:1] in ("|", ">") or start == end
        if block or (isinstance(old, str) and set(old) & set(",[]{}#:&*")):
            return [(start, end, f"[{spelling.inline(old, 'json')}]")]
        return [(start, start, "["), (end, end, "]")]
    if isinstance(path[-1], int):
        raise Unwritable("an item of a list is not wrapped in another list")
    first = page.end(page.key(path)[1])
    last = extent(page, path)[1]
    column = page.column(start)
    lines = page.text[first:last].splitlines(keepends=True)
    place = page.text.count("\n", first, start)
    moved = shifted(lines, 2)
    moved[place] = " " * column + "- " + lines[place][column:]
    return [(first, last, "".join(moved))]


def unwrap(page: Page, path: Path) -> list[Cut]:
    """Make one value of a list of one."""
    start, end = page.value(path)
    inner, stop = page.value((*path, 0))
    if page.flow(path):
        return [(start, inner, ""), (stop, end, "")]
    old = found(page.documents[page.number], (*path, 0))
    if not spelling.is_collection(old) or page.flow((*path, 0)):
        return replace(page, path, old)
    dash = _mark(page, (*path, 0))
    first, last = page.end(page.key(path)[1]), extent(page, path)[1]
    room = page.column(inner) - 2 - page.column(page.key(path)[0])
    by = -2 if room > 0 or (room == 0 and page.text.startswith("- ", inner)) else 0
    text = page.text[first:dash] + " " + page.text[dash + 1 : last]
    return [(first, last, "".join(shifted(text.splitlines(keepends=True), by)))]


def lines_of(page: Page, path: Path, name: Step) -> list[str] | None:
    """Return the lines of an entry from the first column, under another key; None if it shares one.

    As they are written, with their comments.
    """
    start = _mark(page, path)
    if not page.first(start) or isinstance(path[-1], int) != isinstance(name, int):
        return None
    first, end = extent(page, path)
    if isinstance(name, str):
        key, stop = page.key(path)
        text = page.text[first:key] + spelling.key(name, page.dialect) + page.text[stop:end]
    else:
        text = page.text[first:end]
    column = page.column(start)
    lines = text.splitlines()
    if any(line.strip() and line[:column].strip() for line in lines):
        return None
    return shifted(lines, -column)


def _first(page: Page, path: Path, lines: list[str]) -> list[Cut]:
    """Put the first entry in a map or list that is written as empty brackets."""
    start, end = page.value(path)
    if not path:
        return [(start, end, _joined(page, lines).removesuffix(page.newline))]
    if isinstance(path[-1], int):
        made = _joined(page, shifted(lines, page.column(start)))
        return [(start, page.end(end), made.lstrip(" "))]
    column = page.column(page.key(path)[0]) + page.step
    colon = page.text.find(":", page.key(path)[1]) + 1
    place = page.end(end)
    made = _joined(page, shifted(lines, column))
    if not page.text[:place].endswith("\n"):
        made = page.newline + made.removesuffix(page.newline)
    return [(colon, end, ""), (place, place, made)]


def _mark(page: Page, path: Path) -> int:
    """Return where an entry begins: its key, or the dash of an item."""
    start = page.key(path)[0]
    if isinstance(path[-1], str):
        return start
    at = start - 1
    while at >= 0 and page.text[at].isspace():
        at -= 1
        # Comments may stand between the dash and its item.
        while at >= 0 and page.text[page.start(at) : at].lstrip().startswith("#"):
            at = page.start(at) - 1
    if at < 0 or page.text[at] != "-":
        raise Unwritable("the dash of the item is not found before it")
    return at


def _steps(page: Page, path: Path) -> list[Step]:
    above = found(page.documents[page.number], path)
    return list(above) if isinstance(above, dict) else list(range(len(above)))  # type: ignore[arg-type]  # a list, if no map


def _only_comments(page: Page, end: int) -> bool:
    """Whether nothing but comments stands before an offset, without a blank line between."""
    return all(line.startswith("#") for line in page.text[:end].splitlines())


def _joined(page: Page, lines: list[str]) -> str:
    return "".join(line + page.newline for line in lines)
