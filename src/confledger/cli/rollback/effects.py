"""What a rollback comes to: the values that change, by environment, else file by file."""

from confledger.changes.compare import compare
from confledger.cli.rollback.overlaid import Overlaid, Tree, environments, overlaid
from confledger.errors import ConfledgerError
from confledger.reports.changes.content import Row
from confledger.reports.changes.rows import rows
from confledger.reports.rollback.content import otherwise
from confledger.reports.rollback.effect import effect
from confledger.rollback.plan import Effect, Remaining
from confledger.rollback.scope import ENVIRONMENT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.rollback.plan import Plan
    from confledger.settings import Settings

# So many environments are put together.
_MOST = 40
# So many keys are traced to what sets them.
_MOST_TRACED = 100
_WORST = ("critical", "connectivity")


def add(draft: "Draft") -> None:
    """Add which values change, and in what an environment would still differ from the target."""
    plan = draft.plan
    covered = _Views(draft).add()
    rest = [path for path in plan.edits if path not in covered and _configuration(draft, path)]
    if rest:
        from confledger.cli.rollback.file_values import changed

        values, plan.values_left = changed(draft.work.now, draft.result, rest)
        # Of what is encrypted anew, `sealed` says what changes; there is nothing to count here.
        anew = {one.path for one in plan.files if "encrypted" in one.note}
        plan.values = [one for one in values if one.path not in anew or not otherwise(one)]


def _configuration(draft: "Draft", path: str) -> bool:
    from confledger.git.snapshot import FILE

    return draft.work.selection.ignored(path, FILE) is None or path == draft.work.settings.file


class _Views:
    """The environments of the two states, as far as the loader understands them."""

    def __init__(self, draft: "Draft") -> None:
        self._draft = draft
        self._plan: Plan = draft.plan
        self._settings: Settings = draft.work.settings
        self._now = Tree(draft.work.now)
        self._result = Tree(draft.result)
        self._covered: set[str] = set()

    def add(self) -> set[str]:
        """Add what changes in each environment; return the files that these are made of."""
        try:
            before = environments(self._now, self._settings)
            after = environments(self._result, self._settings)
        except ConfledgerError as error:
            self._plan.no_effects = str(error)
            return set()
        names = sorted({*before, *after})
        if not names:
            folder = self._settings.load["folder"]
            self._plan.no_effects = f"no configuration that programs load is in {folder}"
            return set()
        if len(names) > _MOST:
            names = self._chosen(names)
        for name in names:
            self._compare(name, name in before, name in after)
        if not self._plan.effects:
            # What cannot be loaded now either may be meant for other programs.
            first = next(iter(self._plan.unresolved.items()))
            self._plan.no_effects = f"{first[0]}: {first[1]}"
        return self._covered

    def _chosen(self, names: list[str]) -> list[str]:
        """Return those that an edited file belongs to, as far as they are not too many."""
        belongs = self._draft.work.belongs
        touched = {one for path in self._plan.edits for one in belongs(path)}
        chosen = [name for name in names if name in touched] or names
        if len(chosen) > _MOST or chosen is names:
            self._plan.notes.append(f"only {_MOST} of {len(names)} environments are compared")
        return chosen[:_MOST]

    def _compare(self, name: str, before: bool, after: bool) -> None:
        now = self._view(self._now, name, "now") if before else None
        then = self._view(self._result, name, "then") if after else None
        if (now is None) == before or (then is None) == after:
            return
        for one in (now, then):
            self._covered |= set() if one is None else set(one.files)
        self._plan.effects[name] = worst_first(_differing(now, then))
        if then is not None and self._is_scope(name):
            self._remaining(name, then)

    def _view(self, source: Tree, name: str, when: str) -> Overlaid | None:
        """Return an environment; None, and the reason told, where it cannot be put together."""
        try:
            return overlaid(source, self._settings, name, self._draft.work.governed)
        except (ConfledgerError, RecursionError) as error:
            said = str(error) if isinstance(error, ConfledgerError) else "it is nested too deeply"
            known = self._plan.unresolved.get(name)
            if known == f"now: {said}":
                self._plan.unresolved[name] = f"now and then: {said}"
            else:
                both = [] if known is None else [known]
                self._plan.unresolved[name] = "; ".join([*both, f"{when}: {said}"])
            return None

    def _is_scope(self, name: str) -> bool:
        scope = self._draft.scope
        return scope.kind == ENVIRONMENT and scope.name == name and bool(self._draft.target)

    def _remaining(self, name: str, then: Overlaid) -> None:
        """Add in what an environment would still differ from the target."""
        target = Tree(self._draft.work.then(self._draft.target))
        try:
            wanted = overlaid(target, self._settings, name, self._draft.work.governed)
        except (ConfledgerError, RecursionError) as error:
            self._plan.notes.append(f"{name} as it was cannot be put together: {error}")
            return
        left = _rows(then, wanted)
        if left:
            sources = {said for row in left[:_MOST_TRACED] if (said := _set_by(row, then, wanted))}
            keys = [row.key for row in left]
            self._plan.remaining.append(Remaining(name, keys, sorted(sources)))


def _differing(now: Overlaid | None, then: Overlaid | None) -> list[Effect]:
    if now is not None and then is not None and now.files == then.files:
        return []
    side = then or now
    assert side is not None
    found = []
    for row in _rows(now, then):
        path = row.new_path or row.old_path or ()
        found.append(effect(row, side.risk(path)))
    return found


def _rows(before: Overlaid | None, after: Overlaid | None) -> list[Row]:
    trees = [{} if one is None else one.tree for one in (before, after)]
    changes = compare([trees[0]], [trees[1]])
    known = before or after
    assert known is not None
    hidings = [(one or known).hiding() for one in (before, after)]
    return rows(changes, hidings[0], hidings[1], ([trees[0]], [trees[1]]))


def _set_by(row: Row, result: Overlaid, target: Overlaid) -> str | None:
    """Return what gives a key another value than it had; what gave it, where it is not there."""
    if row.old_path is not None:
        return result.set_by(row.old_path)
    return None if row.new_path is None else target.set_by(row.new_path)


def worst_first(effects: list[Effect]) -> list[Effect]:
    """Return what is marked as a risk before all else, else in the order of the files."""
    order = {risk: number for number, risk in enumerate(_WORST)}
    return sorted(effects, key=lambda one: order.get(one.risk, len(order) + (not one.risk)))
