"""What expressions come to, table by table; what they may not name; and what stops them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.cel.budget import ROOM, STEPS, Budget
from confledger.checks.cel.faults import NotAnExpression, Stopped, Unanswerable
from confledger.checks.cel.program import Program
from confledger.checks.cel.values import TYPES, Uint

DOCUMENT = {
    "replicas": 3,
    "ratio": 0.5,
    "name": "api",
    "on": True,
    "none": None,
    "ports": [80, 443],
    "labels": {"app.kubernetes.io/name": "api", "tier": "back"},
    "jobs": [{"name": "a", "wait": 5}, {"name": "b", "wait": 90}, {"name": "c"}],
    "huge": 10**400,
    "1": "text",
}


def value(text: str, document: object = DOCUMENT) -> object:
    return Program(text, ("value",)).value({"value": document}, Budget())


def error(text: str) -> str:
    with pytest.raises(Unanswerable) as raised:
        value(text)
    return str(raised.value)


TRUE = r"""
1 + 2 * 3 - 4 / 2 % 2 == 7
-7 / 2 == -3 && -7 % 2 == -1 && 7 % -2 == 1
-9223372036854775808 < 9223372036854775807
0x10 == 16 && 0XfFu == 255u
1 == 1.0 && 1u == 1 && 1.0 == 1u
1 != "1" && !(true == 1) && null != 0 && [] != {}
1 < 1.5 && 2u > 1.5 && 3 >= 3u && 2.5 <= 3
"a" < "b" && "" < "a" && b"a" < b"b" && false < true
[1, 2.0, 3u] == [1.0, 2, 3] && {"a": 1} == {"a": 1.0}
2 in [1, 2.0] && "tier" in value.labels && !("x" in value.labels)
1 in {1u: "x"} && !(true in {1: "x"}) && !(1 in {true: "x"})
[1] + [2, 3] == [1, 2, 3] && "a" + "b" == 'ab' && b"a" + b"b" == b"ab"
value.replicas >= 2 ? true : false
(false ? 1 : 2) == 2 && (true ? true : false ? false : true)
value.labels["app.kubernetes.io/name"] == value.labels.`app.kubernetes.io/name`
value["1"] == "text" && value.ports[0] == 80 && value.ports[1.0] == 443
has(value.name) && !has(value.nothing) && has(value.none)
!has(value.labels.other) || false
value.?labels.?tier.orValue("none") == "back" && value.?labels.?x.orValue("none") == "none"
value.jobs[?5].hasValue() == false && value.jobs[?0].?name.value() == "a"
optional.of(1).optMap(x, x + 1).orValue(0) == 2 && !optional.none().hasValue()
optional.none().or(optional.of(2)).value() == 2
[?value.?nothing, 1] == [1] && {?"a": value.?nothing, "b": 1} == {"b": 1}
value.jobs.all(job, size(job.name) == 1)
value.jobs.exists(job, job.wait > 60)
value.jobs.exists_one(job, job.name == "b") && value.jobs.existsOne(job, job.name == "b")
value.jobs.filter(job, has(job.wait)).map(job, job.wait) == [5, 90]
value.jobs.map(job, has(job.wait), job.wait * 2) == [10, 180]
value.labels.all(key, value.labels[key] != "")
value.labels.exists(key, text, key == "tier" && text == "back")
[5, 6].all(index, item, item == index + 5)
[5, 6].transformList(index, item, index * item) == [0, 6]
{"a": 1, "b": 2}.transformMap(key, item, item > 1, item * 10) == {"b": 20}
[1, 2].map(x, [x].map(x, x + 1)[0]) == [2, 3]
cel.bind(x, value.replicas * 2, x + x) == 12
size("abc") == 3 && "é😀".size() == 2 && size(b"é") == 2 && size([1]) == 1 && size({}) == 0
"prod.yaml".startsWith("prod") && "prod.yaml".endsWith(".yaml") && "prod.yaml".contains("d.y")
"v1.2".matches("^v[0-9]+\\.[0-9]+$") && matches("abc", "b") && !"abc".matches("^b")
"ÄBC".lowerAscii() == "Äbc" && "äbc".upperAscii() == "äBC" && " a\u00a0".trim() == "a"
"a,b,c".split(",") == ["a", "b", "c"] && "a,b,c".split(",", 2) == ["a", "b,c"]
"abc".split("") == ["a", "b", "c"] && "a,b".split(",", 0) == [] && "a,b".split(",", 1) == ["a,b"]
["a", "b"].join("-") == "a-b" && ["a", "b"].join() == "ab" && [].join("-") == ""
"aaa".replace("a", "b", 2) == "bba" && "aaa".replace("a", "") == ""
"ab".replace("", "-") == "-a-b-"
"hello".substring(1) == "ello" && "hello".substring(1, 3) == "el" && "hello".charAt(5) == ""
"abcabc".indexOf("c") == 2 && "abcabc".indexOf("c", 3) == 5 && "abcabc".lastIndexOf("c") == 5
"abcabc".lastIndexOf("c", 4) == 2 && "abc".indexOf("x") == -1 && "abc".reverse() == "cba"
[1, 2, 3].sum() == 6 && [1.5, 1.5].sum() == 3.0 && [].sum() == 0
[3, 1, 2].min() == 1 && ["b", "a"].max() == "b" && [1, 1, 2].isSorted() && ![2, 1].isSorted()
[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1, 1.0, 2].distinct() == [1, 2]
int("-12") == -12 && int(1.9) == 1 && int(2u) == 2 && uint(3) == 3u && double("1e3") == 1000.0
string(1) == "1" && string(1.5) == "1.5" && string(true) == "true" && string(b"a") == "a"
bool("true") && !bool("FALSE") && bytes("é") == b"\xc3\xa9" && dyn(1) == 1
type(1) == int && type(1u) == uint && type(1.0) == double && type("") == string
type(null) == null_type && type([]) == list && type({}) == map && type(type(1)) == type
r"\n" == "\\n" && '''a'b''' == "a'b" && "\x41\u0041\U00000041\101" == "AAAA"
1.0 / 0.0 > 1e308 && -1.0 / 0.0 < 0.0
value.huge > 9223372036854775807 && value.huge > 1.0
true || value.nothing && false
(value.nothing || true) && (true || value.nothing)
!(false && value.nothing) && !(value.nothing && false)
[1, 0].exists(x, 1 / x == 1) && ![1, 0].all(x, 1 / x == 2)
[0, 1].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x == 2)
timestamp("2026-01-31T12:00:00Z") - duration("12h") == timestamp("2026-01-31T00:00:00Z")
timestamp("2026-01-31T12:00:00+01:30") == timestamp("2026-01-31T10:30:00Z")
timestamp("2026-01-31T12:30:45.678Z").getMilliseconds() == 678
timestamp("2026-01-31T23:30:00Z").getDate("+01:00") == 1
timestamp("2026-03-01T00:00:00Z").getDayOfYear() == 59
timestamp("2026-02-01T00:00:00Z").getMonth() == 1
timestamp("2026-02-01T00:00:00Z").getDayOfWeek() == 0
duration("1h30m").getMinutes() == 90 && duration("-1.5s").getMilliseconds() == -500
string(duration("1h")) == "3600s" && string(timestamp(0)) == "1970-01-01T00:00:00Z"
int(timestamp("1970-01-01T00:01:00Z")) == 60 && duration("1ms") < duration("1s")
  // a remark
