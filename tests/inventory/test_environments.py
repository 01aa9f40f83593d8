"""Which environments are guessed from the names of files."""

import pytest

from confledger.inventory.environments import guess


def guessed(*paths: str) -> tuple[dict[str, list[str]], list[str]]:
    found = guess(list(paths))
    return {one.name: one.paths for one in found.environments}, found.rows


@pytest.mark.parametrize(
    ("paths", "environments", "rows"),
    [
        pytest.param(
            ("envs/dev.yaml", "envs/prod.yaml", "envs/staging.yaml"),
            {
                "dev": ["envs/dev.yaml"],
                "staging": ["envs/staging.yaml"],
                "prod": ["envs/prod.yaml"],
            },
            ["envs/{dev,staging,prod}.yaml"],
            id="files named for them, in the order of a release",
        ),
        pytest.param(
            ("config/dev.json", "config/prod.json", "config/default.json", "config/routes.json"),
            {
                "base": ["config/default.json"],
                "dev": ["config/dev.json"],
                "prod": ["config/prod.json"],
            },
            ["config/{dev,prod}.json"],
            id="with what they have in common",
        ),
        pytest.param(
            ("a/values.yaml", "a/values-prod.yaml", "a/values-qa.yaml"),
            {"base": ["a/values.yaml"], "qa": ["a/values-qa.yaml"], "prod": ["a/values-prod.yaml"]},
            ["a/values-{qa,prod}.yaml"],
            id="values of Helm",
        ),
        pytest.param(
            (".env", ".env.prod", ".env.dev", ".env.example"),
            {"base": [".env"], "dev": [".env.dev"], "prod": [".env.prod"]},
            [".env.{dev,prod}"],
            id="dotenv",
        ),
        pytest.param(
            ("app.prod.json", "app.dev.json", "app.json"),
            {"base": ["app.json"], "dev": ["app.dev.json"], "prod": ["app.prod.json"]},
            ["app.{dev,prod}.json"],
            id="in the middle of a name",
        ),
        pytest.param(
            ("prod-values.yaml", "dev-values.yaml"),
            {"dev": ["dev-values.yaml"], "prod": ["prod-values.yaml"]},
            ["{dev,prod}-values.yaml"],
            id="at the beginning of a name",
        ),
        pytest.param(
            ("a/base/k.yaml", "a/overlays/prod/k.yaml", "a/overlays/dev/k.yaml"),
            {"base": ["a/base"], "dev": ["a/overlays/dev"], "prod": ["a/overlays/prod"]},
            ["a/overlays/{dev,prod}"],
            id="overlays of Kustomize",
        ),
        pytest.param(
            ("clusters/home/a.yaml", "clusters/office/b.yaml"),
            {"home": ["clusters/home"], "office": ["clusters/office"]},
            ["clusters/{home,office}"],
            id="clusters have names of their own",
        ),
        pytest.param(
            (
                "envs/development.yaml",
                "envs/production.yaml",
                ".env.prod",
                ".env.dev",
                "x.prod.yaml",
            ),
            {
                "dev": [".env.dev", "envs/development.yaml"],
                "prod": [".env.prod", "envs/production.yaml"],
            },
            [".env.{dev,prod}", "envs/{development,production}.yaml"],
            id="two spellings of one",
        ),
        pytest.param(
            tuple(f"hosts/{host}/{name}/a.yaml" for host in "abcd" for name in ("dev", "prod")),
            {"dev": ["hosts/*/dev"], "prod": ["hosts/*/prod"]},
            [f"hosts/{host}/{{dev,prod}}" for host in "abcd"],
            id="many folders are one glob",
        ),
        pytest.param(("envs/prod.yaml", "app.yaml"), {}, [], id="one is none"),
        pytest.param(("dev/a.yaml", "test/b.yaml"), {}, [], id="folders of a program"),
        pytest.param(("local/a.yaml", "demo/b.yaml"), {}, [], id="nothing for sure"),
        pytest.param(("production.yaml", "dev.json"), {}, [], id="not side by side"),
        pytest.param(
            tuple(f"envs/tenant{number}.yaml" for number in range(20)), {}, [], id="tenants"
        ),
        pytest.param((), {}, [], id="nothing"),
    ],
)
def test_environments_are_guessed(
    paths: tuple[str, ...], environments: dict[str, list[str]], rows: list[str]
) -> None:
    assert guessed(*paths) == (environments, rows)


def test_files_are_counted() -> None:
    found = guess(["base.yaml", "envs/dev/a.yaml", "envs/dev/b.yaml", "envs/prod/a.yaml"])

    assert [(one.name, one.files, one.base) for one in found.environments] == [
        ("dev", 2, False),
        ("prod", 1, False),
    ]
