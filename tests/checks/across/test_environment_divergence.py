"""What one environment has and the others have not, and what was agreed about it."""

import pytest

from surveying import surveyed, told

THREE = """\
environments:
  - {name: base, paths: [base.yaml], deployed: false}
  - {name: dev, paths: [envs/dev.yaml], extends: base}
  - {name: staging, paths: [envs/staging.yaml], extends: prod}
  - {name: prod, paths: [envs/prod.yaml], extends: base}
"""
FOLDERS = """\
environments:
  - {name: staging, paths: ["overlays/staging/**"]}
  - {name: prod, paths: ["overlays/prod/**"]}
"""
ALLOWED = "allowed-differences.yaml"


def three(dev: str, staging: str, prod: str, base: str = "x: 1\n", **more: str) -> dict[str, str]:
    return {
        "confledger.yaml": THREE,
        "base.yaml": base,
        "envs/dev.yaml": dev,
        "envs/staging.yaml": staging,
        "envs/prod.yaml": prod,
        **more,
    }


def allowed(keys: str, environments: str) -> str:
    return f"differences:\n  - keys: {keys}\n    environments: {environments}\n    reason: so\n"


@pytest.mark.parametrize(
    ("dev", "staging", "prod", "expected"),
    [
        pytest.param("a: 1\n", "a: 2\n", "a: 3\n", [], id="values are what environments are for"),
        pytest.param(
            "b: 1\na: {c: 1}\n",
            "{}\n",
            "b: 1\na: {}\n",
            ["envs/dev.yaml:2:5: warning: `a.c` is in dev only; staging and prod have no such key"],
            id="in one only",
        ),
        pytest.param(
            "a:\n  b: {c: 1}\n",
            "{}\n",
            "a:\n  b:\n    c: 1\n    d: 2\n",
            [
                "envs/dev.yaml:2:3: warning: `a.b.d` is missing in dev; staging and prod have it "
                "(envs/prod.yaml:4)"
            ],
            id="in all but one, which is shown where it would belong",
        ),
        pytest.param(
            "{}\n",
            "{}\n",
            "a: {b: 1, c: {d: 2}}\n",
            [
                "envs/dev.yaml:1:1: warning: `a` is missing in dev; staging and prod have it "
                "(envs/prod.yaml:1)"
            ],
            id="a map as a whole",
        ),
        pytest.param(
            "a: 1\n",
            "a: '1'\n",
            "a: 1\n",
            [
                "envs/staging.yaml:1:4: warning: `a` is a string in staging, a number in dev and "
                "prod (envs/dev.yaml:1)"
            ],
            id="another type than most",
        ),
        pytest.param("a: 1\n", "a: 1.5\n", "a: 2\n", [], id="numbers are numbers"),
        pytest.param("a: ~\n", "a: ${x}\n", "a: [1]\n", [], id="what says nothing of its type"),
        pytest.param(
            "a: {b: 1}\n",
            "a: [1]\n",
            "a: {b: 1}\n",
            [
                "envs/staging.yaml:1:4: warning: `a` is a list in staging, a map in dev and prod "
                "(envs/dev.yaml:1)"
            ],
            id="another shape",
        ),
        pytest.param(
            "a: [{name: x, v: 1}]\n",
            "{}\n",
            "a: [{name: y, v: 1}, {name: x, v: 1, w: 2}]\n",
            [
                "envs/dev.yaml:1:1: warning: `a.y` is missing in dev; staging and prod have it "
                "(envs/prod.yaml:1)",
                "envs/dev.yaml:1:5: warning: `a.x.w` is missing in dev; staging and prod have it "
                "(envs/prod.yaml:1)",
            ],
            id="items are known by name",
        ),
        pytest.param("a: [1, 2]\n", "a: [1]\n", "a: []\n", [], id="other lists are values"),
        pytest.param(
            "a: ENC[AES256_GCM,data:x,iv:x,tag:x,type:int]\nsops: {mac: x}\n",
            "a: 5\n",
            "a: 5\n",
            [],
            id="encrypted values have the type of the plain one",
        ),
        pytest.param(
            "a: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]\n",
            "a: 5\n",
            "a: 5\n",
            [
                "envs/dev.yaml:1:4: warning: `a` is a string in dev, a number in staging and prod "
                "(envs/staging.yaml:1)"
            ],
            id="and another if that is another",
        ),
        pytest.param("a: [1\n", "b: 1\n", "c: 1\n", [], id="unreadable: nothing can be said"),
    ],
)
def test_environments_have_the_same_keys_of_the_same_types(
    dev: str, staging: str, prod: str, expected: list[str]
) -> None:
    assert told(surveyed(three(dev, staging, prod))) == expected


def test_of_two_and_two_neither_is_the_exception() -> None:
    settings = "environments:\n" + "".join(
        f"  - {{name: {name}, paths: [{name}.yaml]}}\n" for name in "abcd"
    )
    files = {f"{name}.yaml": "k: 1\n" for name in "ab"} | {f"{n}.yaml": "{}\n" for n in "cd"}

    assert surveyed({"confledger.yaml": settings, **files}) == []


