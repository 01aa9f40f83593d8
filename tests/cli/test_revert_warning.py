"""What is said of a revert that leaves nonsense, and that nothing is said of other commits."""

import pytest

from confledger.cli import revert_warning, workspace
from support import Repository

OID = "8218b9dd" * 5
REVERT = f'Revert "X"\n\nThis reverts commit {OID}.\n'
HEAD = "warning: what this revert leaves does not pass the checks\n"
HELP = (
    "  help: give it up, or `git reset --keep HEAD~1` once it is made; then, key by key: "
    "confledger rollback --entry {} --plan\n"
)
TWICE = "`a` is already defined on line 1; most readers silently use the last one"
MANY = "".join(f"a: {number}\n" for number in range(13))


@pytest.mark.parametrize(
    ("path", "content", "text", "said"),
    [
        pytest.param("a.yaml", "a: [\n", "X\n", "", id="no revert"),
        pytest.param("a.yaml", "a: 1\n", REVERT, "", id="nothing wrong"),
        pytest.param(
            "a.yaml",
            "a: 1\na: 2\n",
            "X\n\nThis reverts commit (I forgot which)\n",
            f"{HEAD}a.yaml:2:1: error[duplicate-key] {TWICE}\n" + HELP.format("COMMIT"),
            id="of no commit",
        ),
        pytest.param(
            "a.yaml",
            MANY,
            REVERT,
            HEAD
            + "".join(f"a.yaml:{line}:1: error[duplicate-key] {TWICE}\n" for line in range(2, 12))
            + "and 2 more: confledger check\n"
            + HELP.format(OID[:10]),
            id="very much wrong",
        ),
        pytest.param(
            "confledger.yaml",
            "version: 2\n",
            REVERT,
            f"{HEAD}confledger.yaml:1:10: `version` must be 1\n" + HELP.format(OID[:10]),
            id="settings that nobody can use",
        ),
    ],
)
def test_only_a_revert_that_leaves_what_is_wrong_is_warned_of(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    path: str,
    content: str,
    text: str,
    said: str,
) -> None:
    repository.write("b.yaml", "a: 1\n")
    repository.commit()
    repository.write(path, content)
    repository.git("add", "--all")
    monkeypatch.chdir(repository.root)
    here = workspace.repository_here()
    assert here is not None

    revert_warning.warn(here, text)

    assert capfd.readouterr() == ("", said)
