"""A file that is read in pieces has the leaves that it has when it is read as a whole."""

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from confledger.changes.identity import Identities
from confledger.changes.leaves import leaves
from confledger.documents.limits import DEFAULT
from confledger.documents.load import load
from confledger.ledger import pieces
from confledger.ledger.pieces import Pieces

LONG = "x" * 400
FILES = {
    "maps": f"a:\n  b:\n    c: {LONG}\n    d: 1\n  e: {LONG}\nf: {LONG}\n",
    "lists of maps": f"a:\n- name: x\n  v: {LONG}\n-   name: y\n    v:\n    - {LONG}\nb: 1\n",
    "a list that is indented": f"a:\n  - v: {LONG}\n  # apart\n  - v: {LONG}\n    w: 1\nb: 1\n",
    "text blocks": f"a:\n  b: |\n    k: {LONG}\n    - x\n\n  c: >-\n    {LONG}\n"
    "  d: |+\n    x\n\n\ne: 1",
    "objects": "---\n".join(
        f"kind: Role\nmetadata:\n  name: r{at}\nrules:\n- verbs: [{LONG}]\n" for at in range(3)
    ),
    "the same object twice": f"kind: A\nmetadata:\n  name: a\nx: {LONG}\n---\n" * 2 + "a: 1\n",
    "nothing between two markers": f"# {LONG}\n---\n# none\n---\na: {LONG}\n---\n",
    "keys that are numbers": f"a:\n  1: {LONG}\n  true: {LONG}\nb:\n  8080: {LONG}\n",
    "quoted over lines": f"a: 'x\n  b {LONG}\n  c'\nd:\n  e: \"{LONG}\n\n    y\"\n",
    "flow": f"a: {{b: [1,\n  2], c: {LONG}}}\nd: [{LONG}]\n",
    "a secret as a key": f"a:\n  ghp_{'a1B2' * 9}: {LONG}\n  b: {LONG}\n",
}
WHOLE = {
    "an anchor": f"a: &x {LONG}\nb: *x\nc: {LONG}\n",
    "an alias to nothing": f"a: {LONG}\nb: *x\nc: {LONG}\n",
    "a key twice": f"a: {LONG}\nb: {LONG}\na: 1\n",
    "a key twice, below": f"a:\n  b: {LONG}\n  b: {LONG}\nc: 1\n",
    "only comments": f"# {LONG}\n",
    "a marker with more": f"--- {{a: {LONG}}}\n",
    "directives": f"%YAML 1.2\n---\na: {LONG}\nb: {LONG}\n",
    "no map": f"- {LONG}\n- {LONG}\n",
    "sops": f"a: {LONG}\nsops:\n  mac: x\n  x: {LONG}\n",
    "faulty": f"a: {LONG}\nb: [\nc: {LONG}\n",
    "less indented": f"a:\n    b: {LONG}\n  c: {LONG}\n",
}


@pytest.fixture(autouse=True)
def _cut_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_SMALL", 100)


def read(text: str) -> dict[str, str]:
    return leaves(load(text.encode(), "yaml").documents)


@pytest.mark.parametrize("name", FILES)
def test_what_is_cut_has_the_same_leaves(name: str) -> None:
    reader = Pieces(Identities(), DEFAULT)
    for _ in range(2):
        assert reader.leaves(FILES[name].encode()) == read(FILES[name])


@pytest.mark.parametrize("name", WHOLE)
def test_what_cannot_be_cut_is_left_to_be_read_as_a_whole(name: str) -> None:
    assert Pieces(Identities(), DEFAULT).leaves(WHOLE[name].encode()) is None


WORDS = st.sampled_from(
    [
        *("a:", "b:", " ", "  ", "\n", "\n", "- ", "x", "1", "'", '"', "|", ">", "#", "{", "}"),
        *("[", "]", "---\n", "&", "*", "<<: ", "? ", ": ", ",", "!t ", "\t", LONG[:60]),
        *("kind: A\n", "name: "),
    ]
)


@examples(max_examples=400)
@given(st.lists(WORDS, min_size=4, max_size=30))
def test_any_text_that_is_cut_has_the_same_leaves(words: list[str]) -> None:
    text = f"a: {LONG[:99]}\n" + "".join(words)
    found = Pieces(Identities(), DEFAULT).leaves(text.encode())
    assert found is None or found == read(text)
