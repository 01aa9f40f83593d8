"""Patterns mean the keys that people expect, and cannot be made slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.changes.leaves import leaves
from confledger.ledger.patterns import Pattern

WEB = "Deployment/shop/web#/spec/template/spec/containers/[name=web]/image/tag"
PORT = "#/services/[kind=Gateway,name=web]/ports/[=8080]"
LABEL = "Service/web#/metadata/labels/app.kubernetes.io~1name"
PLAIN = "#/db/pool"


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        pytest.param("**/image/tag", WEB, id="any depth"),
        pytest.param("**/tag", WEB, id="the last step"),
        pytest.param("/spec", WEB, id="what is below"),
        pytest.param("spec.template.**.tag", WEB, id="dots"),
        pytest.param("/spec/*/spec/containers/*/image", WEB, id="one step each"),
        pytest.param("**/containers/web/image", WEB, id="an item by its name"),
        pytest.param("**/containers/[name=web]/image", WEB, id="an item in full"),
        pytest.param("**/containers/[web]/image", WEB, id="an item by its name in brackets"),
        pytest.param("spec.template.spec.containers[name=web].image.tag", WEB, id="in dots"),
        pytest.param("**/contain*/w*b/im*", WEB, id="parts of steps"),
        pytest.param("Deployment/*/web#**/tag", WEB, id="with a document"),
        pytest.param(WEB, WEB, id="as it is printed"),
        pytest.param("services/web/ports", PORT, id="one of two names"),
        pytest.param("services/Gateway/ports/8080", PORT, id="the other, and a number"),
        pytest.param("services.web.ports[=8080]", PORT, id="a number in full"),
        pytest.param('metadata.labels."app.kubernetes.io/name"', LABEL, id="quoted"),
        pytest.param('metadata.labels["app.kubernetes.io/name"]', LABEL, id="in brackets"),
        pytest.param("/metadata/labels/app.kubernetes.io~1name", LABEL, id="escaped"),
        pytest.param("**", PLAIN, id="everything"),
        pytest.param("#/db/pool", PLAIN, id="without a document"),
        pytest.param("#db.pool", PLAIN, id="without one, in dots"),
    ],
)
def test_a_pattern_means_a_key(pattern: str, key: str) -> None:
    assert Pattern(pattern).matches(key)


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        pytest.param("/image/tag", WEB, id="not at the top"),
        pytest.param("image.tag", WEB, id="not at the top, in dots"),
        pytest.param("**/image/tag/x", WEB, id="longer than the key"),
        pytest.param("*/tag", WEB, id="one step is one"),
        pytest.param("**/containers/we/image", WEB, id="half a name"),
        pytest.param("**/[spec]", WEB, id="brackets are for items"),
        pytest.param("Deployment/web#**/tag", WEB, id="another document"),
        pytest.param("services/name/ports", PORT, id="what a name is a name of"),
        pytest.param("pool", "#/pools", id="the beginning of a step"),
    ],
)
def test_a_pattern_does_not_mean_another_key(pattern: str, key: str) -> None:
    assert not Pattern(pattern).matches(key)


NAMES = st.text(alphabet="ab./~1=", min_size=1, max_size=4)
TREES = st.recursive(
    st.integers(0, 9) | NAMES,
    lambda inner: (
        st.dictionaries(NAMES, inner, min_size=1, max_size=3)
        | st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(TREES)
def test_a_key_as_it_is_printed_means_itself(tree: object) -> None:
    for key in leaves([{"top": tree}]):
        pattern = Pattern(key)

        assert pattern.matches(key)
        assert all(one in key for one in pattern.needed())


def test_no_pattern_is_slow() -> None:
    key = "#" + "/a" * 2000
    began = time.perf_counter()

    assert not Pattern("**/" + "a/**/" * 300 + "b").matches(key)
    assert not Pattern("**/" + "a*" * 1000 + "b").matches("#/" + "a" * 4000)

    assert time.perf_counter() - began < 2
