"""All that was learned from one ledger: up to which commit, and what came of each trial."""

from collections.abc import Callable

from confledger.learn import together
from confledger.learn.companions import Companions
from confledger.learn.lessons import lessons
from confledger.learn.measure import Measured
from confledger.learn.outcomes import Outcomes
from confledger.learn.usage import Usage
from confledger.learn.values import Values
from confledger.ledger.store import Store

# Of what is learned, and how; another number makes it learned anew.
VERSION = 1
# After so many commits, what is no longer asked is forgotten.
_TIDY = 500


class Model:
    """Grows commit by commit; the same ledger gives the same model, in one go or in many."""

    def __init__(self) -> None:
        # Of the last commit that is learned: its number in the ledger, and the chain there.
        self.number = 0
        self.chain = ""
        # The commits of the mainline, by number.
        self.numbers: list[int] = []
        self.values = Values(Usage())
        self.companions = Companions()
        self.outcomes = Outcomes()

    def learn(
        self,
        store: Store,
        until: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Learn what a ledger has more, maybe only up to a commit; return how many landed."""
        last, chain = _end(store, until)
        count = 0
        for lesson in lessons(store, self.number, last):
            self.values.learn(lesson, self.outcomes)
            together.learn(self.companions, lesson, self.outcomes, self.values.pattern)
            self.numbers.append(lesson.number)
            count += 1
            if len(self.numbers) % _TIDY == 0:
                self.values.usage.tidy()
                self.companions.tidy()
            if progress is not None and count % 50 == 0:
                progress(lesson.number, last)
        self.number, self.chain = last, chain
        return count

    def follows(self, store: Store) -> bool:
        """Whether a ledger still begins with all that was learned."""
        return self.number == 0 or _end(store, self.number) == (self.number, self.chain)

    def measured(self) -> Measured:
        """Return what the trials of the last part come to."""
        return Measured(self.outcomes, self.companions, self.numbers)


def _end(store: Store, until: int | None) -> tuple[int, str]:
    """Return number and chain of the last commit of a ledger, or of the part that is meant."""
    found = store.connection.execute(
        "SELECT id, chain FROM commits WHERE id <= ? ORDER BY id DESC LIMIT 1",
        (until if until is not None else 1 << 62,),
    ).fetchone()
    return (0, "") if found is None else (int(found[0]), bytes(found[1]).hex())
