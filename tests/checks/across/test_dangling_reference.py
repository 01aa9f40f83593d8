"""What names something that is not there, by whichever program's rules it is named."""

import pytest

from surveying import LINK, surveyed, told

KUSTOMIZATION = "web/kustomization.yaml"
WORKFLOW = ".github/workflows/build.yaml"
COMPOSE = "app/compose.yaml"


def missing(path: str, text: str, *others: str) -> list[str]:
    """Return where and what the file names in vain, with these others beside it."""
    files = dict.fromkeys(others, "") | {path: text}
    found = surveyed(files)
    assert {one.check for one in found} <= {"dangling-reference"}
    assert {one.path for one in found} <= {path}
    return [
        f"{one.span.line}:{one.span.column} {one.message.split(' names ', 1)[1]}"
        for one in found
        if one.span
    ]


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        pytest.param(
            "resources:\n  - a.yaml\n  - b.yaml\n",
            ["web/a.yaml"],
            ["3:5 `web/b.yaml`, which does not exist"],
            id="a resource",
        ),
        pytest.param(
            "resources: [../base]\n",
            ["base/app.yaml"],
            ["1:13 the folder `base`, which has no kustomization.yaml"],
            id="a folder that kustomize cannot build",
        ),
        pytest.param("resources: [../base]\n", ["base/Kustomization"], [], id="one it can build"),
        pytest.param(
            "bases: [../lost]\ncomponents: [./lost/]\n",
            [],
            ["1:9 `lost`, which does not exist", "2:14 `web/lost`, which does not exist"],
            id="bases and components",
        ),
        pytest.param(
            "resources:\n"
            "  - https://example.org/a.yaml\n"
            "  - github.com/org/repo//path?ref=v1\n"
            "  - git@github.com:org/repo\n"
            "  - ssh://git@host/repo\n"
            "  - gitlab.example.org/org/repo//path\n"
            "  - ${CLUSTER}/apps\n"
            "  - ../../outside\n"
            "  - /absolute\n",
            [],
            [],
            id="what is fetched, filled in or outside is nobody's fault",
        ),
        pytest.param(
            "patches:\n  - path: p.yaml\n  - patch: |-\n      - op: add\n"
            "patchesStrategicMerge:\n  - |-\n    kind: X\n  - q.yaml\n",
            [],
            ["2:11 `web/p.yaml`, which does not exist", "8:5 `web/q.yaml`, which does not exist"],
            id="patches, but not those written out",
        ),
        pytest.param(
            "configMapGenerator:\n  - files: [app.ini, key=other.ini]\n    envs: [a.env]\n",
            ["web/app.ini"],
            [
                "2:22 `web/other.ini`, which does not exist",
                "3:12 `web/a.env`, which does not exist",
            ],
            id="files of a generator",
        ),
    ],
)
def test_a_kustomization_names_what_is_there(
    text: str, others: list[str], expected: list[str]
) -> None:
    assert missing(KUSTOMIZATION, text, *others) == expected


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        pytest.param(
            "    steps: [{uses: ./.github/actions/x}]\n",
            [".github/actions/y/action.yml"],
            ["3:20 `.github/actions/x`, which does not exist"],
            id="an action",
        ),
        pytest.param(
            "    steps: [{uses: ./.github/actions/x}]\n",
            [".github/actions/x/README.md"],
            ["3:20 the folder `.github/actions/x`, which has no action.yml"],
            id="a folder without an action",
        ),
        pytest.param(
            "    steps: [{uses: ./act}]\n", ["act/Dockerfile"], [], id="an action in a container"
        ),
        pytest.param(
            "    uses: ./.github/workflows/other.yaml\n",
            [],
            ["3:11 `.github/workflows/other.yaml`, which does not exist"],
            id="a workflow",
        ),
        pytest.param(
            "    steps:\n"
            "      - uses: actions/checkout@v4\n"
            "        with: {repository: a/b, path: tools}\n"
            "      - uses: ./tools/act\n"
            "      - uses: ./mine\n",
            [],
            ["7:15 `mine`, which does not exist"],
            id="what a step has checked out elsewhere",
        ),
        pytest.param(
            "    steps:\n"
            "      - {uses: actions/checkout@v4, with: {repository: a/b}}\n"
            "      - uses: ./act\n",
            [],
            [],
            id="another repository in place of this one",
        ),
        pytest.param("    steps: [{run: ./lost.sh}]\n", [], [], id="commands are not looked into"),
    ],
)
def test_a_workflow_uses_what_is_there(text: str, others: list[str], expected: list[str]) -> None:
    assert missing(WORKFLOW, "jobs:\n  build:\n" + text, *others) == expected


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        pytest.param(
            "services:\n  a: {build: ./api}\n",
            [],
            ["2:14 `app/api`, which does not exist"],
            id="a folder to build",
        ),
        pytest.param(
            "services:\n  a: {build: {context: ../api, dockerfile: lost}}\n",
            ["api/x"],
            ["2:44 `api/lost`, which does not exist"],
            id="a Dockerfile, from the folder that is built",
        ),
        pytest.param(
            "services:\n  a: {build: {context: gone, dockerfile: lost}}\n",
            [],
            ["2:24 `app/gone`, which does not exist"],
            id="told once when the folder is missing",
        ),
        pytest.param(
            "services:\n  a:\n    env_file:\n      - a.env\n      - {path: b.env}\n"
            "      - {path: c.env, required: false}\n",
            ["app/a.env"],
            ["5:16 `app/b.env`, which does not exist"],
            id="variables, unless they may be missing",
        ),
        pytest.param("services: {a: {env_file: .env}}\n", ["app/.env.example"], [], id="a sample"),
        pytest.param(
            "include: [more.yaml, {path: [x.yaml]}]\nsecrets: {a: {file: k.txt}}\n",
            [],
            [
                "1:11 `app/more.yaml`, which does not exist",
                "1:30 `app/x.yaml`, which does not exist",
                "2:21 `app/k.txt`, which does not exist",
            ],
            id="includes and secrets",
        ),
        pytest.param(
            "services: {a: {build: 'https://example.org/x.git', env_file: $HOME/x, "
            "extends: {file: ~/b.yaml}}}\n",
            [],
            [],
            id="elsewhere",
        ),
    ],
)
def test_a_compose_file_names_what_is_there(
    text: str, others: list[str], expected: list[str]
) -> None:
    assert missing(COMPOSE, text, *others) == expected


