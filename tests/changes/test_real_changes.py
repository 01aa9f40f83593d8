"""What people really changed in two repositories, as patches: the other version, and back.

`CONFLEDGER_PATCH_PAIRS=10000 pytest tests/changes/test_real_changes.py` looks at as many pairs.
"""

import os
import random
from collections import Counter
from pathlib import Path

import pytest

from confledger.changes.compare import compare
from confledger.changes.merge_patch import Inexpressible, apply_merge, merge_patch
from confledger.changes.patch import json_patch
from confledger.changes.patch_apply import apply, reverse, undo
from confledger.changes.rewritten import as_yaml
from confledger.changes.sameness import same
from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.git.blobs import Blobs
from confledger.git.history import commits
from confledger.git.repository import discover
from support import Repository

# Of both repositories together; read before the environment is emptied.
PAIRS = int(os.environ.get("CONFLEDGER_PATCH_PAIRS", "400"))
LIMIT = 1 << 24


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize(("name", "share"), [("k8s-gitops", 9), ("ghaf-infra", 1)])
def test_patches_of_real_changes_give_the_other_version(
    corpus: Path, tmp_path: Path, name: str, share: int
) -> None:
    bundle = corpus / "history" / f"{name}.bundle"
    Repository.create(tmp_path / "home").git("clone", "--quiet", "--bare", str(bundle), "clone")
    repository = discover(str(tmp_path / "home" / "clone"))
    pairs: dict[tuple[str, str], str] = {}
    for commit in commits(repository):
        for change in commit.changes:
            old, new = change.before[0], change.after
            if old is not None and new is not None and old.oid != new.oid:
                dialect = dialect_of(new.path)
                if dialect is not None and old.kind == new.kind == "file":
                    pairs[str(old.oid), str(new.oid)] = dialect
    chosen = sorted(pairs)
    random.Random(7).shuffle(chosen)
    # All dialects: what is no YAML comes first.
    chosen.sort(key=lambda pair: pairs[pair] == "yaml")
    others = sum(1 for pair in chosen if pairs[pair] != "yaml")
    most = PAIRS * share // 10
    few = min(others, most // 4)
    chosen = chosen[:few] + chosen[others : others + most - few]
    blobs = Blobs(repository, LIMIT)
    read = blobs.read([oid for pair in chosen for oid in pair])
    found: Counter[str] = Counter()
    for pair in chosen:
        sides = [load(next(read), pairs[pair]).documents for _ in pair]  # type: ignore[arg-type]  # blobs that are there
        found["pairs"] += 1
        found.update(_faults(*sides))
        if found["pairs"] % 8 == 0 and not _written(sides[1]):
            found["written"] += 1
    blobs.close()

    assert found == {"pairs": len(chosen)}
    assert len(chosen) > 30


def _faults(before: list[object], after: list[object]) -> list[str]:
    """Return what does not hold of two versions."""
    changes = compare(before, after)
    patch = json_patch(before, after, changes, tests=True)
    faults = []
    if not same(apply(patch, before), after):
        faults.append("apply")
    if not same(apply(reverse(patch, before), after), before):
        faults.append("reverse")
    if not same(undo(patch, after), before):
        faults.append("undo")
    if json_patch(after, after, compare(after, after)):
        faults.append("equal")
    try:
        if not same(apply_merge(merge_patch(before, after), before), after):
            faults.append("merge")
    except Inexpressible:
        pass
    return faults


def _written(documents: list[object]) -> bool:
    return same(load(as_yaml(documents).encode(), "yaml").documents, documents)
