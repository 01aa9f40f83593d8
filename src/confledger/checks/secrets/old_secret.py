"""A secret that was not changed for longer than the settings allow.

`secrets.max-age` gives the days for some files, as `value-days`. A value is as old as the first
commit with its ciphertext: SOPS writes another one only where the value changes. A new data key
changes all of them, and no value, so it makes none of them younger; whether one was changed in
the same commit cannot be known without a key, and the finding says so.

Bad:
    # confledger.yaml
    secrets: {max-age: [{paths: [db.yaml], value-days: 365}]}
    # db.yaml, of which `password` was set on 2024-01-31, and today is 2025-06-01
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
Good:
    # confledger.yaml
    secrets: {max-age: [{paths: [db.yaml], value-days: 365}]}
    # db.yaml, of which `password` was set on 2024-12-31, and today is 2025-06-01
    password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
    sops:
        mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
"""

from collections.abc import Iterator

from confledger.checks.days import days_between
from confledger.checks.due import day, most_days
from confledger.checks.severity import Severity
from confledger.location import dotted, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.secrets.history import Ages

ID = "old-secret"


def aged(file: "Examined", ages: "Ages", today: str) -> Iterator["Finding"]:
    """Yield each value that is older, in days, than its file allows."""
    allowed = most_days(file.settings, file.path, "value-days")
    if allowed is None:
        return
    for value, moment in ages.values.items():
        document, path = value
        days = days_between(day(moment), today)
        if days <= allowed:
            continue
        age = f"at least {days}" if value in ages.at_least else str(days)
        message = f"`{dotted(path)}` was last changed {age} days ago, {allowed} are allowed"
        if value in ages.reencrypted:
            message += (
                f"; all values were encrypted anew on {day(ages.reencrypted[value])}, and whether "
                "this one was changed then cannot be known without a key"
            )
        yield file.finding(
            ID,
            Severity.WARNING,
            message,
            document=document,
            at=path,
            help="change it where it is used, then `confledger secrets set "
            f"{file.path} {pointer(path)}`",
        )
