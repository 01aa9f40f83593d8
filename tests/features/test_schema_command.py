"""`confledger schema`: from a repository without schemas to schemas that evolve."""

import json
from collections.abc import Iterator

import pytest

from serving import Server, redirect, serving
from support import Repository

APP = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "port": {"$ref": "types/port.json#/$defs/port"},
        "mode": {"enum": ["fast", "safe"]},
    },
}
PORT = {"$defs": {"port": {"type": "integer", "maximum": 65535}}}


@pytest.fixture
def server() -> Iterator[Server]:
    """A server with a schema of two documents."""
    with serving() as server:
        server.pages |= {"/app.json": {**APP}, "/types/port.json": {**PORT}}
        yield server


def said(repository: Repository, *arguments: str) -> tuple[int, str, str]:
    """Run `schema`; return exit code and both outputs."""
    done = repository.confledger("schema", *arguments)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def added(repository: Repository, server: Server) -> None:
    """Vendor the schema of the server for the files of `apps`."""
    repository.write("confledger.yaml", "# ours\nversion: 1\n")
    repository.write("apps/a.yaml", "name: a\nport: 8080\nmode: safe\n")
    repository.commit()
    code, out, _ = said(repository, "add", server.at("/app.json"), "--paths", "apps/*.yaml")
    assert code == 0, out
    repository.commit("add a schema")


def test_a_schema_is_fetched_with_all_that_it_refers_to(
    repository: Repository, server: Server
) -> None:
    repository.write("confledger.yaml", "# ours\nversion: 1\n")
    repository.write("apps/a.yaml", "name: a\nport: 70000\n")
    repository.commit()
    address = server.at("/app.json")
    asked = ("add", address, "--paths", "apps/*.yaml")

    code, out, _ = said(repository, *asked, "--dry-run")

    size, part = len(json.dumps(APP)), len(json.dumps(PORT))
    lock = (repository.root / "schemas/schemas.lock.yaml").exists()
    assert (code, lock, repository.git("status", "--short")) == (0, False, "")
    diff = (
        "--- a/confledger.yaml\n+++ b/confledger.yaml\n@@ -1,2 +1,10 @@\n # ours\n version: 1\n+\n"
        f"+vendored-schemas:\n+  {address}: schemas/app.json\n"
        f"+  {server.at('/types/port.json')}: schemas/types/port.json\n+\n+schemas:\n"
        f'+  - paths: ["apps/*.yaml"]\n+    schema: {address}\n'
    )
    assert out.startswith(diff)
    assert f"would write schemas/app.json ({size} bytes)\n" in out

    code, out, _ = said(repository, *asked)

    assert (code, out.splitlines()[-4:-2]) == (
        0,
        [f"wrote schemas/app.json ({size} bytes)", f"wrote schemas/types/port.json ({part} bytes)"],
    )
    repository.git("add", "--all")
    assert repository.check() == (1, ["apps/a.yaml:2:7: error[schema]"])
    assert said(repository, *asked) == (0, "nothing to do: everything is as it should be\n", "")


def test_what_is_there_is_not_overwritten(repository: Repository, server: Server) -> None:
    repository.write("schemas/app.json", "{}\n")
    repository.commit()

    assert said(repository, "add", server.at("/app.json")) == (
        2,
        "",
        "error: schemas/app.json is there, and something else\n"
        "  help: name another file with --to, or overwrite it with --force\n",
    )
    assert repository.git("status", "--short") == ""
    assert said(repository, "add", server.at("/app.json"), "--force")[0] == 0
    assert (repository.root / "schemas/app.json").read_bytes() == json.dumps(APP).encode()
    assert said(repository, "add", server.at("/app.json"), "--to", "x/app.json") == (
        2,
        "",
        f"error: {server.at('/app.json')} is vendored already, as schemas/app.json\n"
        "  help: to move it, move the file, and name its new place in the settings\n",
    )


