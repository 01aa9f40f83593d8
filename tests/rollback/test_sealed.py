import pytest

from confledger.git.history import Commit
from confledger.rollback.sealed import ADDED, CHANGED, REMOVED, Value, commits, lines, warnings
from confledger.secrets.history import Step

DAY = 24 * 60 * 60


def step(day: int, subject: str = "Change") -> Step:
    fields = [f"{day:02}".encode() * 20, b"", str(day * DAY).encode(), b"A", subject.encode()]
    return Step(Commit(fields, [], frozenset()), "a.yaml", None, None)


def value(
    kind: str = CHANGED, *, since: tuple[Step, ...] = (), anew: tuple[Step, ...] = ()
) -> Value:
    made = Value("a.yaml", (0, ("db", "password")), kind)
    made.day = DAY
    made.since, made.anew = list(since), list(anew)
    return made


@pytest.mark.parametrize(
    ("one", "line"),
    [
        pytest.param(
            value(), "/db/password goes back to the value of 1970-01-02", id="nothing known"
        ),
        pytest.param(
            value(since=tuple(map(step, range(2, 8)))),
            "/db/password goes back to the value of 1970-01-02 (changed since on 1970-01-06, "
            "1970-01-07, 1970-01-08 and 3 more)",
            id="often",
        ),
        pytest.param(
            value(ADDED, since=(step(3),)),
            "/db/password comes back with the value of 1970-01-02 (changed since on 1970-01-04)",
            id="removed since",
        ),
        pytest.param(
            value(REMOVED, since=(step(3), step(4))),
            "/db/password goes away: it was not there then, it came on 1970-01-04",
            id="new since",
        ),
        pytest.param(
            value(REMOVED), "/db/password goes away: it was not there then", id="nobody knows when"
        ),
    ],
)
def test_each_value_names_its_day(one: Value, line: str) -> None:
    assert lines([one], told=True) == [f"a.yaml {line}"]


def test_the_key_of_a_value_is_not_shown_where_it_is_a_secret_itself() -> None:
    token = "ghp_" + "a1B2" * 9
    made = Value("a.yaml", (1, (token,)), REMOVED)

    assert lines([made], told=True) == [
        "a.yaml /<redacted> (document 2) goes away: it was not there then"
    ]


@pytest.mark.parametrize(
    ("message", "warned"),
    [
        pytest.param("Rotate the key", True, id="rotated"),
        pytest.param("Fix\n\nIt was COMPROMISED.", True, id="in the body"),
        pytest.param("Prorate invoices", False, id="in a word"),
        pytest.param("New password", False, id="no reason"),
    ],
)
def test_a_commit_that_speaks_of_a_leak_is_a_warning(message: str, *, warned: bool) -> None:
    made = step(2, message.partition("\n")[0])
    known = [value(since=(made,)), value(REMOVED, since=(made,))]

    found = warnings(known, {made.commit: message})

    assert commits(known) == [made.commit]
    assert found == (
        [
            f"warning: {made.commit[:10]} of 1970-01-03 ({made.subject}) changed a.yaml "
            "/db/password: what goes back may be revoked where it was issued"
        ]
        if warned
        else []
    )


def test_of_many_values_the_first_are_named() -> None:
    found = warnings([value(anew=(step(2),)) for _ in range(14)], {})

    assert found[0].endswith(" and 2 more: what goes back may be revoked where it was issued")


def test_without_a_key_nothing_is_said_of_what_only_a_key_tells() -> None:
    known = [value(since=(step(2),)), value(anew=(step(3),)), value()]

    assert lines(known, told=False) == [
        "a.yaml /db/password goes back to the value of 1970-01-02 (changed since on 1970-01-03)",
        "a.yaml: only a key tells whether others are /db/password, /db/password, encrypted anew on "
        "1970-01-04",
    ]
    assert lines([value()], told=False) == [
        "a.yaml: only a key tells whether others are /db/password"
    ]
