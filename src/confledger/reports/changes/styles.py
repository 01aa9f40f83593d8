"""What differs in a file beside its values: comments, style, tags, what readers disagree on."""

import re

from confledger.changes.change import MISSING
from confledger.documents.dialect import YAML
from confledger.location import dotted
from confledger.reports.changes.content import Fact, Row
from confledger.secrets.redaction import HIDDEN, path_shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.changes.change import Change
    from confledger.changes.style import Restyled
    from confledger.secrets.scope import Scope

# A plain scalar that YAML 1.1 may take for something else; in a file without any, all agree.
# Every repetition is bounded, so that no content makes the search slow.
_DOUBTFUL = re.compile(
    rb"(?mi)[:\-\[,{]\s{0,40}(?:y|n|yes|no|on|off|=|<<|[-+]?0[0-9_]{1,40}|0b[01_]{1,40}|0o[0-7]{1,40}"
    rb"|[-+]?[0-9](?=[0-9]{0,20}_)[0-9_]{1,40}|[-+]?[0-9]{1,20}(?::[0-5]?[0-9]){1,6}(?:\.[0-9]{0,20})?"
    rb"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[^\n]{0,30}|[-+]?[0-9][0-9_.]{0,20}e[0-9]{1,9})"
    rb"\s{0,40}(?:[\]},#]|$)"
)
# Larger files are not looked at so closely, unless it was asked for.
_MOST = 256 * 1024


class Styles:
    """What is known of one file beside its values; rows only of what was asked for."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.facts: list[Fact] = []
        # Whether nothing but comments differs.
        self.comments = False


def styles(
    before: bytes,
    after: bytes,
    dialect: str,
    changes: "list[Change]",
    rows: list[Row],
    wanted: frozenset[str],
    *,
    scope: "Scope | None" = None,
) -> Styles:
    """Look at how a file is written; `rows` get notes of what readers disagree on.

    `wanted` names the classes, `comment` and `style`, that are to be listed. With a `scope` the
    file ought to be encrypted, and is not: what its comments say is not told.
    """
    found = Styles()
    small = len(before) <= _MOST and len(after) <= _MOST
    tagged = dialect == YAML and (b" !" in before or b" !" in after)
    if wanted or (small and (not changes or tagged)):
        _classify(before, after, dialect, wanted, found, hidden=scope is not None)
    if small and dialect == YAML and (_DOUBTFUL.search(after) or _DOUBTFUL.search(before)):
        _doubt(before, after, changes, rows, found, scope)
    return found


def _classify(
    before: bytes,
    after: bytes,
    dialect: str,
    wanted: frozenset[str],
    found: Styles,
    *,
    hidden: bool,
) -> None:
    from confledger.changes.style import COMMENT, STYLE, classify

    all_of_it = classify(before, after, dialect)
    found.comments = bool(all_of_it) and all(one.kind == COMMENT for one in all_of_it)
    for one in all_of_it:
        if one.kind not in (COMMENT, STYLE):
            found.facts.append(Fact(one.kind, one.message(), serious=True))
        elif one.kind in wanted:
            found.rows.append(_row(one, hidden=hidden))


def _row(one: "Restyled", *, hidden: bool) -> Row:
    if hidden and one.kind == "comment":
        one.before, one.after = (side and HIDDEN for side in (one.before, one.after))
    path = path_shown(one.path)
    key = dotted(path) if path or one.kind == "comment" else one.what
    return Row(
        one.kind,
        key,
        MISSING if one.before is None else one.before,
        MISSING if one.after is None else one.after,
        was=f"{one.what}, {one.count:,} times" if one.count > 1 else one.what,
        old_path=None if one.what == "added" else path,
        new_path=None if one.what == "removed" else path,
        old_number=None if one.what == "added" else one.document,
        new_number=None if one.what == "removed" else one.document,
    )


def _doubt(
    before: bytes,
    after: bytes,
    changes: "list[Change]",
    rows: list[Row],
    found: Styles,
    scope: "Scope | None",
) -> None:
    from confledger.changes.meaning import doubtful

    by_place = {(row.new_number, row.new_path): row for row in rows if row.new_path is not None}
    for doubt in doubtful(before, after, changes, scope=scope):
        path = path_shown(doubt.path)
        row = by_place.get((doubt.document, path))
        if row is not None:
            row.notes.append(doubt.message)
        else:
            where = f"{dotted(path)}: " if path else ""
            found.facts.append(Fact(doubt.kind, f"{where}{doubt.message}", serious=True))
