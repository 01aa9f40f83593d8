"""How each encrypted file came to be, from git alone: values, data keys, recipients, the MAC.

A ciphertext says of itself which value it is: its initialisation vector is random, and SOPS
keeps it as long as the value and the data key are the same. So a value is as old as the first
commit that has its ciphertext, wherever the file was then; and all that was ever written beside
the same ciphertext has the same data key. Only a new data key, which changes every ciphertext
at once, hides which values are new.
"""

from confledger.git.history import boundary
from confledger.git.snapshot import CommitSnapshot, Entry
from confledger.location import Path
from confledger.secrets.data_keys import Keys, ciphertexts, proofs
from confledger.secrets.sops_file import MOST_BYTES, SopsFile, Unreadable, read
from confledger.secrets.versions import Versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from confledger.git.history import Commit
    from confledger.git.repository import Repository
    from confledger.secrets.versions import Progress

# So many files are kept as they were read; each is looked at again soon, or never.
_KEPT = 256


class Step:
    """One commit that changed one file: what it held before and after, None where it did not.

    `time` is the committer's, in seconds since 1970. A version that cannot be read is passed
    over. Of a merge there is one step for each parent that held something else, and only
    where it differs from all of them.
    """

    __slots__ = ("after", "author", "before", "commit", "cut", "path", "subject", "time")

    def __init__(
        self, commit: "Commit", path: str, before: SopsFile | None, after: SopsFile | None
    ) -> None:
        self.commit = commit.oid
        self.author = commit.author
        self.subject = commit.subject
        self.time = commit.time
        self.cut = commit.cut
        self.path = path
        self.before = before
        self.after = after


class Ages:
    """Since when (seconds since 1970) the values and the data key of a file are what they are.

    `values` by (document, path); one that no commit holds is not among them, and `key` is None
    where no commit has it. `reencrypted` are those that were there when all were encrypted
    anew, and when: whether they were changed on that occasion cannot be known, so the earlier
    time is in `values`. Where the history is cut off (a shallow clone), those in `at_least`
    are at least that old, and the key where `key_at_least`.
    """

    __slots__ = ("at_least", "key", "key_at_least", "reencrypted", "values")

    def __init__(self) -> None:
        self.values: dict[tuple[int, Path], int] = {}
        self.key: int | None = None
        self.reencrypted: dict[tuple[int, Path], int] = {}
        self.at_least: set[tuple[int, Path]] = set()
        self.key_at_least = False


class History:
    """All changes of encrypted files up to a commit, found once.

    `progress` is called with how many objects were read, and of how many. `shallow` says that
    what came before some commits is not in this clone. With `paths`, what is at these alone,
    which takes a fraction of the time and follows no renames.
    """

    __slots__ = ("_ages", "_parsed", "_readable", "_versions", "shallow")

    def __init__(
        self,
        repository: "Repository",
        start: str = "HEAD",
        *,
        progress: "Progress | None" = None,
        paths: tuple[str, ...] = (),
    ) -> None:
        self._parsed: dict[tuple[str, str], SopsFile | None] = {}
        # Of an object that cannot be read, the last one before it that could be.
        self._readable: dict[str, str | None] = {}
        self._versions = Versions(repository, start, progress, paths)
        self._ages: _Learned | None = None
        self.shallow = bool(boundary(repository))

    def steps(self) -> "Iterator[Step]":
        """Yield each change of a file that is or was encrypted, parents before children."""
        for commit, befores, entry in self._versions.changes:
            after = None if entry is None else self._file(entry)
            if entry is not None and after is None:
                self._pass_over(entry, befores)
                continue
            seen: list[SopsFile | None] = []
            for one in befores:
                before = None if one is None else self._last_readable(one)
                if before in seen:
                    continue
                seen.append(before)
                if _encrypted(before) or _encrypted(after):
                    named = entry or one
                    yield Step(commit, named.path if named else "", before, after)

    def holds(self, oid: str) -> bool:
        """Whether an object is a version of a file that is or was encrypted."""
        return oid in self._versions.content

    def names(self) -> dict[str, str]:
        """Return what the rules called recipients, each by the last name it had."""
        from confledger.secrets.rule_names import names

        found: dict[str, str] = {}
        for data in self._versions.rules:
            found |= names(data)
        return found

    def last_path(self, path: str, commit: str) -> str:
        """Follow a file through the renames that came after a commit."""
        came = False
        for one, befores, entry in self._versions.changes:
            if came and entry is not None and one.oid != commit:
                old = [before.path for before in befores if before is not None]
                if path in old and path != entry.path:
                    path = entry.path
            came = came or one.oid == commit
        return path

    def ages(self, file: SopsFile) -> Ages:
        """Return the ages of a file in any state, also one that was not committed."""
        return self._learn().ages(file)

    def key_of(self, file: SopsFile) -> str | None:
        """Return what two files have in common where they have the same data key, or None."""
        return self._learn().keys.of(file)

    def _learn(self) -> "_Learned":
        """Go through all steps once, and note of each ciphertext what it tells."""
        if self._ages is None:
            self._ages = _Learned()
            for step in self.steps():
                self._ages.add(step)
        return self._ages

    def _file(self, entry: Entry) -> SopsFile | None:
        """Return a version of a file; None where it cannot be read, or is not there."""
        name = (entry.oid or "", entry.path)
        if name not in self._parsed:
            if len(self._parsed) >= _KEPT:
                del self._parsed[next(iter(self._parsed))]
            data = self._versions.content.get(name[0])
            try:
                self._parsed[name] = None if data is None else read(data, entry.path)
            except Unreadable:
                self._parsed[name] = None
        return self._parsed[name]

    def _pass_over(self, entry: Entry, befores: tuple[Entry | None, ...]) -> None:
        """Remember what an unreadable version stands in the way of."""
        known = next((one.oid for one in befores if one is not None), None)
        if known != entry.oid:
            self._readable[entry.oid or ""] = self._readable.get(known or "", known)

    def _last_readable(self, entry: Entry) -> SopsFile | None:
        oid = self._readable.get(entry.oid or "", entry.oid)
        return None if oid is None else self._file(Entry(entry.path, entry.kind, oid))


