"""What can stop us, where, and what to do about it.

A fault in somebody's configuration is never an exception: it is a finding. These are for
what stops confledger itself. The command line prints them and exits with 2.
"""


class ConfledgerError(Exception):
    """Something the user can put right; `help` says how."""

    def __init__(self, message: str, *, help: str | None = None) -> None:
        super().__init__(message)
        self.help = help
        if help is not None:
            # For who sees it as a traceback, in a program of their own.
            self.add_note(f"help: {help}")


def nearest(name: str, among: "list[str] | tuple[str, ...] | set[str]") -> str | None:
    """Return the one name that `name` was most likely meant to be, or None.

    At most one edit in three characters (insertion, deletion, substitution, swap of
    neighbours; case and `-`/`_` count half), and nothing when two names are equally near.
    """
    allowed = max(1, len(name) // 3)
    best: list[str] = []
    least = allowed * 2 + 1
    folded = _folded(name)
    likely = sorted(
        (apart, candidate)
        for candidate in among
        if candidate != name
        and abs(len(candidate) - len(name)) <= allowed
        and (apart := _apart(folded, _folded(candidate))) <= allowed
    )
    # The likeliest come first, so that the others are given up early; nobody can mean one of
    # very many names that are all alike.
    for _, candidate in likely[:_CANDIDATES]:
        distance = _distance(name, candidate, least)
        if distance < least:
            best, least = [candidate], distance
        elif distance == least and best:
            best.append(candidate)
    return best[0] if len(best) == 1 else None


def slips(name: str, other: str) -> float:
    """Count the edits between two names as `nearest` does, those of case and `-`/`_` half."""
    return _distance(name, other, 2 * (len(name) + len(other))) / 2


# So many names are compared letter by letter.
_CANDIDATES = 40


def _folded(name: str) -> str:
    return name.lower().replace("_", "-")


def _apart(one: str, two: str) -> int:
    """Return how many edits there are at least: those that make the same letters of them."""
    if len(one) < len(two):
        one, two = two, one
    missing = 0
    for letter in set(one):
        more = one.count(letter) - two.count(letter)
        if more > 0:
            missing += more
    return missing


def _distance(one: str, two: str, limit: int) -> int:
    """Return twice the optimal string alignment distance (Damerau, Levenshtein).

    Any number above `limit` may be returned for all that are.
    """
    before: list[int] = []
    row = [2 * index for index in range(len(two) + 1)]
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [2 * i]
        for j, b in enumerate(two, 1):
            if a == b:
                cost = 0
            else:
                cost = 1 if a.lower().replace("_", "-") == b.lower().replace("_", "-") else 2
            step = min(before[j] + 2, row[j - 1] + 2, before[j - 1] + cost)
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b and a != b:
                step = min(step, last[j - 2] + 2)
            row.append(step)
        if min(row) > limit:
            return limit + 1
    return row[-1]
