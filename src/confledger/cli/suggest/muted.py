"""What a person does not want to be told again: a list in the git directory, beside the model."""

import json
import os
import re

from confledger.cli import atomic
from confledger.git.repository import Repository

_FILE = "suggest-muted.json"
ID = re.compile(r"[0-9a-f]{8}")
_MOST_BYTES = 1024 * 1024


def personal(repository: Repository) -> list[str]:
    """Return the ids that were muted in this clone; none where the list cannot be read."""
    try:
        with open(_place(repository), "rb") as file:
            listed = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(listed, list):
        return []
    return sorted({one for one in listed if isinstance(one, str) and ID.fullmatch(one)})


def keep(repository: Repository, muted: list[str]) -> None:
    """Write the list anew."""
    os.makedirs(repository.cache_dir, exist_ok=True)
    data = json.dumps(sorted(set(muted)), indent=2).encode("ascii") + b"\n"
    atomic.replace(_place(repository), data)


def _place(repository: Repository) -> str:
    return os.path.join(repository.cache_dir, _FILE)