@pytest.mark.parametrize(
    ("path", "text", "others", "expected"),
    [
        pytest.param(
            ".gitlab-ci.yml",
            "include:\n  - local: /ci/a.yml\n  - /ci/b.yml\n  - ci/*.yml\n  - lost/*.yml\n"
            "  - {project: x/y, file: z.yml}\n  - {local: q.yml, rules: [{exists: [q]}]}\n"
            "  - https://example.org/x.yml\njob: {trigger: {include: child.yml}}\n",
            ["ci/a.yml"],
            [
                "3:5 `ci/b.yml`, which does not exist",
                "5:5 `lost/*.yml`, which matches no file",
                "9:26 `child.yml`, which does not exist",
            ],
            id="GitLab",
        ),
        pytest.param(
            "cluster/apps/ks.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n"
            "  path: ./lost\n  sourceRef: {kind: GitRepository, name: flux-system}\n",
            [],
            ["4:9 `lost`, which does not exist"],
            id="Flux",
        ),
        pytest.param(
            "cluster/apps/ks.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n"
            "  path: ./lost\n  sourceRef: {kind: GitRepository, name: tenant}\n",
            [],
            [],
            id="Flux, from another repository",
        ),
        pytest.param(
            "mkdocs.yml",
            "nav:\n  - Home: index.md\n  - Guide: [a.md, https://example.org/]\n",
            ["docs/index.md"],
            ["3:13 `docs/a.md`, which does not exist"],
            id="MkDocs",
        ),
        pytest.param("mkdocs.yml", "plugins: [gen-files]\nnav: [a.md]\n", [], [], id="made pages"),
        pytest.param("web/app.yaml", "resources: [lost.yaml]\n", [], [], id="any other file"),
    ],
)
def test_other_programs_have_rules_of_their_own(
    path: str, text: str, others: list[str], expected: list[str]
) -> None:
    assert missing(path, text, *others) == expected


