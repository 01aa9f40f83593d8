"""A data key that was not changed for longer than the settings allow.

`secrets.max-age` gives the days for some files, as `key-days`. The data key is as old as the
first commit with anything that was written under it. Everyone who could ever read the file
since then can read it as long as the key is the same.

Bad:
    # confledger.yaml
    secrets: {max-age: [{paths: [db.yaml], key-days: 365}]}
    # db.yaml, rotated on 2024-01-31, and today is 2025-06-01
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
Good:
    # confledger.yaml
    secrets: {max-age: [{paths: [db.yaml], key-days: 365}]}
    # db.yaml, rotated on 2024-12-31, and today is 2025-06-01
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
"""

from collections.abc import Iterator

from confledger.checks.days import days_between
from confledger.checks.due import day, most_days
from confledger.checks.severity import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.secrets.history import Ages

ID = "old-data-key"


def aged(file: "Examined", ages: "Ages", today: str) -> Iterator["Finding"]:
    """Yield one finding where the data key is older, in days, than its file allows."""
    allowed = most_days(file.settings, file.path, "key-days")
    if allowed is None or ages.key is None:
        return
    days = days_between(day(ages.key), today)
    if days > allowed:
        age = f"at least {days}" if ages.key_at_least else str(days)
        yield file.finding(
            ID,
            Severity.WARNING,
            f"the data key is {age} days old, {allowed} are allowed",
            at=("sops",),
            key=True,
            help=f"`confledger secrets rotate {file.path}`",
        )
