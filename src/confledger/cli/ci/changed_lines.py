"""Which lines of some files a change adds or alters."""

import os
import re

from confledger.git.repository import Repository

_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@")
# So many files are asked for.
_MOST = 200


def changed_lines(
    repository: Repository, base: str, head: str, paths: set[str]
) -> dict[str, frozenset[int]]:
    """Return the numbers of the lines by path; nothing of what does not change."""
    found: dict[str, frozenset[int]] = {}
    for path in sorted(paths)[:_MOST]:
        # What a branch says of how to compare its files does not count.
        plain = ("-p", "-U0", "--no-ext-diff", "--no-textconv", "--text", "--no-renames")
        raw = repository.run(
            *("diff-tree", *plain, base, head, "--"), f":(top,literal){os.fspath(path)}"
        )
        lines: set[int] = set()
        for line in raw.split(b"\n"):
            if hunk := _HUNK.match(line):
                start = int(hunk[1])
                lines.update(range(start, start + int(hunk[2] or 1)))
        found[path] = frozenset(lines)
    return found
