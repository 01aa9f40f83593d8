"""The ledger of real repositories, and of random ones: its rows give back every state."""

import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ledgering import dump, ledger, wrong
from support import Repository


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "depth", "every"),
    [
        pytest.param("ghaf-infra", "", 40, id="ghaf-infra"),
        pytest.param("k8s-gitops", "HEAD~1200", 60, id="k8s-gitops"),
    ],
)
def test_the_rows_give_back_each_state_of_real_repositories(
    corpus: Path, tmp_path: Path, name: str, depth: str, every: int
) -> None:
    bundle = corpus / "history" / f"{name}.bundle"
    clone = Repository(tmp_path / name)
    subprocess.run(["git", "clone", "--quiet", "--bare", bundle, clone.root], check=True)
    if depth:
        # What is older is one state: as in a clone that ends there.
        oid = clone.git("rev-parse", f"{depth}^{{commit}}")
        (clone.root / "shallow").write_text(f"{oid}\n", "utf-8")

    with ledger(clone.root) as store:
        found = store.connection.execute("SELECT count(*) FROM commits WHERE mainline").fetchone()
        assert found[0] > 1000
        assert wrong(store, clone.root, every) == []


def text(draw: random.Random) -> str:
    """Return a file whose versions have much in common."""
    keys = draw.sample(range(6), draw.randint(1, 5))
    lines = [f"key{key}: {draw.randint(0, 3)}" for key in sorted(keys)]
    names = draw.sample("abcd", draw.randint(0, 3))
    lines += ["list:", *(f"- name: {one}\n  x: {draw.randint(0, 1)}" for one in names)]
    return "\n".join(lines) + ("\n" if names else " []\n") + "bad: [" * (draw.random() < 0.1)


def scribble(repository: Repository, draw: random.Random) -> None:
    """Change some files: new ones, moved ones, and none any more."""
    for _ in range(draw.randint(1, 2)):
        name = f"{draw.choice('pqrs')}.yaml"
        file = repository.root / name
        if file.exists() and draw.random() < 0.2:
            file.unlink()
        elif file.exists() and draw.random() < 0.25:
            file.rename(repository.root / f"{draw.choice('pqrstu')}.yaml")
        else:
            repository.write(name, text(draw))


def grow(repository: Repository, draw: random.Random, steps: int) -> None:
    """Add commits, branches and merges to the mainline, and come back to it."""
    for _ in range(steps):
        kind = draw.random()
        if kind < 0.2:
            repository.git("branch", "--force", "side", f"HEAD~{draw.randint(0, 1)}")
            repository.git("checkout", "--quiet", "side")
            for _ in range(draw.randint(1, 2)):
                scribble(repository, draw)
                repository.commit(f"side {repository.commits}")
            repository.git("checkout", "--quiet", "main")
        elif kind < 0.4 and repository.try_git("rev-parse", "--verify", "-q", "side").stdout:
            repository.try_git("merge", "--quiet", "--no-ff", "--no-commit", "-X", "ours", "side")
            repository.commit(f"merge {repository.commits}")
        else:
            scribble(repository, draw)
            repository.commit(f"main {repository.commits}")


@examples(max_examples=5)
@given(seed=st.integers(0, 1 << 16))
def test_commit_by_commit_or_all_at_once_it_is_the_same_ledger(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    draw = random.Random(seed)
    root = tmp_path_factory.mktemp("random")
    repository = Repository.create(root / "r")
    for _ in range(2):
        scribble(repository, draw)
        repository.commit(f"main {repository.commits}")
    for _ in range(4):
        grow(repository, draw, draw.randint(1, 4))
        with ledger(repository.root) as store:
            grown = dump(store)
        with ledger(repository.root, folder=root / "fresh" / str(repository.commits)) as store:
            assert dump(store) == grown
            assert wrong(store, repository.root) == []
