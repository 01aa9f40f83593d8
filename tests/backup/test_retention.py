"""Which backups stay: by the rule, and whatever the rule says."""

import calendar
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.backup.retention import Held, Rule, Verdict, chain, decided, removal_order, rule
from confledger.errors import ConfledgerError

NOW = calendar.timegm((2026, 3, 20, 12, 0, 0))
DAY = 86400
CASES = settings(max_examples=int(os.environ.get("CONFLEDGER_ROLLBACK_CASES", "20")))


def at(day: str, hour: int = 1) -> int:
    year, month, date = map(int, day.split("-"))
    return calendar.timegm((year, month, date, hour, 0, 0))


def kept(backups: list[Held], text: str, now: int = NOW) -> dict[str, list[str]]:
    return {one.name: one.reasons for one in decided(backups, rule(text), now) if one.stays}


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("7d 4w 12m", {"d": 7, "w": 4, "m": 12}),
        ("12M,4w , 7d", {"d": 7, "w": 4, "m": 12}),
        ("24h 2y", {"h": 24, "y": 2}),
        ("last 3", {"last": 3}),
        ("keep-last 3 1d", {"last": 3, "d": 1}),
        ("3d 7d 5d", {"d": 7}),
    ],
)
def test_a_rule_says_how_many_of_which_period(text: str, means: dict[str, int]) -> None:
    read = rule(text)

    assert read.counts == means
    assert rule(str(read)).counts == means


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("", "''", id="nothing is no rule: it would keep two"),
        ("7", "'7'"),
        ("7x", "'7x'"),
        ("d", "'d'"),
        ("0d", "'0d'"),
        ("-7d", "'-7d'"),
        pytest.param("\u0667d", "'\u0667d'", id="a digit, but none of ours"),
        ("7d last", "'last'"),
        ("last 3d", "'last 3d'"),
        ("9999999999999999999d", "'9999999999999999999d'"),
    ],
)
def test_what_is_no_rule_is_named(text: str, named: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        rule(text)

    assert str(raised.value) == f"{named} does not say how many backups to keep"


def test_a_year_of_daily_backups_shrinks_to_days_weeks_and_months() -> None:
    daily = [Held(f"{day:03}", NOW - day * DAY) for day in range(400)]

    found = kept(daily, "7d 4w 12m")

    # 2026-03-20 is a Friday; the last days of the months before are 20, 48 and 79 days ago.
    # fmt: off
    assert list(found) == [
        "000", "001", "002", "003", "004", "005", "006",
        "012", "019", "020", "048", "079", "110", "140", "171", "201", "232", "263", "293", "324",
    ]
    # fmt: on
    assert found["000"] == [
        "the newest",
        "the newest of the day 2026-03-20",
        "the newest of the week 2026-W12",
        "the newest of the month 2026-03",
    ]
    assert found["012"] == ["the newest of the week 2026-W10"]
    assert found["324"] == ["the newest of the month 2025-04"]


@pytest.mark.parametrize(
    ("backups", "text", "expected"),
    [
        pytest.param(
            [Held("a", at("2026-03-01", 1)), Held("b", at("2026-03-01", 9))],
            "7d",
            {"b": ["the newest", "the newest of the day 2026-03-01"]},
            id="of two on one day, the newer",
        ),
        pytest.param(
            [Held("a", at("2026-03-01")), Held("b", at("2026-03-01"))],
            "last 1",
            {"b": ["the newest", "1 of the last 1"]},
            id="of two at one moment, by name",
        ),
        pytest.param(
            [Held("a", at("2019-01-01")), Held("b", at("2026-01-01"))],
            "2d",
            {
                "b": ["the newest", "the newest of the day 2026-01-01"],
                "a": ["the newest of the day 2019-01-01"],
            },
            id="a pause of years makes nothing go",
        ),
        pytest.param(
            [
                Held("full", at("2026-01-01")),
                Held("one", at("2026-01-02"), base="full"),
                Held("two", at("2026-01-03"), base="one"),
                Held("three", at("2026-01-04"), base="two"),
                Held("other", at("2026-02-01")),
            ],
            "2m",
            {
                "other": ["the newest", "the newest of the month 2026-02"],
                "three": ["the newest of the month 2026-01"],
                "two": ["needed by three"],
                "one": ["needed by three"],
                "full": ["needed by three"],
            },
            id="an increment keeps all that it stands on",
        ),
        pytest.param(
            [
                Held("full", at("2025-01-01")),
                Held("proved", at("2025-01-02"), base="full", verified=NOW),
                Held("after", at("2025-01-03"), base="proved"),
                Held("older", at("2024-01-01"), verified=NOW),
                Held("new", at("2026-01-01")),
            ],
            "last 1",
            {
                "new": ["the newest", "1 of the last 1"],
                "proved": ["the newest that a restore has proved"],
                "full": ["needed by proved"],
            },
            id="the newest that was proved stays with its base, an older one need not",
        ),
        pytest.param(
            [
                Held("ahead", at("2099-01-01"), verified=NOW),
                Held("today", at("2026-03-20")),
                Held("before", at("2026-03-19")),
                Held("proved", at("2026-03-18"), verified=NOW),
                Held("old", at("2026-03-17")),
            ],
            "2d",
            {
                "ahead": ["its date is in the future"],
                "today": ["the newest", "the newest of the day 2026-03-20"],
                "before": ["the newest of the day 2026-03-19"],
                "proved": ["the newest that a restore has proved"],
            },
            id="one from the future takes no place",
        ),
        pytest.param(
            [
                Held("torn", None),
                Held("early", -(10**15)),
                Held("on-torn", at("2026-03-19"), base="torn"),
                Held("lost", at("2026-03-18"), base="gone"),
                Held("round", at("2026-03-17"), base="trip"),
                Held("trip", at("2026-03-16"), base="round"),
                Held("good", at("2026-03-02")),
                Held("old", at("2026-03-01")),
            ],
            "last 1",
            {
                "on-torn": ["a backup that it stands on cannot be read"],
                "lost": ["a backup that it stands on is not here"],
                "round": ["a backup that it stands on is not here", "needed by trip"],
                "trip": ["a backup that it stands on is not here", "needed by round"],
                "good": ["the newest", "1 of the last 1"],
                "early": ["its date is from before there were any"],
                "torn": ["it cannot be read", "needed by on-torn"],
            },
            id="what cannot be restored stays, and takes no place",
        ),
    ],
)
def test_what_stays_says_why(
    backups: list[Held], text: str, expected: dict[str, list[str]]
) -> None:
    assert kept(backups, text) == expected


def test_a_clock_that_stands_at_its_beginning_removes_nothing() -> None:
    backups = [Held(str(day), NOW - day * DAY) for day in range(9)]

    assert len(kept(backups, "1d", now=0)) == 9


def test_increments_go_before_what_they_stand_on() -> None:
    backups = [
        Held("a", at("2026-01-01")),
        Held("b", at("2026-01-02"), base="a"),
        Held("c", at("2026-01-03"), base="b"),
        Held("d", at("2026-01-04")),
        Held("e", at("2026-01-05")),
    ]

    assert removal_order(backups, decided(backups, rule("last 1"), NOW)) == ["c", "b", "a", "d"]


UNITS = ("last", "h", "d", "w", "m", "y")
RULES = st.dictionaries(st.sampled_from(UNITS), st.integers(1, 5), min_size=1).map(Rule)


@st.composite
def histories(draw: st.DrawFn) -> list[Held]:
    """Chains as they come, with gaps, lost bases, unreadable files and clocks that jump."""
    made: list[Held] = []
    time = NOW - 500 * DAY
    for number in range(draw(st.integers(0, 25))):
        time += draw(st.sampled_from([0, 600, 7200, DAY, 8 * DAY, 40 * DAY, -3 * DAY]))
        bases = [one.name for one in made[-3:]] + ["gone"]
        base = draw(st.none() | st.sampled_from(bases))
        shown = draw(st.sampled_from([time] * 8 + [None, NOW + 9 * DAY]))
        verified = draw(st.sampled_from([None, None, NOW]))
        made.append(Held(f"{number:02}", shown, base=base, verified=verified))
    gone = draw(st.sets(st.sampled_from(range(len(made))), max_size=3)) if made else set()
    return [one for number, one in enumerate(made) if number not in gone]


def staying(backups: list[Held], verdicts: list[Verdict]) -> list[Held]:
    names = {one.name for one in verdicts if one.stays}
    return [one for one in backups if one.name in names]


@CASES
@given(histories(), RULES)
def test_what_stays_can_be_restored_and_prune_twice_is_prune_once(
    backups: list[Held], kept_by: Rule
) -> None:
    before = {one.name: one for one in backups}
    verdicts = decided(backups, kept_by, NOW)
    stay = staying(backups, verdicts)
    after = {one.name: one for one in stay}

    # Whatever could be restored and stays still can.
    for one in stay:
        whole = chain(one, before)
        assert (whole is None) == (chain(one, after) is None)
        assert whole is None or {other.name for other in whole} <= after.keys()
    # The newest and the newest proved of those that can be restored are there, with a full one.
    good = [
        one
        for one in backups
        if one.time is not None
        and one.time <= NOW
        and (whole := chain(one, before)) is not None
        and all(other.time is not None for other in whole)
    ]
    for some in (good, [one for one in good if one.verified]):
        if some:
            newest = max(some, key=lambda one: (one.time, one.name))
            assert newest.name in after
            assert any(one.base is None for one in chain(newest, after) or [])
    assert all(one.name in after for one in backups if one.time is None or one.time > NOW)
    # A second time changes nothing, not even in another order.
    again = decided(stay[::-1], kept_by, NOW)
    assert [one.name for one in again if not one.stays] == []
    # Stopped anywhere on the way, nothing has lost its base.
    left = dict(before)
    for name in removal_order(backups, verdicts):
        del left[name]
        assert all(chain(one, left) for one in left.values() if chain(one, before))


@CASES
@given(histories(), RULES, RULES)
def test_more_rules_never_keep_less(backups: list[Held], one: Rule, two: Rule) -> None:
    both = Rule({unit: max(one.counts.get(unit, 0), two.counts.get(unit, 0)) for unit in UNITS})
    names = [
        {held.name for held in staying(backups, decided(backups, kept_by, NOW))}
        for kept_by in (one, two, both)
    ]

    assert names[0] | names[1] == names[2]
