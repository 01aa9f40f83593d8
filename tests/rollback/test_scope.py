"""What a word means as a scope."""

import pytest

from confledger.errors import ConfledgerError
from confledger.rollback.scope import Naming

FILES = ["envs/prod.yaml", "envs/dev.yaml", "prod/a.yaml", "readme.md"]


def told(word: str | None, path: str | None, names: list[str]) -> str:
    """Return kind, name and files of a scope, or what is said where there is none."""
    naming = Naming(
        FILES,
        names,
        lambda path: [name for name in names if name in path],
        lambda path: path.endswith(".yaml"),
        lambda path: path == "gone.yaml",
    )
    try:
        scope = naming.scope(word, path)
    except ConfledgerError as error:
        return f"{error}; {error.help}"
    return f"{scope.kind} {scope}: {' '.join(filter(scope.holds, [*FILES, 'gone.yaml']))}"


@pytest.mark.parametrize(
    ("word", "path", "names", "expected"),
    [
        (None, None, [], "all all: envs/prod.yaml envs/dev.yaml prod/a.yaml gone.yaml"),
        (".", "", [], "folder .: envs/prod.yaml envs/dev.yaml prod/a.yaml readme.md gone.yaml"),
        ("envs/", "envs/", [], "folder envs: envs/prod.yaml envs/dev.yaml"),
        ("gone.yaml", "gone.yaml", [], "file gone.yaml: gone.yaml"),
        ("dev", "dev", ["dev"], "environment env:dev: envs/dev.yaml"),
        ("env:dev", None, ["dev"], "environment env:dev: envs/dev.yaml"),
        (
            *("prod", "prod", ["prod"]),
            "'prod' is an environment, and a path; write env:prod, or ./prod for the path",
        ),
        ("env:pord", None, ["prod"], "there is no environment 'pord'; did you mean 'prod'?"),
        ("env:x", None, ["prod"], "there is no environment 'x'; there are: prod"),
        (
            *("env:x", None, []),
            "there is no environment 'x'; there are: none; name some under `environments`",
        ),
        (
            *("readme.mb", "readme.mb", []),
            "'readme.mb' is no environment, and no path in either state; did you mean 'readme.md'?",
        ),
        (
            *("production", None, ["dev", "prod"]),
            "'production' is no environment, and no path in either state; did you mean 'prod'?",
        ),
        (
            *("./dev.yaml", None, []),
            "'./dev.yaml' is no environment, and no path in either state; "
            "did you mean 'envs/dev.yaml'?",
        ),
        (
            *("envz/", None, []),
            "'envz/' is no environment, and no path in either state; did you mean 'envs'?",
        ),
        (
            *("zzz", None, ["dev", "prod"]),
            "'zzz' is no environment, and no path in either state; "
            "all, an environment, a folder, or a file; environments are: dev, prod",
        ),
        (
            *("zzz", None, []),
            "'zzz' is no environment, and no path in either state; "
            "all, an environment, a folder, or a file",
        ),
    ],
)
def test_a_word_is_one_thing_or_it_is_said(
    word: str | None, path: str | None, names: list[str], expected: str
) -> None:
    assert told(word, path, names) == expected
