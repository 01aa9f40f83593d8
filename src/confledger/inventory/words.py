"""Words looked for in the text of every file: the last word on whether something is named."""

from collections.abc import Iterable

# More are not looked for: that many answers nobody reads.
MOST = 400


def named_elsewhere(
    wanted: "dict[str, tuple[str, str]]", contents: Iterable[tuple[str, bytes]]
) -> set[str]:
    """Return which of some questions have a yes: a word, and the file that does not count.

    `wanted` has them by what they are known by. A part of a longer word is a yes as well: who
    asks wants to be sure of a no.
    """
    left = {
        key: (word.encode("utf-8", "surrogateescape"), own) for key, (word, own) in wanted.items()
    }
    found: set[str] = set()
    for path, data in contents:
        if not left:
            break
        hits = [key for key, (word, own) in left.items() if own != path and word in data]
        for key in hits:
            found.add(key)
            del left[key]
    return found
