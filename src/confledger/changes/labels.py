"""Paths for people: `containers`, `[name=web]`, `image`; made only when somebody looks."""

from confledger.changes.identity import Identities
from confledger.location import Path
from confledger.secrets.redaction import told


class Labels:
    """The paths of the two versions of one document, each list looked at once."""

    __slots__ = ("_after", "_before", "_identities", "_known")

    def __init__(self, before: object, after: object, identities: Identities) -> None:
        self._before = before
        self._after = after
        self._identities = identities
        self._known: dict[int, list[str] | None] = {}

    def of(self, old_path: Path | None, path: Path | None) -> tuple[str, ...]:
        """Return the label of what stands at `path`, or stood at `old_path` if it is gone."""
        held, steps = (self._before, old_path or ()) if path is None else (self._after, path)
        label: list[str] = []
        for at, step in enumerate(steps):
            if isinstance(step, int):
                assert isinstance(held, list)
                label.append(self._item(steps[:at], held, step))
                held = held[step]
            else:
                assert isinstance(held, dict)
                label.append(step)
                held = held[step]
        return tuple(label)

    def _item(self, path: Path, items: list[object], at: int) -> str:
        if id(items) not in self._known:
            maps = bool(items) and isinstance(items[0], dict)
            self._known[id(items)] = self._identities.labels(path, items) if maps else None
        known = self._known[id(items)]
        # What an item is known by may be the very thing that must not be shown.
        return f"[{at}]" if known is None or told(known[at]) else f"[{known[at]}]"
