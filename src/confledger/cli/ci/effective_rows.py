"""One value that differs in an environment: where it is set, why it changes, who answers for it."""

from confledger.cli.ci.context import Context
from confledger.cli.rollback.overlaid import Overlaid
from confledger.documents.load import positions
from confledger.loader.layer import DEFAULT, Layer
from confledger.location import Path
from confledger.reports.changes.content import Row
from confledger.reports.ci.cells import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.positions import Positions
    from confledger.loader.merging import Declaration

_MOST_BYTES = 1_000_000


class Places:
    """Where values stand in the files of layers, each file read once; and who owns the files."""

    def __init__(self, context: Context) -> None:
        self._known: dict[bytes, Positions] = {}
        self.owners = context.owners

    def line(self, layer: Layer, path: Path) -> int | None:
        """Return the line of a value of a layer; None where there is no text."""
        data = layer.data
        if data is None or len(data) > _MOST_BYTES:
            return None
        if data not in self._known:
            self._known[data] = positions(data, layer.dialect)
        found = self._known[data]
        span = found.key(0, path) or found.value(0, path)
        return None if span is None else span.line


def row_of(
    row: Row, before: Overlaid | None, after: Overlaid | None, changed: set[str], places: Places
) -> dict[str, object]:
    """Return what there is to say of a row, as JSON has it."""
    old = _winner(before, row.old_path or row.new_path)
    new = _winner(after, row.new_path or row.old_path)
    gone = row.new_path is None
    one = (old or new) if gone else (new or old)
    where = None if one is None else one.layer.file
    said = told(row)
    path = row.new_path or row.old_path or ()
    blamed = [
        file for file in (where, _file(old), _file(new)) if file is not None and file in changed
    ]
    risks: dict[str, None] = {}
    for side in (before, after):
        risks |= dict.fromkeys([] if side is None else side.risks(path))
    return {
        "key": said.key,
        "was": said.before,
        "becomes": said.after,
        "note": said.note,
        "kind": row.kind,
        "where": where or ("schema default" if one is not None and _default(one) else ""),
        "line": None if one is None else places.line(one.layer, one.path),
        "was_in": _file(old) or "",
        "origin": _origin(old, new, before, changed),
        "hidden": row.hidden,
        "sealed": row.hidden and _sealed(row, before, after),
        "risks": sorted(risks),
        "owners": places.owners(blamed[0]) if blamed else [],
        "path": list(path),
    }


def _sealed(row: Row, before: Overlaid | None, after: Overlaid | None) -> bool:
    sides = ((before, row.old_path), (after, row.new_path))
    return any(
        side is not None and path is not None and side.is_closed(path) for side, path in sides
    )


def _winner(side: Overlaid | None, path: Path | None) -> "Declaration | None":
    return None if side is None or path is None else side.winner(path)


def _default(one: "Declaration") -> bool:
    return one.layer.kind == DEFAULT


def _file(one: "Declaration | None") -> str | None:
    return None if one is None else one.layer.file


def _origin(
    old: "Declaration | None", new: "Declaration | None", before: Overlaid | None, changed: set[str]
) -> str:
    """Say why a value changes that is set elsewhere now; nothing where it simply is another."""
    was, now = _file(old), _file(new)
    if was == now or old is None or new is None:
        made = was not in changed and old is not None and new is not None
        return "made of other values" if made else ""
    order = [] if before is None else [layer.file for layer in before.layers]
    if was in order and now in order and order.index(now) < order.index(was):
        return f"no longer overridden in {was}"
    if now is None:
        return f"no longer set in {was}"
    return f"overrides {was}" if was is not None else ""