@pytest.mark.parametrize(
    ("page", "why"),
    [
        pytest.param(b"<!doctype html>", "is no schema: it is a web page, not JSON", id="a page"),
        pytest.param(b"", "is no schema: it is empty", id="nothing"),
        pytest.param(b"[1]", "is no schema: it is JSON, but not a map", id="a list"),
        pytest.param(
            {"apiVersion": "v1", "kind": "CustomResourceDefinition"},
            "is no schema: it has none of the keywords of JSON Schema",
            id="something else",
        ),
        pytest.param({"type": "strnig"}, "is no schema that can be used", id="not valid"),
        pytest.param({"$ref": "missing.json"}, "the server answers 404 not found", id="a part"),
        pytest.param({"$ref": "file:///etc/passwd"}, "'file' is used", id="a file"),
        pytest.param({"$ref": "http://example.org/x"}, "http is used", id="not secure"),
        pytest.param(redirect("/loop.json"), "the server answers 404", id="redirected"),
    ],
)
def test_what_is_no_usable_schema_is_not_stored(
    repository: Repository, server: Server, page: bytes, why: str
) -> None:
    server.pages["/x.json"] = page
    repository.commit()

    code, out, err = said(repository, "add", server.at("/x.json"))

    assert (code, out) == (2, "")
    assert why in err
    assert repository.git("status", "--short") == ""


def test_a_schema_that_cannot_be_had_keeps_no_other_away(
    repository: Repository, server: Server
) -> None:
    server.pages["/gone.json"] = redirect("http://example.org/")
    repository.write("a.yaml", f"# yaml-language-server: $schema={server.at('/gone.json')}\na: 1\n")
    repository.write("b.yaml", f"# yaml-language-server: $schema={server.at('/app.json')}\na: 1\n")
    repository.commit()

    code, _, err = said(repository, "add", "--named")

    assert (code, err) == (
        1,
        f"not added: {server.at('/gone.json')}: it is redirected to an address where http is "
        "used\n",
    )
    repository.git("add", "--all")
    assert repository.check() == (1, ["b.yaml:2:1: error[schema]"])


def test_an_update_says_what_it_breaks(repository: Repository, server: Server) -> None:
    added(repository, server)
    assert said(repository, "update", "--check") == (
        0,
        "2 schemas: all as they were fetched\n",
        "",
    )
    server.pages["/types/port.json"] = {"$defs": {"port": {"type": "integer", "maximum": 1024}}}

    told = (
        f"schemas/types/port.json: changed at {server.at('/types/port.json')}\n"
        "  - schemas/types/port.json#/$defs/port/maximum: maximum lowered from 65535 to 1024\n"
    )
    assert said(repository, "update", "--check") == (1, told, "")
    assert repository.git("status", "--short") == ""

    code, out, _ = said(repository, "update")

    assert (code, out.startswith(told)) == (0, True)
    assert repository.check() == (1, ["apps/a.yaml:2:7: error[schema]"])
    assert said(repository, "update", "--check")[0] == 0


def test_a_change_made_here_is_not_lost_in_an_update(
    repository: Repository, server: Server
) -> None:
    added(repository, server)
    repository.write("schemas/app.json", "{}\n")

    assert said(repository, "update", "--check")[:2] == (
        1,
        "schemas/app.json: changed here since it was fetched\n",
    )
    assert said(repository, "update") == (
        2,
        "schemas/app.json: changed here since it was fetched\n",
        "error: schemas/app.json was changed here since it was fetched\n"
        "  help: nothing was written; to give up that change: --force\n",
    )
    code, out, _ = said(repository, "list")
    assert (code, out.splitlines()[-2:]) == (
        1,
        [
            "schemas/schemas.lock.yaml:4: the vendored schema `schemas/app.json` differs from "
            "what schemas/schemas.lock.yaml says it is",
            "  bring back what was fetched: confledger schema update --force schemas/app.json",
        ],
    )
    assert said(repository, "update", "--force", "schemas/app.json")[0] == 0
    assert repository.git("status", "--short") == ""


