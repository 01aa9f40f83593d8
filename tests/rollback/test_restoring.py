"""A scope as it was: what goes back, and what stays in the way of something else."""

import pytest

from confledger.git.trees import LINK, Pair, TreeFile
from confledger.rollback.restoring import OF_RULES, OF_SECRETS, restored
from confledger.rollback.scope import ALL, Scope

ONE, TWO = TreeFile("100644", "1"), TreeFile("100644", "2")
EVERY = Scope(ALL, ALL, lambda path: not path.startswith("other"))


def keeps(path: str, _: Pair) -> str | None:
    return OF_SECRETS if path.endswith("secret") else None


@pytest.mark.parametrize(
    ("pairs", "files", "kept"),
    [
        pytest.param(
            {
                "a": (ONE, TWO),
                "b": (None, ONE),
                "c": (ONE, None),
                "d": (ONE, TreeFile("100755", "1")),
                "e": (ONE, TreeFile(LINK, "2")),
                "other": (ONE, TWO),
            },
            ["a changed ", "b added ", "c deleted ", "d mode ", "e changed symbolic link"],
            [],
            id="each kind",
        ),
        pytest.param(
            {"a/.sops.yaml": (ONE, TWO), "secret": (ONE, None)},
            [],
            [f"a/.sops.yaml {OF_RULES}", f"secret {OF_SECRETS}"],
            id="what is kept",
        ),
        pytest.param(
            {"a": (None, ONE), "a/secret": (ONE, None)},
            [],
            [f"a/secret {OF_SECRETS}", "a a/secret is there now, and stays"],
            id="a file where a folder stays",
        ),
        pytest.param(
            {"secret": (ONE, None), "secret/b/c": (None, ONE)},
            [],
            [f"secret {OF_SECRETS}", "secret/b/c secret is there now, and stays"],
            id="a folder where a file stays",
        ),
    ],
)
def test_a_scope_is_as_it_was_but_for_what_stays(
    pairs: dict[str, Pair], files: list[str], kept: list[str]
) -> None:
    standing = [path for path, (now, _) in pairs.items() if now is not None]

    found = restored(pairs, EVERY, keeps, standing)

    assert [f"{one.path} {one.kind} {one.note}" for one in found.files] == files
    assert [f"{one.path} {one.why}" for one in found.kept] == kept
    assert [*found.edits] == [one.path for one in found.files]
