"""What a text comes to, as a test compares it: its problems, and what each place covers."""

from collections.abc import Iterator

from confledger.documents.load import careful, load, positions, quick
from confledger.documents.problem import SYNTAX, Problem
from confledger.location import Path, Span, pointer


def document(text: str | bytes, dialect: str) -> object:
    """Return the one document of a text without fault, which the quick way reads alike."""
    data = encoded(text)
    slow, fast, either = careful(data, dialect), quick(data, dialect), load(data, dialect)
    assert [said(problem) for problem in slow.problems + either.problems] == []
    assert fast is None or repr(fast) == repr(slow.documents)
    assert repr(either.documents) == repr(slow.documents)
    (only,) = slow.documents
    return only


def problems(text: str | bytes, dialect: str) -> list[str]:
    """Load a text; say each problem as `kind line:column-line:column message | help`."""
    data = encoded(text)
    loaded = load(data, dialect)
    assert not loaded.documents or all(each.kind != SYNTAX for each in loaded.problems)
    assert quick(data, dialect) is None
    return [said(problem) for problem in loaded.problems]


def said(problem: Problem) -> str:
    """Say one problem with everything that it has."""
    start = end = ""
    if problem.span:
        span = problem.span
        start, end = f" {span.line}:{span.column}", f"-{span.end_line}:{span.end_column}"
    help = f" | {problem.help}" if problem.help else ""
    return f"{problem.kind}{start}{end} {problem.message}{help}"


def places(text: str | bytes, dialect: str) -> dict[str, tuple[str, str]]:
    """Return the text of the key and of the value at every pointer below the whole document."""
    data = encoded(text)
    plain = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    found, where = {}, positions(data, dialect)
    for path in paths(load(data, dialect).documents[0]):
        key, value = where.key(0, path), where.value(0, path)
        assert key, path
        assert value, path
        if path:
            found[pointer(path)] = (covered(plain, key), covered(plain, value))
    return found


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of a value and of every value in it."""
    yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*path, index))


def covered(text: str, span: Span) -> str:
    """Return what stands between the start and the end of a span."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start = starts[span.line - 1] + span.column - 1
    return text[start : starts[span.end_line - 1] + span.end_column - 1]


def encoded(text: str | bytes) -> bytes:
    """Return the bytes of a text; bytes stay what they are."""
    return text.encode() if isinstance(text, str) else text
