"""What people are told differs between two versions: few changes, each whole, none twice."""

import os
import subprocess
import sys
from math import nan
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.change import (
    ADDED,
    CHANGED,
    MISSING,
    MOVED,
    REMOVED,
    RENAMED,
    RETYPED,
    Change,
)
from confledger.changes.compare import compare
from confledger.changes.identity import Identities
from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.location import dotted

ROOT = Path(__file__).resolve().parents[2]
SIGNS = {ADDED: "+", REMOVED: "-", CHANGED: "~", RETYPED: "!", MOVED: ">", RENAMED: "="}


def shown(changes: list[Change]) -> list[str]:
    """Write `~a.b` for each, with both paths or documents where they differ."""
    lines = []
    for one in changes:
        places = [
            dotted(path) + (f" of {number}" if number else "")
            for path, number in ((one.old_path, one.old_document), (one.path, one.document))
            if path is not None
        ]
        lines.append(SIGNS[one.kind] + " to ".join(dict.fromkeys(places)))
    return lines


def differ(before: str, after: str, identities: Identities | None = None) -> list[str]:
    old, new = load(before.encode(), YAML), load(after.encode(), YAML)
    assert not old.problems
    assert not new.problems
    return shown(compare(old.documents, new.documents, identities or Identities()))


def resource(name: str, kind: str = "Service", **more: object) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    return (
        f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: text of {name}\n{lines}"
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a: 1", 'a: "1"', ["!a"], id="a number and its text"),
        pytest.param("a: yes", "a: true", ["!a"], id="yes is a text"),
        pytest.param("a: 1", "a: true", ["!a"], id="one is not true"),
        pytest.param("a: 1", "a: 1.0", ["!a"], id="a number with a fraction"),
        pytest.param("[{b: [1, {c: 1}]}]", "[{b: [1, {c: true}]}]", ["![0].b[1].c"], id="far down"),
        pytest.param("a: 1.0", "a: 1.00", [], id="the same fraction"),
        pytest.param("a: 0x10", "a: 16", [], id="another base"),
        pytest.param("a: 010", "a: 8", ["~a"], id="ten, since YAML 1.2"),
        pytest.param("a: 0.0", "a: -0.0", ["~a"], id="minus zero"),
        pytest.param("a: {b: [0.0]}", "a: {b: [-0.0]}", ["~a.b[0]"], id="minus zero, far down"),
        pytest.param("a: .nan", "a: .nan", [], id="what is no number"),
        pytest.param("- {a: .nan}\n- 1", "- {a: .nan}\n- 2", ["~[1]"], id="no number in a list"),
        pytest.param("a: 2024-01-01", 'a: "2024-01-01"', [], id="a date is a text"),
        pytest.param("1: a", '"1": a', [], id="a key is a text"),
        pytest.param("a: !foo x", "a: !bar x", [], id="another tag"),
        pytest.param("a: ~", "a: null", [], id="null"),
        pytest.param("a: ~", "{}", ["-a"], id="null is not nothing"),
        pytest.param("a: 1 # b", "# c\na:   1", [], id="a comment"),
        pytest.param("a: 'b'\nc: [1]", 'a: "b"\nc:\n  - 1', [], id="style"),
        pytest.param("a: &x {b: 1}\nc: *x", "a: {b: 1}\nc: {b: 1}", [], id="an alias"),
        pytest.param(
            "a: &x {b: 1}\nc: {<<: *x, d: 2}", "a: {b: 1}\nc: {b: 1, d: 2}", [], id="a merge key"
        ),
        pytest.param("a: {b: 1}\nc: 1", "c: 1\na: {b: 1}", [], id="another order of keys"),
        pytest.param("a: {}", "a: []", ["!a"], id="another empty container"),
        pytest.param("a: {b: {c: 1}}", "a: x", ["!a"], id="no map any more"),
        pytest.param("a: 1", "a: 1\nb: {c: {d: 1}}", ["+b"], id="a map, whole"),
        pytest.param("x", "y", ["~(root)"], id="the whole document"),
    ],
)
def test_values_differ_by_type_and_not_by_spelling(
    before: str, after: str, expected: list[str]
) -> None:
    assert differ(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("a: text here", "b: text here", ["=a to b"], id="a key"),
        pytest.param("a: true", "b: true", ["=a to b"], id="the only one, whatever it holds"),
        pytest.param("{a: true, b: x}", "{c: true}", ["-a", "-b", "+c"], id="true says nothing"),
        pytest.param(
            "{use_tls: true, b: x}", "{useTls: true}", ["=use_tls to useTls", "-b"], id="alike keys"
        ),
        pytest.param(
            "old: {a: one, b: two, c: [three], d: 4}",
            "new: {a: one, b: two, c: [three], d: 5}",
            ["=old to new", "~old.d to new.d"],
            id="the key of a map that changed a little",
        ),
        pytest.param("old: {a: one}", "new: {b: two}", ["-old", "+new"], id="nothing in common"),
        pytest.param("{a: x1, b: x2}", "{a: x2, b: x1}", ["~a", "~b"], id="exchanged values"),
        pytest.param(
            "[{name: web, image: nginx}, {name: db, image: pg}]",
            "[{name: api, image: nginx}, {name: db, image: pg}]",
            ["=[0].name"],
            id="an item",
        ),
        pytest.param(
            "[{name: web, image: nginx}]",
            "[{name: db, image: postgres}]",
            ["-[0]", "+[0]"],
            id="another item",
        ),
        pytest.param(
            "[{name: a, v: some, w: text}, {name: b}, {name: c}]",
            "[{name: b}, {name: c}, {name: d, v: some, w: more}]",
            [">[0] to [2]", "=[0].name to [2].name", "~[0].w to [2].w"],
            id="an item that moved and changed as well",
        ),
        pytest.param("[{name: a}]", "[{name: b}]", ["=[0].name"], id="an item that is a name"),
        *(
            pytest.param(
                f"{old}metadata: {{name: a, labels: {{x: y, z: w}}}}\nspec: [1, 2]\n---\nx: 1\n",
                f"{new}metadata: {{name: b, labels: {{x: y, z: w}}}}\nspec: [1, 2]\n---\nx: 1\n",
                expected,
                id=name,
            )
            for old, new, expected, name in (
                ("kind: A\n", "kind: A\n", ["=metadata.name"], "an object"),
                ("kind: A\n", "kind: 5\n", ["!kind", "~metadata.name"], "no object any more"),
                ("kind: 5\n", "kind: A\n", ["!kind", "~metadata.name"], "no object yet"),
                ("", "", ["~metadata.name"], "no object"),
            )
        ),
        pytest.param(
            "[{host: a.example, tls: secret-a}]",
            "[{host: b.example, tls: secret-a}]",
            ["~[0].host"],
            id="an address is no name",
        ),
    ],
)
def test_what_has_another_name_is_renamed(before: str, after: str, expected: list[str]) -> None:
    assert differ(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("[b, c]", "[a, b, c]", ["+[0]"], id="a text first"),
        pytest.param("[a, b, c]", "[a, c]", ["-[1]"], id="a text less"),
        pytest.param("[a, b, c]", "[a, x, c]", ["~[1]"], id="another text"),
        pytest.param("[a, b, c, d]", "[b, c, d, a]", [">[0] to [3]"], id="a text last"),
        pytest.param("[1, 1]", "[1, 1, 1]", ["+[2]"], id="equal items"),
        pytest.param(
            "[x, a, x, b]", "[a, x, c, b]", ["-[0]", "+[2]"], id="equal items keep their order"
        ),
        pytest.param(
            "[--level=info, --quiet]",
            "[--level=debug, --color, --quiet]",
            ["~[0]", "+[1]"],
            id="one text beside another that is new",
        ),
        pytest.param(
            "[{name: a, v: 1}, {name: b, v: 1}]",
            "[{name: c, v: 9}, {name: a, v: 1}, {name: b, v: 2}]",
            ["~[1].v to [2].v", "+[0]"],
            id="names",
        ),
        pytest.param(
            "[{name: a, v: 1}, {name: b}, {name: c}]",
            "[{name: b}, {name: c}, {name: a, v: 2}]",
            [">[0] to [2]", "~[0].v to [2].v"],
            id="one moved and changed",
        ),
        pytest.param(
            "[{name: a, kind: X}, {name: a, kind: Y, v: 1}]",
            "[{name: a, kind: Y, v: 2}, {name: a, kind: X}]",
            [">[0] to [1]", "~[1].v to [0].v"],
            id="a name and a kind",
        ),
        pytest.param(
            "[{run: a, env: x}, {run: b, env: y}]",
            "[{run: n, env: n}, {run: a, env: x}, {run: b, env: z}]",
            ["~[1].env to [2].env", "+[0]"],
            id="no name",
        ),
        pytest.param("[{run: a}]", "[{run: b}]", ["~[0].run"], id="one key"),
        pytest.param("[{uses: a, with: b}]", "[{run: b}]", ["-[0]", "+[0]"], id="other keys"),
        pytest.param(
            "[{extract: {key: a}}, {extract: {key: b}}]",
            "[{extract: {key: b}, rewrite: 1}, {extract: {key: a}}]",
            [">[0] to [1]", "+[0].rewrite"],
            id="a name inside",
        ),
        pytest.param("[[1, 2], [3]]", "[[1, 2], [3, 4]]", ["+[1][1]"], id="lists in a list"),
    ],
)
def test_items_are_followed(before: str, after: str, expected: list[str]) -> None:
    assert differ(before, after) == expected


