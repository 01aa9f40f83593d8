"""The file of waivers: what covers a finding, and what is wrong with the entries."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.waivers import Waivers

TODAY = "2026-11-21"
ENTRY = {
    "check": "schema",
    "address": "deploy/*.yaml#/spec/replicas",
    "reason": "the autoscaler is broken",
    "owner": "@shop/platform",
    "expires": "2027-01-31",
}
HIT = Finding("schema", Severity.ERROR, "is wrong", "deploy/shop.yaml", pointer="/spec/replicas")
MISS = Finding("schema", Severity.ERROR, "is wrong", "deploy/shop.yaml", pointer="/spec/other")


def waivers(*entries: dict[str, str | None]) -> Waivers:
    lines = ["waivers:"]
    for entry in entries:
        given = {key: value for key, value in (ENTRY | entry).items() if value is not None}
        lines += [f"{'  ' if n else '- '}{k}: '{v}'" for n, (k, v) in enumerate(given.items())]
    data = "\n".join(lines) + "\n"
    return Waivers("waivers.yaml", data.encode(), TODAY, lambda path: [])


def test_a_waiver_covers_what_it_names_and_no_more() -> None:
    read = waivers({})

    kept, accepted = read.accept([HIT, MISS])

    assert kept == [MISS]
    assert [(one.finding, one.kind, one.place, one.until, one.owner) for one in accepted] == [
        (HIT, "waiver", "waivers.yaml:2", "2027-01-31", "@shop/platform")
    ]
    assert read.stale() == read.unused() == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"expires": "2026-11-20"}, "this waiver of `schema` ended on 2026-11-20"),
        ({"expires": "2027-05-21"}, "this waiver would hold for 181 days, 180 are the most"),
        ({"expires": "soon"}, "the last day must be a date such as 2027-01-31"),
        ({"reason": None}, "this waiver lacks `reason`"),
        ({"owner": None, "reason": None}, "this waiver lacks `reason`, `owner`"),
        ({"owner": " "}, "`owner` of a waiver must be a text that is not empty"),
        ({"check": "schemas"}, "there is no such check; did you mean `schema`?"),
        ({"adress": "x"}, "a waiver has no `adress`; did you mean `address`?"),
        ({"address": "#/a"}, "this address cannot be used: an address names files"),
    ],
)
def test_an_entry_that_cannot_be_used_is_told_and_covers_nothing(
    entry: dict[str, str | None], told: str
) -> None:
    read = waivers(entry)

    kept, _ = read.accept([HIT])

    assert kept == [HIT]
    (fault,) = read.stale()
    assert fault.message.startswith(told)
    assert fault.span is not None


def test_the_last_day_still_counts_and_180_days_are_allowed() -> None:
    for expires in (TODAY, "2027-05-20"):
        assert waivers({"expires": expires}).accept([HIT])[0] == []


def test_a_waiver_that_fits_nothing_is_told_after_a_whole_run() -> None:
    read = waivers({})
    read.accept([MISS])

    assert [(one.message, one.span.line if one.span else 0) for one in read.unused()] == [
        ("this waiver of `schema` fits no finding", 3)
    ]


@pytest.mark.parametrize("text", ["", "waivers: []\n", "# nothing\n", "waivers:\n"])
def test_no_waivers_are_no_fault(text: str) -> None:
    read = Waivers("waivers.yaml", text.encode(), TODAY, lambda path: [])

    assert (read.accept([HIT]), read.stale(), read.unused()) == (([HIT], []), [], [])


@pytest.mark.parametrize("text", ["waivers: 5\n", "waivers: [5]\n"])
def test_what_is_no_list_of_maps_is_told(text: str) -> None:
    (fault,) = Waivers("waivers.yaml", text.encode(), TODAY, lambda path: []).stale()

    assert fault.severity == "error"
