"""A plan in which everything is said that can be said."""

import pytest

from confledger.git.pushing import Destination
from confledger.rollback.plan import (
    Conflict,
    Effect,
    File,
    Kept,
    Plan,
    Remaining,
    Revision,
    Values,
)
from confledger.secrets.redaction import HIDDEN

DAY = 86_400
# 2026-03-01, at noon.
NOW = 1_772_366_400
ANN = Revision("a" * 40, NOW - 30 * DAY, "Ann", "pool: Back to sixty")
BEN = Revision("b" * 40, NOW - 2 * DAY, "Ben", "prod: One replica is enough")
CLEO = Revision("c" * 40, NOW - 5 * DAY, "Cleo", "prod: A smaller pool")


def filled(file: Values, changed: int, *first: Effect) -> Values:
    file.changed, file.first = changed, list(first)
    return file


@pytest.fixture
def plan() -> Plan:
    made = Plan("d" * 40, "refs/heads/main", "env:prod")
    made.target = ANN
    made.branch = "rollback-prod"
    made.push = Destination("https://me:word@git.example/shop.git", "refs/heads/fix", None)
    made.tree = "e" * 40
    made.edits = {"envs/prod.yaml": None}
    made.files = [
        File("envs/link", "added", "symbolic link"),
        File("envs/old.yaml", "deleted"),
        File("envs/prod.yaml", "changed"),
    ]
    made.undone = [BEN, CLEO]
    made.refuse("invalid", "1 check of today fails", "--allow-invalid")
    made.refuse("secrets", "nobody may read what comes back")
    made.conflicts = [Conflict("envs/prod.yaml", "db.pool", "60", "80", BEN, "set again since")]
    both = Effect("db.host", "db-2", "db-1", "", "critical")
    made.effects = {
        "dev": [],
        "prod": [
            both,
            Effect("db.password", HIDDEN, HIDDEN, "changed, not shown"),
            Effect("db.pool", "80", "60"),
            Effect("db.slow", None, "true"),
            Effect("db.wait", "2", None),
            Effect("db.size", None, None, "renamed from db.width"),
            Effect("db.port", '"5432"', "5432", "text, then integer"),
        ],
        "staging": [both],
    }
    made.unresolved = {"qa": "then: envs/qa.yaml:3:1: a tab"}
    made.remaining = [Remaining("prod", ["log.level", "log.file"], ["base.yaml"])]
    made.values = [
        filled(Values("alerts.yaml"), 2, Effect("Rule/a: (root)", None, "map of 9 values")),
        Values("broken.yaml", "then, line 3: a tab"),
        Values("quotes.yaml"),
    ]
    made.values_left = 7
    made.verdict = "1 new finding"
    made.findings = ["envs/prod.yaml:3:1: error[schema]: db.pool is 60"]
    made.findings_more = 4
    made.findings_gone = 2
    made.migrations = ["not made in it yet: migrations/0002-pool.yaml"]
    made.secrets = ["db.password goes back to 2026-01-30, for ann and ben"]
    made.kept = [Kept("secrets/a.yaml", "secrets stay"), Kept("secrets/b.yaml", "secrets stay")]
    made.companions = ["envs/staging.yaml changed in 9 of 10 commits"]
    made.notes = ["the ledger is not built"]
    return made
