"""What people read."""

import re
from dataclasses import replace

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.location import Span
from confledger.reports.renderers.text import render


def shown(finding: Finding) -> str:
    return render(Result(findings=[finding]))


def test_a_finding_shows_its_place_its_line_and_what_to_do(sample: Result) -> None:
    assert (
        render(sample)
        == """\
config/base/app.yaml:12:9   schema   port is greater than 65535
  12 |   port: 70000
     |         ^^^^^
     help: choose a port from 1 to 65535
     schema: schemas/app.json#/properties/server/properties/port/maximum

config/prod/database.yaml:14:1   duplicate-key   warning: the key 'limits' is there twice
  14 | limits:
     | ^^^^^^^
     help: keep one of them: YAML readers silently take the last

config/prod/notes.yaml   file-without-schema   info: no schema describes this file
  help: map it to a schema in confledger.yaml
"""
    )


def test_colour_adds_only_colour(sample: Result) -> None:
    assert re.sub("\x1b\\[[0-9;]*m", "", render(sample, colour=True)) == render(sample)

    del sample.findings[1:]
    assert render(sample, colour=True) == (
        "\x1b[1mconfig/base/app.yaml:12:9\x1b[0m   \x1b[1;31mschema\x1b[0m   "
        "port is greater than 65535\n"
        "\x1b[2m  12 |\x1b[0m   port: 70000\n"
        "\x1b[2m     |\x1b[0m         \x1b[1;31m^^^^^\x1b[0m\n"
        "     \x1b[1mhelp:\x1b[0m choose a port from 1 to 65535\n"
        "     \x1b[1mschema:\x1b[0m schemas/app.json#/properties/server/properties/port/maximum\n"
    )


@pytest.mark.parametrize(
    ("excerpt", "span", "expected"),
    [
        pytest.param("port: 1", (1, 7, 1, 8), ["port: 1", "      ^"], id="one character"),
        pytest.param("port: 1", (1, 1, 1, 5), ["port: 1", "^^^^"], id="at the start"),
        pytest.param("port:", (1, 6, 1, 6), ["port:", "     ^"], id="nothing, at the end"),
        pytest.param("a: [1,", (1, 4, 3, 2), ["a: [1,", "   ^^^"], id="several lines"),
        pytest.param("a: |  ", (1, 4, 3, 2), ["a: |", "   ^"], id="blanks at the end do not count"),
        pytest.param("\tport: 1", (1, 2, 1, 6), ["    port: 1", "    ^^^^"], id="behind a tab"),
        pytest.param("a:\tb", (1, 3, 1, 5), ["a:    b", "  ^^^^^"], id="a tab itself"),
        pytest.param("名前: x", (1, 5, 1, 6), ["名前: x", "      ^"], id="behind wide characters"),
        pytest.param("a: 名前", (1, 4, 1, 6), ["a: 名前", "   ^^^^"], id="wide characters"),
        pytest.param("👍: x", (1, 4, 1, 5), ["👍: x", "    ^"], id="behind an emoji"),
        pytest.param(
            "cafe\u0301: x", (1, 8, 1, 9), ["cafe\u0301: x", "      ^"], id="a combining accent"
        ),
        pytest.param(
            "\u1112\u1161\u11ab: x", (1, 6, 1, 7), ["\u1112\u1161\u11ab: x", "    ^"], id="Hangul"
        ),
        pytest.param(
            "\u202ea\x1b: x", (1, 6, 1, 7), [r"\u202ea\x1b: x", " " * 13 + "^"], id="behind escapes"
        ),
        pytest.param("a: \x00b", (1, 4, 1, 5), [r"a: \x00b", "   ^^^^"], id="an escape itself"),
        pytest.param(
            "a: bbbb…", (1, 400, 1, 410), ["a: bbbb…", "        ^"], id="behind a cut line"
        ),
        pytest.param("a: bbbb…", (1, 4, 1, 90), ["a: bbbb…", "   ^^^^^"], id="into a cut line"),
        pytest.param("", (1, 1, 1, 1), ["", "^"], id="an empty line"),
        pytest.param(
            "pin: <redacted>",
            (1, 6, 1, 8),
            ["pin: <redacted>", "     ^^^^^^^^^^"],
            id="a short secret",
        ),
        pytest.param(
            "pin: <redacted>",
            (1, 6, 1, 99),
            ["pin: <redacted>", "     ^^^^^^^^^^"],
            id="a long one",
        ),
    ],
)
def test_carets_stand_below_what_they_mean(
    excerpt: str, span: tuple[int, int, int, int], expected: list[str]
) -> None:
    finding = Finding("x", Severity.ERROR, "wrong", "a.yaml", Span(*span), excerpt=excerpt)

    source, carets = (f"  1 | {expected[0]}".rstrip(), f"    | {expected[1]}")
    assert shown(finding) == f"a.yaml:1:{span[1]}   x   wrong\n{source}\n{carets}\n"