def test_a_new_part_of_a_schema_is_vendored_with_an_update(
    repository: Repository, server: Server
) -> None:
    added(repository, server)
    server.pages["/app.json"] = {**APP, "allOf": [{"$ref": "types/more.json"}]}
    server.pages["/types/more.json"] = {"required": ["owner"]}

    code, out, _ = said(repository, "update")

    assert (code, out.splitlines()[:3]) == (
        0,
        [
            f"schemas/app.json: changed at {server.at('/app.json')}",
            f"{server.at('/types/more.json')}: referred to now, and not vendored",
            f'  - {server.at("/types/more.json")}#/required: "owner" is now required',
        ],
    )
    assert (repository.root / "schemas/types/more.json").exists()
    repository.git("add", "--all")
    assert repository.check() == (1, ["apps/a.yaml:1:1: error[schema]"])


def test_a_list_says_what_each_file_has(repository: Repository, server: Server) -> None:
    added(repository, server)
    repository.write("Chart.yaml", "name: x\n")
    repository.write("x.yaml", "# yaml-language-server: $schema=https://example.org/x\na: 1\n")
    repository.write("y.yaml", "y: 1\n")
    repository.write("s.json", '{"x-inferred": true}')
    repository.write("z.yaml", "# yaml-language-server: $schema=s.json\na: 1\n")
    repository.commit()

    assert said(repository, "list") == (
        0,
        "used\n"
        "     1  schemas/app.json   as it was fetched\n"
        "     1  s.json   named in the file, inferred\n"
        "     1  settings of confledger\n"
        "named, and not used: checks take no schema from the network (1 file)\n"
        "     1  https://example.org/x\n"
        "  to fetch those that files name: confledger schema add --named\n"
        "without a schema, known by their names\n"
        "     1  helm-chart               confledger schema add helm-chart\n"
        "without a schema (2 files)\n",
        "",
    )
    report = json.loads(said(repository, "list", "--format", "json")[1])
    assert report["groups"][0] == {
        "schema": "schemas/app.json",
        "source": "settings",
        "known_as": None,
        "lock": "same",
        "inferred": False,
        "files": ["apps/a.yaml"],
    }


def test_a_schema_is_inferred_and_used(repository: Repository) -> None:
    repository.write("envs/dev.yaml", "port: 1\nhosts: {a.x: 1, b.x: 2}\n")
    repository.write("envs/prod.yaml", "port: 2\npassword: hunter2\n")
    repository.commit()

    code, out, err = said(
        *(repository, "infer", "envs/*.yaml", "--to", "schemas/env.json", "--paths", "envs/*.yaml")
    )

    assert (code, err) == (
        0,
        "inferred from 2 documents; look at it before you rely on it\n",
    )
    schema = (repository.root / "schemas/env.json").read_text()
    assert json.loads(schema)["x-inferred-from"] == 2
    assert "hunter2" not in schema + out
    repository.write("envs/new.yaml", "port: x\n")
    repository.git("add", "--all")
    assert repository.check() == (1, ["envs/new.yaml:1:7: error[schema]"])
    assert said(repository, "infer", "envs/dev.yaml")[1].startswith('{\n  "$schema":')
    assert said(repository, "infer", "envs/dev.yaml", "--to", "schemas/env.json")[0] == 2


