"""What a document may ask of its reader: just enough is read, one more is refused."""

import subprocess
import sys
import time

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.limits import DEEPEST, DEFAULT, Limits
from confledger.documents.load import load
from confledger.documents.problem import LIMITS

ALIASES = "write the repeated parts out, or raise `limits.max-aliased-nodes` in confledger.yaml"
BYTES = "split it, list it under `ignore`, or raise `limits.max-bytes` in confledger.yaml"
DEPTH = "flatten it, or raise `limits.max-depth` in confledger.yaml"
DEEP = "no configuration needs this; flatten it or list the file under `ignore`"
NODES = "split the file, or raise `limits.max-nodes` in confledger.yaml"


def blocks(levels: int) -> str:
    return "".join(f"{' ' * level}a:\n" for level in range(levels - 1)) + f"{' ' * levels}1\n"


@pytest.mark.parametrize(
    ("enough", "more", "limits", "message", "help"),
    [
        pytest.param(
            "a: 12\n",
            "a: 123\n",
            Limits(max_bytes=6),
            "the file has 7 bytes, more than the 6 that are read",
            BYTES,
            id="bytes",
        ),
        pytest.param(
            "a: [1, {b: 1}]\n",
            "a: [1, {b: 1, c: 2}]\n",
            Limits(max_nodes=5),
            "more than 5 values",
            NODES,
            id="values",
        ),
        pytest.param(
            "[1]\n---\n[2]\n",
            "[1]\n---\n[2, 3]\n",
            Limits(max_nodes=4),
            "more than 4 values",
            NODES,
            id="values of several documents",
        ),
        pytest.param(
            "a: [[1]]\n",
            "a: [[[1]]]\n",
            Limits(max_depth=4),
            "nested deeper than 4 levels",
            DEPTH,
            id="levels",
        ),
        pytest.param(
            "a: [[1]]\nb: !!timestamp 1\n",
            "a: [[[1]]]\nb: !!timestamp 1\n",
            Limits(max_depth=4),
            "nested deeper than 4 levels",
            DEPTH,
            id="levels, where only PyYAML reads the text",
        ),
        pytest.param(
            "a: &x [1, 2]\nb: [*x, *x]\n",
            "a: &x [1, 2]\nb: [*x, *x, *x]\n",
            # A list and its end count, as do two values.
            Limits(max_aliased_nodes=8),
            "its aliases expand to more than 8 values",
            ALIASES,
            id="aliases",
        ),
        pytest.param(
            "a: &x {<<: {b: 1}}\nc: !!timestamp 1\nd: [*x]\n",
            "a: &x {<<: {b: 1}}\nc: !!timestamp 1\nd: [*x, *x]\n",
            Limits(max_aliased_nodes=5),
            "its aliases expand to more than 5 values",
            ALIASES,
            id="aliases, where only PyYAML reads the text",
        ),
        pytest.param(
            f"{'[' * 249}{']' * 249}\n",
            f"{'[' * 300}{']' * 300}\n",
            DEFAULT,
            "nested deeper than 250 levels",
            DEEP,
            id="brackets, as deep as any parser goes",
        ),
        pytest.param(
            blocks(125),
            blocks(400),
            DEFAULT,
            "nested deeper than 250 levels",
            DEEP,
            id="blocks, as deep as any parser goes",
        ),
    ],
)
def test_a_text_is_read_up_to_the_limit(
    enough: str, more: str, limits: Limits, message: str, help: str
) -> None:
    read, refused = load(enough.encode(), YAML, limits), load(more.encode(), YAML, limits)

    assert read.documents
    assert read.problems == []
    found = [(problem.kind, problem.message, problem.help) for problem in refused.problems]
    assert (found, refused.documents) == ([(LIMITS, message, help)], [])


def test_no_setting_lets_a_parser_see_what_it_cannot_survive() -> None:
    assert Limits(max_depth=1_000_000).max_depth == DEEPEST


def test_an_alias_of_itself_is_refused() -> None:
    loaded = load(b"a: &x {b: [*x]}\n", YAML)

    assert [(one.kind, one.message, one.help) for one in loaded.problems] == [
        (
            LIMITS,
            "an alias stands inside of what it stands for, without end",
            "write the part out, or remove the alias",
        )
    ]


MONSTERS = {
    "items in items": b"- " * 100_000,
    "keys in keys": b"? " * 100_000,
    "keys in keys, with ends": b"? " * 5_000 + b"a\n",
    "lists in lists": b"[" * 10_000,
    "lists in lists, closed": b"[" * 10_000 + b"]" * 10_000,
    "maps in maps": b"{a: " * 10_000,
    "maps in lists": b"[{a: " * 10_000 + b"}]" * 10_000,
    "block maps": b"".join(b" " * level + b"a:\n" for level in range(3_000)),
    "block maps, one line": b"a: " * 10_000,
    "lists in maps": b"".join(b" " * level + b"- a:\n" for level in range(3_000)),
    "tags": b"!a " * 100_000,
    "anchors": b"&a " * 100_000,
    "quotes": b'"' * 100_001,
    "documents": b"---\n" * 100_000,
    "one scalar of 5 MB": b"a: " + b"x" * 5_000_000,
    "one text block of 5 MB": b"a: |\n" + b"  xxxx xxxx\n" * 400_000,
    "one broken line of 5 MB": b"a: b: " + b"x" * 5_000_000,
    "one open quote of 5 MB": b'a: "' + b"[x] " * 1_250_000,
    "an open quote among brackets": b"- a: [x]\n  b: '" + b" {x} [x] 'x'" * 15_000 + b"\nc: 1\n",
    "an open bracket among quotes": b"a: [" + b"\"x\" [x] 'x', " * 12_000 + b"\nb: 1\n",
    "aliases of aliases": b"a0: &a0 [x]\n"
    + b"".join(b"a%d: &a%d [*a%d,*a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 60)),
    "anchors without an end": b"a: &a [*a, *a]\n" * 1_000,
    "keys that are alike": b"".join(b"a: %d\n" % n for n in range(10_000)),
}


@pytest.mark.slow
def test_no_text_stops_or_stalls_the_process() -> None:
    code = (
        "import sys\n"
        "from confledger.documents.load import load\n"
        "found = load(sys.stdin.buffer.read(), 'yaml')\n"
        "print(len(found.documents), *sorted({one.kind for one in found.problems}))\n"
    )
    seen, slow = {}, {}
    for name, data in MONSTERS.items():
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code], input=data, capture_output=True, timeout=60, check=False
        )
        if (spent := time.monotonic() - start) > 5:
            slow[name] = spent
        seen[name] = done.stdout.decode().strip() if done.returncode == 0 else done.returncode

    assert seen == {
        **dict.fromkeys(MONSTERS, "0 limits"),
        "block maps, one line": "0 syntax",
        "tags": "0 syntax",
        "anchors": "0 syntax",
        "anchors without an end": "0 duplicate-key limits",
        "quotes": "0 syntax",
        "documents": "100000",
        "one scalar of 5 MB": "1",
        "one text block of 5 MB": "1",
        "one broken line of 5 MB": "0 syntax",
        "one open quote of 5 MB": "0 syntax",
        "an open quote among brackets": "0 syntax",
        "an open bracket among quotes": "0 syntax",
        "keys that are alike": "0 duplicate-key",
    }
    assert slow == {}
