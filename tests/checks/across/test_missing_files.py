"""A file that an environment lacks does not hide how the others differ."""

from surveying import surveyed, told


def test_those_that_have_a_file_are_compared_whoever_has_none() -> None:
    files = {
        "confledger.yaml": "environments:\n"
        "  - {name: dev, paths: [deploy/dev/**]}\n"
        "  - {name: staging, paths: [deploy/staging/**, .env.staging]}\n"
        "  - {name: prod, paths: [deploy/prod/**, .env.prod]}\n",
        "deploy/dev/app.yaml": "replicas: 1\n",
        "deploy/staging/app.yaml": "replicas: 1\n",
        "deploy/prod/app.yaml": "replicas: 3\n",
        "deploy/staging/values.yaml": "replicas: 1\n",
        "deploy/prod/values.yaml": "replicas: three\n",
    }

    found = told(surveyed(files))

    assert [one for one in found if "values.yaml" in one] == [
        "deploy/prod/values.yaml:1:11: warning: `replicas` is a string in prod, "
        "a number in staging (deploy/staging/values.yaml:1)",
        "deploy/staging/values.yaml:1:1: warning: this file is missing in dev; "
        "staging and prod have it",
    ]
