"""What every step of `ci` works on: a change, and the policy of the side that was reviewed.

Settings, waivers, creation rules and CODEOWNERS are those of `base`. What nobody has reviewed may
ask for more than they do, not for less.
"""

import os
from functools import cached_property

from confledger.checks.codeowners import Codeowners
from confledger.checks.globs import belonging
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.ci.judges import judges
from confledger.cli.ci.newer_rules import Newer, newer
from confledger.cli.ci.span import Span
from confledger.cli.ci.touching import touching
from confledger.cli.ownership import codeowners
from confledger.errors import ConfledgerError
from confledger.git.deltas import of_trees
from confledger.git.repository import Repository
from confledger.git.snapshot import FILE, CommitSnapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from confledger.cli.ci.risks import Marked
    from confledger.settings import Settings

# So many commits of a change are read.
_MOST_COMMITS = 500


class Commit:
    """One commit of the change, the newest first."""

    __slots__ = ("author", "oid", "subject")

    def __init__(self, oid: str, author: str, subject: str) -> None:
        self.oid = oid
        self.author = author
        self.subject = subject


class Context:
    """One run: the commits `base` and `head`, their files `before` and `after`, and the policy.

    `forge` is `github`, `gitlab` or `none`; `results` has what the steps so far came to.
    """

    def __init__(
        self,
        repository: Repository,
        span: Span,
        *,
        forge: str,
        environ: "Mapping[str, str]",
        today: str,
    ) -> None:
        self.repository = repository
        self.span = span
        self.base, self.head = span.base, span.head
        self.forge = forge
        self.environ = environ
        self.today = today
        self.results: dict[str, object] = {}
        # Why steps came to nothing, by name.
        self.failed: dict[str, str] = {}
        # Whether verdicts on single files may be remembered.
        self.remembers = True
        # How many minutes of debt the change may bring.
        self.most_debt = 0
        self.before = CommitSnapshot(repository, self.base, workspace.LIMIT)
        self.after = CommitSnapshot(repository, self.head, workspace.LIMIT)
        self.notes: list[str] = []
        # Where the settings and the rules are read.
        self.found_in = self.before
        try:
            self.found = workspace.settings_of(self.before)
        except ConfledgerError as error:
            self.found, self.found_in = self._own(error), self.after
        self.settings: Settings = self.found.settings
        limit = self.settings.limits["max-bytes"]
        self.before.limit = self.after.limit = limit

    def _own(self, error: ConfledgerError) -> workspace.Found:
        try:
            found = workspace.settings_of(self.after)
        except BaseException:
            self.close()
            raise
        self.notes.append(
            f"the settings of the base cannot be used, so those of the change are: {error}"
        )
        return found

    def close(self) -> None:
        """End what reads objects."""
        self.before.close()
        self.after.close()

    @cached_property
    def selection(self) -> Selection:
        """Which files are configuration, by the policy."""
        return Selection(self.settings, lambda path: self.found_in.find(path) is not None)

    @property
    def addresses(self) -> list[str]:
        """What of the environment is in what is written."""
        names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "CI_PROJECT_URL")
        return [self.environ.get(name, "") for name in names]

    @cached_property
    def commits(self) -> list[Commit]:
        """The commits of the change that touch configuration, or what judges it, the newest first.

        Others are none of our business: pushing one of them changes nothing of what is told.
        """
        # Any of these may be empty; none has the sign in it that ends each.
        form = "--format=%H%x00%an%x00%s%x00"
        span = (f"-{_MOST_COMMITS}", f"{self.base}..{self.head}", "--")
        raw = self.repository.run("log", "--no-show-signature", form, *span)
        words = iter(os.fsdecode(raw).split("\0"))
        every = [
            Commit(oid.lstrip("\n"), author, subject)
            for oid, author, subject in zip(words, words, words, strict=False)
        ]
        ours = touching(self.repository, span, self.concerns)
        return [one for one in every if one.oid in ours]

    def concerns(self, path: str) -> bool:
        """Whether a path is configuration, or says what is right."""
        return self.selection.ignored(path, FILE) is None or judges(path, self.settings)

    @cached_property
    def newer(self) -> Newer:
        """What the target has had other rules in since the change began."""
        return newer(self.repository, self.base, self.head, self.span.tip, self.settings)

    @cached_property
    def told_head(self) -> str:
        """The newest commit that has what the change does to the configuration."""
        if not self.commits:
            return self.head
        found = self.commits[0].oid
        left = of_trees(self.repository, found, self.head)
        return self.head if any(self.concerns(one.path) for one in left) else found

    @cached_property
    def codeowners(self) -> Codeowners | None:
        """Who owns what, as the base says; None where nobody says so."""
        return codeowners(self.before)

    def owners(self, path: str) -> list[str]:
        """Return who owns a path, each once."""
        return [] if self.codeowners is None else self.codeowners.owners(path)

    @cached_property
    def paths(self) -> list[str]:
        """The configuration files that environments are told by: of the base, if it has any."""
        from confledger.documents.dialect import dialect_of
        from confledger.inventory.environments import guess

        there = [path for path in self.before.entries() if dialect_of(path)]
        if guess(there).environments:
            return there
        return [path for path in self.after.entries() if dialect_of(path)]

    @cached_property
    def environments(self) -> "list[dict[str, object]]":
        """The environments of the settings, or those that the names of files suggest."""
        if self.settings.environments:
            return list(self.settings.environments)
        from confledger.inventory.environments import guess

        return [{"name": one.name, "paths": one.paths} for one in guess(self.paths).environments]

    @cached_property
    def belongs(self) -> "Callable[[str], list[str]]":
        """Names the environments that a path is part of."""
        return belonging(self.environments)

    @cached_property
    def marked(self) -> "dict[str, dict[str, Marked]]":
        """What changes and is marked as a risk by the schema of either side, by risk and file."""
        from confledger.cli.ci.risks import marked

        return marked(self.before, self.after, self.settings)

    @property
    def risks(self) -> dict[str, dict[str, list[str]]]:
        """The keys of that."""
        return {
            risk: {path: one.keys for path, one in files.items()}
            for risk, files in self.marked.items()
        }
