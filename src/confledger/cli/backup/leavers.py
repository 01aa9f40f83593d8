"""Who can open backups and should not any more: recipients that no rule of SOPS names today.

A key that only backups know, kept in a safe, is nobody who left. So only who was in a rule once,
as the history says, and is in none now, is named.
"""

from confledger.backup.status import Standing, Worry
from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot, resolve
from confledger.secrets import rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.settings import Settings

_LIMIT = 1 << 24


def left(
    repository: Repository, settings: "Settings", standing: Standing, roots: frozenset[str]
) -> list[Worry]:
    """Return a worry for each recipient who left: in the settings, and in the last backup."""
    wanted = list(settings.backup["recipients"])
    made = _of_last(repository, standing, roots)
    both = dict.fromkeys(one.strip() for one in (*wanted, *made))
    try:
        today = _named_today(repository)
    except ConfledgerError:
        return []
    if not today:
        return []
    gone = [one for one in both if one not in today and _was_named(repository, one)]
    return [_worry(one, standing, settings=one in wanted) for one in gone]


def _worry(recipient: str, standing: Standing, *, settings: bool) -> Worry:
    short = f"{recipient[:12]}...{recipient[-6:]}" if len(recipient) > 24 else recipient
    if settings:
        said = f"{short} is in no rule of .sops.yaml any more, and can open every new backup"
        return Worry("recipient-left", said, "take them out of `backup` in confledger.yaml")
    said = f"{short} is in no rule of .sops.yaml any more, and can open the last backup"
    where = standing.where.word if standing.where is not None else "PLACE"
    return Worry("recipient-left", said, f"confledger backup create --full --to {where}")


def _of_last(repository: Repository, standing: Standing, roots: frozenset[str]) -> list[str]:
    """Return who can open the last backup, where its manifest is known here."""
    from confledger.backup import catalogue

    if standing.last is None:
        return []
    known = catalogue.newest(repository, {standing.last.name}, sorted(roots))
    return known.recipients if known is not None else []


def _named_today(repository: Repository) -> set[str]:
    """Return all recipients of all rules, as HEAD has them."""
    head = resolve(repository, "HEAD", "commit")
    state = CommitSnapshot(repository, head, _LIMIT)
    try:
        found: set[str] = set()
        for path in state.entries():
            if path.rpartition("/")[2] != rules.FILE:
                continue
            there = state.find(path)
            if there is not None and isinstance(there[1], bytes):
                file = rules.read(there[1], path)
                found |= {one.identity for rule in file.rules for one in rule.recipients}
        return found
    finally:
        state.close()


def _was_named(repository: Repository, recipient: str) -> bool:
    """Whether a rule file of the history of HEAD ever said this."""
    spec = f":(top,glob)**/{rules.FILE}"
    try:
        said = repository.run("log", "-1", "--format=%h", f"-S{recipient}", "HEAD", "--", spec)
    except GitFailed:
        return False
    return bool(said.strip())
