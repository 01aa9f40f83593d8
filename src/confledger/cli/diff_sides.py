"""Two states that `diff` compares, whatever they are, and the files that may differ."""

import os

from confledger.git.blobs import TooLarge
from confledger.git.pairs import Pair
from confledger.git.repository import Repository
from confledger.git.snapshot import CommitSnapshot, Entry, Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from confledger.cli.workspace import Source
    from confledger.git.process import Running
    from confledger.git.snapshot import Content

    class Reader(Protocol):
        """What gives the contents of entries."""

        limit: int

        def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
            """Yield the content of each entry, in the order given."""


class Sides:
    """Two states and the files that may differ.

    `folder` is where the paths of the pairs begin, seen from the root of the repository.
    """

    def __init__(self, before: str, after: str) -> None:
        self.before_name = before
        self.after_name = after
        self.repository: Repository | None = None
        self.before: Reader | None = None
        self.after: Reader | None = None
        self.pairs: list[Pair] = []
        # Where the settings are read.
        self.settings: Source | None = None
        # Where else creation rules are read: what these take is hidden as well.
        self.rules: Source | None = None
        self.folder = ""
        # Of two that were named, where each of them begins.
        self.folders: tuple[str, str] | None = None
        # Whether both files were named, so that another name says nothing.
        self.named = False
        self.others: Running | None = None
        self.disk = False

    def rooted(self, path: str) -> str:
        """Return a path of a pair from the root of the repository."""
        return f"{self.folder}/{path}" if self.folder else path

    def places(self, pair: Pair) -> tuple[str, str]:
        """Return the paths of both versions from the root, twice the same of one alone."""
        old, new = pair.old or pair.new, pair.new or pair.old
        assert old is not None
        assert new is not None
        if self.folders is None:
            return self.rooted(old.path), self.rooted(new.path)
        return os.path.join(self.folders[0], old.path), os.path.join(self.folders[1], new.path)

    def limit(self, most: int) -> None:
        """Set how many bytes a file may have."""
        for side in (self.before, self.after):
            if side is not None:
                side.limit = most

    def contents(self, pairs: list[Pair]) -> "Iterator[tuple[Content | None, Content | None]]":
        """Yield what each pair holds, None where there is no file."""
        assert self.before is not None
        assert self.after is not None
        old = self.before.stream([pair.old for pair in pairs if pair.old is not None])
        new = self.after.stream([pair.new for pair in pairs if pair.new is not None])
        for pair in pairs:
            one = next(old)[1] if pair.old is not None else None
            yield one, next(new)[1] if pair.new is not None else None

    def close(self) -> None:
        """End what reads objects."""
        for side in (self.before, self.after):
            if isinstance(side, Snapshot):
                side.close()

    def paths(self) -> list[str]:
        """Return the paths of all files of the later state, for what looks at their names."""
        if self.repository is None:
            return []
        if isinstance(self.after, CommitSnapshot):
            raw = self.repository.run(
                "ls-tree", "-r", "-z", "--name-only", "--full-tree", self.after.tree
            )
        else:
            raw = self.repository.run("ls-files", "-z", "--full-name")
        return os.fsdecode(raw).split("\0")[:-1]


class Held:
    """Files that were named one by one, read already."""

    def __init__(self, contents: "dict[str, Content]") -> None:
        from confledger.cli import workspace

        self.limit = workspace.LIMIT
        self._contents = contents

    def stream(self, entries: list[Entry]) -> "Iterator[tuple[Entry, Content]]":
        """Yield the content of each entry, in the order given."""
        for entry in entries:
            content = self._contents[entry.path]
            if isinstance(content, bytes) and len(content) > self.limit:
                content = TooLarge(len(content))
            yield entry, content
