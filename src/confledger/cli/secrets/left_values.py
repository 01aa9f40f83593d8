"""The values that somebody who left has seen: they have to be changed where they come from."""

from confledger.cli.failure import shown
from confledger.location import dotted, pointer
from confledger.secrets.plan import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.secrets.sops_file import SopsFile


def text_of(files: "Iterable[SopsFile]", who: str) -> str:
    """Return the list for people: files, and the keys of their encrypted values."""
    lines = []
    for file in files:
        lines.append(file.path)
        for document, path in hidden(file):
            where = f" (document {document + 1})" if document else ""
            lines.append(f"  {dotted(path)}{where}")
    if not lines:
        return ""
    head = (
        f"\nChange these values at their providers: {who} could read them, and can read them in "
        "the history for ever.\n"
    )
    return head + "".join(f"{shown(line)}\n" for line in lines)


def told(files: "Iterable[SopsFile]") -> list[dict[str, object]]:
    """Return the list for a program: JSON Pointers by file."""
    return [
        {
            "path": file.path,
            "keys": [
                {"document": document, "pointer": pointer(path)} for document, path in hidden(file)
            ],
        }
        for file in files
    ]
