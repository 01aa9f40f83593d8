"""What usually changes together with the files that go back, and would stay as it is.

Asked is what was learned already (`confledger suggest`): learning takes too long for a plan.
"""

import os

from confledger.learn.usage import MOST_ROWS
from confledger.rollback.plan import CHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.rollback.draft import Draft
    from confledger.learn.advice import Advice, Thresholds
    from confledger.learn.lessons import Row
    from confledger.learn.model import Model

_MOST = 5
# In a commit of more files, nothing is learned from what is together.
_MOST_FILES = 50
# With so many rows, a file counts as a whole, and none of its keys.
_WHOLE: "list[Row]" = [("", None, None)] * (MOST_ROWS + 1)


def add(draft: "Draft") -> None:
    """Add files that differ from the target too, and usually change with those that go back."""
    plan, work = draft.plan, draft.work
    changed = [file.path for file in plan.files if file.kind == CHANGED]
    if not draft.target or not changed or len(changed) > _MOST_FILES:
        return
    others = set(work.pairs(draft.target)) - set(plan.edits) - {one.path for one in plan.kept}
    if not others:
        return
    model = _known(work.repository.cache_dir)
    if model is None:
        return
    from confledger.learn.advice import COMPANION_FILE, advise
    from confledger.learn.lessons import File

    files = [File(path, "changed", _WHOLE, {}, copied=False) for path in changed]
    found = advise(model, files, model.measured(), _thresholds(draft))
    missing = [one for one in found if one.kind == COMPANION_FILE and one.what in others]
    plan.companions += [_said(draft, one) for one in missing[:_MOST]]


def _said(draft: "Draft", one: "Advice") -> str:
    from shlex import quote

    command = f"confledger rollback --to {draft.target[:10]} --scope {quote(one.what)}"
    return (
        f"{one.what} changed in {one.both} of {one.of} commits that changed {one.because}; "
        f"it stays as it is: {command}"
    )


def _thresholds(draft: "Draft") -> "Thresholds":
    from confledger.cli.suggest.muted import personal
    from confledger.learn.advice import Thresholds

    asked: dict[str, object] = draft.work.settings.values["suggest"]
    muted = {*asked["muted"], *personal(draft.work.repository)}  # type: ignore[misc]  # settings, checked when read
    return Thresholds(
        int(asked["min-commits"]),  # type: ignore[call-overload]  # settings, checked when read
        int(asked["min-confidence"]) / 100,  # type: ignore[call-overload]  # settings, checked when read
        frozenset(muted),
    )


def _known(folder: str) -> "Model | None":
    """Return the model that is kept; None where there is none that can be used."""
    from confledger.learn.model_file import MOST_BYTES, NAME, NotAModel, read

    try:
        with open(os.path.join(folder, NAME), "rb") as kept:
            return read(kept.read(MOST_BYTES + 1))
    except (OSError, NotAModel):
        return None
