"""What is known of encrypted files without a key, as a table and as JSON."""

from confledger.checks.days import days_between
from confledger.checks.due import day
from confledger.cli.failure import shown
from confledger.location import pointer
from confledger.secrets.data_keys import ciphertexts
from confledger.secrets.naming import name
from confledger.secrets.scope import DEFAULT, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.location import Path
    from confledger.secrets.history import Ages
    from confledger.secrets.sops_file import SopsFile

ENCRYPTED, UNGOVERNED, PLAIN, FAULTY = "encrypted", "no rule", "plain", "faulty"
_RED, _PLAIN = "\x1b[31m", "\x1b[0m"
_HEADS = ("FILE", "STATE", "VALUES", "OLDEST", "NEWEST", "KEY", "SCOPE", "READERS")
# Columns of numbers, which are aligned to the right, and those of them that take the history.
_NUMBERS = (2, 3, 4, 5)
_TIMES = (3, 4, 5)
_NEWEST, _SCOPE, _READERS = 4, 6, 7
_MOST_SCOPE, _LEAST_READERS, _LEAST_FILE = 24, 24, 32


class Row:
    """One file; `ages` is None where nobody looked, or nothing was ever committed."""

    __slots__ = ("ages", "examined", "file", "findings", "state")

    def __init__(self, examined: "Examined", state: str, findings: "list[Finding]") -> None:
        self.examined = examined
        self.file: SopsFile = examined.sops
        self.state = state
        self.findings = findings
        self.ages: Ages | None = None

    def readers(self) -> list[str]:
        """Return whom the file is encrypted for, by name where the rules have one."""
        if self.file.metadata is None:
            return []
        return sorted(
            name(one, self.file.path, self.examined.rules) for one in self.file.metadata.recipients
        )


def as_text(rows: list[Row], today: str, *, width: int | None, colour: bool) -> str:
    """Return one line for each file; `width` is that of a terminal, None of anything else."""
    if not rows:
        return ""
    cells = [_cells(row, today) for row in rows]
    kept = list(range(len(_HEADS)))
    if all(row.ages is None for row in rows):
        kept = [column for column in kept if column not in _TIMES]
    if all(one[_SCOPE] in ("", _said(Scope())) for one in cells):
        kept.remove(_SCOPE)
    table = [list(_HEADS), *cells]
    if width is not None:
        _fit(table, rows, kept, width)
    lines = _lines(table, kept)
    for number, row in enumerate(rows, 1):
        if colour and row.state in (PLAIN, FAULTY):
            lines[number] = f"{_RED}{lines[number]}{_PLAIN}"
    return "\n".join([*lines, ""])


def _fit(table: list[list[str]], rows: list[Row], kept: list[int], width: int) -> None:
    """Make a table no wider than a terminal, what is needed least given up first."""

    def over() -> int:
        return max(len(line) for line in _lines(table, kept)) - width

    if over() <= 0:
        return
    taken = max(len(line) for line in _lines([[*one[:_READERS], ""] for one in table], kept))
    room = width - taken - 2
    for row, line in zip(rows, table[1:], strict=True):
        if room < _LEAST_READERS:
            line[_READERS] = str(len(row.readers()) or "")
        elif len(line[_READERS]) > room:
            line[_READERS] = _some(row.readers(), room)
    if over() > 0:
        longest = max(len(line[0]) for line in table)
        size = max(longest - over(), _LEAST_FILE)
        for line in table:
            if len(line[0]) > size:
                line[0] = "…" + line[0][1 - size :]
    for column in (_SCOPE, _NEWEST):
        if over() > 0 and column in kept:
            kept.remove(column)


def _lines(table: list[list[str]], kept: list[int]) -> list[str]:
    widths = {column: max(len(line[column]) for line in table) for column in kept}
    return [
        "  ".join(
            line[column].rjust(widths[column])
            if column in _NUMBERS
            else line[column].ljust(widths[column])
            for column in kept
        ).rstrip()
        for line in table
    ]


def _cells(row: Row, today: str) -> list[str]:
    metadata = row.file.metadata
    values = ciphertexts(row.file)
    oldest = newest = key = scope = ""
    if row.ages is not None and metadata is not None:
        oldest, newest = _range(row.ages, set(values), today)
        key = "new"
        if row.ages.key is not None:
            key = (">" if row.ages.key_at_least else "") + _age(row.ages.key, today)
    if metadata is not None:
        scope = _said(metadata.scope)
    if len(scope) > _MOST_SCOPE:
        scope = scope[: _MOST_SCOPE - 1] + "…"
    state = f"{row.state}!" if row.state in (PLAIN, FAULTY) else row.state
    count = str(len(values)) if metadata is not None else ""
    cells = [row.file.path, state, count, oldest, newest, key, scope, ", ".join(row.readers())]
    return [shown(cell) for cell in cells]


