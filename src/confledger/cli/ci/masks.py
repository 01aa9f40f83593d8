"""Values of a file that change and do not reach an environment: something overrides them."""

from confledger.cli.rollback.overlaid import Overlaid
from confledger.loader.resolution import at
from confledger.location import Path

# So many values are looked at.
_MOST = 500


def masked(
    name: str,
    before: Overlaid | None,
    after: Overlaid | None,
    *,
    files: list[dict[str, object]],
    rows: object,
) -> list[dict[str, object]]:
    """Return file and key of each, and what overrides it in this environment."""
    if before is None or after is None:
        return []
    assert isinstance(rows, list)
    by_file: dict[object, set[tuple[object, ...]]] = {}
    for one in rows:
        for name_of_file in {one["where"], one["was_in"]}:
            by_file.setdefault(name_of_file, set()).add(_loose(one["path"]))
    found: list[dict[str, object]] = []
    for file in files:
        of_file = file["rows"]
        assert isinstance(of_file, list)
        path = str(file["path"])
        if path not in after.files or path not in before.files:
            continue
        reached = by_file.get(path, set())
        above = {one[:length] for one in reached for length in range(len(one) + 1)}
        for row in of_file[:_MOST]:
            steps = tuple(row["path"])
            loose = _loose(steps)
            within = any(loose[:length] in reached for length in range(len(loose) + 1))
            if row["sealed"] or not steps or within or loose in above:
                continue
            if not (_says(before, path, steps) or _says(after, path, steps)):
                continue
            one = after.winner(steps)
            if one is None or one.layer.file in (None, path):
                continue
            found.append(
                {"environment": name, "path": path, "key": row["key"], "by": one.layer.file}
            )
    return found


def _loose(path: object) -> tuple[object, ...]:
    assert isinstance(path, (list, tuple))
    return tuple("*" if isinstance(step, int) else step for step in path)


def _says(side: Overlaid, file: str, path: Path) -> bool:
    """Whether a layer has a value at the very path that it has in its file."""
    for layer in side.layers:
        if layer.file == file:
            try:
                at(layer.tree, path)
            except KeyError:
                continue
            return True
    return False