@pytest.mark.parametrize(
    ("text", "others", "expected"),
    [
        pytest.param('{"$ref": "#/$defs/a", "$defs": {"a": {}}}', {}, [], id="it is there"),
        pytest.param(
            '{"$ref": "#/$defs/b", "$defs": {"a": {}}}',
            {},
            ["`$ref` refers to `$defs.b`, which `s/app.schema.json` does not have"],
            id="a part of the same file",
        ),
        pytest.param(
            '{"items": {"$ref": "../t.json"}}',
            {},
            ["`items.$ref` refers to `t.json`, which does not exist"],
            id="a file",
        ),
        pytest.param(
            '{"$ref": "t.json#/a~1b/c%20d"}', {"s/t.json": '{"a/b": {"c d": {}}}'}, [], id="escapes"
        ),
        pytest.param(
            '{"$ref": "t.json#/x"}',
            {"s/t.json": "{}"},
            ["`$ref` refers to `x`, which `s/t.json` does not have"],
            id="a part of another file",
        ),
        pytest.param('{"$ref": "https://example.org/s.json#/a"}', {}, [], id="the network"),
        pytest.param('{"$ref": "#anchor"}', {}, [], id="an anchor"),
        pytest.param('{"properties": {"$ref": {"type": "string"}}}', {}, [], id="a key's name"),
        pytest.param('{"example": {"$ref": "lost.json"}}', {}, [], id="data"),
        pytest.param(
            '{"$id": "https://example.org/a.json", "$ref": "b.json"}', {}, [], id="another address"
        ),
        pytest.param('{"$defs": {"a": {"$id": "x", "$ref": "#/b"}}}', {}, [], id="another base"),
    ],
)
def test_a_reference_of_a_schema_leads_somewhere(
    text: str, others: dict[str, str], expected: list[str]
) -> None:
    found = surveyed({"s/app.schema.json": text, **others})

    assert [one.message for one in found] == expected


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        pytest.param({".gitignore": "*.env\n"}, [], id="by pattern"),
        pytest.param({"app/.gitignore": "/x.env\n"}, [], id="by a nearer file"),
        pytest.param({".gitignore": "app/\n"}, [], id="with its folder"),
        pytest.param({".gitignore": "*.env\n!x.env\n"}, ["x.env"], id="taken back"),
        pytest.param({".gitignore": "/x.env\n"}, ["x.env"], id="another folder"),
    ],
)
def test_what_each_machine_has_for_itself_is_not_missed(
    ignored: dict[str, str], expected: list[str]
) -> None:
    found = surveyed({COMPOSE: "services: {a: {env_file: x.env}}\n", **ignored})

    assert [one.subject.removeprefix("app/") for one in found] == expected


def test_what_lies_behind_a_link_or_is_left_out_is_not_judged() -> None:
    settings = 'ignore: [{paths: [old], reason: "kept as it was"}]\n'

    assert (
        surveyed(
            {
                "confledger.yaml": settings,
                "old/kustomization.yaml": "resources: [lost.yaml]\n",
                "web/link": LINK + "../elsewhere",
                KUSTOMIZATION: "resources: [link/a.yaml, link]\n",
            }
        )
        == []
    )


HELP = [
    pytest.param({"web/service.yaml": ""}, "did you mean `service.yaml`?", id="nearly"),
    pytest.param(
        {"api/servce.yaml": ""},
        "there is `api/servce.yaml`; correct the reference, or remove it",
        id="moved",
    ),
    pytest.param(
        {},
        "correct the reference, or remove it; a new file must be added with `git add`",
        id="nothing like it",
    ),
]