true // another
"""


@pytest.mark.parametrize("text", [line for line in TRUE.splitlines() if line])
def test_this_is_true(text: str) -> None:
    if text.strip().startswith("//"):
        text += "\ntrue"

    assert value(text) is True


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("value.nothing", "there is no key `nothing`"),
        ("value.ports[2]", "the list has no such item"),
        ("value.ports['0']", "a list has no item at string"),
        ("value.name.x", "string has no items"),
        ("1 + 1.0", "`+` does not go between int and double"),
        ("'a' + 1", "`+` does not go between string and int"),
        ("1 < 'a'", "there is no order between int and string"),
        ("[1] < [2]", "there is no order between list and list"),
        ("9223372036854775807 + 1", "the number does not fit into 64 bits"),
        ("-(-9223372036854775808)", "the number does not fit into 64 bits"),
        ("-9223372036854775808 / -1", "the number does not fit into 64 bits"),
        ("0u - 1u", "the number does not fit into 64 bits without a sign"),
        ("value.huge + 1", "the number does not fit into 64 bits"),
        ("1 / 0", "a division by zero"),
        ("1 % 0", "a division by zero"),
        ("1 / 0 == 1 && value.nothing", "a division by zero"),
        ("value.nothing || 1 / 0 == 1", "there is no key `nothing`"),
        ("!1", "expected true or false, not int"),
        ("1 && true", "expected true or false, not int"),
        ("value.name ? 1 : 2", "expected true or false, not string"),
        ("-'a'", "`-` does not go before string"),
        ("1 in 'a'", "`in` does not look into string"),
        ("has(value.name.x)", "`has` looks into a map, not string"),
        ("value.name.all(x, true)", "a macro looks into a list or a map, not string"),
        ("[1].all(x, x)", "expected true or false, not int"),
        ("[1, 0].all(x, 1 / x == 1)", "a division by zero"),
        ("[0, 1].exists_one(x, 1 / x == 1)", "a division by zero"),
        ("size(1)", "`size` does not take int"),
        ("'a'.startsWith(1)", "`startsWith` does not take string, int"),
        ("'a'.matches('(')", "the pattern is none of RE2: missing )"),
        ("'abc'.substring(2, 1)", "the text has no such part"),
        ("'abc'.charAt(4)", "the text has no character there"),
        ("'abc'.indexOf('a', 4)", "the text has no such place"),
        ("'abc'.lastIndexOf('a', -1)", "the text has no such place"),
        ("[1].join(',')", "`join` takes texts, not int"),
        ("[].min()", "an empty list has no smallest or largest item"),
        ("int('1.5')", "string does not become int"),
        ("int(1e19)", "the number does not fit into 64 bits"),
        ("uint(-1)", "the number does not fit into 64 bits without a sign"),
        ("double('x')", "string does not become double"),
        ("string([])", "list does not become string"),
        (r"string(b'\xff')", "the bytes are no text in UTF-8"),
        ("bytes(1)", "int does not become bytes"),
        ("bool('yes')", "string does not become bool"),
        ("timestamp('2026-02-30T00:00:00Z')", "the text is no timestamp: there is no such day"),
        ("timestamp('yesterday')", "the text is no timestamp such as `2026-01-31T12:00:00Z`"),
        ("timestamp(1.5)", "double does not become a timestamp"),
        ("timestamp(253402300800)", "the timestamp is not between the years 1 and 9999"),
        ("duration('1 hour')", "the text is no duration such as `1h30m`"),
        ("duration(1)", "int does not become a duration"),
        ("duration('9999999h')", "the duration is longer than 292 years"),
        ("timestamp(0).getHours('Mars/Olympus')", "the time zone is neither `UTC` nor an offset"),
        ("{1.5: 2}", "double cannot be the key of a map"),
        ("{'a': 1, 'a': 2}", "a map has the same key twice"),
        ("[?1]", "`?` takes an optional, not int"),
        ("optional.none().value()", "the optional holds no value"),
    ],
)
def test_this_has_no_answer(text: str, why: str) -> None:
    assert error(text).startswith(why)


@pytest.mark.parametrize(
    ("text", "why", "offset"),
    [
        ("", "expected a value, not the end", 0),
        ("1 +", "expected a value, not the end", 3),
        ("1 2", "expected an operator or the end, not a literal", 2),
        ("(1", "expected `)`, not the end", 2),
        ("[1, 2", "expected `]`, not the end", 5),
        ("{1}", "expected `:`, not `}`", 2),
        ("f(1,)", "expected a value, not `)`", 4),
        ("'a", "this text has no end", 0),
        ("'a\nb'", "this text has no end", 0),
        (r"'\q'", "there is no such escape in a text", 1),
        (r"'\ud800'", "there is no such character", 1),
        (r"b'\u0041'", "bytes have no escape `\\u`", 2),
        ("1 # 2", "'#' has no meaning here", 2),
        ("value.", "expected a name, not the end", 6),
        ("value.true", "expected the name of a key", 6),
        ("for", "`for` is a reserved word", 0),
        ("9223372036854775808", "the number is too large for 64 bits", 0),
        ("18446744073709551616u", "the number is too large for 64 bits", 0),
        ("1" * 50, "the number is too large", 0),
        ("valu.x", "there is no `valu` for an expression; did you mean `value`?", 0),
        ("x", "there is no `x` for an expression; it sees value", 0),
        ("[1].map(x, other)", "there is no `other` for an expression; it sees value, x", 11),
        ("[1].map(x.y, 1)", "expected a name of your own here, such as `item`", 9),
        ("[1].all(x, x, true)", "the two names must differ", 11),
        ("has(value)", "`has` takes a key of something: `has(value.key)`", 4),
        ("value.strtsWith('a')", "there is no function `strtsWith`; did you mean `startsWith`?", 6),
        ("size()", "`size` takes 1 arguments", 0),
        ("'a'.matches('a', 'b')", "`matches` takes 1 arguments", 4),
        ("http.get('x')", "there is no function `http.get`, and none that reaches", 5),
        ("env('HOME')", "there is no function `env`, and none that reaches outside", 0),
        ("open('/etc/passwd')", "there is no function `open`, and none that reaches outside", 0),
        ("__import__('os')", "there is no function `__import__`, and none that reaches", 0),
        ("(" * 60 + "1" + ")" * 60, "the expression is nested deeper than 48 levels", 48),
        ("!" * 300 + "true", "more than 200 operations depend on one another here", 100),
        (" + ".join(["1"] * 300), "more than 200 operations depend on one another here", 798),
        ("1" + " " * 20_000, "the expression has 20,001 characters, more than the 16,384", 16_384),
    ],
)
def test_this_is_no_expression(text: str, why: str, offset: int) -> None:
    with pytest.raises(NotAnExpression) as raised:
        Program(text, ("value",))

    assert str(raised.value).startswith(why)
    assert raised.value.offset == offset


NEST = "[1,2,3,4,5,6,7,8,9,0]"
LOOPS = f"{NEST}.all(a, {NEST}.all(b, {NEST}.all(c, {NEST}.all(d, {NEST}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(
            f"{LOOPS}.all(e, {NEST}.all(f, true))))))",
            "it takes more steps than an expression may",
            id="loops within loops",
        ),
        pytest.param(
            "cel.bind(a, 'x'.replace('', 'xxxxxxxxxx'), " * 12 + "a" + ")" * 12,
            None,
            id="the same text again and again is none",
        ),
        pytest.param(
            "".join(f"cel.bind(v{n + 1}, v{n} + v{n}, " for n in range(40)).replace(
                "v0", "'0123456789'"
            )
            + "size(v40)"
            + ")" * 40,
            "it makes more than an expression may",
            id="a text doubled",
        ),
        pytest.param(
            f"{NEST}.map(a, {NEST}.map(b, {NEST}.map(c, {NEST}.map(d, {NEST}.map(e, [a])))))",
            "it takes more steps than an expression may",
            id="lists of lists",
        ),
        pytest.param(
            "'a'.replace('a', 'aaaaaaaaaa')" + ".replace('a', 'aaaaaaaaaa')" * 9,
            "it makes more than an expression may",
            id="replacements of replacements",
        ),
        pytest.param(
            f"({LOOPS}.all(e, {NEST}.all(f, true)))))) && false) || true",
            "it takes more steps than an expression may",
            id="nothing takes it back",
        ),
    ],
)
def test_an_expression_that_does_not_end_is_stopped(text: str, why: str | None) -> None:
    if why is None:
        value(text)
        return
    for _ in range(2):
        with pytest.raises(Stopped) as raised:
            value(text)
        assert str(raised.value) == why


def test_the_same_expression_costs_the_same_each_time() -> None:
    program = Program("value.jobs.all(job, job.name.matches('^[a-z]+$'))", ("value",))
    costs = set()
    for _ in range(3):
        budget = Budget()
        program.value({"value": DOCUMENT}, budget)
        costs.add((STEPS - budget.steps, ROOM - budget.room))

    assert costs == {(2_099, 0)}


def test_many_patterns_are_as_bad_as_many_steps() -> None:
    budget = Budget()
    document = [f"{number}.*" for number in range(200)]

    with pytest.raises(Stopped):
        Program("value.all(x, x.matches(x))", ("value",)).value({"value": document}, budget)


def test_what_is_compared_costs_by_its_size() -> None:
    deep: object = 1
    for _ in range(50_000):
        deep = [deep]

    assert value("value == value", deep) is True
    budget = Budget()
    Program("value == value", ("value",)).value({"value": "x" * 1_000_000}, budget)
    assert STEPS - budget.steps > 100_000


def test_values_have_types_of_their_own() -> None:
    assert value("type(value.replicas)") == TYPES["int"]
    assert type(value("3u")) is Uint
    assert math.isnan(value("0.0 / 0.0"))  # type: ignore[arg-type]
    assert value("double('nan') == double('nan')") is False
    assert value("double('nan') < 1.0 || double('nan') >= 1.0") is False


numbers = st.integers(-(2**63), 2**63 - 1)


@given(numbers, numbers)
def test_whole_numbers_wrap_nowhere(one: int, other: int) -> None:
    for sign, exact in (("+", one + other), ("-", one - other), ("*", one * other)):
        program = Program(f"value[0] {sign} value[1]", ("value",))
        fits = -(2**63) <= exact < 2**63
        try:
            assert program.value({"value": [one, other]}, Budget()) == exact
            assert fits
        except Unanswerable:
            assert not fits


@given(st.text(alphabet="abv0123.[](){}?:'\"\\+-*/%<>=!&|, \nrui`", max_size=30))
def test_no_text_ends_otherwise_than_in_a_value_or_a_reason(text: str) -> None:
    try:
        value(text)
    except (NotAnExpression, Unanswerable, Stopped):
        pass


json_like = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(json_like)
def test_every_document_equals_itself(document: object) -> None:
    assert value("value == value && value in [value]", document) is True