def _said(scope: Scope) -> str:
    """Say which values are encrypted."""
    if (scope.way, scope.pattern) == DEFAULT:
        return "all"
    but = "all but " if scope.way.startswith("unencrypted") else ""
    if scope.way.endswith("_suffix"):
        return f"{but}*{scope.pattern}"
    return f"{but}{'# ' if scope.by_comment else ''}{scope.pattern}"


def _range(ages: "Ages", values: "set[tuple[int, Path]]", today: str) -> tuple[str, str]:
    """Return the age of the oldest and of the newest value."""
    known = sorted(ages.values, key=lambda value: (ages.values[value], str(value)))
    texts = []
    for value in (known[0], known[-1]) if known else ():
        mark = ">" if value in ages.at_least else "~" if value in ages.reencrypted else ""
        texts.append(mark + _age(ages.values[value], today))
    if not texts:
        return ("new", "new") if values else ("", "")
    return texts[0], "new" if values - set(known) else texts[1]


def _age(moment: int, today: str) -> str:
    return f"{max(0, days_between(day(moment), today))} d"


def _some(names: list[str], room: int) -> str:
    """Return as many names as there is room for, and how many more there are."""
    for count in range(len(names) - 1, 0, -1):
        text = shown(", ".join(names[:count])) + f", +{len(names) - count}"
        if len(text) <= room:
            return text
    return f"{len(names)} readers"


def summary(rows: list[Row], *, shallow: bool) -> str:
    """Return what it comes to, in a line or two."""
    if not rows:
        return "no file is encrypted, and no creation rule asks for it\n"
    parts = []
    for state in (ENCRYPTED, UNGOVERNED, FAULTY, PLAIN):
        count = sum(1 for row in rows if row.state == state)
        if count:
            parts.append(f"{count} {state}")
    values = sum(len(ciphertexts(row.file)) for row in rows if row.file.metadata is not None)
    files = "1 file" if len(rows) == 1 else f"{len(rows)} files"
    text = f"{files}: {', '.join(parts)}; {values} value{'' if values == 1 else 's'}"
    text += f", the oldest of {day(min(known))}\n" if (known := _times(rows)) else "\n"
    if any(row.state in (FAULTY, PLAIN) for row in rows):
        text += "what is wrong: `confledger secrets check`\n"
    if shallow:
        text += (
            "this clone is shallow, so ages after `>` are not known in full: "
            "`git fetch --unshallow`\n"
        )
    return text


def _times(rows: list[Row]) -> list[int]:
    return [moment for row in rows if row.ages is not None for moment in row.ages.values.values()]


def as_json(rows: list[Row], *, shallow: bool) -> str:
    """Return all that is known; times are in seconds since 1970."""
    from json import dumps

    told = {"version": 1, "shallow": shallow, "files": [_told(row) for row in rows]}
    return dumps(told, indent=2) + "\n"


def _told(row: Row) -> dict[str, object]:
    rule, metadata, ages = row.examined.rule, row.file.metadata, row.ages
    told: dict[str, object] = {
        "path": shown(row.file.path),
        "state": row.state,
        "rule": None if rule is None else {"file": shown(rule.file.path), "number": rule.number},
        "findings": [{"check": one.check, "severity": one.severity} for one in row.findings],
    }
    if metadata is None:
        return told
    told["scope"] = {"way": metadata.scope.way, "pattern": metadata.scope.pattern}
    told["recipients"] = [
        {
            "kind": one.kind,
            "identity": one.identity,
            "name": name(one, row.file.path, row.examined.rules),
        }
        for one in metadata.recipients
    ]
    told["values"] = [
        {
            "document": document,
            "pointer": pointer(path),
            **({} if ages is None else _told_of_value(ages, (document, path))),
        }
        for document, path in ciphertexts(row.file)
    ]
    if ages is not None:
        told["key"] = {"since": ages.key, "at_least": ages.key_at_least}
    return told


def _told_of_value(ages: "Ages", value: "tuple[int, Path]") -> dict[str, object]:
    """Return the age of a value; `since` is null where it was not committed."""
    return {
        "since": ages.values.get(value),
        "at_least": value in ages.at_least,
        "reencrypted": ages.reencrypted.get(value),
    }
