"""Which commit gave values of a file what they are, found by walking back from a commit.

For a question about a few keys, which must not wait for a ledger of everything. A commit that
changed the file and left the value as it was is passed, however much it moved or reformatted;
of a merge the first parent that has the value is followed, as `git blame` does. A version that
cannot be parsed is looked through.

Commits that `git blame` is told to ignore need no care where they only reformatted. One that
did change the value is still the one that gave it, and said to be ignored; beside it stands the
commit that gave the value it replaced. git would name only the latter, whose author never wrote
what is there now.
"""

from confledger.changes.sameness import same
from confledger.git.file_versions import (
    FileContent,
    FileVersions,
    Unknowable,
    Version,
    before_rename,
)
from confledger.git.repository import Repository
from confledger.ledger.steps import MISSING, Steps, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    # The one document of a file from its bytes and its path; None where it cannot be read.
    Parse = Callable[[bytes, str], object]

SHALLOW = "shallow clone; fetch-depth: 0"
_MOST_RENAMES = 100
_SEALED = "ENC["


class Origin:
    """The commit that gave a value; None with a reason where it is not known.

    `before` is the commit that gave the value before, where `ignored` says that the first one
    is to be ignored.
    """

    __slots__ = ("before", "ignored", "reason", "version")

    def __init__(self, version: Version | None, reason: str = "") -> None:
        self.version = version
        self.reason = reason
        self.ignored = False
        self.before: Origin | None = None


class _Work:
    """Values that a version has, and the commit that gave them if no parent has them."""

    __slots__ = ("holder", "keys", "version", "versions")

    def __init__(
        self, versions: FileVersions, version: Version, holder: Version, keys: "set[Steps]"
    ) -> None:
        self.versions = versions
        self.version = version
        self.holder = holder
        self.keys = keys


class ValueOrigins:
    """Answers about files as the commit `start` has them."""

    def __init__(
        self,
        repository: Repository,
        start: str,
        parse: "Parse",
        *,
        limit: int,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self._repository = repository
        self._start = start
        self._parse = parse
        self._ignored = ignored
        self._content = FileContent(repository, limit)
        self._known: dict[str, object] = {}
        self._open: list[FileVersions] = []

    def document(self, path: str, commit: str | None = None) -> object:
        """Return the document of a file; MISSING without one, None where it cannot be read."""
        oid, data = self._content.at(commit or self._start, path)
        if data is None:
            return MISSING
        if oid not in self._known:
            self._known[oid] = self._parse(data, path)
        return self._known[oid]

    def of(self, path: str, wanted: "list[Steps]") -> "dict[Steps, Origin]":
        """Return the origin of each value of a file that the commit has."""
        versions = self._versions(self._start, path)
        newest = versions.newest()
        document = self.document(path)
        if newest is None:
            return {steps: Origin(None, "no commit has it") for steps in wanted}
        values = {steps: find(document, steps) for steps in wanted}
        found = self._walk(versions, newest, values)
        for steps, origin in found.items():
            self._look_past(steps, origin)
        return found

    def reencrypted(self, version: Version, steps: Steps) -> bool:
        """Whether a commit that gave a secret encrypted its whole file anew, with another key.

        Then each ciphertext is another one, and only a key tells whether the value is.
        """
        after = self.document(version.path, version.oid)
        held = find(after, steps)
        if not isinstance(held, str) or not held.startswith(_SEALED):
            return False
        versions = self._versions(version.oid, version.path)
        newest = versions.newest()
        if newest is None:
            return False
        keys = _wrapped(after)
        for _, earlier in self._earlier(_Work(versions, newest, newest, set()), 0):
            before = self.document(earlier.path, earlier.oid)
            if find(before, steps) is not MISSING and keys:
                return not keys & _wrapped(before)
        return False

    def close(self) -> None:
        """End every process of git."""
        for one in self._open:
            one.close()
        self._content.close()

    def _versions(self, start: str, path: str) -> FileVersions:
        made = FileVersions(self._repository, start, path)
        self._open.append(made)
        return made

    def _walk(
        self, versions: FileVersions, newest: Version, values: "dict[Steps, object]"
    ) -> "dict[Steps, Origin]":
        found: dict[Steps, Origin] = {}
        todo = [_Work(versions, newest, newest, set(values))]
        renames = 0
        while todo:
            work = todo.pop()
            try:
                earlier = self._earlier(work, renames)
            except Unknowable as why:
                found |= {steps: Origin(None, str(why)) for steps in work.keys}
                continue
            left = set(work.keys)
            for trail, version in earlier:
                renames += trail is not work.versions
                document = self.document(version.path, version.oid)
                if document is None:
                    # Of what cannot be read, whoever made it so gave no value.
                    passed = set(left)
                    holder = work.holder
                else:
                    passed = {one for one in left if same(find(document, one), values[one])}
                    holder = version
                left -= passed
                if passed:
                    _add(todo, _Work(trail, version, holder, passed))
                if not left:
                    break
            for steps in left:
                cut = work.version.cut
                found[steps] = Origin(None, SHALLOW) if cut else Origin(work.holder)
        return found

    def _earlier(self, work: _Work, renames: int) -> "list[tuple[FileVersions, Version]]":
        """Return the versions that one was made from; of a renamed file, of its old name."""
        version = work.version
        parents = work.versions.parents(version)
        there = [one for one in parents if self.document(one.path, one.oid) is not MISSING]
        if there:
            return [(work.versions, one) for one in there]
        if version.cut or renames >= _MOST_RENAMES:
            return []
        renamed = before_rename(self._repository, version)
        if renamed is None:
            return []
        versions = self._versions(*renamed)
        newest = versions.newest()
        return [] if newest is None else [(versions, newest)]

    def _look_past(self, steps: Steps, origin: Origin) -> None:
        """Find what gave the value before, where the commit that gave it is to be ignored."""
        for _ in range(len(self._ignored)):
            version = origin.version
            if version is None or version.oid not in self._ignored:
                return
            origin.ignored = True
            versions = self._versions(version.oid, version.path)
            newest = versions.newest()
            if newest is None:
                return
            for trail, earlier in self._earlier(_Work(versions, newest, newest, set()), 0):
                document = self.document(earlier.path, earlier.oid)
                value = MISSING if document is None else find(document, steps)
                if value is not MISSING:
                    origin.before = self._walk(trail, earlier, {steps: value})[steps]
                    break
            if origin.before is None:
                return
            origin = origin.before


def _wrapped(document: object) -> set[str]:
    """Return the data key of a file of SOPS as it is wrapped for each recipient."""
    held = document.get("sops") if isinstance(document, dict) else None
    found: set[str] = set()
    todo: list[object] = [held]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            if isinstance(one.get("enc"), str):
                found.add(one["enc"])
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return found


def _add(todo: list[_Work], work: _Work) -> None:
    """Add work; what is known of the same version already is done at once."""
    for one in todo:
        if one.version is work.version and one.holder is work.holder:
            one.keys |= work.keys
            return
    todo.append(work)
