"""One run of `secrets check`: which files, by whose rules, and what it comes to."""

import os

from confledger.checks import proof
from confledger.checks.result import FAILED, IGNORED, PASSED, Result, failing_severities
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.secrets.proved import Proved, rules_above, rules_of
from confledger.cli.secrets.sought import Sought
from confledger.git.repository import NotARepository
from confledger.git.snapshot import FILE, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.examined import Tree
    from confledger.checks.finding import Finding
    from confledger.cli.options import Options
    from confledger.cli.secrets.scanner import Scanner
    from confledger.git.snapshot import Content, Entry
    from confledger.secrets.rules import Rules


class Proving:
    """One invocation: a state of the files, and the one before where there is one."""

    def __init__(self, options: "Options", today: str) -> None:
        self.options = options
        self.today = today
        self.repository = workspace.repository_here()
        self.sought = Sought(options, self.repository)
        self.snapshot: Snapshot = self.sought.snapshot
        # The files that were looked at, and what those with findings hold.
        self._seen: set[str] = set()
        self._held: dict[str, bytes] = {}
        self._ignored: dict[str, str] = {}
        try:
            self.settings: Settings = workspace.settings_of(self._trusted).settings
            self.snapshot.limit = self.settings.limits["max-bytes"]
            if self.sought.base is not None:
                self.sought.base.limit = self.snapshot.limit
        except BaseException:
            self.close()
            raise
        self._severities = self.settings.severities
        self._scanner: Scanner | None = None
        self._earlier_rules: Rules | None = None
        self._approvers: frozenset[str] | None = None
        self._selection = Selection(self.settings) if self.settings.ignore else None

    @property
    def top(self) -> str | None:
        """The folder that paths are relative to; None in a bare repository."""
        return self.sought.top

    @property
    def _trusted(self) -> Snapshot:
        """Where settings, rules, and what accepts findings are read: what somebody reviewed."""
        if self.sought.reviewed is not None and self.options.trust != "head":
            return self.sought.reviewed
        return self.snapshot

    def close(self) -> None:
        """End what is still running."""
        self.sought.close()

    def result(self) -> Result:
        """Do the work."""
        if self.options.history:
            findings, whole = self._of_history(), False
        else:
            findings, whole = self._found()
            findings = proof.weighed(findings, self._severities)
        old: list[Finding] = []
        if findings and self.settings.new_only and self.sought.deltas is not None:
            findings, old = self._parted(findings)
        accepted: list[Accepted] = []
        if findings or whole:
            findings, accepted = self._accepted(findings, everything=whole)
        return Result(
            findings=findings,
            counts=self._counts(findings),
            ignored=self._reasons(),
            fail_on=self.settings.fail_on,
            accepted=accepted,
            old=len(old),
        )

    def _found(self) -> "tuple[list[Finding], bool]":
        """Return all findings of a state, and whether it was looked at as a whole."""
        entries, whole = self.sought.entries()
        kept = [entry for entry in entries if not self._is_ignored(entry)]
        paths = [entry.path for entry in kept]
        every = [*paths, *self._irregular()] if whole else paths
        # On disk, the rules that nobody has added yet count as well, as they do for `encrypt`.
        listed = whole and not isinstance(self.snapshot, WorkTreeSnapshot)
        rules = (rules_of if listed else rules_above)(self.snapshot, every)
        before = self._rules_before() if self.sought.rules_changed else None
        proved = Proved(self.settings, rules, before)
        sides = [proved]
        reviewed = self._reviewed_rules()
        if reviewed is not None:
            # What nobody has reviewed may ask for more than the rules of the base, not for less.
            sides.append(Proved(self.settings, reviewed))
        findings: list[Finding] = []
        for entry, content in self.snapshot.stream(kept):
            found = self._of_file(entry.path, content, sides)
            reason = None if found or entry.path in proved.examined else self._unread(content)
            if reason is None:
                self._seen.add(entry.path)
            else:
                self._ignored[entry.path] = reason
            if found and isinstance(content, bytes):
                self._held[entry.path] = content
            findings += found
        findings += self._taken_out()
        for path, delta in self.sought.changed.items():
            if delta.after is not None and delta.after.kind != FILE and not self.options.paths:
                findings += proved.of_kind(path, delta.after.kind, self.sought.before(path)[1])
        for path in self.sought.gone if not self.options.paths else ():
            findings += proved.of_change(path, None, *self.sought.before(path))
            findings += self._moved(path, proved)
        if whole or (self.sought.rules_changed and not self.options.paths):
            of_tree = proof.of_tree(self._tree(proved, paths), self._severities)
            findings = _told_once(findings, of_tree, rules) + of_tree
        else:
            findings += proof.of_rules(rules, self._severities)
        return proof.causes(list(dict.fromkeys(findings))), whole and self.sought.deltas is None

    def _irregular(self) -> list[str]:
        """Return the paths that are no files, such as symbolic links: SOPS may read them."""
        every = self.snapshot.entries().values()
        return [one.path for one in every if one.kind != FILE and not self._is_ignored(one)]

    def _moved(self, gone: str, proved: Proved) -> "list[Finding]":
        """Return what a file shows that took the name of one that is gone, in another folder.

        To git, what was decrypted on its way is another file.
        """
        name = gone.rpartition("/")[2].lower()
        found: list[Finding] = []
        for path, delta in self.sought.changed.items():
            if delta.before is None and path.rpartition("/")[2].lower() == name:
                held = self.snapshot.find(path)
                if held is not None and self.sought.before(path)[1] is None:
                    found += proved.of_change(path, held[1], *self.sought.before(gone))
        return found

    def _of_file(self, path: str, content: "Content", sides: list[Proved]) -> "list[Finding]":
        found = [one for side in sides for one in side.of_file(path, content)]
        if path in self.sought.changed:
            before = self.sought.before(path)
            found += [one for side in sides for one in side.of_change(path, content, *before)]
        if not self.options.no_scan and isinstance(content, bytes) and not sides[0].is_sealed(path):
            found += self._leaks(path, content)
        return found

    def _parted(self, findings: "list[Finding]") -> "tuple[list[Finding], list[Finding]]":
        """Part findings into what the change brought, and what was there before."""
        from confledger.checks.novelty import parted

        rules = self._rules_before()
        if rules is None:
            return findings, []
        earlier = Proved(self.settings, rules)
        names: dict[str, str] = {}
        known: list[Finding] = []
        for path in sorted({one.path for one in findings}):
            name, content = self.sought.before(path)
            names[path] = name
            if content is not None:
                known += earlier.of_file(name, content)
        return parted(findings, proof.weighed(known, self._severities), names)

    def _rules_before(self) -> "Rules | None":
        """Return the rules of the state that the files are compared with; None without one."""
        if self.sought.base is None:
            return None
        if self._earlier_rules is None:
            there = list(self.sought.base.entries())
            self._earlier_rules = rules_of(self.sought.base, there)
        return self._earlier_rules

    def _reviewed_rules(self) -> "Rules | None":
        """Return the rules of the base, where the change alters them and nobody approved that."""
        unreviewed = self._trusted is not self.snapshot and self.sought.rules_changed
        if not unreviewed or self._approved:
            return None
        return rules_of(self._trusted, list(self._trusted.entries()))

    @property
    def _approved(self) -> frozenset[str]:
        """Those who approved the change, may do so, and wrote none of it."""
        if self.sought.reviewed is None or self.repository is None:
            return frozenset()
        if self._approvers is None:
            from confledger.cli.secrets.approvals import approved

            allowed = self.settings.secrets["approvers"]
            assert isinstance(allowed, list)
            self._approvers = approved(self.repository, self.sought.range, allowed)
        return self._approvers

    def _tree(self, proved: Proved, paths: list[str]) -> "Tree":
        from confledger.checks.examined import Tree

        before = None
        rules = self._rules_before() if self.sought.rules_changed else None
        if rules is not None and self.sought.base is not None:
            before = Tree(list(self.sought.base.entries()), {}, rules, self.settings.secrets)
        return Tree(
            *(paths, proved.examined, proved.rules, self.settings.secrets),
            before=before,
            # A branch is approved after it was pushed.
            approved=None if self.sought.reviewed is None or self.options.push else self._approved,
        )

    def _taken_out(self) -> "list[Finding]":
        """Return the secrets that a commit of the change brought, and a later one took out."""
        if self.options.no_scan or self.sought.reviewed is None or self.repository is None:
            return []
        from confledger.cli.secrets import scan_history

        past = scan_history.Past(
            self.repository, self._leak_scanner(), self.sought.is_asked, lambda *_: None
        )
        scan_history.in_between(past, *self.sought.range)
        self._seen.update(one.path for one in past.findings)
        return past.findings

    def _leaks(self, path: str, content: bytes) -> "list[Finding]":
        """Return the secrets in plain text; of a change, those that it brings."""
        before = None
        if self.sought.deltas is not None:
            if path not in self.sought.changed:
                return []
            before = self.sought.earlier(path)
        return self._leak_scanner().of_file(path, content, before)

    def _leak_scanner(self) -> "Scanner":
        if self._scanner is None:
            from confledger.cli.secrets.scanner import Scanner

            self._scanner = Scanner(
                self._reviewed, self._severities, reviewed=self._trusted is not self.snapshot
            )
        return self._scanner

    def _unread(self, content: "Content") -> str | None:
        """Return why nothing is known of a file that no rule governs; None where it is known."""
        if not isinstance(content, bytes):
            return getattr(content, "reason", "it is too large")
        if self.options.no_scan:
            return None
        from confledger.secrets.leaks.scan import unscanned

        return unscanned(content)

    def _reviewed(self, path: str) -> bytes | None:
        found = self._trusted.find(path)
        return found[1] if found is not None and isinstance(found[1], bytes) else None

    def _of_history(self) -> "list[Finding]":
        """Return what all commits show, which has the severities of the settings already."""
        from confledger.cli.secrets import history_check

        if self.repository is None:
            raise NotARepository(os.getcwd())
        start = self.options.rev or "HEAD"
        rules = rules_of(self.snapshot, list(self.snapshot.entries()))
        return history_check.run(
            *(self.repository, rules, self.settings),
            start=start,
            today=self.today,
            seen=self._seen.add,
        )

    def _accepted(
        self, findings: "list[Finding]", *, everything: bool
    ) -> "tuple[list[Finding], list[Accepted]]":
        from confledger.cli.secrets.accepting import accept

        earlier = None
        if self._trusted is not self.snapshot:
            earlier = self.sought.earlier
        kept, accepted = accept(
            *(findings, lambda path: self._held.get(path, b""), self._trusted, self.settings),
            today=self.today,
            earlier=earlier,
            everything=everything,
        )
        if self._scanner is None or not self._scanner.accepted:
            return kept, accepted
        from confledger.cli.acceptance import ordered

        return ordered(kept, accepted + self._scanner.accepted)

    def _is_ignored(self, entry: "Entry") -> bool:
        if self._selection is None:
            return False
        reason = self._selection.listed(entry.path)
        if reason is not None:
            self._ignored[entry.path] = reason
        return reason is not None

    def _counts(self, findings: "list[Finding]") -> dict[str, int]:
        failing = failing_severities(self.settings.fail_on)
        bad = {one.path for one in findings if one.severity in failing}
        return {
            PASSED: len(self._seen - bad),
            FAILED: len(self._seen & bad),
            IGNORED: len(self._ignored),
        }

    def _reasons(self) -> dict[str, int]:
        reasons: dict[str, int] = {}
        for reason in self._ignored.values():
            reasons[reason] = reasons.get(reason, 0) + 1
        return dict(sorted(reasons.items()))


def _told_once(
    findings: "list[Finding]", of_tree: "list[Finding]", rules: "Rules"
) -> "list[Finding]":
    """Leave out the readers of files whom their rules gained, where that itself is told."""
    gained = {one.subject.rpartition(" ")[2] for one in of_tree if one.check == "recipient-added"}
    return [
        one
        for one in findings
        if one.check != "unauthorised-recipient"
        or one.subject not in gained
        or one.subject not in _readers(rules, one.path)
    ]


def _readers(rules: "Rules", path: str) -> list[str]:
    rule = rules.rule_for(path)
    return [] if rule is None else [one.identity for one in rule.recipients]