def test_declared_keys_come_first() -> None:
    before = "hosts: [{slug: a, name: x, v: 1}, {slug: b, name: y, v: 2}]"
    after = "hosts: [{slug: b, name: x, v: 2}, {slug: a, name: y, v: 1}]"

    assert differ(before, after) == [
        *("~hosts[0].slug", "~hosts[0].v", "~hosts[1].slug", "~hosts[1].v"),
    ]
    declared = Identities(lambda path: ("slug",) if path == ("hosts",) else None)
    assert differ(before, after, declared) == [
        ">hosts[0] to hosts[1]",
        "~hosts[0].name to hosts[1].name",
        "~hosts[1].name to hosts[0].name",
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(["a", "b"], ["b"], ["-(root)"], id="one less"),
        pytest.param(["a", "b"], ["c", "a", "b"], ["+(root)"], id="one more, first"),
        pytest.param(["a", "b", "c"], ["b", "c", "a"], [">(root) to (root) of 2"], id="moved"),
        pytest.param(["a", "a"], ["a", "a", "a"], ["+(root) of 2"], id="equal ones"),
    ],
)
def test_documents_are_followed(before: list[str], after: list[str], expected: list[str]) -> None:
    old = "---\n".join(resource(name) for name in before)
    new = "---\n".join(resource(name) for name in after)

    assert differ(old, new) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", "a: 1", ["+(root)"], id="of nothing"),
        pytest.param("a: 1", "b: 2\n---\na: 1", ["+(root)"], id="one more, of no kind"),
        pytest.param("a: 1\n---\nb: 2", "a: 1\n---\nb: 3", ["~b of 1"], id="changed in place"),
        pytest.param(
            resource("web", replicas=1),
            resource("api").replace("of api", "of web") + "replicas: 1",
            ["=metadata.name"],
            id="another name",
        ),
        pytest.param(
            resource("web", "Deployment"), resource("db"), ["-(root)", "+(root)"], id="another one"
        ),
        pytest.param(
            "---\n".join(map(resource, ("web", "db", "mq"))),
            "---\n".join((resource("db"), resource("mq"), resource("web").replace("v1", "v2"))),
            [">(root) to (root) of 2", "~apiVersion to apiVersion of 2"],
            id="another version of what it is",
        ),
    ],
)
def test_documents_may_be_more_or_fewer(before: str, after: str, expected: list[str]) -> None:
    assert differ(before, after) == expected