@pytest.mark.parametrize(
    ("keys", "environments", "expected"),
    [
        pytest.param("[a.b.c, a.b.d]", "[dev]", [], id="each"),
        pytest.param("[a.*.c, 'a.**.d']", "[prod, dev]", [], id="by globs"),
        pytest.param("[a]", "[dev]", [], id="with all below"),
        pytest.param("[a.b.c]", "[dev]", ["`a.b.d` is missing in dev"], id="what is left is told"),
        pytest.param(
            "[a.b.c, a.b.d]",
            "[staging]",
            [
                "`a.b.c` is allowed to differ, and does not",
                "`a.b.d` is allowed to differ, and does not",
                "`a.b` is missing in dev",
            ],
            id="in another environment",
        ),
        pytest.param(
            "[a.b, v, lost.*]",
            "[dev]",
            ["`lost.*` is allowed to differ, and does not"],
            id="a value that differs is a use, too",
        ),
    ],
)
def test_what_has_to_differ_is_written_down(
    keys: str, environments: str, expected: list[str]
) -> None:
    files = three("v: 1\na: {x: 1}\n", "{}\n", "v: 2\na: {x: 1, b: {c: 1, d: 2}}\n")
    files[ALLOWED] = allowed(keys, environments)

    assert [one.message.partition(";")[0] for one in surveyed(files)] == expected


def test_no_value_at_all_is_a_difference_that_may_be_agreed() -> None:
    files = three("v: ~\n", "{}\n", "v: 2\n", **{ALLOWED: allowed("[v]", "[dev]")})

    assert surveyed(files) == []


def test_of_two_environments_either_may_be_named() -> None:
    files = {
        "confledger.yaml": FOLDERS,
        "overlays/prod/a.yaml": "a: 1\nb: 1\n",
        "overlays/staging/a.yaml": "a: 1\n",
        ALLOWED: allowed("[b]", "[staging]"),
    }

    assert surveyed(files) == []


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        pytest.param({ALLOWED: allowed("[b]", "[prod]")}, [], id="agreed before"),
        pytest.param({}, ["`b` is in prod only"], id="only by the change itself"),
    ],
)
def test_a_change_does_not_allow_itself_to_differ(
    base: dict[str, str], expected: list[str]
) -> None:
    files = {
        "confledger.yaml": FOLDERS,
        "overlays/prod/a.yaml": "a: 1\nb: 1\n",
        "overlays/staging/a.yaml": "a: 1\n",
        ALLOWED: allowed("[b]", "[prod]"),
    }

    found = surveyed(files, base=base)

    assert [one.message.partition(";")[0] for one in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\n", "1: the file needs a list `differences`", id="no list"),
        pytest.param(
            "differences: [x]\n",
            "1:15 a difference is a map with `keys`, `environments` and `reason`",
            id="no map",
        ),
        pytest.param(
            "differences: [{keys: [v], environments: [dev]}]\n",
            "1:15 this difference needs a `reason`",
            id="no reason",
        ),
        pytest.param(
            "differences: [{keys: [v], environments: [dev, pord], reason: so}]\n",
            "1:47 there is no such environment; did you mean `prod`?",
            id="no such environment",
        ),
        pytest.param(
            "differences: [{keys: [], environments: [dev], reason: so}]\n",
            "1:15 this difference needs a list `keys`",
            id="no keys",
        ),
    ],
)
def test_an_agreement_that_cannot_be_used_is_an_error(text: str, expected: str) -> None:
    found = surveyed(three("v: 1\n", "{}\n", "v: 2\n", **{ALLOWED: text}))

    place = f"{found[0].span.line}:{found[0].span.column}" if found[0].span else "1:"
    assert [f"{place} {one.message}" for one in found] == [expected]
    assert [one.severity for one in found] == ["error"]


def test_what_the_schema_has_a_default_for_is_never_missing() -> None:
    schema = """{"$ref": "#/$defs/all", "$defs": {"all": {"properties": {"a": {
        "additionalProperties": {"properties": {"d": {"default": 1}, "e": {}}}}}}}}"""
    schemas = "schemas: [{paths: [base.yaml], schema: s.json}]\n"
    files = three("{}\n", "{}\n", "a: {x: {d: 1, e: 2}}\n", base="a: {x: {}}\n")
    files |= {"confledger.yaml": THREE + schemas, "s.json": schema}

    assert [one.message.partition(";")[0] for one in surveyed(files)] == [
        "`a.x.e` is missing in dev"
    ]


