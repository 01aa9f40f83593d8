"""Everything that one file says, whatever it is written in; the same bytes, the same items."""

from confledger.documents.limits import DEFAULT, Limits
from confledger.inventory.observability import declared, python_source, rules_of_lines
from confledger.inventory.observability.comments import PYTHON, family
from confledger.inventory.observability.item import DEBT, REPORT, UNREAD, Item
from confledger.inventory.observability.markers import markers
from confledger.inventory.observability.memory import Found
from confledger.secrets.redaction import key_shown

_REPORTS = frozenset(("reports", "report"))
_REPORT_SUFFIXES = ("md", "html", "csv", "json", "xml", "pdf")
# Programs, in which logs might be looked for, and for which there are no rules yet.
_UNRULED = {
    **dict.fromkeys(("c", "cc", "cpp"), "C or C++"),
    **dict.fromkeys(("kt", "kts"), "Kotlin"),
    "cs": "C#",
    "ex": "Elixir",
    "groovy": "Groovy",
    "java": "Java",
    "lua": "Lua",
    "nix": "Nix",
    "php": "PHP",
    "pl": "Perl",
    "rb": "Ruby",
    "rs": "Rust",
    "scala": "Scala",
    "swift": "Swift",
}
# What there are rules for.
RULED = frozenset((PYTHON, rules_of_lines.GO, rules_of_lines.SCRIPT, rules_of_lines.SHELL))
# Those whose reading of environment variables is told.
READING = RULED - {rules_of_lines.SHELL}


def looked_into(path: str, content: bytes, limits: Limits = DEFAULT) -> Found:
    """Return one file with what it says."""
    language = written_in(path, content) or unruled(path)
    lines = content.count(b"\n") if language else 0
    return Found(path, language, lines, inspect(path, content, limits))


def inspect(path: str, content: bytes, limits: Limits = DEFAULT) -> list[Item]:
    """Return what a file says, in the order of its lines; never raises for what is in it."""
    if b"\0" in content[:8_000] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [Item(UNREAD, "not text", path, 1, "bytes")] if written_in(path, content) else []
    found = []
    if family(path, content) == PYTHON:
        found += python_source.read(path, content)
    else:
        found += rules_of_lines.read(path, content)
        found += declared.read(path, content, limits)
    how = "tokenize" if family(path, content) == PYTHON else "rule comment"
    for one in markers(path, content):
        more = [("word", one.word)] + ([("owner", one.owner)] if one.owner else [])
        found.append(Item(DEBT, one.text, path, one.line, how, tuple(more)))
    *folders, name = path.split("/")
    if not _REPORTS.isdisjoint(folders) and name.rpartition(".")[2] in _REPORT_SUFFIXES:
        found.append(Item(REPORT, name, path, 1, "rule report-file"))
    return sorted(map(_safe, found), key=lambda item: item.line)


def _safe(item: Item) -> Item:
    """Return an item as it may be stored and shown: a text, or a label, may be a secret."""
    more = tuple((key, " ".join(map(key_shown, value.split(" ")))) for key, value in item.more)
    return item._replace(name=key_shown(item.name), more=more)


def written_in(path: str, content: bytes) -> str:
    """Return the language of a program that is looked into; empty for all else."""
    if family(path, content) == PYTHON:
        return PYTHON
    return rules_of_lines.language(path, content)


def unruled(path: str) -> str:
    """Return the language of a program that there are no rules for; empty for all else."""
    return _UNRULED.get(path.rpartition(".")[2].lower(), "")