class _Learned:
    """What ciphertexts tell: of each the time of the first commit with it, and of its data key."""

    __slots__ = ("_anew", "_cut", "_first", "keys")

    def __init__(self) -> None:
        self.keys = Keys()
        self._first: dict[str, int] = {}
        self._anew: dict[str, int] = {}
        self._cut: set[str] = set()

    def add(self, step: Step) -> None:
        """Note what a step brought; those before it were noted."""
        if step.after is None or step.after.metadata is None:
            return
        self.keys.add(step.after, step.time, cut=step.cut)
        earlier = ciphertexts(step.before) if _encrypted(step.before) else {}
        anew = bool(earlier) and not proofs(step.before) & proofs(step.after)
        for value, text in ciphertexts(step.after).items():
            if step.cut and text not in self._first:
                self._cut.add(text)
            self._first[text] = min(step.time, self._first.get(text, step.time))
            if anew and value in earlier:
                self._inherit(text, earlier[value], step.time)

    def _inherit(self, text: str, earlier: str, time: int) -> None:
        """Note that one ciphertext came in the place of another, under a new data key."""
        self._first[text] = min(self._first[text], self._first.get(earlier, time))
        self._anew[text] = time
        if earlier in self._cut:
            self._cut.add(text)

    def ages(self, file: SopsFile) -> Ages:
        """Return what is known of a file."""
        found = Ages()
        for value, text in ciphertexts(file).items():
            if text in self._first:
                found.values[value] = self._first[text]
                if text in self._anew:
                    found.reencrypted[value] = self._anew[text]
                if text in self._cut:
                    found.at_least.add(value)
        found.key = self.keys.since(file)
        found.key_at_least = self.keys.is_cut(file)
        return found


def steps(repository: "Repository", start: str = "HEAD") -> "Iterator[Step]":
    """Yield each change of a file that is or was encrypted, parents before their children."""
    return History(repository, start).steps()


def ages(repository: "Repository", paths: "Iterable[str]", start: str = "HEAD") -> dict[str, Ages]:
    """Return the ages of the encrypted files of a commit."""
    history = History(repository, start)
    snapshot = CommitSnapshot(repository, start, MOST_BYTES)
    found = {}
    try:
        for path in paths:
            held = snapshot.find(path)
            if held is None or not isinstance(held[1], bytes):
                continue
            try:
                file = read(held[1], path)
            except Unreadable:
                continue
            if _encrypted(file):
                found[path] = history.ages(file)
    finally:
        snapshot.close()
    return found


def _encrypted(file: SopsFile | None) -> bool:
    return file is not None and file.metadata is not None