@pytest.mark.parametrize(
    ("staging", "prod", "expected"),
    [
        pytest.param(
            {"app/values.yaml": "a: 1\n", "db.yaml": "a: 1\n"},
            {"app/values.yaml": "a: 1\nb: 2\n", "db.yaml": "a: 1\nc: 3\n"},
            [
                "app/values.yaml:2:1: warning: `b` is in prod only; staging has no such key",
                "db.yaml:2:1: warning: `c` is in prod only; staging has no such key",
            ],
            id="file by file",
        ),
        pytest.param(
            {"a.yaml": "x: 1\n"},
            {"a.yaml": "x: 1\n", "b.yaml": "y: 1\n"},
            ["b.yaml:1:1: warning: this file is in prod only; staging has no such file"],
            id="a whole file",
        ),
        pytest.param(
            {"staging.yaml": "x: 1\n", "x.txt": "a\n", "v-staging.env": "A=1\n"},
            {"prod.yaml": "x: 1\n", "v-prod.env": "A=1\n"},
            [],
            id="the name of the environment does not count",
        ),
        pytest.param(
            {"a.yaml": "shop-staging: {a: 1}\nlist: [{name: staging, b: 1}]\nstaging2: 1\n"},
            {"a.yaml": "shop-prod: {a: 1, c: 1}\nlist: [{name: prod, b: 1}]\nstaging2: 1\n"},
            ['a.yaml:1:19: warning: `["shop-*"].c` is in prod only; staging has no such key'],
            id="nor does it in keys",
        ),
        pytest.param(
            {"a.yaml": "by: {staging: 1, prod: 2}\n"},
            {"a.yaml": "by: {staging: 3, prod: 4, prod2: 5}\n"},
            ["a.yaml:1:27: warning: `by.prod2` is in prod only; staging has no such key"],
            id="but for keys that all have",
        ),
        pytest.param(
            {"k.yaml": "kind: A\nmetadata: {name: x}\n---\nkind: B\nmetadata: {name: y}\n"},
            {"k.yaml": "kind: B\nmetadata: {name: y}\nz: 1\n---\nkind: A\nmetadata: {name: x}\n"},
            ['k.yaml:3:1: warning: `["B/y"].z` is in prod only; staging has no such key'],
            id="documents are known by kind and name",
        ),
        pytest.param(
            {"k.yaml": "kind: A\nmetadata: {name: x}\n---\nkind: B\nmetadata: {name: y}\n"},
            {"k.yaml": "kind: A\nmetadata: {name: z}\nd: 1\n---\nkind: B\nmetadata: {name: y}\n"},
            ['k.yaml:3:1: warning: `["A/*"].d` is in prod only; staging has no such key'],
            id="or by a kind that each has one of",
        ),
        pytest.param(
            {"a.yaml": "hosts: [{name: a.example}]\nenv: [{name: A, value: x}]\n"},
            {"a.yaml": "hosts: [{name: b.example, q: 1}]\nenv: [{name: A, value: y}]\n"},
            ['a.yaml:1:27: warning: `hosts["*"].q` is in prod only; staging has no such key'],
            id="the one host of each is a value",
        ),
    ],
)
def test_a_folder_for_each_environment_is_compared_file_by_file(
    staging: dict[str, str], prod: dict[str, str], expected: list[str]
) -> None:
    files = {"confledger.yaml": FOLDERS}
    files |= {f"overlays/staging/{path}": text for path, text in staging.items()}
    files |= {f"overlays/prod/{path}": text for path, text in prod.items()}

    assert told(surveyed(files)) == [f"overlays/prod/{line}" for line in expected]


def test_a_file_or_its_keys_may_be_allowed() -> None:
    files = {
        "confledger.yaml": FOLDERS,
        "overlays/staging/a.yaml": "x: 1\n",
        "overlays/prod/a.yaml": "x: 1\nb: 1\n",
        "overlays/prod/b.yaml": "y: 1\n",
        ALLOWED: allowed("['b.yaml:*', 'a.yaml:b']", "[prod]"),
    }

    assert surveyed(files) == []


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        pytest.param({"envs/prod.yaml"}, ["c", "d"], id="where one is, and another is missing"),
        pytest.param({"envs/staging.yaml"}, ["d"], id="where one is missing"),
        pytest.param({"base.yaml"}, [], id="what has no part in it"),
        pytest.param({ALLOWED}, ["c", "d"], id="what was agreed"),
        pytest.param({"readme.md"}, [], id="something else"),
    ],
)
def test_a_commit_hears_of_what_it_has_a_part_in(touched: set[str], expected: list[str]) -> None:
    files = three("d: 1\n", "{}\n", "c: 1\n", **{ALLOWED: "differences: []\n"})

    found = surveyed(files, touched)

    assert sorted(one.message.split("`")[1] for one in found) == expected


def test_a_chain_without_end_is_cut() -> None:
    settings = (
        "environments:\n  - {name: a, paths: [a.yaml], extends: b}\n"
        "  - {name: b, paths: [b.yaml], extends: a}\n"
    )

    files = {"confledger.yaml": settings, "a.yaml": "x: 1\n", "b.yaml": "y: 1\n"}

    assert surveyed(files) == []
