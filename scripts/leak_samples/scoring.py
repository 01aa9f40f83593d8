"""How many of the samples come out as they should."""

from typing import NamedTuple

from confledger.secrets.leaks.scan import scan
from leak_samples import generic, lookalikes, providers
from leak_samples.drawing import Sample


class Score(NamedTuple):
    """Samples of one kind: how many there are, and those that came out wrong."""

    total: int
    wrong: list[Sample]

    @property
    def right(self) -> int:
        """How many came out as they should."""
        return self.total - len(self.wrong)


def planted() -> list[Sample]:
    """Return the files that have a secret."""
    return [*providers.samples(), *generic.samples()]


def harmless() -> list[Sample]:
    """Return the files that have none."""
    return list(lookalikes.samples())


def found(sample: Sample) -> list[str]:
    """Return what the scan says of a sample: check and rule, never more."""
    leaks = scan(sample.path, sample.text.encode())
    return [f"{leak.check} {leak.rule}".strip() for leak in leaks]


def scores(samples: list[Sample]) -> dict[str, Score]:
    """Return how the samples of each kind came out, in the order of the kinds."""
    kinds: dict[str, Score] = {}
    for sample in samples:
        score = kinds.get(sample.kind, Score(0, []))
        right = bool(found(sample)) == sample.planted
        kinds[sample.kind] = Score(
            score.total + 1, score.wrong if right else [*score.wrong, sample]
        )
    return kinds
