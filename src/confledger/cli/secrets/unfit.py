"""What stands against encrypting a text: told by keys and lines, for the text is secret."""

from confledger.location import Path, Span, dotted
from confledger.secrets import lossy, sops_file
from confledger.secrets.plain import Plain
from confledger.secrets.sops_file import JSON, YAML

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# A double, which SOPS makes of each number in JSON, has no other whole number next to these.
_EXACT = 2**53 - 1


def unfit(text: Plain, path: str, store: str) -> list[str]:
    """Return a line for each fault of a text, and each scalar that SOPS would change."""
    try:
        found = _lossy(text, path, store)
    except sops_file.Unreadable as fault:
        found = [(fault.span, fault.reason)]
    lines = []
    for span, reason in found:
        where = f":{span.line}:{span.column}" if span is not None else ""
        lines.append(f"{path}{where}: {reason}")
    return lines


def _lossy(text: Plain, path: str, store: str) -> "list[tuple[Span | None, str]]":
    file = sops_file.read(text.reveal(), path, store)
    if file.metadata is not None or any(told is not None for told in file.told):
        return [(None, "`sops` is where SOPS keeps its own; choose another key")]
    if store == YAML:
        return [
            (span, f"`{dotted(at)}` would not come back as it is: {why}")
            for _, at, span, why in lossy.find(text.reveal())
        ]
    if store == JSON:
        return [
            (file.span(0, at), f"`{dotted(at)}` would not come back as it is: it becomes a float")
            for at in _large(file.documents[0], ())
        ]
    return []


def _large(value: object, path: Path) -> "Iterator[Path]":
    """Yield where the integers are that SOPS rounds."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _large(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _large(item, (*path, index))
    elif isinstance(value, int) and abs(value) > _EXACT:
        yield path
