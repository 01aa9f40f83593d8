"""A value without quotes that its reader takes for something else than it looks like.

YAML has several dialects, and the program that reads a file decides. PyYAML and Ansible take
`no` for false, `0644` for 420, `12:30` for 750 and `2020-01-01` for a date; Kubernetes takes
`y` for true and `2_17` for 217; GitHub and other readers of YAML 1.2 do none of that. All of
them take `3.10` for the number 3.1, so that the version that was meant is lost.

Which program reads a file is known for workflows, Kubernetes objects, Ansible roles, Docker
Compose and some others; for the rest, `readers` in confledger.yaml says it. What is common
and harmless, such as `yes` where true is meant, is information that `--verbose` shows; so is
everything that depends on a reader which is not known.

Bad:
    python-version: [3.9, 3.10]
Good:
    python-version: ["3.9", "3.10"]
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from confledger.checks import meanings
from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.checks.readers import NAMES, reader_of
from confledger.documents.dialect import YAML
from confledger.documents.excerpt import excerpt
from confledger.documents.formats import yaml_readings as readings
from confledger.documents.formats.yaml_readings import reading
from confledger.documents.formats.yaml_scalars import Scalar, scalars
from confledger.location import dotted

ID = "ambiguous-scalar"
SEVERITY = Severity.WARNING

# Everything that can be meant otherwise than it is read has something of this; `30` has not.
_ODD = (
    r"0[0-9]+|[-+]?[0-9][0-9a-fxo_]*_[0-9a-fA-F_.]*|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9].*|[-+]?[0-9.]+[eE][-+]?[0-9]+|[0-9]+\.[0-9]+0|[0-9]{16,}"
)
_NUMBERS = re.compile(rf"(?:{_ODD})\Z")
_ALL = re.compile(rf"(?:[yYnN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|=|<<|0b_|{_ODD})\Z")
_LOST_ZERO = re.compile(r"[0-9]+\.[0-9]+0\Z")
_EXPONENT = re.compile(r"[0-9]+[eE][0-9]+\Z")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+\Z")
_ZERO_FIRST = re.compile(r"0[0-9]+\Z")
# What a glance looks for after a colon only; elsewhere it is as rare as it is dear to find.
_SAME_LINE = re.compile(r"(?:0[0-9]+|[0-9]+[eE][0-9]+)\Z")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:_[0-9]{3})+\Z")
_PERMISSIONS = re.compile(r"0?[0-7]{3,4}\Z")
# Where Kubernetes wants text, and refuses a boolean or a number.
_ONLY_TEXT = frozenset(("labels", "annotations", "matchLabels", "nodeSelector"))
# Of a longer scalar, nothing is shown.
_SHORT = 8
# Beyond, the numbers of JavaScript and JSON readers leave digits out.
_EXACT = 2**53


class _Said(NamedTuple):
    severity: Severity
    message: str
    """What follows the place."""
    plain: str
    """The same where the value is not to be named."""
    help: str = "quote it"
    plain_help: str = ""
    """What to do where the value is not to be named, if that is something else."""
    shown: bool = False
    """Whether the help may show the scalar, since everybody knows it: a word, a version."""


def check(file: Parsed) -> Iterator[Finding]:
    """Yield the plain scalars that are taken for something else than they look like."""
    if file.dialect != YAML or not file.documents:
        return
    reader = file.reader or reader_of(file.path, file.data)
    candidate = _NUMBERS if reader in ("yaml-1.2", "github", "compose") else _ALL
    if not any(map(candidate.match, set(re.split(r"[\s,\[\]{}]+|:\s", file.text)))):
        return
    for scalar in scalars(file.text):
        if not candidate.match(scalar.text):
            continue
        if _SAME_LINE.match(scalar.text) and not _beside_key(file, scalar):
            continue
        said = _of_key(scalar, reader) if scalar.is_key else _of_value(scalar, reader)
        if said is not None:
            yield _finding(file, scalar, said)


def _beside_key(file: Parsed, scalar: Scalar) -> bool:
    """Whether a value stands on the line of its key, as almost every one does."""
    before = file.lines[scalar.span.line - 1][: scalar.span.column - 1]
    return re.search(r": +(?:&\S+\s+)?\Z", before) is not None


def _finding(file: Parsed, scalar: Scalar, said: _Said) -> Finding:
    place = f"the key `{dotted(scalar.path)}`" if scalar.is_key else f"`{dotted(scalar.path)}`"
    shown = excerpt(file.lines, scalar.span.line, scalar.path, scalar.span.column)
    hidden = shown is None or shown.hidden
    text = said.plain if hidden else said.message
    help = (said.plain_help or said.help) if hidden else said.help
    if said.shown and not hidden and len(scalar.text) <= _SHORT:
        help = f'quote it: "{scalar.text}"'
    return file.finding(
        ID,
        said.severity,
        f"{place if scalar.path else 'the document'} {text}",
        scalar.span,
        document=scalar.document,
        at=scalar.path,
        help=help,
        subject="key" if scalar.is_key else "",
    )


def _of_key(scalar: Scalar, reader: str | None) -> _Said | None:
    """Judge a key: a word that becomes a boolean, digits that become others."""
    if reader is None:
        return None
    kind, value = reading(scalar.text, reader)
    if kind == readings.BOOLEAN and reading(scalar.text, "yaml-1.2")[0] == readings.TEXT:
        by = NAMES[reader]
        return _Said(
            Severity.WARNING,
            f"is read as {_word(value)} by {by}",
            f"is read as a boolean by {by}",
            shown=True,
        )
    if kind == readings.INTEGER and ":" in scalar.text:
        return _base_60(value, reader)
    return None


def _of_value(scalar: Scalar, reader: str | None) -> _Said | None:
    """Ask one question after the other; the first answer counts."""
    name = _name(scalar)
    if reader is None:
        return _lost(scalar, name, None) or _unknown(scalar, name)
    kind, value = reading(scalar.text, reader)
    common, _ = reading(scalar.text, "yaml-1.2")
    if kind == readings.REFUSED:
        what = f"is refused by {NAMES[reader]}, which takes it for something special"
        return _Said(Severity.WARNING, what, what)
    other = common == readings.TEXT or _ZERO_FIRST.match(scalar.text)
    if reader == "kubernetes" and other and kind != readings.TEXT and _only_text(scalar):
        what = f"must be text, and Kubernetes reads it as {_called(kind)}"
        return _Said(Severity.WARNING, what, what)
    if kind == readings.BOOLEAN and common == readings.TEXT:
        return _boolean(scalar, name, value, reader)
    if kind == readings.INTEGER and ":" in scalar.text:
        return _base_60(value, reader)
    if kind == readings.DATE:
        severity = Severity.WARNING if meanings.is_version(name) else Severity.INFO
        what = f"is read as a date by {NAMES[reader]}, not as text"
        return _Said(severity, what, what)
    return _lost(scalar, name, reader) or _number(scalar, name, kind, value, reader)


def _boolean(scalar: Scalar, name: str, value: object, reader: str) -> _Said:
    """Judge `no` and the like: where codes are, or among other texts, it is one of them."""
    message = f"is read as {_word(value)} by {NAMES[reader]}"
    plain = f"is read as a boolean by {NAMES[reader]}"
    if meanings.is_code(name) or _among_texts(scalar):
        return _Said(Severity.WARNING, message, plain, shown=True)
    help = f"write {_word(value)}, or quote it if it is text"
    plain_help = "quote it if it is text, else write true or false"
    return _Said(Severity.INFO, message, plain, help, plain_help)


def _base_60(value: object, reader: str) -> _Said:
    return _Said(
        Severity.WARNING,
        f"is read as the number {value} by {NAMES[reader]} (in base 60)",
        f"is read as a number in base 60 by {NAMES[reader]}",
        shown=True,
    )


def _lost(scalar: Scalar, name: str, reader: str | None) -> _Said | None:
    """Find numbers that lose what makes them a version, a commit or an identifier."""
    text = scalar.text
    by = NAMES[reader] if reader else "most readers"
    if not meanings.is_version(name) and not meanings.is_identifier(name):
        return None
    kind, value = reading(text, reader or "yaml-1.2")
    if kind not in (readings.INTEGER, readings.NUMBER):
        return None
    plain = f"is read as a number by {by}, and loses how it is written"
    if meanings.is_version(name) and _LOST_ZERO.match(text):
        return _Said(
            Severity.WARNING, f"is read as the number {value:g} by {by}", plain, shown=True
        )
    if meanings.is_version(name) and _EXPONENT.match(text):
        return _Said(Severity.WARNING, plain, plain)
    if _ZERO_FIRST.match(text) and isinstance(scalar.path[-1], str):
        what = f"is read as a number by {by}, without the first zero"
        return _Said(Severity.WARNING, what, what)
    if isinstance(value, int) and value > _EXACT and reader not in ("pyyaml", "ansible"):
        what = "has more digits than numbers have in programs that read JSON"
        return _Said(Severity.INFO, what, what)
    return None


def _number(scalar: Scalar, name: str, kind: str, value: object, reader: str) -> _Said | None:
    """Judge numbers that only look like one, or like another."""
    text, by = scalar.text, NAMES[reader]
    numeric = kind in (readings.INTEGER, readings.NUMBER)
    if _ZERO_FIRST.match(text):
        octal = isinstance(value, int) and reader not in ("yaml-1.2", "github")
        if meanings.is_mode(name) and not octal and numeric:
            what = f"is read as a decimal number by {by}, not as octal permissions"
            return _Said(Severity.WARNING, what, what, "write it with 0o in front, such as 0o644")
        if octal and not meanings.is_mode(name) and value != int(text):
            severity = Severity.INFO if _PERMISSIONS.match(text) else Severity.WARNING
            what = f"is read as an octal number by {by}, since it begins with 0"
            return _Said(severity, what, what, "quote it if it is text, or leave the 0 out")
        return None
    if "_" in text and numeric and not _THOUSANDS.match(text):
        return _Said(
            Severity.WARNING,
            f"is read as the number {value} by {by}, which drops the `_`",
            f"is read as a number by {by}, which drops the `_`",
            shown=True,
        )
    if _THOUSANDS.match(text) and not numeric:
        what = f"is text to {by}, not a number"
        return _Said(Severity.INFO, what, what, "leave the `_` out, or quote it")
    if kind == readings.TEXT and _SCIENTIFIC.match(text) and not meanings.is_version(name):
        what = f"is text to {by}, not a number"
        return _Said(Severity.WARNING, what, what, "write it with a dot and a sign, such as 1.0e-4")
    return None


def _unknown(scalar: Scalar, name: str) -> _Said | None:
    """Say what common readers disagree on, where text is likely; who reads it is not known."""
    text = scalar.text
    help = "quote it, or name its reader under `readers` in confledger.yaml"
    ours, theirs = reading(text, "yaml-1.2"), reading(text, "pyyaml")
    if theirs[0] == readings.BOOLEAN and ours[0] == readings.TEXT:
        if meanings.is_code(name) or _among_texts(scalar):
            what = f"is read as {_word(theirs[1])} by some readers, and as text by others"
            return _Said(Severity.INFO, what, what, help)
    if _ZERO_FIRST.match(text) and meanings.is_mode(name) and ours != theirs:
        what = "is octal to some readers, and decimal to others"
        return _Said(Severity.INFO, what, what, help)
    return None


def _only_text(scalar: Scalar) -> bool:
    """Whether this is a label, the value of an environment variable, or the like."""
    path = scalar.path
    if len(path) >= 2 and path[-2] in _ONLY_TEXT:
        return True
    if len(path) >= 3 and path[-1] == "value" and path[-3] == "env":
        return True
    return len(path) == 2 and path[0] in ("data", "stringData")


def _among_texts(scalar: Scalar) -> bool:
    """Whether an item stands in a list with items that every reader takes for text."""
    if scalar.parent is None or scalar.parent.id != "sequence":
        return False
    others = [item for item in scalar.parent.value if item.id == "scalar"]
    return any(item.style or reading(item.value, "pyyaml")[0] == readings.TEXT for item in others)


def _name(scalar: Scalar) -> str:
    """Return the nearest key; an item of a list goes by the name of the list."""
    return next((step for step in reversed(scalar.path) if isinstance(step, str)), "")


def _word(value: object) -> str:
    return "true" if value else "false"


def _called(kind: str) -> str:
    return f"an {kind}" if kind == readings.INTEGER else f"a {kind}"
