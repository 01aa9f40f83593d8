"""What the history of all encrypted files shows: what was done to them, and is not mended yet.

Each step of the history is compared as a commit would be. A finding is told of the file as it
is now, where it still holds; what was mended since is information.
"""

from dataclasses import replace

from confledger.checks import proof
from confledger.checks.due import day
from confledger.checks.examined import Examined
from confledger.checks.finding import Finding, Severity
from confledger.cli.streams import tell
from confledger.git.snapshot import CommitSnapshot
from confledger.secrets.history import History
from confledger.secrets.rules import FILE, RuleFile, Rules
from confledger.secrets.sops_file import MOST_BYTES, SopsFile, Unreadable, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from confledger.git.repository import Repository
    from confledger.secrets.history import Step
    from confledger.secrets.versions import Progress
    from confledger.settings import Settings

_REMOVED = "key-not-rotated"
_REENCRYPTED = "whole-file-reencrypted"
_EDITED = "stale-mac"
# The subject of what it finds by comparing with the version before, not by the MAC.
_MOVED = "moved"
# What the subject of a commit says when all was encrypted anew on purpose.
_ON_PURPOSE = ("rotat", "rekey", "re-key", "re-encrypt", "reencrypt", "new data key")


def run(
    repository: "Repository",
    rules: Rules,
    settings: "Settings",
    *,
    start: str = "HEAD",
    today: str,
    progress: "Progress | None" = None,
    seen: "Callable[[str], None]" = lambda path: None,
) -> list[Finding]:
    """Return what the history up to a commit shows, severities of the settings applied.

    What was mended since has severity info, whatever the settings say. `seen` is called with the
    path of each file that is encrypted now.
    """
    history = History(repository, start, progress=progress)
    if history.shallow:
        tell(
            "note: this clone is shallow, so the history is known in part only; "
            "the rest comes with `git fetch --unshallow`\n"
        )
    walk = _Walk(history, rules, settings, _files_now(repository, history, start))
    found = walk.changes()
    for path in sorted(walk.now):
        if walk.now[path].metadata is not None:
            seen(path)
        found += walk.aged(path, today)
    return found


def _files_now(repository: "Repository", history: History, start: str) -> dict[str, SopsFile]:
    """Return the files of a commit that are or were encrypted, by path."""
    snapshot = CommitSnapshot(repository, start, MOST_BYTES)
    found = {}
    try:
        entries = [one for one in snapshot.entries().values() if history.holds(one.oid or "")]
        for entry, content in snapshot.stream(entries):
            if isinstance(content, bytes):
                try:
                    found[entry.path] = read(content, entry.path)
                except Unreadable:
                    continue
    finally:
        snapshot.close()
    return found


class _Remembered(RuleFile):
    """What rule files called recipients at any time; it governs nothing."""

    __slots__ = ("_remembered",)

    def __init__(self, names: dict[str, str]) -> None:
        super().__init__(b"", FILE)
        self._remembered = names

    def name_of(self, identity: str) -> str | None:
        """Return the last name of a recipient."""
        return self._remembered.get(identity)


