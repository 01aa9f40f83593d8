"""One commit taken back, file by file: what is to be written, and what was changed again since.

A file that still is what the commit made of it becomes what it was, byte for byte; one that is
that already stays. Anything else is looked into: by key, or by line.
"""

import os

from confledger.git.tree_writing import Put, as_put
from confledger.git.trees import GITLINK, LINK, TreeFile
from confledger.rollback.content import Content, without
from confledger.rollback.plan import Conflict, File, Kept, Revision
from confledger.rollback.restoring import OF_RULES, RULES, kind_of
from confledger.rollback.room import in_the_way
from confledger.rollback.three_way import Clash

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.changes.leaves import Leaves
    from confledger.git.renames import Trail
    from confledger.git.trees import Pair
    from confledger.rollback.since import Since

_SPECIAL = (LINK, GITLINK)
_NO_FILE = "no such file"
# Of so many conflicts, the commit is looked for.
_MOST_ASKED = 100


class Changed:
    """One file that a commit changed: where and what it was, and where and what it made of it."""

    __slots__ = ("after", "after_path", "before", "before_path")

    def __init__(
        self, before_path: str, before: TreeFile | None, after_path: str, after: TreeFile | None
    ) -> None:
        self.before_path = before_path
        self.before = before
        self.after_path = after_path
        self.after = after


def changes_of(pairs: "dict[str, Pair]", renames: dict[str, str]) -> list[Changed]:
    """Return the files that a commit changed, in path order; `pairs` are each before and after."""
    taken = set(renames.values())
    found = []
    for path, (before, after) in pairs.items():
        new = renames.get(path)
        if new is not None:
            found.append(Changed(path, before, new, pairs[new][1]))
        elif path not in taken:
            found.append(Changed(path, before, path, after))
    return found


class Reading:
    """What undoing asks of the repository, and of the rules of today."""

    __slots__ = ("dialect", "follow", "keeps", "read", "revision", "since", "value")

    def __init__(
        self,
        read: "Callable[[TreeFile], bytes]",
        dialect: "Callable[[str], str | None]",
        keeps: "Callable[[str, Pair], str | None]",
        follow: "Callable[[str], Trail]",
        since: "Since",
        revision: "Callable[[str], Revision]",
        value: "Callable[[str, object, Leaves], str]",
    ) -> None:
        self.read = read
        self.dialect = dialect
        self.keeps = keeps
        self.follow = follow
        self.since = since
        self.revision = revision
        # A value as a text that may be shown: its key, itself, and the leaves of its file.
        self.value = value


