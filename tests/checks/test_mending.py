"""Repairs change what they are about, in the file and in what it says, and nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.checks.finding import Finding, Severity
from confledger.checks.fixes import rename_key
from confledger.checks.mending import identity, mended
from confledger.checks.parsed import Parsed
from confledger.checks.rules import encoding, merge_conflict_marker, syntax
from confledger.documents.edits import Edit
from confledger.documents.limits import DEFAULT
from confledger.documents.load import load
from confledger.documents.problem import SYNTAX
from confledger.documents.same import renamed
from confledger.location import Path, Span

# What ends so is a fault; without it, it would be right.
TYPO = "qq"


def walk(value: object, path: Path = ()) -> Iterator[tuple[Path, dict[str, object]]]:
    """Yield every key with the map that it is in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), value
            yield from walk(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk(inner, (*path, index))


def examiner(dialect: str) -> Callable[[bytes], list[Finding]]:
    """Return a check that finds every key with a typo, and what the readers find."""

    def examine(data: bytes) -> list[Finding]:
        file = Parsed("file", dialect, data, load(data, dialect), [])
        found = [*merge_conflict_marker.check(file)]
        if found:
            return found
        found += [*encoding.check(file), *syntax.check(file)]
        for number, document in enumerate(file.documents):
            for path, _ in walk(document):
                key = str(path[-1])
                if key.endswith(TYPO):
                    right = key.removesuffix(TYPO)
                    found.append(
                        file.finding(
                            *("unknown-key", Severity.ERROR, "wrong"),
                            document=number,
                            at=path,
                            subject=key,
                            fix=rename_key(file, number, path, right),
                        )
                    )
        return found

    return examine


NAMES = ["alpha", "beta", "gamma", "größe", "x-y"]
names = st.sampled_from([*NAMES, *(name + TYPO for name in NAMES), *(n + TYPO for n in NAMES)])
comments = st.sampled_from(["", "", " # näh", "  #qq", "\t# tab"])


@st.composite
def yaml(draw: st.DrawFn) -> str:
    """A stream of documents in all styles, with anchors that may be used."""
    anchors: list[str] = []

    def scalar() -> str:
        return draw(st.sampled_from(["1", "text qq", "'alphaqq'", '"bü\\n"', "é", "~", "alphaqq"]))

    def key() -> str:
        name = draw(names)
        return draw(st.sampled_from([name, name, f'"{name}"', f"'{name}'"]))

    def flow(depth: int) -> str:
        kind = draw(st.integers(0, 5 if depth else 1))
        if kind < 2 or depth == 0:
            return scalar()
        if kind == 2 and anchors:
            return "*" + draw(st.sampled_from(anchors))
        items = [flow(depth - 1) for _ in range(draw(st.integers(0, 3)))]
        if kind == 3:
            return "[" + ", ".join(items) + "]"
        anchor = draw(st.sampled_from(["", "", "&f "]))
        text = anchor + "{" + ", ".join(f"{key()}: {item}" for item in items) + "}"
        if anchor:
            anchors.append("f")
        return text

    def block(indent: str, depth: int) -> list[str]:
        lines = []
        for _ in range(draw(st.integers(1, 3))):
            head, note = f"{indent}{key()}:", draw(comments)
            kind = draw(st.integers(0, 7 if depth else 3))
            if kind == 0:
                lines += [f"{head} |{note}", f"{indent}  alphaqq: 1", ""]
            elif kind <= 2:
                lines.append(f"{head} {scalar()}{note}")
            elif kind == 3:
                lines.append(head + draw(st.sampled_from([" ", "\t", "  "])) + flow(2) + note)
            elif kind == 4 and anchors:
                name = draw(st.sampled_from(anchors))
                lines += [f"{head}{note}", f"{indent}  <<: *{name}", *block(indent + "  ", 0)]
            elif kind == 5:
                lines.append(f"{head}{note}")
                for _ in range(draw(st.integers(1, 2))):
                    first, *rest = block(indent + "  ", depth - 1)
                    lines += [f"{indent}- {first.lstrip()}", *rest]
            else:
                anchor = draw(st.sampled_from(["", "", " &b"]))
                lines += [f"{head}{anchor}{note}", *block(indent + "  ", depth - 1)]
                if anchor:
                    anchors.append("b")
        return lines

    documents = []
    for _ in range(draw(st.integers(1, 2))):
        anchors.clear()
        documents.append("\n".join(["# qq", *block("", 2)]))
    return "\n---\n".join(documents)


@st.composite
def json(draw: st.DrawFn) -> str:
    def value(depth: int) -> str:
        kind = draw(st.integers(0, 3 if depth else 1))
        if kind < 2 or depth == 0:
            return draw(st.sampled_from(["1", '"alphaqq"', '"é\\u00e9"', "null", "1e5", "[]"]))
        items = [value(depth - 1) for _ in range(draw(st.integers(0, 3)))]
        gap = draw(st.sampled_from(["", " ", "\n\t", "\n  "]))
        if kind == 2:
            return "[" + ",".join(gap + item for item in items) + gap + "]"
        return "{" + ",".join(f'{gap}"{draw(names)}"{gap}: {item}' for item in items) + gap + "}"

    return "{" + f' "größe": {value(3)} ,"{draw(names)}":{value(3)}' + "}"


@st.composite
def toml(draw: st.DrawFn) -> str:
    def part() -> str:
        name = draw(names)
        quoted = [f'"{name}"', f"'{name}'"]
        return draw(st.sampled_from(quoted if not name.isascii() else [name, name, *quoted]))

    def dotted() -> str:
        parts = [part() for _ in range(draw(st.integers(1, 3)))]
        return draw(st.sampled_from([".", " . "])).join(parts)

    def inline(depth: int = 2) -> str:
        kind = draw(st.integers(0, 3 if depth else 1))
        if kind == 2:
            return "[" + ", ".join(inline(depth - 1) for _ in range(draw(st.integers(0, 2)))) + "]"
        if kind == 3:
            pairs = [f"{dotted()} = {inline(depth - 1)}" for _ in range(draw(st.integers(0, 2)))]
            return "{" + ", ".join(pairs) + "}"
        return draw(st.sampled_from(["1", "'alphaqq'", '"é"', "2020-01-01", '"""\nalphaqq = 1"""']))

    lines = []
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.integers(0, 4))
        note = draw(comments)
        if kind == 0:
            lines.append(f"[{dotted()}]{note}")
        elif kind == 1:
            lines.append(f"[[ {dotted()} ]]{note}")
        else:
            lines.append(f"{draw(st.sampled_from(['', '  ']))}{dotted()} = {inline()}{note}")
    return "\n".join(lines)


