"""What landed, what was taken back, what a range changed, and what is held in the end."""

from pathlib import Path

import pytest

from confledger.changes.leaves import leaves
from confledger.documents.load import load
from confledger.git.repository import discover
from confledger.ledger.activity import landed
from confledger.ledger.audit import audit
from confledger.ledger.audit_counts import counts
from confledger.ledger.between import between
from confledger.ledger.holding import held
from confledger.ledger.mailmap import Mailmap
from confledger.ledger.period import Period
from confledger.ledger.series import courses, number_of
from confledger.ledger.taken_back import said, undone
from confledger.reports.audit.content import Report
from confledger.settings import Settings
from ledgering import ledger
from shop_year import DAY, FIRST, Story, shop_year
from support import Repository


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return shop_year(tmp_path_factory.mktemp("year") / "shop")


def test_a_range_from_the_beginning_is_all_that_is_held(year: Repository) -> None:
    with ledger(year.root) as store:
        whole = {one.path: one for one in between(store, 0, store.head()[0])}
        holding = held(store)

    assert {path: len(one.values) for path, one in whole.items()} == {
        path: one.keys for path, one in holding.items()
    }
    assert {one.kind for one in whole.values()} == {"added"}
    read = load((year.root / "config/prod.yaml").read_bytes(), "yaml").documents
    prod = {one.key for one in whole["config/prod.yaml"].values}
    assert prod == {one for one in leaves(read) if not one.endswith("/[]")}
    (secret,) = holding["config/prod.yaml"].secrets
    assert (secret.key, secret.changed) == ("#/db/password", FIRST + 57 * DAY)


def test_counts_are_those_of_the_whole_audit(year: Repository) -> None:
    repository, period = discover(str(year.root)), Period()
    period.first = FIRST + 30 * DAY
    with ledger(year.root) as store:
        whole = audit(store, repository, Settings(), period)
        short = counts(store, repository, Settings(), period.first)

    assert [one.values() for one in short.facts] == [one.values() for one in whole.facts]
    assert Report(short).configuration == Report(whole).configuration


def test_a_merge_is_by_those_who_wrote_it_and_as_old_as_its_first_commit(year: Repository) -> None:
    with ledger(year.root) as store:
        found = landed(store, Mailmap())
        after = landed(store, Mailmap(), FIRST + 1000 * DAY)

    (merge,) = [one for one in found.landings if one.merge]
    assert [found.called[one] for one in merge.people] == ["Bob Baker"]
    assert merge.lead == 2 * DAY
    assert all(one.lead is None for one in found.landings if not one.merge)
    assert after.landings == []


def story(*steps: tuple[float, str, str]) -> Story:
    """Return changes of one file: day, subject, content."""
    made = Story()
    for day, subject, content in steps:
        made.commit(day, "ada", subject, {"a.yaml": content})
    return made


@pytest.mark.parametrize(
    ("last", "found"),
    [
        pytest.param((5, "back", "a: 1\nb: 1\n"), [("change", "back", False)], id="as a whole"),
        pytest.param((5, "half", "a: 1\nb: 2\n"), [("change", "half", True)], id="in part"),
        pytest.param((32, "due", "a: 1\nb: 1\n"), [("change", "due", False)], id="in a month"),
        pytest.param((33, "late", "a: 1\nb: 1\n"), [], id="after a month it is a decision"),
        pytest.param((5, "on", "a: 3\nb: 3\n"), [], id="another value is no way back"),
    ],
)
def test_what_is_taken_back_is_told_by_its_values(
    tmp_path: Path, last: tuple[float, str, str], found: list[tuple[str, str, bool]]
) -> None:
    repository = Repository.create(tmp_path / "r")
    story((0, "begin", "a: 1\nb: 1\n"), (2, "change", "a: 2\nb: 2\n"), last).tell(repository)

    with ledger(repository.root) as store:
        those = landed(store, Mailmap()).landings
        backs = undone(store, those)
        claims = said(store, discover(str(repository.root)), those)

    assert [(one.landing.subject, one.by.subject, one.part) for one in backs] == found
    assert all(one.seconds == (last[0] - 2) * DAY for one in backs)
    assert (claims.reverts, claims.rollbacks) == ([], [])


def test_what_a_shallow_clone_ends_with_is_no_change(year: Repository, tmp_path: Path) -> None:
    shallow = tmp_path / "shallow"
    year.git("clone", "--quiet", "--depth=4", f"file://{year.root}", str(shallow))

    with ledger(shallow) as store:
        found = landed(store, Mailmap())
        secrets = held(store)["config/prod.yaml"].secrets

    assert [one.subject for one in found.landings] == ["mended", "new password"]
    assert [(one.changed, one.at_least) for one in secrets] == [(FIRST + 57 * DAY, False)]


def test_a_number_is_followed_through_what_is_no_number(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "r")
    steps = ["a: {x: 1}", "a: {x: text}", "a: {x: 2, y: 0x10}", "a: {x: [", "b: 1", "a: {x: 3}"]
    story(*((at, f"{at}", f"{one}\n") for at, one in enumerate(steps))).tell(repository)

    with ledger(repository.root) as store:
        found = courses(store, "a.yaml", "/a/*").found

    assert [(one.key, one.there, [value for _, value in one.points]) for one in found] == [
        ("#/a/x", True, [1, 2, 3]),
        ("#/a/y", False, [16]),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("i5", 5), ("f2.5", 2.5), ("s5", None), ("b1", None), ("!i", None), (None, None)),
        *(("finf", None), ("fnan", None), ("i" + "9" * 400, None), ("i0x1F", 31)),
    ],
)
def test_only_finite_numbers_are_followed(text: str | None, number: float | None) -> None:
    assert number_of(text) == number
