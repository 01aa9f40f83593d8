"""How good the backups of a repository are: what a restore has proved, first of all."""

from confledger.backup.listing import Listed, held, seconds
from confledger.backup.record import Restored
from confledger.backup.retention import Held, chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# A backup every night, and two hours for it.
LATE = 26 * 3600
_DAY = 24 * 3600


class Shelf:
    """One place and what is in it of this repository; `why` it could not be looked at."""

    __slots__ = ("backups", "others", "shown", "why", "word")

    def __init__(
        self, word: str, shown: str, backups: "Sequence[Listed]", others: int, why: str = ""
    ) -> None:
        # How it is named on the command line, ready for a shell.
        self.word = word
        self.shown = shown
        self.backups = backups
        self.others = others
        self.why = why


class Worry:
    """Something that should not stay so, and the command that acts on it."""

    __slots__ = ("command", "id", "message")

    def __init__(self, id: str, message: str, command: str) -> None:
        self.id = id
        self.message = message
        self.command = command


class Standing:
    """How the backups stand at the moment `now`.

    `proved` is the last successful restore, `last` the newest backup that can be restored and
    `where` it is; `missing` so many commits are in no backup, None where that is not known.
    """

    __slots__ = ("last", "missing", "now", "proved", "shelves", "where", "worries")

    def __init__(self, now: int, shelves: "Sequence[Shelf]") -> None:
        self.now = now
        self.shelves = shelves
        self.proved: Restored | None = None
        self.last: Listed | None = None
        self.where: Shelf | None = None
        self.missing: int | None = None
        self.worries: list[Worry] = []


def standing(
    shelves: "Sequence[Shelf]", record: "Iterable[Restored]", now: int, verify_days: int
) -> Standing:
    """Return how things are; what is missing, and who left, is for the caller to add."""
    made = Standing(now, shelves)
    done = list(record)
    for shelf in shelves:
        if shelf.why:
            said = f"{shelf.shown} could not be looked at: {shelf.why}"
            made.worries.append(Worry("place", said, f"confledger backup list --from {shelf.word}"))
            continue
        if _look_into(made, shelf):
            _look_at_proof(made, shelf, done, verify_days)
    return made


def add_missing(made: Standing, missing: int | None) -> None:
    """Say how many commits no backup has; a worry where none was made for long."""
    made.missing = missing
    if not missing or made.last is None or made.where is None:
        return
    age = made.now - (seconds(made.last.created) or 0)
    if age > LATE:
        said = f"the last backup is {age // 3600} hours old, and {commits(missing)} came since"
        create = f"confledger backup create --to {made.where.word}"
        made.worries.append(Worry("old-backup", said, create))


def commits(number: int) -> str:
    """Return a number of commits in words."""
    return "1 commit" if number == 1 else f"{number:,} commits"


def _look_into(made: Standing, shelf: Shelf) -> bool:
    """Look at the backups of a place; return whether any of them could be restored."""
    backups = held(shelf.backups)
    by_name = {one.name: one for one in backups}
    good = [
        one
        for one, as_held in zip(shelf.backups, backups, strict=True)
        if one.header is not None and _whole(as_held, by_name)
    ]
    here = [one for one in good if (seconds(one.created) or 0) <= made.now + _DAY]
    create = f"confledger backup create --to {shelf.word}"
    if not here:
        said = f"{shelf.shown} has no backup of this repository that could be restored"
        made.worries.append(Worry("no-backup", said, create))
    elif made.last is None or here[0].created > made.last.created:
        made.last, made.where = here[0], shelf
    for one in shelf.backups:
        if one.header is None:
            said = f"{one.name} cannot be read: {one.why}"
            verify = f"confledger backup verify {one.name} --from {shelf.word}"
            made.worries.append(Worry("unreadable", said, verify))
    lost = [one for one in shelf.backups if one.header is not None and one not in good]
    if lost:
        number = "1 backup stands" if len(lost) == 1 else f"{len(lost)} backups stand"
        said = f"{number} on one that is not there any more, such as {lost[0].name}"
        # Where a newer one is whole, another would not help, and prune lets go of none of these.
        newer = here and here[0].created > lost[0].created
        act = "bring back the one that is missing, or delete these by hand"
        made.worries.append(Worry("lost-base", said, act if newer else f"{create} --full"))
    ahead = [one for one in good if one not in here]
    if ahead:
        said = f"{ahead[0].name} is dated in the future: the clock of who made it is wrong"
        made.worries.append(Worry("future", said, "date -u"))
    return bool(here)


def _look_at_proof(made: Standing, shelf: Shelf, done: "Sequence[Restored]", days: int) -> None:
    """Look for the last time that something of a place was restored."""
    proofs = [one for one in done if one.destination == shelf.shown]
    proofs += [one.proved for one in shelf.backups if one.proved is not None]
    last = max(proofs, key=lambda one: one.time, default=None)
    act = f"confledger backup verify --latest --from {shelf.word} --restore-to FOLDER"
    if last is None:
        said = f"nothing of {shelf.shown} was ever restored: whether it can be is not known"
        made.worries.append(Worry("never-proved", said, act))
        return
    if made.proved is None or last.time > made.proved.time:
        made.proved = last
    ago = (made.now - (seconds(last.time) or 0)) // _DAY
    if ago >= days:
        said = f"the last restore from {shelf.shown} was {ago} days ago; {days} is the limit"
        made.worries.append(Worry("proof-old", said, act))


def _whole(one: Held, by_name: dict[str, Held]) -> bool:
    """Whether a backup, and all that it stands on, is there and can be read."""
    below = chain(one, by_name)
    return below is not None and all(other.time is not None for other in below)
