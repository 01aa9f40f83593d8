"""Documents of a file that come or go: each with the text that it has, between lines of `---`."""

import re
from itertools import pairwise

from confledger.changes.sameness import exactly_same
from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.rollback.aligned import document_labels

_MARK = re.compile(r"^---(?=\s|$)", re.M)


def reshaped(text: str, source: str | None, wanted: list[object]) -> str | None:
    """Return a text with the documents that are wanted, those that it has as they are in it.

    Others are taken from `source`. None where lines do not tell where each begins.
    """
    own = _parts(text)
    others = [] if source is None else _parts(source)
    if own is None or others is None:
        return None
    names = document_labels([document for _, document in own])
    held = dict(zip(names, own, strict=True))
    found = []
    for name, document in zip(document_labels(wanted), wanted, strict=True):
        part = held.get(name)
        if part is None:
            part = next((one for one in others if exactly_same(one[1], document)), None)
        if part is None:
            return None
        found.append(part[0])
    end = "\r\n" if "\r\n" in text else "\n"
    made = ""
    for part_text in found:
        if made and not made.endswith("\n"):
            made += end
        marked = _MARK.search(part_text) is not None
        made += part_text if marked or not made else f"---{end}{part_text}"
    return made


def _parts(text: str) -> list[tuple[str, object]] | None:
    """Cut a text into its documents, each with the comments and the line before it."""
    starts = [one.start() for one in _MARK.finditer(text)]
    bounds = [0, *(one for one in starts if one), len(text)]
    found: list[tuple[str, object]] = []
    before = ""
    for start, end in pairwise(bounds):
        part = before + text[start:end]
        loaded = load(part.encode("utf-8"), YAML)
        if loaded.problems or len(loaded.documents) > 1:
            return None
        if not loaded.documents or loaded.documents == [None]:
            before = part
            continue
        before = ""
        found.append((part, loaded.documents[0]))
    if before and found:
        found[-1] = (found[-1][0] + before, found[-1][1])
    return found
