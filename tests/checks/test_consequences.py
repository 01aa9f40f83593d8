"""One mistake is told once: what follows from a typo of a key is left out."""

from confledger.checks.consequences import causes
from confledger.checks.finding import Finding, Severity
from confledger.documents.edits import Edit
from confledger.location import Span

RENAME = (Edit(Span(4, 3, 4, 8), '"pool"'),)


def finding(
    check: str, pointer: str, subject: str, fix: tuple[Edit, ...] = (), path: str = "prod.yaml"
) -> Finding:
    return Finding(check, Severity.ERROR, "m", path, pointer=pointer, subject=subject, fix=fix)


TYPO = finding("unknown-key", "/db/poool", "poool", RENAME)
FOLLOWS = [
    finding("schema", "/db", "pool"),
    finding("environment-divergence", "/db", "prod::db:pool"),
    finding("environment-divergence", "/db/poool", "dev:staging::db:poool"),
]
OTHERS = [
    finding("schema", "/db", "host"),
    finding("schema", "/db/pool", "minimum"),
    finding("schema", "/db", "pool", path="dev.yaml"),
    finding("environment-divergence", "/db", "prod::db:host"),
    finding("policy", "/db", "pool"),
]


def test_what_goes_away_with_a_typo_is_left_out() -> None:
    assert causes([*FOLLOWS, TYPO, *OTHERS]) == [TYPO, *OTHERS]


def test_where_nobody_can_be_sure_what_was_meant_what_is_missing_is_told() -> None:
    unsure = finding("unknown-key", "/db/poool", "poool")

    assert causes([*FOLLOWS, unsure]) == [*FOLLOWS[:2], unsure]


def test_a_part_that_is_missing_is_told_where_it_is_referred_to() -> None:
    reference = finding("dangling-reference", "/a/$ref", "common.json#/x", path="s/app.json")
    unusable = finding("schema", "", "unusable", path="s/common.json")
    other = finding("schema", "", "unusable", path="s/other.json")

    assert causes([reference, unusable, other]) == [reference, other]


def test_how_environments_differ_is_not_told_of_what_a_schema_refuses() -> None:
    typo = finding("unknown-key", "/db/poool", "poool")
    elsewhere = finding("environment-divergence", "/db", "dev::db:poool", path="dev.yaml")
    refused = finding("schema", "/db/size", "type")
    kinds = finding("environment-divergence", "/db/size", "type:dev", path="base.yaml")
    others = [
        finding("environment-divergence", "/db", "dev::db:host", path="dev.yaml"),
        finding("environment-divergence", "/db/host", "type:dev", path="base.yaml"),
    ]

    assert causes([typo, elsewhere, refused, kinds, *others]) == [typo, refused, *others]
