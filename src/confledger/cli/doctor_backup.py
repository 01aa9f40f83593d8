"""What `doctor` says of backups: by what is known here alone, as no place is asked."""

from confledger.cli.doctor_diagnosis import OK, WARNING, Diagnosis
from confledger.git.repository import Repository
from confledger.settings import Settings

_DAY = 24 * 3600
_STATUS = "confledger backup status"


def backups(repository: Repository, settings: Settings, now: float) -> list[Diagnosis]:
    """Look at the backups that were made and restored here; nothing where none are wanted."""
    wanted = settings.backup["destinations"]
    if not wanted:
        return []
    from confledger.backup import catalogue, record
    from confledger.backup.listing import seconds
    from confledger.cli.backup.around import roots
    from confledger.cli.secrets.journal_place import journal_path

    made = catalogue.newest(repository, catalogue.names(repository), sorted(roots(repository)))
    if made is None:
        places = "1 place" if len(wanted) == 1 else f"{len(wanted)} places"
        said = f"they go to {places}, and none was made here; how good they are: {_STATUS}"
        return [Diagnosis("backups", OK, said)]
    act = "confledger backup verify --latest --restore-to FOLDER"
    root = made.repository[0] if made.repository else ""
    proofs = record.read(record.place(journal_path()), root)
    last = max((seconds(one.time) or 0 for one in proofs), default=None)
    created = f"the last one made here is of {made.created[:10]}"
    if last is None:
        said = f"{created}, and none was ever restored here"
        return [Diagnosis("backups", WARNING, said, command=act)]
    days = int(now - last) // _DAY
    if days >= settings.backup["verify-days"]:
        said = f"{created}, and the last restore was {days} days ago"
        return [Diagnosis("backups", WARNING, said, command=act)]
    ago = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return [Diagnosis("backups", OK, f"{created}, and a restore proved one {ago}")]