def test_compat_names_the_change_and_the_files_that_it_hits(repository: Repository) -> None:
    repository.write("confledger.yaml", "schemas:\n- {paths: [apps], schema: app.schema.json}\n")
    schema = {"type": "object", "properties": {"port": {"maximum": 65535}, "x": {"type": "string"}}}
    repository.write("app.schema.json", json.dumps(schema))
    repository.write("apps/a.yaml", "port: 8080\n")
    repository.write("apps/b.yaml", "port: 80\n")
    start = repository.commit()
    repository.git("checkout", "-q", "-b", "topic")
    narrow = {"type": "object", "properties": {"port": {"maximum": 1024}, "x": {}}}
    repository.write("app.schema.json", json.dumps(narrow))

    assert said(repository, "compat", "--base", "main", "--staged") == (
        0,
        f"no schema accepts more or less since {start[:12]} (main)\n",
        "",
    )
    text = (
        "app.schema.json: 1 breaking change; 1 of 2 files refused by it\n"
        "  - /properties/port/maximum: maximum lowered from 65535 to 1024\n"
        "{}"
        "  accepted before, refused now:\n"
        "    apps/a.yaml:1:7   `port` must be at most 1024\n"
        f"1 schema with breaking changes since {start[:12]} (main), 1 file refused\n"
    )
    assert said(repository, "compat", "--base", "main") == (1, text.format(""), "")
    repository.commit("narrow the port")
    wider = (
        '  + /properties/x/type: type "array", "boolean", "null", "number", "object" '
        "is now allowed\n"
    )
    verbose = said(repository, "compat", "--base", "main", "--rev", "topic", "-v")
    assert verbose == (1, text.format(wider), "")
    markdown = said(repository, "compat", "--base", "main", "--format", "markdown")[1]
    assert markdown == (
        f"**1 schema with breaking changes since {start[:12]} (main), 1 file refused**\n\n"
        "### `app.schema.json`\n\n"
        "1 breaking change; 1 of 2 files refused by it.\n\n"
        "- `/properties/port/maximum`: maximum lowered from 65535 to 1024\n\n"
        "Accepted before, refused now:\n\n"
        "- `apps/a.yaml:1:7` `port` must be at most 1024\n"
    )
    report = json.loads(said(repository, "compat", "--base", "main", "--format", "json")[1])
    assert report["schemas"][0]["refused"] == [
        {
            "path": "apps/a.yaml",
            "place": "apps/a.yaml:1:7",
            "message": "`port` must be at most 1024",
        }
    ]
    repository.write("apps/a.yaml", "port: 443\n")
    assert said(repository, "compat", "--base", "main", "--fail-on", "files")[0] == 0


def test_an_export_is_checked(repository: Repository) -> None:
    repository.commit()

    assert said(repository, "export", "--to", "editor")[0] == 0
    assert said(repository, "export", "--to", "editor", "--check") == (0, "", "")
    repository.write("editor/confledger.schema.json", "{}")
    assert said(repository, "export", "--to", "editor", "--check") == (
        1,
        "editor/confledger.schema.json differs\n",
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), ""),
        (("ad",), "there is no action 'ad' of `schema`"),
        (("add",), "what is to be added?"),
        (("add", "github-workflw"), "there is no schema 'github-workflw' in the catalogue"),
        (("add", "sops"), "no schema of 'sops' is published that we know of"),
        (("add", "https://a:b@example.org/x"), "a user or password stands in the address"),
        (("update",), "nothing was fetched: there is no schemas/schemas.lock.yaml"),
        (("infer", "nothing.yaml"), "there is no file 'nothing.yaml'"),
        (("infer", "*.toml"), "no tracked file fits '*.toml'"),
        (("infer", "a.yaml", "--paths", "x"), "--paths needs a file to name"),
        (("compat", "--base", "nope"), "no revision named 'nope' in this clone"),
        (("compat", "a.yaml"), "a.yaml is no schema in either of the two states"),
        (("export", "--to", "../x"), "is outside of"),
    ],
)
def test_a_mistake_is_answered(
    repository: Repository, arguments: tuple[str, ...], message: str
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()

    code, out, err = said(repository, *arguments)

    assert (code, out, message in err) == (2, "", True)


@pytest.mark.parametrize("action", ["list", "add", "update", "infer", "export", "compat"])
def test_help_ends_with_two_examples(repository: Repository, action: str) -> None:
    code, out, _ = said(repository, action, "--help")

    *_, heading, one, two = out.splitlines()
    assert (code, heading) == (0, "examples:")
    assert one.startswith(f"  confledger schema {action}")
    assert two.startswith(f"  confledger schema {action}")
    assert len(out.splitlines()) < 40