def test_a_change_has_both_values_and_a_path_for_people() -> None:
    token = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"
    before = f"c: [{{name: web, v: 1}}, {{name: {token}, v: 1}}]"
    after = f"c: [{{name: web, v: 2}}, {{name: {token}, v: 2}}]\nd: [x]"
    found = compare(load(before.encode(), YAML).documents, load(after.encode(), YAML).documents)

    assert [(one.before, one.after, one.label) for one in found] == [
        (1, 2, ("c", "[name=web]", "v")),
        (1, 2, ("c", "[1]", "v")),
        (MISSING, ["x"], ("d",)),
    ]


KEYS = st.sampled_from(["name", "id", "a", "b"])
SCALARS = st.sampled_from(
    [None, True, 0, 1, 1.0, -0.0, nan, "", "1", "x", "a longer text of words"]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=14,
)
FILES = st.lists(VALUES, max_size=4)


def facts(changes: list[Change], *, mirrored: bool = False) -> list[str]:
    """Write everything of each change; mirrored, as it is on the way back."""
    other = {ADDED: REMOVED, REMOVED: ADDED}
    lines = []
    for one in changes:
        sides = [
            (one.old_document, one.old_path, one.before),
            (one.document, one.path, one.after),
        ]
        kind = other.get(one.kind, one.kind) if mirrored else one.kind
        lines.append(repr((kind, sides[::-1] if mirrored else sides)))
    return sorted(lines)


