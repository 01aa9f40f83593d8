"""What items of lists and documents are known by, whatever stands beside them."""

import pytest

from confledger.changes.identity import Identities, document_label
from confledger.location import Path


@pytest.mark.parametrize(
    ("path", "items", "expected"),
    [
        pytest.param((), [{"name": "a"}, {"name": "b"}], ["name=a", "name=b"], id="names"),
        pytest.param((), [{"name": "a"}, {"name": "a"}], None, id="a name twice"),
        pytest.param((), [{"name": "a", "w": 1}, {"v": 1}], None, id="a name is missing"),
        pytest.param((), [{"name": "a"}, {"name": ["b"]}], None, id="a name that is none"),
        pytest.param((), [{"name": ""}], None, id="an empty name"),
        pytest.param((), [{"name": True}], None, id="true is no name"),
        pytest.param((), [{"id": 1}, {"id": 2}], ["id=1", "id=2"], id="numbers"),
        pytest.param((), [{"id": 1}, {"id": "1"}], None, id="a number and its text read alike"),
        pytest.param((), [{"id": 1, "name": "a"}], ["name=a"], id="a name before an id"),
        pytest.param((), [{"name": "x" * 121}], None, id="too long for a name"),
        pytest.param(
            (),
            [{"kind": "A", "name": "x"}, {"kind": "B", "name": "x"}],
            ["kind=A,name=x", "kind=B,name=x"],
            id="a kind and a name",
        ),
        pytest.param(
            (),
            [{"port": 1, "name": "x"}, {"port": 2, "name": "x"}],
            ["port=1", "port=2"],
            id="names twice, ports once",
        ),
        pytest.param(
            (),
            [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}],
            ["containerPort=53", "containerPort=53,protocol=UDP"],
            id="a port and its protocol",
        ),
        pytest.param(
            (), [{"record": "r"}, {"alert": "a"}], ["record=r", "alert=a"], id="rules of alerts"
        ),
        pytest.param(
            (),
            [{"kind": "A", "metadata": {"name": "x", "namespace": "n"}}],
            ["A/n/x"],
            id="an object of Kubernetes",
        ),
        pytest.param(
            ("volumeMounts",),
            [{"name": "v", "mountPath": "/a"}, {"name": "w", "mountPath": "/b"}],
            ["mountPath=/a", "mountPath=/b"],
            id="what is mounted is not where",
        ),
        pytest.param(
            (),
            [{"secretRef": {"name": "a"}}, {"configMapRef": {"name": "a"}}],
            ["secretRef.name=a", "configMapRef.name=a"],
            id="wrapped names",
        ),
        pytest.param((), [{"checkout": "self"}, {"task": 1}], ["checkout", "task"], id="wrapped"),
        pytest.param((), [{"run": "a"}], None, id="one key alone"),
        pytest.param((), [{"run": "a"}, {"run": "b"}], None, id="the same key"),
        pytest.param(
            (), ["a", 1, True, None, 1.5], ["=a", "=1", "=true", "=null", "=1.5"], id="scalars"
        ),
        pytest.param((), ["a", "a"], None, id="a text twice"),
        pytest.param((), [1, "1"], None, id="scalars that read alike"),
        pytest.param((), ["two\nlines"], None, id="a text that is content"),
        pytest.param((), ["a", {"name": "b"}], None, id="a text and a map"),
        pytest.param((), [{"name": "b"}, "a"], None, id="a map and a text"),
        pytest.param((), [["a"]], None, id="lists"),
        pytest.param((), [{}], None, id="an empty map"),
        pytest.param((), [], None, id="nothing"),
        pytest.param(
            ("hosts", "of", "us"),
            [{"name": "a", "slug": "x"}, {"name": "b", "slug": "x", "zone": 1}],
            ["slug=x", "slug=x,zone=1"],
            id="declared",
        ),
        pytest.param(
            ("hosts", 0, "of", "us"), [{"name": "a"}], ["name=a"], id="declared, and not there"
        ),
    ],
)
def test_items_have_labels(path: Path, items: list[object], expected: list[str] | None) -> None:
    def declared(at: Path) -> tuple[str, ...] | None:
        return ("slug", "?zone") if at == ("hosts", "of", "us") else None

    assert Identities(declared).labels(path, items) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"kind": "A", "metadata": {"name": "x"}}, "A/x"),
        ({"kind": "A", "apiVersion": "v1", "metadata": {"name": "x", "namespace": "n"}}, "A/n/x"),
        ({"kind": "A", "metadata": {"name": 1}}, ""),
        ({"kind": "A", "metadata": {"generateName": "x-"}}, ""),
        ({"kind": "A", "metadata": None}, ""),
        ({"kind": ["A"], "metadata": {"name": "x"}}, ""),
        ({"metadata": {"name": "x"}}, ""),
        (["kind"], ""),
        (None, ""),
    ],
)
def test_documents_have_labels(document: object, expected: str) -> None:
    assert document_label(document) == expected
