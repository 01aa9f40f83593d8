"""What the checks of secrets look at: one file with the rule that governs it, or all of them.

A check in checks/secrets has one or more of: `check(file)`, what a file shows by itself;
`compare(before, after)`, what a change of one file shows (staged against HEAD, a merge request
against its base, each step of the history); `survey(tree)`, what all files and rules together
show; `aged(file, ages, today)`, what the history of a file shows. Each yields findings.
"""

from confledger.checks.severity import Severity
from confledger.location import Path, Span, pointer
from confledger.secrets.sops_file import SopsFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.checks.finding import Finding
    from confledger.secrets.rules import Rule, Rules


class Examined:
    """One file of one state: `sops` is the file as SOPS reads it, `rule` what governs it.

    `settings` is the map `secrets` of the settings; `commit` the full id of the commit that
    brought this state, in a walk through the history only.
    """

    __slots__ = ("commit", "path", "rule", "rules", "settings", "sops")

    def __init__(
        self,
        sops: SopsFile,
        rules: "Rules",
        settings: "Mapping[str, object]",
        *,
        commit: str = "",
    ) -> None:
        self.path = sops.path
        self.sops = sops
        self.rules = rules
        self.rule: Rule | None = rules.rule_for(sops.path)
        self.settings = settings
        self.commit = commit

    @property
    def encrypted(self) -> bool:
        """Whether the file carries metadata of SOPS."""
        return self.sops.metadata is not None

    def finding(
        self,
        check: str,
        severity: Severity,
        message: str,
        *,
        document: int = 0,
        at: Path = (),
        span: Span | None = None,
        key: bool = False,
        help: str | None = None,
        subject: str = "",
    ) -> "Finding":
        """Make a finding at a path of the file, or at its key; nothing of the text is quoted.

        The span is one character: its length would tell the value's.
        """
        from confledger.checks.finding import Finding

        if span is None:
            find = self.sops.key_span if key else self.sops.span
            span = find(document, at)
        if span is not None:
            span = span.first()
        return Finding(
            check=check,
            severity=severity,
            message=message,
            path=self.path,
            span=span,
            document=document,
            pointer=pointer(at),
            help=help,
            subject=subject,
        )


class Tree:
    """All of one state that bears on secrets.

    `paths` are those of all files, `files` the encrypted and the governed ones by path;
    `before` is the tree that a change started from, None where none is compared.
    `approved` are the addresses of those who approved the change, and wrote none of it; None
    where it is no commit yet, so that nobody can have.
    """

    __slots__ = ("approved", "before", "files", "paths", "rules", "settings")

    def __init__(
        self,
        paths: list[str],
        files: "Mapping[str, Examined]",
        rules: "Rules",
        settings: "Mapping[str, object]",
        *,
        before: "Tree | None" = None,
        approved: frozenset[str] | None = frozenset(),
    ) -> None:
        self.paths = paths
        self.files = files
        self.rules = rules
        self.settings = settings
        self.before = before
        self.approved = approved
