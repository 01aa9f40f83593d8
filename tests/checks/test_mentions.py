"""Whatever stands in a file, its mentions can be taken out of it."""

import json
import marshal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from confledger.checks.bearing import COMPOSE, FLUX, GITLAB, KUSTOMIZATION, MKDOCS, WORKFLOW
from confledger.checks.mentions import mentions
from confledger.documents.load import load

KINDS = [COMPOSE, FLUX, GITLAB, KUSTOMIZATION, MKDOCS, WORKFLOW]
KEYS = st.sampled_from(
    [
        *("resources", "patches", "path", "files", "envs", "configMapGenerator", "helmCharts"),
        *("valuesFile", "services", "build", "context", "dockerfile", "env_file", "extends"),
        *("file", "include", "secrets", "jobs", "steps", "uses", "with", "repository", "local"),
        *("rules", "trigger", "nav", "plugins", "docs_dir", "spec", "sourceRef", "kind", "name"),
        "apiVersion",
    ]
)
TEXTS = st.sampled_from(
    [
        "",
        "./a",
        "../b.yaml",
        "a=b",
        "${x}",
        "https://x.example/y",
        "kustomize.toolkit.fluxcd.io/v1",
        "Kustomization",
        "GitRepository",
        "flux-system",
        "actions/checkout@v4",
        "a.md",
        "*",
        "/",
    ]
)
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        TEXTS | st.none() | st.integers(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
        max_leaves=15,
    ),
    max_size=5,
)


@pytest.mark.parametrize("kind", KINDS)
@given(document=DOCUMENTS)
def test_mentions_stand_where_they_say(kind: str, document: dict[str, object]) -> None:
    # What the file has to hold to be looked at.
    data = b"uses: ./ kustomize.toolkit.fluxcd.io include nav" + json.dumps(document).encode()

    found = mentions(kind)(data, lambda: [document])

    assert marshal.loads(marshal.dumps(found)) == found  # type: ignore[arg-type]
    for number, at, _, _, name in found:  # type: ignore[attr-defined]
        node: object = document
        for step in at:
            if at[-1:] == ("context",) and step == "context" and "context" not in node:  # type: ignore[operator]
                # What is not said is the folder itself.
                node = "."
            else:
                node = node[step]  # type: ignore[index]
        assert number == 0
        assert isinstance(node, str)
        assert name.endswith(node.partition("=")[2] or node)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["", "[]", "a", "a: [", "--- 1\n--- {}\n", "jobs: {a: 1}\n"])
def test_a_file_that_is_something_else_mentions_nothing(kind: str, text: str) -> None:
    assert mentions(kind)(text.encode(), lambda: load(text.encode(), "yaml").documents) == []