def flat(*forms: str) -> st.SearchStrategy[str]:
    """Lines of one form each, with a name in them where `@` is."""
    lines = st.builds(lambda form, name: form.replace("@", name), st.sampled_from(forms), names)
    return st.lists(lines, max_size=6).map("\n".join)


TEXTS = {
    "yaml": yaml(),
    "json": json(),
    "json5": json().map(lambda text: text.replace('"alpha', "'alpha").replace(":", ": // qq\n")),
    "toml": toml(),
    "ini": flat("[@]", "@ = 1", "@: alphaqq", "@", "  alphaqq = 1", "; alphaqq = 1", "@=ü", ""),
    "dotenv": flat("@=1", "export @='alphaqq=1\nqq'", "# alphaqq=1", 'export  @ = "é"', "@", "")
    .map(lambda text: text.replace("größe", "G_"))
    .map(lambda text: text.replace("x-y", "X_Y")),
    "properties": flat(
        "@=1", "@: alphaqq", "@ alphaqq", "! alphaqq=1", "@ = 1\\\n  alphaqq=2", "@"
    ).map(lambda text: text.replace("größe", "G_")),
}
ENDS = ["\n", "\n", "\r\n"]


def deletions(old: str, new: str) -> int | None:
    """Count how often a typo is deleted on the way from one text to the other; None if not only."""
    at = count = 0
    for character in new:
        while old[at : at + 1] != character:
            if not old.startswith(TYPO, at):
                return None
            at, count = at + len(TYPO), count + 1
        at += 1
    rest = old[at:]
    return count + len(rest) // 2 if rest == TYPO * (len(rest) // 2) else None