def turned(value: object) -> object:
    """Return a copy with the keys of all maps the other way round."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@settings(max_examples=250)
@given(FILES, FILES)
def test_the_way_back_mirrors_the_way_there(before: list[object], after: list[object]) -> None:
    there = compare(before, after)

    assert compare(before, before) == []
    assert compare(before, turned(before)) == []  # type: ignore[arg-type]  # documents of one kind
    assert facts(compare(after, before), mirrored=True) == facts(there)
    assert sorted(shown(compare(turned(before), after))) == sorted(shown(there))  # type: ignore[arg-type]  # documents of one kind


@given(FILES, FILES)
def test_paths_lead_to_what_changed(before: list[object], after: list[object]) -> None:
    for one in compare(before, after):
        if one.old_document is not None and one.old_path is not None:
            assert at(before[one.old_document], one.old_path) is one.before
        if one.document is not None and one.path is not None:
            assert at(after[one.document], one.path) is one.after
        assert (one.before is MISSING) == (one.old_path is None) == (one.kind == ADDED)
        assert (one.after is MISSING) == (one.path is None) == (one.kind == REMOVED)


def at(held: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        held = held[step]  # type: ignore[index]  # documents of one kind
    return held


def hostile(number: int, turn: int) -> list[list[object]]:
    """Return files of the same size that ask the most of each stage."""
    return [
        [[f"{(at * 7919 + turn) % number}" for at in range(number)]],
        [["same" if at % 2 else f"{turn}-{at}" for at in range(number)]],
        [[{"a": turn, "b": at % 3, "c": f"{turn}"} for at in range(number)]],
        [[{"name": f"{turn}-{at}", "v": "the same for all of them"} for at in range(number)]],
        [[{"name": "twice", "v": f"{turn * at}"} for at in range(number)]],
        [{f"{turn}-{at}": {"a": "some text", "b": at % 5} for at in range(number)}],
        [{f"{turn}-{at}": "some text" for at in range(number)}],
        [{f"{turn}{turn}{at:06}{turn}{turn}{turn}{turn}": True for at in range(number)}],
        [{"kind": "A", "metadata": {"name": f"{turn}-{at}"}, "x": "y" * 9} for at in range(number)],
        [at % 3 + turn for at in range(number)],
    ]


def nested(turn: int, levels: int) -> object:
    """Return something that is large far down, with something that changed at every level."""
    held: object = {"items": [{"name": f"{at}", "v": at} for at in range(1500)], "turn": turn}
    for level in range(levels):
        held = (
            {"k": held, "z": 1} if level % 2 else [held, {"turn": turn, "at": level}, {"q": turn}]
        )
    return held


def test_no_file_takes_more_than_its_size_allows() -> None:
    small, large = 400, 3200
    times = []
    for number in (small, large):
        pairs = list(zip(hostile(number, 1), hostile(number, 2), strict=True))
        start = process_time()
        for before, after in pairs:
            compare(before, after)
        times.append(process_time() - start)

    # Eight times as much may take sixteen times as long; were it quadratic, 64 times.
    assert times[1] < 24 * times[0] + 0.5


def test_depth_is_not_paid_for_at_every_level() -> None:
    times = []
    for levels in (30, 240):
        before, after = nested(1, levels), nested(2, levels)
        start = process_time()
        compare([before], [after])
        times.append(process_time() - start)

    assert times[1] < 4 * times[0] + 0.1


@pytest.mark.corpus
def test_known_edits_of_real_files_are_told_exactly(corpus: Path) -> None:
    command = [sys.executable, str(ROOT / "scripts" / "truths"), "--each", "4", "--only-ours"]
    environment = {**os.environ, "CONFLEDGER_CORPUS": str(corpus)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert (done.returncode, done.stderr) == (0, "")
