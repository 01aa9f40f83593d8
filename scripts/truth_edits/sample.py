"""Real files of the corpus histories: old versions too, each content once, in a fixed order."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

from confledger.documents.dialect import YAML
from confledger.documents.load import load

BUNDLES = ("k8s-gitops", "ghaf-infra")
_LARGEST = 60_000


def cloned(corpus: Path, folder: Path) -> list[Path]:
    """Return a clone of each history of the corpus, made in `folder`."""
    clones = []
    for name in BUNDLES:
        target = folder / name
        bundle = corpus / "history" / f"{name}.bundle"
        _git("clone", "--quiet", "--bare", str(bundle), str(target))
        clones.append(target)
    return clones


def files(clones: list[Path], seed: int) -> Iterator[list[object]]:
    """Yield the documents of YAML files that were there at some time, shuffled; without end."""
    blobs = []
    for clone in clones:
        listed = _git("-C", str(clone), "rev-list", "--objects", "--all").decode("utf-8", "replace")
        for line in listed.splitlines():
            blob, _, path = line.partition(" ")
            if path.endswith((".yaml", ".yml")):
                blobs.append((blob, clone))
    rng = Random(seed)
    blobs.sort()
    while True:
        rng.shuffle(blobs)
        for start in range(0, len(blobs), 500):
            yield from _loaded(blobs[start : start + 500])


def _loaded(blobs: list[tuple[str, Path]]) -> Iterator[list[object]]:
    for clone in sorted({clone for _, clone in blobs}):
        wanted = "".join(f"{blob}\n" for blob, at in blobs if at == clone).encode()
        said = _git("-C", str(clone), "cat-file", "--batch", "--buffer", given=wanted)
        at = 0
        while at < len(said):
            end = said.index(b"\n", at)
            size = int(said[at:end].split()[2])
            data = said[end + 1 : end + 1 + size]
            at = end + size + 2
            if size > _LARGEST:
                continue
            loaded = load(data, YAML)
            if not loaded.problems and loaded.documents and isinstance(loaded.documents[0], dict):
                if len(loaded.documents[0]) > 1:
                    yield loaded.documents


def _git(*argv: str, given: bytes | None = None) -> bytes:
    return subprocess.run(("git", *argv), check=True, capture_output=True, input=given).stdout