@pytest.mark.parametrize("dialect", TEXTS)
@settings(max_examples=120)
@given(data=st.data())
def test_a_repair_changes_its_bytes_and_its_keys_only(dialect: str, data: st.DataObject) -> None:
    text = data.draw(TEXTS[dialect]) + data.draw(st.sampled_from(["", "\n"]))
    raw = text.replace("\n", data.draw(st.sampled_from(ENDS))).encode()
    examine = examiner(dialect)

    done = mended(raw, dialect, examine, DEFAULT)

    old, new = load(raw, dialect), load(done.data, dialect)
    if any(problem.kind == SYNTAX for problem in old.problems):
        assert done.data == raw
        return
    changed = renamed(old.documents, new.documents)
    assert changed is not None
    assert {(str(path[-1]).removesuffix(TYPO), name) for path, name in changed.items()} == {
        (name, name) for name in changed.values()
    }
    assert len(changed) == len(done.repairs)
    count = deletions(raw.decode(), done.data.decode())
    assert count is not None
    # One key of TOML may be written in several places.
    assert count == len(changed) or (dialect == "toml" and count > len(changed))
    again = mended(done.data, dialect, examine, DEFAULT)
    assert (again.data, again.repairs) == (done.data, [])
    if dialect != "yaml" and not old.problems and not done.left:
        for path, beside in walk(new.documents):
            name = str(path[-1])
            assert not name.endswith(TYPO) or name.removesuffix(TYPO) in beside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("aqq:\n  bqq: 1\n", "a:\n  b: 1\n", id="parent and child"),
        pytest.param("aqq: 1\na: 2\n", "aqq: 1\na: 2\n", id="the right name is taken"),
        pytest.param("aqq: &x\n  bqq: 1\nc: *x\n", "a: &x\n  bqq: 1\nc: *x\n", id="aliased"),
        pytest.param("aqq: &x {b: 1}\n<<: *x\n", "a: &x {b: 1}\n<<: *x\n", id="anchored"),
        pytest.param(
            "k: &x {a: 1}\nl:\n  <<: *x\n  aqq: 2\n", "k: &x {a: 1}\nl:\n  <<: *x\n  aqq: 2\n",
            id="a merge key has the right name",
        ),
        pytest.param("aqq: 1\naqq: 1\n", "aqq: 1\naqq: 1\n", id="twice in a map"),
        pytest.param("[a]: 1\n? bqq\n: 1\n", "[a]: 1\n? b\n: 1\n", id="an explicit key"),
        pytest.param("&k aqq: *k\n", "&k aqq: *k\n", id="the key is anchored"),
        pytest.param('"a\\x71q": 1\n', '"a\\x71q": 1\n', id="the key has an escape"),
        pytest.param("aqq: [\n", "aqq: [\n", id="a syntax error"),
        pytest.param(
            "<<<<<<< a\naqq: 1\n=======\n>>>>>>> b\n", "<<<<<<< a\naqq: 1\n=======\n>>>>>>> b\n",
            id="a conflict",
        ),
        pytest.param("\ufeffaqq: 1\r\nb: 1\nc: 1\n", "a: 1\nb: 1\nc: 1\n", id="bytes and a key"),
        pytest.param("\ufeffaqq: 1\nbqq: [\n", "\ufeffaqq: 1\nbqq: [\n", id="a bad file"),
        pytest.param("a: 1\rbqq: 1\nc: 1\n", "a: 1\rb: 1\nc: 1\n", id="ends that stay mixed"),
        pytest.param(
            "\ufeffaqq: ENC[AES256_GCM,data:x]\n", "\ufeffaqq: ENC[AES256_GCM,data:x]\n",
            id="encrypted by SOPS",
        ),
        pytest.param("é: {größeqq: 1}\n", "é: {größe: 1}\n", id="columns are not bytes"),
        pytest.param("aqq:\t1\t# qq\n", "a:\t1\t# qq\n", id="tabs"),
        pytest.param("Ã¶: 1\naqq: ÃƒÂ¶\n", "ö: 1\na: ö\n", id="misread once and twice"),
    ],
)  # fmt: skip
def test_yaml_is_mended_where_that_is_safe(text: str, expected: str) -> None:
    done = mended(text.encode(), "yaml", examiner("yaml"), DEFAULT)

    assert done.data.decode() == expected


def test_what_is_accepted_stays() -> None:
    data = b"aqq: 1\nbqq: 1\r\nc: 1\n"
    first, *_ = [f for f in examiner("yaml")(data) if f.check == "unknown-key"]
    bytes_too = [identity(f) for f in examiner("yaml")(data) if f.check == "encoding"]

    done = mended(data, "yaml", examiner("yaml"), DEFAULT, accepted=[identity(first), *bytes_too])

    assert done.data == b"aqq: 1\nb: 1\r\nc: 1\n"


