"""The model of the repository we stand in, brought up to date before it is asked."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from confledger.cli import atomic
from confledger.cli.opened_ledger import Opened, opened
from confledger.cli.progress import Progress
from confledger.cli.suggest.muted import personal
from confledger.learn.advice import Thresholds
from confledger.learn.model import Model
from confledger.learn.model_file import MOST_BYTES, NAME, NotAModel, read, written
from confledger.reports.suggest.evidence import Commit


class Learned:
    """A model, and the ledger that it was made from."""

    __slots__ = ("ledger", "model")

    def __init__(self, ledger: Opened, model: Model) -> None:
        self.ledger = ledger
        self.model = model

    def number(self, oid: str) -> int | None:
        """Return the number of a commit in the ledger; None of one that did not land."""
        found = self.ledger.store.connection.execute(
            "SELECT id FROM commits WHERE oid = ?", (oid,)
        ).fetchone()
        return None if found is None else int(found[0])

    def commits(self, numbers: set[int]) -> dict[int, Commit]:
        """Return commits by their numbers."""
        found = {}
        for number in sorted(numbers):
            row = self.ledger.store.connection.execute(
                "SELECT oid, committed, subject FROM commits WHERE id = ?", (number,)
            ).fetchone()
            if row is not None:
                found[number] = Commit(*row)
        return found

    def thresholds(self) -> Thresholds:
        """Return what the settings ask for, and what is muted, by all or by this person."""
        asked: dict[str, object] = self.ledger.settings.values["suggest"]
        muted = {*asked["muted"], *personal(self.ledger.repository)}  # type: ignore[misc]  # settings, checked when read
        return Thresholds(
            int(asked["min-commits"]),  # type: ignore[call-overload]  # settings, checked when read
            int(asked["min-confidence"]) / 100,  # type: ignore[call-overload]  # settings, checked when read
            frozenset(muted),
        )


@contextmanager
def learned() -> Iterator[Learned]:
    """Open the ledger, learn what is new in it, and keep that; raise as `opened` does."""
    with opened() as ledger:
        file = os.path.join(ledger.repository.cache_dir, NAME)
        # Very many small things are made, and no rings of them: looking for these takes a fifth.
        gc.disable()
        model = _known(file)
        if not model.follows(ledger.store):
            model = Model()
        progress = Progress("learning")
        try:
            if model.learn(ledger.store, progress=progress) or model.number == 0:
                _keep(file, model)
        finally:
            progress.close()
            gc.enable()
        yield Learned(ledger, model)


def _known(file: str) -> Model:
    """Return the model that is kept; an empty one where there is none that can be used."""
    try:
        with open(file, "rb") as kept:
            return read(kept.read(MOST_BYTES + 1))
    except (OSError, NotAModel):
        return Model()


def _keep(file: str, model: Model) -> None:
    """Keep a model; where that cannot be, it is learned again the next time."""
    data = written(model)
    if len(data) > MOST_BYTES:
        return
    try:
        atomic.replace(file, data)
    except OSError:
        pass
