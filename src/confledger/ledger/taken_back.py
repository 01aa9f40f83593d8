"""Which landings were taken back, as their successors say or do, and after how long.

One does it when the next change of every value that a landing changed gives back what was there
before: within so many days, later it is another decision. One says it by `This reverts commit`,
or as a rollback does, by `Restores:`. Secrets cannot be compared, and do not count.
"""

from confledger.git.repository import Repository
from confledger.ledger.activity import Landing
from confledger.ledger.commit import Commits
from confledger.ledger.reverts import Reverts
from confledger.ledger.store import Store

WITHIN_DAYS = 30
_DAY = 86_400
# Of files that were there before and after: what came or went as a whole is another thing.
_ROWS = """
  SELECT f.lineage, x.key, x."commit", x.old, x.new FROM versions v
  CROSS JOIN changes x INDEXED BY changes_file ON x."commit" = v."commit" AND x.file = v.file
  JOIN files f ON f.id = x.file
  WHERE v.mainline AND v.kind = 'changed' AND v."commit" >= ? ORDER BY x."commit", x.rowid
"""
_HIDDEN = "SELECT id FROM vals WHERE text >= '!' AND text < '\"'"


class Back:
    """That a landing was taken back as a whole, or only in `part`, by another one."""

    __slots__ = ("by", "landing", "part")

    def __init__(self, landing: Landing, by: Landing, *, part: bool) -> None:
        self.landing = landing
        self.by = by
        self.part = part

    @property
    def seconds(self) -> int:
        """How long it held."""
        return max(self.by.at - self.landing.at, 0)


def undone(store: Store, landings: list[Landing]) -> list[Back]:
    """Return the landings whose values were given back, in their order; each once at most.

    What is a part is told for those of which another landing gave back at least one value.
    """
    if not landings:
        return []
    by_number = {one.number: one for one in landings}
    run = store.connection.execute
    hidden = {number for (number,) in run(_HIDDEN)}
    last: dict[tuple[str, int], tuple[int, int]] = {}
    many: dict[int, int] = {}
    given: dict[int, dict[int, int]] = {}
    for lineage, key, number, old, new in run(_ROWS, (landings[0].number,)):
        if number not in by_number or old in hidden or new in hidden:
            last.pop((lineage, key), None)
            continue
        many[number] = many.get(number, 0) + 1
        before = last.get((lineage, key))
        last[lineage, key] = (number, old)
        if before is not None and before[1] == new and before[0] != number:
            apart = by_number[number].at - by_number[before[0]].at
            if apart <= WITHIN_DAYS * _DAY:
                backs = given.setdefault(before[0], {})
                backs[number] = backs.get(number, 0) + 1
    found = []
    for number, backs in sorted(given.items()):
        landing = by_number[number]
        # The one that finished it.
        by = by_number[max(backs)]
        whole = sum(backs.values()) == many[number] and all(
            one.kind == "changed" for one in landing.touches
        )
        found.append(Back(landing, by, part=not whole))
    return found


class Said:
    """What landings say: which of them take something back."""

    __slots__ = ("reverts", "rollbacks")

    def __init__(self) -> None:
        self.reverts: list[Landing] = []
        self.rollbacks: list[Landing] = []


def said(store: Store, repository: Repository, landings: list[Landing]) -> Said:
    """Return the landings that say that they are a revert, or a rollback."""
    found = Said()
    commits = Commits(store)
    reverts = Reverts(repository, store)
    try:
        commits.load(number for one in landings for number in (one.number, *one.brought))
        for one in landings:
            whole = [commits[number] for number in (one.number, *one.brought)]
            if any(reverts(commit) for commit in whole):
                found.reverts.append(one)
            elif any(reverts.rollback(commit) is not None for commit in whole):
                found.rollbacks.append(one)
    finally:
        reverts.close()
    return found
