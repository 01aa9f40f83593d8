"""The mistakes that people make in YAML: where they are, what they are, what to do."""

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.formats.yaml_faults import explained
from confledger.documents.load import load
from confledger.documents.problem import SYNTAX

# What is said, and what to do; then texts, the place that is shown, and what the mistake is.
MISTAKES: dict[tuple[str, str], list[tuple[str, str, str]]] = {
    ("a tab used for indentation", "indent with spaces"): [
        ("a:\n\tb: 1\n", "2:1", "tab as indentation"),
        ("a: 1\n\tb: 2\n", "2:1", "tab below a value"),
        ("\ta: 1\n", "1:1", "tab before the first key"),
        ("# x\n\t- a\n", "2:1", "tab before the first item"),
        ("a:\n  - b\n\t- c\n", "3:1", "tab in a list"),
        ("-\t- a\n", "1:2", "tab after a dash"),
        ("-\ta: 1\n", "1:2", "tab between a dash and a key"),
        ("x:\n  - \ta: 1\n", "2:5", "tab after a space and before a key"),
        ("\n \t-", "2:2", "tab after a space and before the first item"),
        ("a:\n \t- b\n", "2:2", "tab after a space and before an item"),
        ("a:\r- b:\r   \t'c d': 1\r", "3:4", "tab after spaces and before a key"),
        ("a: |\n\tx\n", "2:1", "tab in a text block"),
        ("a: {\n\tb: 1\n}\n", "2:1", "tab in brackets"),
    ],
    (
        "a `:` without a space after it separates no key from its value",
        "write a space after the `:`",
    ): [
        ("a:\n  key:value\n  other: 1\n", "2:6", "no space after a colon"),
        ("a:1\nb: 2\n", "1:2", "no space after the first colon"),
        ("a: 1\nb:2\nc: 3\n", "2:2", "no space after a colon, keys around"),
        ("- b:2\n  c: 3\n", "1:4", "no space after a colon in a list"),
    ],
    (
        "this line is no `key: value`",
        "add the `:`, or indent the line if it belongs to the value above",
    ): [
        ("a: 1\nb\nc: 2\n", "2:1", "no colon"),
        ("a: >\nx\n", "2:1", "text block without indentation"),
    ],
    ("this line is no `key: value`, and a key follows it", "add the `:`, or remove the line"): [
        ("key\n  a: 1\n", "1:1", "no colon, and keys below"),
    ],
    ("a `-` without a space after it starts no list item", "write a space after the `-`"): [
        ("- a\n-b\n", "2:1", "no space after a dash"),
        ("- a\n-b: 1\n", "2:1", "no space after a dash, with a key"),
    ],
    ("a `:` right after an alias is part of its name", "write a space before the `:`"): [
        ("x: &a k\n*a: 2\n", "2:3", "no space after an alias that is a key"),
    ],
    (
        "a second `: ` on this line",
        "quote the value if the `:` belongs to it, else start a new line",
    ): [
        ("a: b: c\n", "1:5", "two colons"),
        ("a: C:\\x: y\n", "1:8", "two colons, one of a path"),
        ("# a: b: c\nb: http://x: y\n", "2:12", "two colons, one of an address"),
        ("- a: b: c\n", "1:7", "two colons in a list"),
        ("key: [a]: b\n", "1:9", "two colons and brackets"),
        ("é: ü: b\n", "1:5", "columns count characters"),
        ("a: 1\r\nb: 2: 3\r\n", "2:5", "CRLF"),
        ("a: 1\rb: 2: 3\r", "2:5", "CR"),
        ("a: 1\n---\nb: 2: 3\n", "3:5", "second document"),
    ],
    (
        "this key is indented more than the one above it, which has a value already",
        "indent it as its neighbours are",
    ): [
        ("a: 1\n  b: 2\n", "2:3", "indented more, below a value"),
        ("- a: 1\n   b: 2\n", "2:4", "indented more, in a list"),
    ],
    ("this line does not line up with the keys above it", "indent it as its neighbours are"): [
        ("a:\n   b: 1\n  c: 2\n", "3:3", "indented less"),
        ("? a\n  : 1\n", "2:3", "value out of line with its key"),
    ],
    ("this line is indented less than the first one", "indent it as its neighbours are"): [
        ("  a: 1\nb: 2\n", "2:1", "indented less than the first line"),
    ],
    (
        "this line stands in a list and is no item of it",
        "start it with `- `, or line it up with the keys of the item above",
    ): [
        ("- a: 1\n b: 2\n", "2:2", "indented less, in a list"),
        ("- a\nb: 1\n", "2:1", "key below a list"),
    ],
    ("this line does not line up with the items above it", "indent it as its neighbours are"): [
        ("a:\n  - b: 1\n    c: 2\n   - d\n", "4:4", "item indented more"),
    ],
    (
        "a list item among keys",
        "indent it below the key that it belongs to, and give that key no other value",
    ): [
        ("a: 1\n- b\n", "2:1", "item among keys"),
        ("- name: x\n  - y\n", "2:3", "item among the keys of an item"),
    ],
    (
        "a list cannot start on the line of its key",
        "put each `- ` on a line of its own, or quote the value if the `-` belongs to it",
    ): [
        ("a: - b\n", "1:4", "list on the line of its key"),
    ],
    ("this quote is not closed", "add the closing quote; if the text goes on below, indent it"): [
        ('a: "x\nb: 1\n', "1:4", "double quote not closed"),
        ("a: 'x\nb: 1\n", "1:4", "single quote not closed"),
        ("a:\n  \"b: 1\n  c: [']']\n", "2:3", "quote of a key not closed"),
        ("a: x\nb: 'it''s\n", "2:4", "quote with quotes in it not closed"),
    ],
    (
        "something follows a closed quote",
        "remove it, or quote the whole value; inside of '…', write a ' twice",
    ): [
        ("a: 'it's'\n", "1:8", "apostrophe in single quotes"),
        ('a: "x" "y"\n', "1:8", "two texts in quotes"),
    ],
    (
        "an escape that YAML does not know, in double quotes",
        "use single quotes, or write the backslash twice",
    ): [
        ('a: "C:\\dir"\n', "1:4", "backslash in double quotes"),
    ],
    (
        "an escape in double quotes with too few hexadecimal digits",
        "write `\\x` with two, `\\u` with four, `\\U` with eight, or use single quotes",
    ): [
        ('a: "\\x4"\n', "1:4", "escape too short"),
    ],
    ("an escape that is one half of a character", "write the character itself"): [
        ('a: "\\ud83d"\n', "1:4", "half of a character"),
    ],
    (
        "the `[` on line 1 is still open here, or a `,` is missing before this",
        "close it, indent this line, or add the `,`",
    ): [
        ("a: [1, 2\nb: 3\n", "2:2", "bracket not closed, a key follows"),
        ("a: [b: c: d]\n", "1:9", "comma forgotten in a list"),
    ],
    (
        "the `{` on line 1 is still open here, or a `,` is missing before this",
        "close it, indent this line, or add the `,`",
    ): [
        ("a: {x: 1\nb: 3\n", "2:2", "brace not closed, a key follows"),
        ("a: {b: 1 c: 2}\n", "1:11", "comma forgotten"),
    ],
    ("this `[` is never closed", "add the `]`"): [
        ("a: [1, 2\n", "1:4", "bracket not closed"),
    ],
    ("this `{` is never closed", "add the `}`"): [
        ("{a: 1\n", "1:1", "brace not closed"),
    ],
    ("a closing bracket that nothing opened", "remove it, or quote the value"): [
        ("a: ]\n", "1:4", "bracket not opened"),
    ],
    ("this `[` is closed by a `}`", "make it `[…]` or `{…}`"): [
        ("a: [}\n", "1:4", "bracket closed by a brace"),
    ],
    ("this `{` is closed by a `]`", "make it `[…]` or `{…}`"): [
        ("a: {]\n", "1:4", "brace closed by a bracket"),
    ],
    (
        "the `[` on line 1 is still open here, and this line is not indented",
        "close it, indent this line, or add the `,`",
    ): [
        ("a: [\n1\n]\n", "2:1", "brackets without indentation"),
    ],
    (
        "the `[` on line 5 is still open here, and this line is not indented",
        "close it, indent this line, or add the `,`",
    ): [
        ("# [\na: |\n  {\nb: '['\nc: [\nd\n", "6:1", "the bracket that is open"),
    ],
    ("a comma with nothing before it", "remove it, or quote the value"): [
        ("[,]\n", "1:2", "comma alone"),
    ],
    ("something follows a value that is complete", "remove it, or quote it all"): [
        ("a: [x] y\n", "1:8", "text after brackets"),
        ("a: [a, b], c\n", "1:10", "comma after brackets"),
    ],
    ("a plain value cannot start with `@`", "quote the value"): [
        ("a: @b\n", "1:4", "at sign"),
    ],
    ("a plain value cannot start with a backtick", "quote the value"): [
        ("a: `b`\n", "1:4", "backtick"),
    ],
    ("a plain value cannot start with `%`", "quote the value"): [
        ("a: %b\n", "1:4", "per cent sign"),
    ],
    (
        "an alias to an anchor that is not defined above it",
        "define it above with `&`, or quote the value if the `*` belongs to it",
    ): [
        ("a: *.txt\n", "1:4", "asterisk of a file name"),
        ("b: *x\nx: &x 1\n", "1:4", "alias before its anchor"),
    ],
    (
        "`&` and `*` stand before the name of an anchor, and here is none",
        "quote the value if the character belongs to it",
    ): [
        ("a: *\n", "1:4", "asterisk alone"),
        ("a: & b\n", "1:4", "ampersand alone"),
    ],
    ("`!` stands before the name of a tag, and here is none", "quote the value"): [
        ("a: !!\n", "1:4", "exclamation marks"),
    ],
    ("a tag that starts with `!<` and has no `>`", "add the `>`"): [
        ("a: !<x\n", "1:4", "exclamation mark and bracket"),
    ],
    ("a tag whose handle no `%TAG` line declares", "quote the value"): [
        ("a: !x!y z\n", "1:4", "tag with a handle"),
    ],
    ("a `?` that starts no key here", "quote the value if the `?` belongs to it"): [
        ("a: ? b\n", "1:4", "question mark"),
    ],
    ("a `-` that starts no list item here", "quote the value if the `-` belongs to it"): [
        ("a: [-1, - 1]\n", "1:9", "dash in brackets"),
    ],
    (
        "something follows `|` or `>` on its line",
        "start the text on the next line, or quote the value",
    ): [
        ("a: > x\n", "1:4", "text after a folding sign"),
    ],
    ("a text block is indented by one space at least", "remove the 0"): [
        ("a: |0\n x\n", "1:4", "no indentation of a text block"),
    ],
    (
        "a blank line above has more spaces than the text block that starts here",
        "remove the spaces from the blank line",
    ): [
        ("a: |\n\n   \n  x\n", "4:3", "blank line with too many spaces"),
    ],
    ("a comment without a space before its `#`", "add the space"): [
        ("a: |# c\n  x\n", "1:5", "comment right after a sign"),
    ],
    (
        "a comment ends this value, but the next line goes on with it",
        "line the next line up with the keys, or quote the whole value",
    ): [
        ("a: 1 # c\n  b\n", "1:6", "comment inside of a text"),
    ],
    (
        "a directive has to be followed by a line `---`",
        "add the `---`, or quote what starts with `%`",
    ): [
        ("%YAML 1.2\na: 1\n", "2:1", "directive without a start"),
    ],
    (
        "a line that starts with `%` is a directive, and this is none that YAML knows",
        "write `%YAML 1.2`, or quote what starts with `%`",
    ): [
        ("%YAML 1.2 x\n---\n", "1:1", "directive with too much"),
    ],
    (
        "a line that starts with `%` is a directive, and cannot stand here",
        "indent the line, or quote the value that it belongs to",
    ): [
        ("a: 1\n%b\n---\n", "2:1", "per cent sign at the start of a line"),
    ],
    (
        "something follows a value that is complete",
        "make it one map or one list, or put `---` between two documents",
    ): [
        ("'a'\nb: 1\n", "2:1", "key below a text"),
    ],
    (
        "something follows a value that is complete",
        "quote the whole value, since `{` opens a map; of a template, list the file under `ignore`",
    ): [
        ("a: {{ x }}/y\n", "1:11", "template in a value"),
    ],
    (
        "a plain value cannot start with `%`",
        "this looks like a template; list such files under `ignore`",
    ): [
        ("a: 1\nb: {% if x %}\n", "2:5", "template tag"),
    ],
    (
        "a `-` that starts no list item here",
        "this looks like a template; list such files under `ignore`",
    ): [
        ("{{- if .Values.x }}\na: 1\n{{- end }}\n", "1:3", "template of Helm"),
    ],
    (
        "this line is no `key: value`, and a key follows it",
        "this looks like a template; list such files under `ignore`",
    ): [
        ("<% x %>\na: 1\n", "1:1", "template of Ruby"),
    ],
    (
        "U+0007 is a control character, which YAML does not allow",
        'remove it, or write it as "\\x07", in double quotes',
    ): [
        ("a: x\x07y\n", "1:5", "control character"),
    ],
    (
        "a key of more than 1,024 characters, which YAML allows only after `? `",
        "shorten it, or write `? `, and `: ` on the next line",
    ): [
        (f"{'k' * 1_100}: 1\n", "1:1101", "key longer than YAML allows"),
    ],
}
ROWS = [
    pytest.param(text, place, said, id=name)
    for said, texts in MISTAKES.items()
    for text, place, name in texts
]


