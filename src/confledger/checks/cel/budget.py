"""How much an expression may do: counted in steps and in the size of what it makes, never in time.

The same input costs the same on every machine, so what is stopped once is always stopped.
"""

from confledger.checks.cel.faults import Stopped

# Well below a second.
STEPS = 250_000
# Characters of texts and items of lists that an expression makes, all together.
ROOM = 1_000_000
# So many characters are looked at in one step.
_PER_STEP = 10
# Some patterns take long to make ready; few expressions have more than one or two.
_PREPARED = 2_000


class Budget:
    """What is left of the steps and of the room."""

    __slots__ = ("_patterns", "room", "steps")

    def __init__(self, steps: int = STEPS, room: int = ROOM) -> None:
        self.steps = steps
        self.room = room
        self._patterns: set[str] = set()

    def spend(self, steps: int = 1) -> None:
        """Take steps; raise Stopped when there are not so many left."""
        self.steps -= steps
        if self.steps < 0:
            raise Stopped("it takes more steps than an expression may")

    def prepare(self, pattern: str) -> None:
        """Take what it costs to make a regular expression ready, the first time."""
        if pattern not in self._patterns:
            self.spend(_PREPARED + 10 * len(pattern))
            self._patterns.add(pattern)

    def look(self, size: int) -> None:
        """Take what it costs to look at so many characters."""
        self.spend(1 + size // _PER_STEP)

    def make(self, size: int) -> None:
        """Take room for a value of that size, before it is made; raise Stopped without it."""
        self.room -= size
        if self.room < 0:
            raise Stopped("it makes more than an expression may")
        self.spend(1 + size // _PER_STEP)
