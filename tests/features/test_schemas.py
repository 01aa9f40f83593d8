"""Which schema holds for a file, in real repositories, and never from the network."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from support import Repository

WHOLE = '{"properties": {"a": {"type": "integer"}}}'
TRUTH = '{"properties": {"a": {"type": "boolean"}}}'
TEXT = "a: x\n"
END = b"the end of the test"


def found(repository: Repository, *args: str) -> list[str]:
    """Check everything; return place, severity and message of each finding."""
    done = repository.confledger("check", "--all", "--verbose", "--format", "json", *args)
    assert done.returncode in (0, 1), done.stderr
    return [
        f"{one['path']}:{one['line']}: {one['severity']}: {one['message']}"
        for one in json.loads(done.stdout)["findings"]
        if not one["message"].startswith("no schema describes")
    ]


def wrong(path: str, line: int, expected: str) -> str:
    return f"{path}:{line}: error: `a` is a string, expected {expected}"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param(
            [("*.yaml", "whole"), ("**", "truth")], [wrong("f.yaml", 1, "an integer")], id="first"
        ),
        pytest.param(
            [("*.yml", "whole"), ("**/f.*", "truth")],
            [wrong("f.yaml", 1, "a boolean")],
            id="second",
        ),
        pytest.param([("config", "whole")], [], id="neither"),
    ],
)
def test_of_the_globs_in_the_settings_the_first_that_fits_counts(
    repository: Repository, entries: list[tuple[str, str]], expected: list[str]
) -> None:
    repository.write("s/whole.json", WHOLE)
    repository.write("s/truth.json", TRUTH)
    repository.write("f.yaml", TEXT)
    rows = [{"paths": [glob], "schema": f"s/{name}.json"} for glob, name in entries]
    ignored = [
        {"paths": ["s/"], "reason": "schemas"},
        {"paths": ["confledger.yaml"], "reason": "settings"},
    ]
    repository.write("confledger.yaml", json.dumps({"schemas": rows, "ignore": ignored}))
    repository.commit()

    assert found(repository) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param(
            "d/f.yaml",
            "# yaml-language-server: $schema=../s/whole.json\na: x\n",
            [wrong("d/f.yaml", 2, "an integer")],
            id="beside the file",
        ),
        pytest.param(
            "d/f.yaml",
            "a: x\n# yaml-language-server: $schema=/s/whole.json\n",
            [wrong("d/f.yaml", 1, "an integer")],
            id="from the root, in the last line",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=s/whole.json\na: x\n---\n"
            "# yaml-language-server: $schema=s/truth.json\na: x\n---\na: x\n",
            [
                wrong("f.yaml", 2, "an integer"),
                wrong("f.yaml", 5, "a boolean"),
                wrong("f.yaml", 7, "a boolean"),
            ],
            id="for its document and those after it",
        ),
        pytest.param(
            "f.yaml",
            "a: x\n---\n# yaml-language-server: $schema=s/whole.json\na: x\n",
            [wrong("f.yaml", 1, "an integer"), wrong("f.yaml", 4, "an integer")],
            id="the only one, for all documents",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=s/whole.json\n"
            "# yaml-language-server: $schema=s/truth.json\na: x\n",
            [wrong("f.yaml", 3, "a boolean"), wrong("f.yaml", 3, "an integer")],
            id="two for one document",
        ),
        pytest.param(
            "f.json",
            '{"$schema": "s/whole.json",\n "a": "x"}\n',
            [wrong("f.json", 2, "an integer")],
            id="a key in JSON",
        ),
        pytest.param(
            "f.yaml",
            "$schema: s/whole.json\na: x\n---\n$schema: s/truth.json\na: x\n---\na: x\n",
            [wrong("f.yaml", 2, "an integer"), wrong("f.yaml", 5, "a boolean")],
            id="a key in each document",
        ),
        pytest.param(
            "f.toml",
            '#:schema s/whole.json\na = "x"\n',
            [wrong("f.toml", 2, "an integer")],
            id="a comment in TOML",
        ),
        pytest.param(
            "g.yaml",
            "# yaml-language-server: $schema=s/truth.json\na: x\n",
            [wrong("g.yaml", 2, "a boolean"), wrong("g.yaml", 2, "an integer")],
            id="beside that of the settings",
        ),
        pytest.param(
            "g.yaml",
            "# yaml-language-server: $schema=s/whole.json\na: x\n",
            [wrong("g.yaml", 2, "an integer")],
            id="the same as that of the settings",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=s/nope.json\na: x\n",
            ["f.yaml:1: error: the schema `s/nope.json` does not exist"],
            id="one that is not there",
        ),
        pytest.param(
            "f.json",
            '{\n "$schema": "./nope.json"}\n',
            ["f.json:2: error: the schema `nope.json` does not exist"],
            id="a key for one that is not there",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=../s/whole.json\na: x\n",
            ["f.yaml:1: error: the schema `../s/whole.json` lies outside the repository"],
            id="one above the root",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=link.json\na: x\n",
            [
                "link.json:None: error: the schema `link.json` cannot be used: "
                "it is a symbolic link",
            ],
            id="a link out of the tree",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=https://example.org/no.json\na: x\n",
            [
                "f.yaml:1: info: not validated: https://example.org/no.json is not vendored, "
                "and checks never use the network"
            ],
            id="one on the network",
        ),
        pytest.param(
            "f.json",
            '{"$schema": "./node_modules/nx/schema.json"}\n',
            [
                "f.json:1: info: not validated: ./node_modules/nx/schema.json is not vendored, "
                "and checks never use the network"
            ],
            id="one of a package",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=https://example.org/app.json\na: x\n",
            [wrong("f.yaml", 2, "an integer")],
            id="one that is vendored",
        ),
        pytest.param(
            "f.json",
            '{"$schema": "http://json-schema.org/draft-04/schema#",\n "exclusiveMinimum": 3}\n',
            [
                "f.json:1: error: the document needs `minimum`",
                "f.json:2: error: `exclusiveMinimum` is an integer, expected a boolean",
            ],
            id="a schema, against its draft",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=http://json-schema.org/draft-04/schema#\n"
            "exclusiveMinimum: 3\n",
            [
                "f.yaml:2: error: the document needs `minimum`",
                "f.yaml:2: error: `exclusiveMinimum` is an integer, expected a boolean",
            ],
            id="a schema, against the draft in its comment",
        ),
        pytest.param(
            "f.yaml",
            "# yaml-language-server: $schema=s/whole.json#/$defs/nope\na: 1\n",
            ["f.yaml:1: error: the schema `s/whole.json` has no part `/$defs/nope`"],
            id="a part that is not there",
        ),
    ],
)
def test_a_file_names_its_schema(
    repository: Repository, path: str, text: str, expected: list[str]
) -> None:
    repository.write("s/whole.json", WHOLE)
    repository.write("s/truth.json", TRUTH)
    (repository.root / "link.json").symlink_to("../outside.json")
    (repository.root.parent / "outside.json").write_text(WHOLE)
    settings = {
        "schemas": [{"paths": ["g.yaml"], "schema": "s/whole.json"}],
        "vendored-schemas": {"https://example.org/app.json": "s/whole.json"},
    }
    repository.write("confledger.yaml", json.dumps(settings))
    repository.write(path, text)
    repository.commit()

    assert found(repository) == expected


@contextmanager
def listening() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port of this machine; what arrives there is noted."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard: list[bytes] = []

        def listen() -> None:
            while heard[-1:] != [END]:
                connection, _ = server.accept()
                with connection:
                    heard.append(connection.recv(1000))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        with socket.create_connection(server.getsockname()) as last:
            last.sendall(END)
        thread.join(timeout=30)


def test_no_schema_is_ever_fetched(repository: Repository) -> None:
    with listening() as (port, heard):
        address = f"http://127.0.0.1:{port}"
        repository.write("ref.json", json.dumps({"$ref": f"{address}/far.json"}))
        repository.write(
            "dialect.json", json.dumps({"$schema": f"{address}/dialect", "type": "object"})
        )
        repository.write("id.json", json.dumps({"$id": f"{address}/id.json", "$ref": "other.json"}))
        for name in ("ref", "dialect", "id"):
            repository.write(f"{name}.yaml", f"# yaml-language-server: $schema={name}.json\na: 1\n")
        repository.write("key.yaml", f"$schema: {address}/key.json\n")
        draft = "http://json-schema.org/draft-07/schema#"
        repository.write(
            "meta.yaml",
            f"# yaml-language-server: $schema={draft}\n$schema: {address}/meta\ntype: object\n",
        )
        repository.write("settings.yaml", "a: 1\n")
        rows = [{"paths": ["settings.yaml"], "schema": f"{address}/settings.json"}]
        repository.write("confledger.yaml", json.dumps({"schemas": rows}))
        repository.commit()

        told = [one.replace(str(port), "PORT") for one in found(repository)]

    where = "http://127.0.0.1:PORT"
    told_of = "and checks never use the network"
    assert heard == [END]
    assert sorted(told) == [
        f"confledger.yaml:None: error: the schema `{where}/settings.json` is not vendored, "
        + told_of,
        f"dialect.json:1: info: not validated: {where}/dialect is not vendored, {told_of}",
        f"dialect.json:None: error: the schema `dialect.json` refers to {where}/dialect, {told_of}",
        f"id.json:None: error: the schema `id.json` refers to {where}/other.json, {told_of}",
        f"key.yaml:1: info: not validated: {where}/key.json is not vendored, {told_of}",
        f"ref.json:None: error: the schema `ref.json` refers to {where}/far.json, {told_of}",
    ]