@pytest.mark.parametrize(("others", "expected"), HELP)
def test_the_help_says_where_it_may_have_gone(others: dict[str, str], expected: str) -> None:
    found = surveyed({KUSTOMIZATION: "resources: [servce.yaml]\n", **others})

    assert [one.help for one in found] == [expected]


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param(None, ["web/kustomization.yaml", "x/kustomization.yaml"], id="everything"),
        pytest.param({"web/a.yaml"}, ["web/kustomization.yaml"], id="the target is deleted"),
        pytest.param({"x/kustomization.yaml"}, ["x/kustomization.yaml"], id="the referrer changes"),
        pytest.param({"web/b.yaml"}, [], id="something else changes"),
        pytest.param({"web/c.yaml"}, [], id="something else is deleted"),
    ],
)
def test_a_commit_hears_of_what_it_breaks(touched: set[str] | None, expected: list[str]) -> None:
    files = {
        KUSTOMIZATION: "resources: [a.yaml, b.yaml]\n",
        "web/b.yaml": "",
        "x/kustomization.yaml": "resources: [lost.yaml]\n",
    }

    assert [one.path for one in surveyed(files, touched)] == expected


def test_a_commit_that_takes_a_part_out_of_a_schema_hears_of_it() -> None:
    files = {"a.schema.json": '{"$ref": "b.schema.json#/$defs/x"}', "b.schema.json": "{}"}

    assert told(surveyed(files, {"b.schema.json"}, gone=set())) == [
        "a.schema.json:1:10: error: `$ref` refers to `$defs.x`, which `b.schema.json` does not have"
    ]


SETTINGS = """\
environments:
  - {name: base, paths: [base.yaml], deployed: false}
  - {name: prod, paths: [prod.yaml], extends: base}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("${db.host}", [], id="from the parent"),
        pytest.param("x-${name}-y", [], id="from the same file"),
        pytest.param("${db.hots}", ["`${db.hots}`, which prod does not have"], id="nowhere"),
        pytest.param("${list[0].a} ${list.0.a} ${named[1].x} ${named.b.x}", [], id="in lists"),
        pytest.param("${HOME} ${env:X} ${db.hots:-1} $${db.hots} ${} ${a b}", [], id="others'"),
    ],
)
def test_what_stands_for_a_key_is_in_the_merged_tree(text: str, expected: list[str]) -> None:
    files = {
        "confledger.yaml": SETTINGS,
        "base.yaml": "db: {host: h}\nlist: [{a: 1}]\nnamed: [{name: a}, {name: b, x: 1}]\n",
        "prod.yaml": f'name: n\nurl: "{text}"\n',
    }

    assert [one.message.partition(" stands for ")[2] for one in surveyed(files)] == [
        one + "; did you mean `${db.host}`?" for one in expected
    ]


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param({"base.yaml"}, ["prod.yaml"], id="a file of the environment"),
        pytest.param({"web/kustomization.yaml"}, [], id="another file"),
    ],
)
def test_a_commit_that_takes_a_key_away_hears_of_what_stands_for_it(
    touched: set[str], expected: list[str]
) -> None:
    files = {
        "confledger.yaml": SETTINGS,
        "base.yaml": "db: {}\n",
        "prod.yaml": "url: ${db.host}\n",
        "web/kustomization.yaml": "{}\n",
    }

    assert [one.path for one in surveyed(files, touched, gone=set())] == expected


def test_environments_of_the_settings_are_there() -> None:
    files = {
        "confledger.yaml": "environments:\n"
        "  - {name: prod, paths: [prod.yaml], extends: bsae}\n"
        "  - {name: base, paths: [lost.yaml]}\n",
        "prod.yaml": "a: 1\n",
    }

    assert [one for one in told(surveyed(files)) if "error" in one] == [
        "confledger.yaml:2:47: error: `prod` extends `bsae`, which is no environment; "
        "did you mean `base`?",
        "confledger.yaml:3:25: error: the paths of environment `base` match no file",
    ]
