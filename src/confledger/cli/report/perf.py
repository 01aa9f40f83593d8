"""The report `perf`: numbers in tracked files that the settings name, over the history."""

from confledger.cli.report.basis import Basis
from confledger.reports.statement.model import Statement, Unmeasured

# Each takes up to a tenth of a second.
_MOST = 60


def statement(basis: Basis) -> Statement:
    """Make the report of a commit."""
    from confledger.ledger.series import MOST_KEYS, courses
    from confledger.reports.perf.content import content
    from confledger.reports.perf.judged import Judged

    entries = basis.settings.series
    judged: list[Judged] = []
    missing: list[Unmeasured] = []
    if entries:
        with basis.ledger() as ledger:
            for entry in entries:
                found = courses(ledger.store, entry["path"], entry["at"])
                if not found.found:
                    missing.append(_missing(entry, known=found.known))
                if not found.all:
                    missing.append(
                        Unmeasured(
                            f"{entry['name']}: more numbers",
                            f"`{entry['at']}` means more than {MOST_KEYS}: the rest was left out",
                            "name fewer with `at`",
                        )
                    )
                alone = len(found.found) == 1
                held = found.found[: _MOST - len(judged)]
                if len(held) < len(found.found):
                    missing.append(_too_many(entry))
                judged += [Judged(entry, one, alone=alone) for one in held]
    paths = sorted({str(entry["path"]) for entry in entries})
    return content(
        judged,
        tuple(missing),
        asked=len(entries),
        digest=basis.digest("perf", paths, history=bool(entries)),
        as_of=basis.as_of,
    )


def _too_many(entry: dict[str, str]) -> Unmeasured:
    return Unmeasured(
        f"{entry['name']}: numbers left out",
        f"the settings mean more than {_MOST} numbers",
        "name fewer under `series` of the settings",
    )


def _missing(entry: dict[str, str], *, known: bool) -> Unmeasured:
    if known:
        return Unmeasured(
            entry["name"],
            f"{entry['path']} never had a number at {entry['at']}",
            "correct `at` under `series` of the settings",
        )
    return Unmeasured(
        entry["name"],
        f"the ledger has no file {entry['path']}: it is not tracked, or `ignore` leaves it out",
        "correct `path` under `series` of the settings",
    )
