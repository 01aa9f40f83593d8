"""Made-up numbers for what a schema asks of a number: bounds, and what it is a multiple of."""

from confledger.loader.digests import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Nodes = list[dict[str, Any]]


# Beyond, a bound is none.
_LARGEST = 1e300


def numbers(slug: str, nodes: "Nodes", *, whole: bool) -> "Iterator[object]":
    """Yield numbers, the likeliest to fit first; the same for the same `slug`."""

    def bounds(word: str) -> list[float]:
        found = [node[word] for node in nodes if isinstance(node.get(word), (int, float))]
        return [one for one in found if not isinstance(one, bool) and abs(one) < _LARGEST]

    step: float = next((one for one in bounds("multipleOf") if one > 0), 1)
    low = max(
        [*bounds("minimum"), *((one // step + 1) * step for one in bounds("exclusiveMinimum"))],
        default=0,
    )
    high = min(
        [*bounds("maximum"), *((-(-one // step) - 1) * step for one in bounds("exclusiveMaximum"))],
        default=None,
    )
    if high is not None and not bounds("minimum") and not bounds("exclusiveMinimum"):
        low = min(low, high)
    room = 100_000 if high is None else max(0, int((high - low) // step))
    mixed = int.from_bytes(sha256(slug.encode()).digest()[:6], "big")
    first = -(-low // step) * step
    made: list[float] = [first + (mixed % (room + 1)) * step, first, low, first + step]
    if high is not None:
        made += [high // step * step, high, (low + high) / 2]
    for one in bounds("exclusiveMinimum"):
        made += [one + 1, one + 1e-6 * max(1.0, abs(one))]
    for one in bounds("exclusiveMaximum"):
        made += [one - 1, one - 1e-6 * max(1.0, abs(one))]
    for value in made:
        if whole:
            yield int(value)
        else:
            yield value if isinstance(value, float) or step != 1 else value + 0.5
            yield float(value)
