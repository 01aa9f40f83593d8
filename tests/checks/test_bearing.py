"""Which files hold references, by their names alone."""

import pytest

from confledger.checks.bearing import bearing


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("kustomization.yaml", "kustomization"),
        ("a/b/Kustomization", "kustomization"),
        ("compose.yaml", "compose"),
        ("a/docker-compose.prod.yml", "compose"),
        ("compose.txt", None),
        (".github/workflows/a.yml", "workflow"),
        ("a/.github/workflows/a.yml", None),
        (".github/dependabot.yml", None),
        (".gitlab-ci.yml", "gitlab"),
        ("ci/build.gitlab-ci.yml", "gitlab"),
        (".gitlab/ci/build.yml", "gitlab"),
        ("apps/ks.yaml", "flux"),
        ("clusters/home/apps.yaml", "flux"),
        ("clusters/home/apps.json", None),
        ("mkdocs.yml", "mkdocs"),
        ("s/app.schema.json", "schema"),
        ("s/app.schema.yaml", "schema"),
        ("api/openapi-v1.yaml", "schema"),
        ("swagger.json", "schema"),
        ("app.json", None),
        ("app.yaml", None),
        ("schema", None),
    ],
)
def test_a_name_says_what_a_file_refers_to(path: str, kind: str | None) -> None:
    assert bearing(path) == kind
