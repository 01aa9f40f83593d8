"""Which keys of a change their schemas mark as risky, on either side.

A change cannot take the mark from its own keys: what the schema before says counts for new keys,
too, and a file has the schemas that it had.
"""

from confledger.changes.keys import ADDED, REMOVED, Change
from confledger.cli.changed_keys import Changed, States, keys
from confledger.git.deltas import Delta, of_trees
from confledger.git.snapshot import FILE, CommitSnapshot
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.references import Reference
    from confledger.settings import Settings


class Marked:
    """The keys of one file that have a risk: `leaves` are their paths, `above` all these are in."""

    __slots__ = ("above", "keys", "leaves")

    def __init__(self, changes: "list[Change]") -> None:
        self.keys = sorted(keys(changes))
        self.leaves = {one.path for one in changes}
        self.above = {path[:length] for path in self.leaves for length in range(len(path) + 1)}

    def takes(self, path: Path) -> bool:
        """Whether a change at a path is one of such a key, or of what such a key is in."""
        if path in self.above:
            return True
        return any(path[:length] in self.leaves for length in range(len(path)))


def marked(
    before: CommitSnapshot, after: CommitSnapshot, settings: "Settings"
) -> dict[str, dict[str, Marked]]:
    """Return what is marked, by risk and file, sorted; `settings` are those of the base."""
    states = _Both(before, after, settings)
    every = map(_read, of_trees(before.repository, before.tree, after.tree))
    deltas = states.configuration(list(every))
    found: dict[str, dict[str, Marked]] = {}
    for one in states.changed(deltas, risky=True):
        for risk, changes in one.risks.items():
            found.setdefault(risk, {})[one.path] = Marked(changes)
    return {risk: dict(sorted(files.items())) for risk, files in sorted(found.items())}


def _read(delta: Delta) -> Delta:
    """Return a file that becomes a link, or was one, as gone or new: so its keys are."""
    sides = [
        one if one is not None and one.kind == FILE else None for one in (delta.before, delta.after)
    ]
    return Delta(delta.path, *sides, unmerged=delta.unmerged) if any(sides) else delta


class _Both(States):
    """Asks the schemas of both sides of every key.

    Other programs may read what we cannot: a file that is made so needs whom its keys need.
    """

    strict = True

    def _weigh(self, one: Changed, marked: "list[Reference]") -> None:
        for change in one.changes:
            found: set[str] = set()
            for number, sides in enumerate(((one.before, one.after), (one.after, one.before))):
                # What is not there yet is looked at as it will be.
                documents = sides[change.kind == (ADDED, REMOVED)[number]]
                if documents is None or change.document >= len(documents):
                    continue
                for reference in marked:
                    document = documents[change.document]
                    found |= self._risks[number].of(reference, document, change.path)
            for risk in sorted(found):
                one.risks.setdefault(risk, []).append(change)