def test_a_name_that_the_value_does_not_fit_is_left() -> None:
    def examine(data: bytes) -> list[Finding]:
        file = Parsed("file", "yaml", data, load(data, "yaml"), [])
        found = examiner("yaml")(data)
        if "a" in dict(*file.documents):
            found.append(file.finding("schema", Severity.ERROR, "not a list", at=("a",)))
        return found

    done = mended(b"aqq: 1\nbqq: 1\n", "yaml", examine, DEFAULT)

    assert done.data == b"aqq: 1\nb: 1\n"
    assert [(f.subject, why) for f, why in done.left] == [
        ("aqq", "its value would not be right for the other name")
    ]


def broken(edit: Edit) -> Callable[[bytes], list[Finding]]:
    """Return a check whose repair is wrong."""

    def examine(data: bytes) -> list[Finding]:
        return [
            replace(finding, fix=(edit,)) if finding.subject == "aqq" else finding
            for finding in examiner("yaml")(data)
        ]

    return examine


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(Edit(Span(1, 6, 1, 7), "2"), id="a value"),
        pytest.param(Edit(Span(1, 1, 2, 1), ""), id="the whole line"),
        pytest.param(Edit(Span(1, 1, 1, 4), "b"), id="a name that is there"),
        pytest.param(Edit(Span(1, 1, 1, 4), "[a"), id="no YAML"),
        pytest.param(Edit(Span(1, 1, 1, 4), "12: 1\na"), id="a key more"),
        pytest.param(Edit(Span(2, 1, 2, 2), "d"), id="another key"),
    ],
)
def test_a_repair_that_would_do_something_else_is_dropped_and_said(edit: Edit) -> None:
    done = mended(b"aqq: 1\nb: 1\ncqq: 1\n", "yaml", broken(edit), DEFAULT)

    assert done.data == b"aqq: 1\nb: 1\nc: 1\n"
    assert [(f.subject, why) for f, why in done.left] == [
        ("aqq", "renaming it would change more than this key")
    ]


def test_what_overlaps_a_repair_that_is_dropped_is_made() -> None:
    def examine(data: bytes) -> list[Finding]:
        found = examiner("yaml")(data)
        wrong = [replace(one, subject="b", fix=(Edit(Span(1, 1, 1, 5), "x"),)) for one in found]
        return [*wrong, *found]

    assert mended(b"aqq: 1\n", "yaml", examine, DEFAULT).data == b"a: 1\n"


def test_a_file_of_many_repairs_takes_few_readings() -> None:
    readings = []

    def examine(data: bytes) -> list[Finding]:
        readings.append(data)
        found = examiner("yaml")(data)
        bad = Edit(Span(1, 1, 1, 4), "zero")
        return [replace(one, fix=(bad,)) if one.pointer.startswith("/k9") else one for one in found]

    text = "".join(f"k{number}qq: 1\n" for number in range(100))
    done = mended(text.encode(), "yaml", examine, DEFAULT)

    assert len(done.repairs) == 89
    assert len(done.left) == 11
    assert len(readings) <= 15


def test_of_repairs_that_go_in_a_circle_none_is_made() -> None:
    def examine(data: bytes) -> list[Finding]:
        file = Parsed("file", "yaml", data, load(data, "yaml"), [])
        ((old,),) = (dict(document) for document in file.documents)  # type: ignore[call-overload]
        new = {"a": "b", "b": "a"}[old]
        fix = rename_key(file, 0, (old,), new)
        return [file.finding("x", Severity.ERROR, "wrong", at=(old,), fix=fix)]

    assert mended(b"a: 1\n", "yaml", examine, DEFAULT).data == b"a: 1\n"


def test_edits_of_the_same_characters_are_made_one_after_the_other() -> None:
    def examine(data: bytes) -> list[Finding]:
        # Two findings at one key, and one at what comes right after it.
        return [*(one for one in examiner("yaml")(data) for _ in range(2))]

    done = mended(b"{aqq: {bqq: 1},\"cqq\":{'dqq':1}}", "yaml", examine, DEFAULT)

    assert done.data == b"{a: {b: 1},\"c\":{'d':1}}"
