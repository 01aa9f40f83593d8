"""The step `effective`: which values differ in each environment, with all files laid over another.

Nothing is opened, and nothing asked of a network. What either side hides is hidden.
"""

from confledger.changes.compare import compare
from confledger.cli.ci.context import Context
from confledger.cli.ci.effective_rows import Places, row_of
from confledger.cli.ci.masks import masked
from confledger.cli.ci.step import Outcome
from confledger.cli.ci.veils import Known, conceal
from confledger.cli.governed import governed
from confledger.cli.rollback.overlaid import Overlaid, Tree, environments, overlaid
from confledger.errors import ConfledgerError
from confledger.git.snapshot import CommitSnapshot
from confledger.location import Path
from confledger.reports.changes.rows import Hiding, rows
from confledger.reports.wording import plural
from confledger.secrets.governed import Both, Governed
from confledger.secrets.rules import FILE

# So many environments are put together, and of each so many values are told.
_MOST = 60
_MOST_ROWS = 3_000


def step(context: Context) -> Outcome:
    """Put every environment together as it was and as it would be."""
    return _Views(context).outcome()


class _Views:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._settings = context.settings
        self._sources = (Tree(context.before), Tree(context.after))
        rules = [_governed(one) for one in (context.before, context.after)]
        self._governed: Governed = Both(*rules)
        diff = context.results["diff"]
        assert isinstance(diff, dict)
        self._files: list[dict[str, object]] = diff["files"]
        self._changed = {str(one["path"]) for one in self._files}
        self._changed |= {str(one["old_path"]) for one in self._files if one["old_path"]}
        # Encrypted anew as a whole, with the same values.
        self._same = {
            str(one["path"])
            for one in self._files
            if one["status"] == "changed" and not one["rows"] and one["facts"]
        }
        self._places = Places(context)
        self._known = Known()
        self._unresolved: dict[str, str] = {}

    def outcome(self) -> Outcome:
        try:
            there = [environments(one, self._settings) for one in self._sources]
        except ConfledgerError as error:
            return self._none(str(error), f"nothing can be put together: {error}")
        names = sorted({*there[0], *there[1]})
        if not names:
            return self._none("", "no configuration that programs load; the files are compared")
        left = max(0, len(names) - _MOST)
        found: list[dict[str, object]] = []
        covered: set[str] = set()
        masks: list[dict[str, object]] = []
        views: dict[str, list[Overlaid | None]] = {}
        for name in self._first(names)[:_MOST]:
            sides = [
                self._view(source, name, when) if name in known else None
                for source, known, when in zip(self._sources, there, ("before", "now"), strict=True)
            ]
            if name not in self._unresolved:
                views[name] = sides
                self._learn(*sides)
        for name, sides in views.items():
            found.append(self._compared(name, *sides))
            for one in sides:
                covered |= set() if one is None else set(one.files)
            masks += masked(name, *sides, files=self._files, rows=found[-1]["rows"])
        if self._unresolved or left:
            # Of these it is not known what reaches them, so the files are told as they are.
            covered = set()
        value = {
            "environments": found,
            "covered": sorted(covered & self._changed),
            "unresolved": dict(sorted(self._unresolved.items())),
            "left": left,
            "masked": masks,
            "why_not": "",
        }
        return Outcome(value=value, said=_said(found, self._unresolved))

    def _none(self, why: str, said: str) -> Outcome:
        value = {
            "environments": [],
            "covered": [],
            "unresolved": {},
            "left": 0,
            "masked": [],
            "why_not": why,
        }
        return Outcome(value=value, said=said)

    def _first(self, names: list[str]) -> list[str]:
        """Return those first that a file which changes belongs to."""
        touched = {name for path in self._changed for name in self._context.belongs(path)}
        return sorted(names, key=lambda name: (name not in touched, name))

    def _view(self, source: Tree, name: str, when: str) -> Overlaid | None:
        try:
            return overlaid(source, self._settings, name, self._governed)
        except (ConfledgerError, RecursionError) as error:
            said = str(error) if isinstance(error, ConfledgerError) else "it is nested too deeply"
            self._unresolved.setdefault(name, f"{when}: {said}")
            return None

    def _learn(self, before: Overlaid | None, after: Overlaid | None) -> None:
        """Remember what is hidden in an environment that changes: it may be moved to another."""
        if before is not None and after is not None and before.files == after.files:
            return
        known = [one for one in (before, after) if one is not None]
        for one in known:
            self._known.learn(_Either([one.tree], known))

    def _compared(
        self, name: str, before: Overlaid | None, after: Overlaid | None
    ) -> dict[str, object]:
        made: dict[str, object] = {"name": name, "rows": [], "more": 0, "new": before is None}
        made["gone"] = after is None
        if before is not None and after is not None and before.files == after.files:
            return made
        trees: list[list[object]] = [[{} if one is None else one.tree] for one in (before, after)]
        known = [one for one in (before, after) if one is not None]
        hiding = [_Either(tree, known) for tree in trees]
        changes = compare(trees[0], trees[1])
        told = []
        for row in rows(changes, hiding[0], hiding[1], (trees[0], trees[1])):
            conceal(row, self._known)
            one = row_of(row, before, after, self._changed, self._places)
            if not (one["sealed"] and one["where"] in self._same):
                told.append(one)
        made["rows"], made["more"] = told[:_MOST_ROWS], max(0, len(told) - _MOST_ROWS)
        return made


class _Either(Hiding):
    """Hides of one side what either of them hides: nobody has reviewed what the change shows."""

    def __init__(self, tree: list[object], sides: list[Overlaid]) -> None:
        super().__init__(tree, frozenset())
        self._sides = sides

    def hides(self, document: int, path: Path, value: object) -> bool:
        """Whether a value at a place must not be shown; there is one document."""
        if isinstance(value, (dict, list)):
            return False
        return any(one.hides(path, value) for one in self._sides)


def _governed(snapshot: CommitSnapshot) -> Governed:
    listed = [path for path in snapshot.entries() if path.rpartition("/")[2] == FILE]
    return governed(snapshot, listed)


def _said(found: list[dict[str, object]], unresolved: dict[str, str]) -> str:
    changed = [one["name"] for one in found if one["rows"] or one["new"] or one["gone"]]
    said = f"{len(changed)} of {plural(len(found), 'environment', 'environments')} would change"
    if unresolved:
        said += f"; {plural(len(unresolved), 'one', 'others')} cannot be put together"
    return said