@pytest.mark.parametrize(
    ("finding", "expected"),
    [
        pytest.param(
            Finding("x", Severity.ERROR, "wrong", "a.yaml", pointer="/jobs/0", help="mend it"),
            "a.yaml   x   wrong\n  at: /jobs/0\n  help: mend it\n",
            id="without a span the pointer says where",
        ),
        pytest.param(
            Finding("x", Severity.ERROR, "wrong", "a.yaml", Span(9, 2, 9, 3), pointer="/a"),
            "a.yaml:9:2   x   wrong\n",
            id="without an excerpt there is nothing to underline",
        ),
        pytest.param(
            Finding(
                "x",
                Severity.WARNING,
                "a\nb\x1b[2J",
                "d\nir/\udcff.yaml",
                Span(1, 1, 1, 2),
                help="do\rit",
                schema="s\u202e.json",
                excerpt="k\x1b]0;title\x07",
            ),
            "d\\nir/\\xff.yaml:1:1   x   warning: a\\nb\\x1b[2J\n"
            "  1 | k\\x1b]0;title\\x07\n"
            "    | ^\n"
            "    help: do\\rit\n"
            "    schema: s\\u202e.json\n",
            id="nothing hostile reaches the terminal",
        ),
    ],
)
def test_a_finding_shows_what_it_has(finding: Finding, expected: str) -> None:
    assert shown(finding) == expected


def test_many_infos_are_one_line_unless_asked_for() -> None:
    infos = [
        Finding("file-without-schema", Severity.INFO, "no schema", f"{n}.yaml") for n in range(4)
    ]
    result = Result(findings=[*infos, Finding("x", Severity.ERROR, "wrong", "z.yaml")])

    assert render(result) == (
        "z.yaml   x   wrong\n\n"
        "4 files have no schema (file-without-schema); list them with --verbose\n"
    )
    assert render(result, verbose=True) == (
        "".join(f"{n}.yaml   file-without-schema   info: no schema\n\n" for n in range(4))
        + "z.yaml   x   wrong\n"
    )


WORDS = "must be one of `a`, `b c`, `d`; run `git fetch --unshallow` first or last"


def at_width(width: int, finding: Finding) -> list[str]:
    return render(Result(findings=[finding]), width=width).splitlines()


def test_on_a_terminal_words_stay_whole_and_commands_too() -> None:
    finding = Finding(
        "schema", Severity.WARNING, WORDS, "envs/a.yaml", pointer="/a", help=WORDS, schema="s" * 60
    )

    assert at_width(40, finding) == [
        "envs/a.yaml   schema   warning: must be",
        "    one of `a`, `b c`, `d`; run",
        "    `git fetch --unshallow` first or",
        "    last",
        "  at: /a",
        "  help: must be one of `a`, `b c`, `d`;",
        "      run `git fetch --unshallow` first",
        "      or last",
        "  schema:",
        "      " + "s" * 60,
    ]
    assert render(Result(findings=[finding]), width=400) == shown(finding)
    assert at_width(40, replace(finding, message="a ` b", help=None, schema=None)) == [
        "envs/a.yaml   schema   warning: a ` b",
        "  at: /a",
    ]
    coloured = render(Result(findings=[finding]), width=40, colour=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured).splitlines() == at_width(40, finding)


DIGITS = "".join(f"<{n:02}>" for n in range(60))


@pytest.mark.parametrize(
    ("excerpt", "span", "expected"),
    [
        pytest.param("x" * 34, (1, 1, 1, 2), ["x" * 34, "^"], id="what just fits"),
        pytest.param("x" * 35, (1, 1, 1, 2), ["x" * 32 + "…", "^"], id="what does not"),
        pytest.param("x" * 34, (1, 35, 1, 36), ["…" + "x" * 31, " " * 32 + "^"], id="the end"),
        pytest.param(
            DIGITS, (1, 81, 1, 85), ["…17><18><19><20><21><22><23><24><…", " " * 12 + "^^^^"],
            id="both sides",
        ),
        pytest.param(
            DIGITS, (1, 13, 1, 17), ["<00><01><02><03><04><05><06><07><…", " " * 12 + "^^^^"],
            id="near the start",
        ),
        pytest.param(
            DIGITS, (1, 233, 1, 237), ["…52><53><54><55><56><57><58><59>", " " * 24 + "^^^^"],
            id="near the end",
        ),
        pytest.param(
            DIGITS, (1, 81, 1, 200), ["…17><18><19><20><21><22><23><24><…", " " * 12 + "^" * 21],
            id="more than fits",
        ),
        pytest.param(
            "語" * 40, (1, 21, 1, 22), ["…語語語語語語語語語語語語語語語語…", " " * 13 + "^^"],
            id="wide characters",
        ),
    ],
)  # fmt: skip
def test_on_a_terminal_a_line_of_source_is_what_fits_around_the_caret(
    excerpt: str, span: tuple[int, int, int, int], expected: list[str]
) -> None:
    finding = Finding("x", Severity.ERROR, "wrong", "a.yaml", Span(*span), excerpt=excerpt)

    _, source, carets = at_width(40, finding)

    assert [source, carets] == [f"  1 | {expected[0]}", f"    | {expected[1]}"]
    assert max(map(len, (source, carets))) <= 40


def test_the_caret_is_where_the_excerpt_has_it() -> None:
    finding = Finding(
        *("x", Severity.ERROR, "wrong", "a.yaml", Span(1, 3019, 1, 3021)),
        excerpt="…abcdef…",
        excerpt_column=4,
    )

    assert shown(finding) == "a.yaml:1:3019   x   wrong\n  1 | …abcdef…\n    |    ^^\n"