class Undoing:
    """Takes files back one after the other; `now` are all files as they are."""

    def __init__(self, reading: Reading, now: dict[str, TreeFile], key: str | None = None) -> None:
        self._reading = reading
        self._now = now
        # Of one file, only what the commit made of one key.
        self._key = key
        self.edits: dict[str, Put | None] = {}
        self.files: list[File] = []
        self.kept: list[Kept] = []
        self.conflicts: list[Conflict] = []
        self.notes: list[str] = []
        self.keys = 0

    def take_back(self, one: Changed) -> None:
        """Take back what the commit made of one file."""
        here, trail = self._here(one)
        if here is None:
            if one.after is None:
                self._restore(one)
            elif one.before is not None:
                oid = None if trail is None else trail.last
                last = None if oid is None else self._reading.revision(oid)
                self._conflict(one.after_path, "the file was taken away since", last, now=_NO_FILE)
            return
        now = self._now[here]
        if self._keep(here, one, now):
            return
        if one.before is None:
            if now == one.after:
                self._edit(here, None, "")
            else:
                self._changed(here, "the file was added by it, and changed since")
        elif one.after is None:
            if now != one.before:
                self._changed(here, "the file was added again since, as another one")
        else:
            self._bring(one, here, now, one.before, one.after)

    def finish(self) -> None:
        """Look at what comes out as a whole: no file can be where a folder is."""
        there = {*self._now} - {path for path, edit in self.edits.items() if edit is None}
        there |= {path for path, edit in self.edits.items() if edit is not None}
        wanted = [path for path in self.edits if self.edits[path] and path not in self._now]
        for path, other in in_the_way(there, wanted).items():
            self._drop(path)
            self._conflict(path, f"{other} is there now", self._reading.since.file(other))

    def _here(self, one: Changed) -> "tuple[str | None, Trail | None]":
        """Return where the file is now, and how it got there if it is elsewhere."""
        for path in dict.fromkeys((one.after_path, one.before_path)):
            if path in self._now:
                return path, None
        if one.after is None:
            return None, None
        trail = self._reading.follow(one.after_path)
        if trail.path is not None:
            self.notes.append(f"{one.after_path} is {trail.path} by now")
        return trail.path, trail

    def _keep(self, path: str, one: Changed, now: TreeFile) -> bool:
        if now == one.before and path == one.before_path:
            return True
        why = self._why_kept(path, (now, one.before))
        if why is not None:
            self.kept.append(Kept(path, why))
        return why is not None

    def _why_kept(self, path: str, pair: "Pair") -> str | None:
        return OF_RULES if os.path.basename(path) in RULES else self._reading.keeps(path, pair)

    def _restore(self, one: Changed) -> None:
        path, before = one.before_path, one.before
        why = self._why_kept(path, (None, before))
        if why is not None:
            self.kept.append(Kept(path, why))
        else:
            self._edit(path, as_put(before), "")

    def _bring(
        self, one: Changed, here: str, now: TreeFile, before: TreeFile, after: TreeFile
    ) -> None:
        path = here
        if one.before_path != one.after_path and here == one.after_path:
            path = one.before_path
            if path in self._now:
                self._changed(path, f"another file is there now; {here} was it before")
                return
        if self._key is None and now == after:
            self._put(here, path, as_put(before))
            return
        mode = self._mode(path, now, before, after)
        put = self._content(path, now, before, after)
        if put is None:
            put = Put(now.mode, now.oid)
        put.mode = mode
        if path != here or put.data is not None or (put.mode, put.oid) != (now.mode, now.oid):
            self._put(here, path, put)

    def _mode(self, path: str, now: TreeFile, before: TreeFile, after: TreeFile) -> str:
        if self._key is not None or before.mode in (after.mode, now.mode):
            return now.mode
        if now.mode == after.mode:
            return before.mode
        self._changed(path, "its mode was changed again since")
        return now.mode

    def _content(self, path: str, now: TreeFile, before: TreeFile, after: TreeFile) -> Put | None:
        """Return what the file is to hold; None where that is what it holds."""
        if self._key is None:
            if before.oid in (after.oid, now.oid):
                return None
            if now.oid == after.oid:
                return Put(now.mode, before.oid)
        if any(one.mode in _SPECIAL for one in (now, before, after)):
            self._changed(path, "it was changed again since, and is no file that has keys or lines")
            return None
        read = self._reading.read
        held = read(now)
        made = without(read(after), read(before), held, self._reading.dialect(path), key=self._key)
        self.keys += len(made.taken)
        for clash, why in made.clashes:
            self._clash(path, clash, why, made)
        return None if made.data == held else Put(now.mode, data=made.data)

    def _clash(self, path: str, clash: Clash, why: str, made: Content) -> None:
        since = None
        if len(self.conflicts) < _MOST_ASKED:
            asked = self._reading.since
            since = asked.key(path, clash.key) if clash.key else asked.file(path)
        value = self._reading.value
        wanted, now = (
            value(clash.key, one, beside) if clash.key else ""
            for one, beside in ((clash.wanted, made.before), (clash.now, made.now))
        )
        self.conflicts.append(Conflict(path, clash.key.removeprefix("#"), wanted, now, since, why))

    def _changed(self, path: str, why: str) -> None:
        """Add a conflict about a whole file that somebody changed since."""
        self._conflict(path, why, self._reading.since.file(path))

    def _conflict(self, path: str, why: str, since: Revision | None, *, now: str = "") -> None:
        self.conflicts.append(Conflict(path, "", "", now, since, why))

    def _put(self, here: str, path: str, put: Put | None) -> None:
        if path != here:
            self._edit(here, None, f"is {path} again")
        self._edit(path, put, f"was {here}" if path != here else "")

    def _edit(self, path: str, put: Put | None, note: str) -> None:
        now = self._now.get(path)
        self.edits[path] = put
        then = None if put is None else TreeFile(put.mode, put.oid)
        special = {LINK: "symbolic link", GITLINK: "submodule"}
        mode = put.mode if put is not None else now.mode if now is not None else ""
        self.files.append(File(path, kind_of((now, then)), note or special.get(mode, "")))

    def _drop(self, path: str) -> None:
        del self.edits[path]
        self.files = [one for one in self.files if one.path != path]