@pytest.mark.parametrize(("text", "place", "said"), ROWS)
def test_a_mistake_is_shown_where_it_was_made_and_says_what_to_do(
    text: str, place: str, said: tuple[str, str]
) -> None:
    loaded = load(text.encode(), YAML)

    found = [
        (one.kind, one.message, one.help, one.span and f"{one.span.line}:{one.span.column}")
        for one in loaded.problems
    ]
    assert (found, loaded.documents) == ([(SYNTAX, *said, place)], [])


def test_nothing_that_is_said_quotes_a_value() -> None:
    texts = [text.replace("1", "hunter2") for said in MISTAKES.values() for text, _, _ in said]

    told = [
        f"{problem.message} {problem.help}"
        for text in texts
        for problem in load(text.encode(), YAML).problems
    ]

    assert len(told) > 50
    assert [one for one in told if "hunter2" in one] == []


def test_what_the_parser_may_say_one_day_is_passed_on_without_the_line_it_quotes() -> None:
    said = (
        "YAML parse error at line 2, column 3\n  |\n2 | a: hunter2\n  |   ^\n"
        "while dreaming, a sheep"
    )

    problem = explained(said, "x: 1\na: hunter2\n")

    assert (problem.message, problem.help) == ("a sheep", None)
    assert problem.span is not None
    assert problem.span.key() == (2, 3, 2, 4)
