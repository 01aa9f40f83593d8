"""What is said of a key, for people: what holds, what set it, what it lies over, who to ask."""

from confledger.loader.layer import DEFAULT, FLAG, VARIABLE, WORDS
from confledger.location import Path, dotted
from confledger.reports.changes.values import inline, scalar
from confledger.reports.explained import KNOWN, UNKNOWN, Commit, Explained, Input, Leaf, Said
from confledger.reports.ledger.fields import day
from confledger.reports.visible import visible
from confledger.reports.wording import plural
from confledger.secrets.redaction import key_shown

MASK = "●●●●●●"
_MOST_VALUE = 60
_MOST_SUBJECT = 72
_MOST_PLACE = 60
_DAY = 86400
_COLOURS = {"key": "1", "commit": "33", "dim": "2", "wrong": "31"}


class Layout:
    """How it is written: in colour or not, up to which width (0 for any), and what time it is."""

    __slots__ = ("_colour", "now", "width")

    def __init__(self, *, now: int, colour: bool = False, width: int = 0) -> None:
        self._colour = colour
        self.now = now
        self.width = width

    def painted(self, text: str, part: str) -> str:
        """Return a text in the colour of its part."""
        return f"\x1b[{_COLOURS[part]}m{text}\x1b[m" if self._colour and text else text


def as_text(one: Explained, layout: Layout) -> str:
    """Write all that is known of one key."""
    lines = [_head(one, layout)]
    schema = one.schema
    if schema is not None and schema.description:
        lines.append(f"  {layout.painted(_line(schema.description), 'dim')}")
    if one.leaves is not None:
        lines += _leaves(one, layout)
    lines += _table(_layers(one, layout))
    lines += _table([("wrong", [layout.painted(_line(text), "wrong")]) for text in one.faults])
    lines += _table(_made_of(one, layout))
    lines += _table(_beside(one, layout))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def name_of(path: Path) -> str:
    """Write a key."""
    return visible(dotted(tuple(key_shown(s) if isinstance(s, str) else s for s in path)))


def value_text(value: object, *, hidden: bool, most: int = _MOST_VALUE) -> str:
    """Write a value in one line."""
    if hidden:
        return MASK
    if isinstance(value, (dict, list)) and value:
        short = inline(value, most)
        kinds = ("key", "keys") if isinstance(value, dict) else ("item", "items")
        return short or plural(len(value), *kinds)
    written = scalar(value)
    return written if len(written) <= most else written[: most - 1] + "…"


def _head(one: Explained, layout: Layout) -> str:
    name = layout.painted(visible(one.called) or name_of(one.path), "key")
    if not one.there:
        told = f"{name} is not set"
    elif one.leaves is not None:
        told = f"{name}: {plural(len(one.leaves), 'value', 'values')}"
    else:
        told = f"{name} = {value_text(one.value, hidden=one.hidden, most=400)}"
    if one.hidden:
        told += _sealed(one, layout)
    where = [one.environment or "", f"host {one.host}" if one.host else ""]
    where += [f"at {one.revision[:10]}" if one.revision else ""]
    told += "".join(f"  [{visible(part)}]" for part in where if part)
    schema = one.schema
    if schema is not None:
        kind = f"   {visible(schema.type)}" if schema.type else ""
        told += layout.painted(f"{kind}   schema: {visible(schema.address)}", "dim")
    return told


def _sealed(one: Explained, layout: Layout) -> str:
    """Say where the secret is kept, and since when its value is what it is."""
    winner = next((row for row in one.layers if row.holds and row.sealed and row.file), None)
    if winner is None:
        return ""
    return f" (sops:{visible(winner.file or '')}:{winner.line or '?'}{age(winner.commit, layout)})"