class _Walk:
    """One walk through the steps; `now` has the files as they are at its end."""

    def __init__(
        self, history: History, rules: Rules, settings: "Settings", now: dict[str, SopsFile]
    ) -> None:
        self.now = now
        self._history = history
        self._rules = rules
        self._past = Rules([_Remembered(history.names())])
        self._secrets = settings.secrets
        self._severities = settings.severities
        # Path and content of the first version with each MAC.
        self._vouched: dict[str, tuple[str, bytes]] = {}

    def changes(self) -> list[Finding]:
        """Return what the steps show; of equal findings, that of the last step."""
        found: dict[tuple[object, ...], Finding] = {}
        for number, step in enumerate(self._history.steps()):
            for one in self._of_step(step):
                # Each time that all was encrypted anew was another time.
                which = number if one.check == _REENCRYPTED else one.subject
                found[one.check, one.path, one.document, one.pointer, which] = one
        return list(found.values())

    def aged(self, path: str, today: str) -> list[Finding]:
        """Return what is due in a file, by its age."""
        file = Examined(self.now[path], self._rules, self._secrets)
        if not file.encrypted:
            return []
        found = proof.of_ages(file, self._history.ages(file.sops), today, self._severities)
        return proof.weighed(found, self._severities)

    def _of_step(self, step: "Step") -> "Iterator[Finding]":
        if step.after is None:
            return
        for before, by_mac in ((step.before, False), (self._vouched_for(step.after), True)):
            if before is None:
                continue
            earlier = Examined(before, self._past, self._secrets)
            after = Examined(step.after, self._rules, self._secrets, commit=step.commit)
            found = proof.of_change(earlier, after, self._severities)
            for one in proof.weighed(found, self._severities):
                told_by_mac = one.check == _EDITED and one.subject != _MOVED
                if told_by_mac is by_mac and not _on_purpose(one, step):
                    yield self._placed(one, earlier, step)

    def _vouched_for(self, file: SopsFile) -> SopsFile | None:
        """Return the first version that has the MAC of this one, None where this is the first.

        That is the one that SOPS made it for; the version before may have been edited already,
        and a merge may take the MAC of either side.
        """
        if file.metadata is None or file.metadata.mac is None:
            return None
        path, data = self._vouched.setdefault(file.metadata.mac, (file.path, file.data))
        return None if data is file.data else read(data, path)

    def _placed(self, one: Finding, earlier: Examined, step: "Step") -> Finding:
        """Tell a finding of the file as it is now, if it holds still; else that it is mended."""
        by = f"{step.commit[:9]} of {day(step.time)} by {step.author.partition(' <')[0]}"
        if one.check == _REENCRYPTED:
            return replace(one, message=f"{one.message} ({by})")
        path = self._history.last_path(step.path, step.commit)
        file = self.now.get(path)
        still = None if file is None else self._still(one, earlier, file)
        if still is not None:
            return replace(still, message=f"{still.message} ({by})")
        mended = "mended since" if file is not None else "the file is gone"
        if one.check == _REMOVED and file is not None:
            mended += self._known_values(file, step)
        return replace(one, severity=Severity.INFO, message=f"{one.message} ({by}; {mended})")

    def _still(self, one: Finding, earlier: Examined, file: SopsFile) -> Finding | None:
        """Return a finding of an earlier step as it is in a file now; None where it is not."""
        now = Examined(file, self._rules, self._secrets)
        for other in proof.of_change(earlier, now, self._severities):
            # Which values differ from those that the MAC vouches for may be others now.
            same = other.pointer == one.pointer or one.check == _EDITED
            if same and (other.check, other.subject) == (one.check, one.subject):
                return replace(other, severity=one.severity)
        if one.check == _REMOVED and self._is_reader_no_more(one.subject, file):
            # All values were set one by one since then, under the same data key.
            key = self._history.key_of(file)
            if key is not None and key == self._history.key_of(earlier.sops):
                return now.finding(
                    *(one.check, one.severity, one.message),
                    at=("sops",),
                    key=True,
                    help=None if one.help is None else one.help.replace(one.path, file.path),
                    subject=one.subject,
                )
        return None

    def _is_reader_no_more(self, who: str, file: SopsFile) -> bool:
        metadata = file.metadata
        return metadata is not None and who not in {
            f"{one.kind} {one.identity}" for one in metadata.recipients
        }

    def _known_values(self, file: SopsFile, step: "Step") -> str:
        """Say how many values who was removed may know still."""
        ages = self._history.ages(file)
        count = sum(1 for moment in ages.values.values() if moment < step.time)
        if not count:
            return ", and all values were changed"
        are = "is" if count == 1 else "are"
        return f", but {count} of {len(ages.values)} values {are} not known to have changed"


def _on_purpose(finding: Finding, step: "Step") -> bool:
    """Whether all was encrypted anew, and the subject of the commit says that it was meant."""
    said = step.subject.lower()
    return finding.check == _REENCRYPTED and any(word in said for word in _ON_PURPOSE)
