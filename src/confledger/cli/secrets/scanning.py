"""One run of `secrets scan`: which files, by whose rules, and what it comes to."""

import os

from confledger.checks.result import FAILED, IGNORED, PASSED, Result, failing_severities
from confledger.checks.selection import DELETED, SUBMODULE, SYMLINK
from confledger.cli import workspace
from confledger.cli.secrets.accepting import accept
from confledger.cli.secrets.scanner import Scanner
from confledger.cli.secrets.sought import Sought
from confledger.git.repository import NotARepository
from confledger.git.snapshot import FILE, Entry, Snapshot
from confledger.secrets.leaks.scan import MOST_BYTES, unscanned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.cli.options import Options
    from confledger.git.snapshot import Content

_KINDS = {"symlink": SYMLINK, "submodule": SUBMODULE, "deleted": DELETED}


class Scanning:
    """One invocation: a state of the files, or all that there ever were."""

    def __init__(self, options: "Options", today: str) -> None:
        self.options = options
        self.today = today
        self.repository = workspace.repository_here()
        if options.history and self.repository is None:
            raise NotARepository(os.getcwd())
        self.sought = Sought(options, self.repository)
        self._snapshot: Snapshot = self.sought.snapshot
        self._held: dict[str, bytes] = {}
        self._files: list[tuple[str, str, str]] = []
        try:
            self.settings = workspace.settings_of(self._trusted).settings
            self._scanner = Scanner(
                self._reviewed, self.settings.severities, reviewed=self._is_change
            )
        except BaseException:
            self.close()
            raise
        self._snapshot.limit = MOST_BYTES
        if self.sought.base is not None:
            self.sought.base.limit = MOST_BYTES

    @property
    def top(self) -> str | None:
        """The folder that paths are relative to; None in a bare repository."""
        return self.sought.top

    def close(self) -> None:
        """End what is still running."""
        self.sought.close()

    def result(self) -> Result:
        """Do the work."""
        findings = [] if self.options.history else self._found()
        if self.options.history or self._is_change:
            findings += self._in_commits()
        whole = not self.options.paths and self.sought.deltas is None
        if whole or not self._is_change:
            findings += self._scanner.of_rules()
        self._note()
        kept, accepted = self._accepted(findings, everything=whole and not self.options.history)
        return Result(
            findings=kept,
            counts=self._counts(kept),
            ignored=self._reasons(),
            files=self._unread() if self.options.verbose else None,
            fail_on=self.settings.fail_on,
            accepted=accepted,
        )

    def _ended(self, path: str, status: str, reason: str = "") -> None:
        """Note how a file ended."""
        self._files.append((path, status, reason))

    @property
    def _is_change(self) -> bool:
        """Whether it is a change that is held against what was reviewed."""
        return self.sought.reviewed is not None and self.options.trust != "head"

    @property
    def _trusted(self) -> Snapshot:
        """Where settings and what accepts findings are read: what somebody reviewed."""
        if self._is_change:
            assert self.sought.reviewed is not None
            return self.sought.reviewed
        return self._snapshot

    def _reviewed(self, path: str) -> bytes | None:
        found = self._trusted.find(path)
        return found[1] if found is not None and isinstance(found[1], bytes) else None

    def _found(self) -> "list[Finding]":
        """Return the findings of a state; of a change, those that it brings."""
        findings: list[Finding] = []
        for entry, content in self._snapshot.stream(self._entries()):
            findings += self._of_file(entry, content)
        return findings

    def _in_commits(self) -> "list[Finding]":
        """Return what commits hold: all of them, or those of a change."""
        from confledger.cli.secrets import scan_history

        assert self.repository is not None
        past = scan_history.Past(self.repository, self._scanner, self.sought.is_asked, self._ended)
        if self.options.history:
            scan_history.everything(past)
        else:
            scan_history.in_between(past, *self.sought.range)
        self._held |= past.held
        return past.findings

    def _entries(self) -> list[Entry]:
        """Return the files to look through; the others are noted, with the reason."""
        entries = self.sought.entries()[0]
        if self.sought.deltas is not None:
            # A change of the creation rules bears on other files, but leaks nothing in them.
            entries = [one for one in entries if one.path in self.sought.changed]
        elif not self.options.paths:
            for one in self._snapshot.entries().values():
                if one.kind != FILE:
                    self._ended(one.path, IGNORED, _KINDS.get(one.kind, one.kind))
        return entries

    def _of_file(self, entry: Entry, content: "Content") -> "list[Finding]":
        if not isinstance(content, bytes):
            reason = getattr(content, "reason", f"larger than {MOST_BYTES >> 20} MB")
            self._ended(entry.path, IGNORED, reason)
            return []
        reason = unscanned(content)
        if reason is not None:
            self._ended(entry.path, IGNORED, reason)
            return []
        self._ended(entry.path, PASSED)
        before = None
        if self.sought.deltas is not None:
            before = self.sought.earlier(entry.path)
        found = self._scanner.of_file(entry.path, content, before)
        if found:
            self._held[entry.path] = content
        return found

    def _accepted(
        self, findings: "list[Finding]", *, everything: bool
    ) -> "tuple[list[Finding], list[Accepted]]":
        """Put aside what comments and waivers accept, and what is let pass for gitleaks."""
        kept, accepted = accept(
            *(findings, lambda path: self._held.get(path, b""), self._trusted, self.settings),
            today=self.today,
            earlier=self.sought.earlier if self._is_change else None,
            everything=everything,
        )
        if not self._scanner.accepted:
            return kept, accepted
        from confledger.cli.acceptance import ordered

        return ordered(kept, accepted + self._scanner.accepted)

    def _note(self) -> None:
        """Say what of the rules for gitleaks is otherwise here."""
        if self._scanner.rules is None or self.options.quiet:
            return
        from confledger.cli.streams import tell

        for note in self._scanner.rules.notes:
            tell(f"note: {note}\n")

    def _counts(self, findings: "list[Finding]") -> dict[str, int]:
        failing = failing_severities(self.settings.fail_on)
        bad = {one.path for one in findings if one.severity in failing}
        passed = {path for path, status, _ in self._files if status == PASSED}
        return {
            PASSED: len(passed - bad),
            FAILED: len(bad),
            IGNORED: len(self._unread()),
        }

    def _reasons(self) -> dict[str, int]:
        reasons: dict[str, int] = {}
        for _, _, reason in self._unread():
            reasons[reason] = reasons.get(reason, 0) + 1
        return dict(sorted(reasons.items()))

    def _unread(self) -> list[tuple[str, str, str]]:
        """Return the files that were not looked through, each once, with the reason."""
        return sorted({one for one in self._files if one[1] == IGNORED})
