"""What a migration changes, as a unified diff in which secrets are hidden."""

from difflib import unified_diff

from confledger.changes.keys import leaves
from confledger.loader.migration.operation import found
from confledger.loader.migration.page import Cut, Page, Unwritable, cut
from confledger.secrets.redaction import HIDDEN, Redaction

_FEWEST = 4


def difference(path: str, dialect: str, old: bytes, new: bytes) -> str:
    """Return the lines that differ, with three around them; values of secrets are hidden in both.

    A value that is secret by its name on one side is so on the other, whatever it is called.
    """
    sides = [one.decode("utf-8", "replace").removeprefix("\ufeff") for one in (old, new)]
    secret: set[str] = set()
    for text in sides:
        secret |= {str(value) for value, _, _ in _hidden(text, dialect, frozenset())}
    known = frozenset(one for one in secret if len(one) >= _FEWEST)
    before, after = (_veiled(text, dialect, known) for text in sides)
    lines = list(
        unified_diff(
            before.splitlines(keepends=True),
            after.splitlines(keepends=True),
            f"a/{path}",
            f"b/{path}",
        )
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)


def _veiled(text: str, dialect: str, known: frozenset[str]) -> str:
    try:
        return cut(text, [(start, end, HIDDEN) for _, start, end in _hidden(text, dialect, known)])
    except Unwritable:
        return ""


def _hidden(text: str, dialect: str, known: frozenset[str]) -> list[tuple[object, int, int]]:
    """Return each secret value with the place where it stands, once."""
    try:
        pages = [Page(text, dialect)]
        pages += [Page(text, dialect, number) for number in range(1, len(pages[0].documents))]
    except Unwritable:
        return []
    met: dict[tuple[int, int], object] = {}
    for page in pages:
        document = page.documents[page.number] if page.documents else None
        redaction = Redaction(document)
        for path in leaves(document):
            value = found(document, path)
            if path and (redaction.hides(path, value) or str(value) in known):
                place: Cut = (*page.value(path), "")
                met[place[:2]] = value
    return [(value, start, end) for (start, end), value in met.items()]