def age(commit: Commit | None, layout: Layout) -> str:
    """Say how long ago a secret got its value, as far as that can be known."""
    if commit is None:
        return ""
    if commit.state != KNOWN:
        return f", last value change {commit.state}"
    if commit.time is None:
        return ""
    days = plural(max(0, layout.now - commit.time) // _DAY, "day", "days")
    if commit.reencrypted:
        return f", encrypted anew {days} ago, last value change then or earlier"
    return f", last value change {days} ago"


def _layers(one: Explained, layout: Layout) -> "list[Row]":
    rows: list[Row] = []
    first = True
    for said in one.layers:
        word = "over"
        if said.holds:
            word = "set by" if first else "and by"
            first = False
        elif first and said.removes:
            word = "removed"
            first = False
        value = ""
        if one.leaves is None and (not said.holds or _differs(said, one)):
            value = "removed" if said.removes else value_text(said.value, hidden=said.hidden)
        if said.removes and word == "removed":
            value = "(!unset)"
        rows.append((word, [place(said), value, by(said, layout)]))
        if said.commit is not None and said.commit.before is not None:
            rows.append(
                ("", ["  its value before that", "", commit_text(said.commit.before, layout)])
            )
    return rows


def _differs(said: Said, one: Explained) -> bool:
    """Whether a layer says something else than what came of it: a text with references."""
    return not one.hidden and one.raw is None and (said.value != one.value)


def place(said: Said) -> str:
    """Write where a layer stands."""
    if said.file is not None:
        at = f":{said.line}:{said.column}" if said.line is not None else ""
        return visible(said.file) + at
    if said.kind == VARIABLE:
        return f"environment variable {visible(said.variable or said.name)}"
    if said.kind == FLAG:
        return f"flag {visible(said.variable or said.name)}"
    if said.kind == DEFAULT:
        return WORDS[DEFAULT]
    return visible(said.name) or WORDS.get(said.kind, said.kind)


def by(said: Said, layout: Layout) -> str:
    """Write who set it and when."""
    if said.kind == VARIABLE:
        return "(process environment; not in git)"
    if said.kind == FLAG:
        return "(command line; not in git)"
    if said.commit is None:
        return ""
    return commit_text(said.commit, layout)


def commit_text(commit: Commit, layout: Layout) -> str:
    """Write a commit in one line, or why there is none."""
    if commit.state == UNKNOWN:
        return f"commit: unknown ({commit.reason})"
    if commit.state != KNOWN:
        return commit.state
    subject = visible(commit.subject)
    if len(subject) > _MOST_SUBJECT:
        subject = subject[: _MOST_SUBJECT - 1] + "…"
    quoted = f'"{subject}"'
    oid = layout.painted(commit.oid[:8], "commit")
    parts = [oid, visible(commit.author) or "(nobody)", day(commit.time), quoted]
    if commit.request and commit.request not in subject:
        parts.append(visible(commit.request))
    if commit.path:
        parts.append(f"(then {visible(commit.path)})")
    told = "  ".join(parts)
    if commit.ignored:
        told += "  (in .git-blame-ignore-revs, but it changed the value)"
    return told


def _made_of(one: Explained, layout: Layout) -> "list[Row]":
    rows: list[Row] = []
    if one.inputs:
        rows.append(("made of", [visible(one.raw) if one.raw is not None else MASK]))
    for given in one.inputs:
        rows.append(("", [_input(given), *_input_place(given, layout)]))
    return rows


def _input(given: Input) -> str:
    if given.path is None:
        return f"  environment variable {visible(given.variable or '')}"
    return f"  {name_of(given.path)} = {value_text(given.value, hidden=given.hidden)}"


def _input_place(given: Input, layout: Layout) -> list[str]:
    if given.said is None:
        told = "(process environment; not in git)" if given.given else "(not set)"
        return [told] if given.path is None else []
    return [place(given.said), by(given.said, layout)]


def _beside(one: Explained, layout: Layout) -> "list[Row]":
    rows: list[Row] = []
    opens = one.opens
    if opens is not None:
        where = f"sops:{visible(opens.file)}"
        if opens.found:
            where += f":{opens.line}" if opens.line is not None else ""
            rows.append(("secret", [f"{MASK} ({where}{age(opens.commit, layout)})"]))
        else:
            rows.append(("secret", [f"{where}#{visible(opens.pointer)} is not there"]))
    schema = one.schema
    if schema is not None and schema.risk:
        rows.append(("risk", [visible(schema.risk)]))
    if schema is not None and schema.deprecated:
        instead = f"; use {visible(schema.replaced_by)}" if schema.replaced_by else ""
        until = f"; read until {visible(schema.remove_after)}" if schema.remove_after else ""
        rows.append(("deprecated", [f"yes{instead}{until}"]))
    rows.append(("read by", [_readers(one)]))
    if one.owner is not None:
        names = " ".join(visible(name) for name in one.owner.names) or "nobody"
        rows.append(("owner", [f"{names}  ({one.owner.file}:{one.owner.line})"]))
    if schema is not None and schema.docs:
        rows.append(("docs", [visible(schema.docs)]))
    rows += [("note", [_line(note)]) for note in one.notes]
    return rows


def _readers(one: Explained) -> str:
    if one.readers is None:
        return "unknown (no access log)"
    told = [
        f"{visible(row.name)} (last {row.last[:10]}, {plural(row.reads, 'read', 'reads')})"
        for row in one.readers
    ]
    return ", ".join(told) or "nobody, by the access log"


def _leaves(one: Explained, layout: Layout) -> list[str]:
    rows: list[Row] = []
    for row in one.leaves or ():
        rows.append((_below(row, one.path), [leaf_value(row), *leaf_origin(row, layout)]))
    return _table(rows, indent="    ", most=60)


def _below(row: Leaf, top: Path) -> str:
    inside = row.path[len(top) :]
    return name_of(inside) if inside else "(itself)"


def leaf_value(row: Leaf) -> str:
    """Write the value of a leaf."""
    return value_text(row.value, hidden=row.hidden, most=44)


def leaf_origin(row: Leaf, layout: Layout) -> list[str]:
    """Write what set a leaf."""
    return [] if row.said is None else [place(row.said), by(row.said, layout)]


# A word, and the cells beside it.
Row = tuple[str, list[str]]


_WORD = 7


def _table(rows: "list[Row]", indent: str = "  ", most: int = _WORD) -> list[str]:
    """Write rows with their cells below each other; what is too long pushes only its own line."""
    word = _WORD if most == _WORD else min(max((len(one[0]) for one in rows), default=0), most)
    widths: list[int] = []
    for _, cells in rows:
        for at, cell in enumerate(cells[:-1]):
            if at == len(widths):
                widths.append(0)
            if len(cell) <= _MOST_PLACE:
                widths[at] = max(widths[at], len(cell))
    lines = []
    for name, cells in rows:
        told = [f"{cell:{widths[at]}}" for at, cell in enumerate(cells[:-1])]
        lines.append(f"{indent}{name:{word}}  {'  '.join([*told, *cells[-1:]])}")
    return lines


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
