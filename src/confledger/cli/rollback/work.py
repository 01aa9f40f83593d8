"""What a rollback works with: the repository, where it stands, its settings, and two states."""

import os
from functools import cached_property
from itertools import islice

from confledger.checks.globs import belonging
from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.errors import ConfledgerError
from confledger.git.commit_writing import head_of
from confledger.git.repository import Repository, discover
from confledger.git.snapshot import CommitSnapshot, resolve
from confledger.git.trees import Pair, differing
from confledger.rollback.plan import Revision
from confledger.rollback.scope import Naming, Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.secrets.governed import Governed
    from confledger.secrets.rules import Rules
    from confledger.settings import Settings

# So many changes of settings are looked at for some that can be used.
_SETTINGS = 20
_BUSY = {
    "MERGE_HEAD": ("a merge", "git merge --abort"),
    "CHERRY_PICK_HEAD": ("a cherry-pick", "git cherry-pick --abort"),
    "REVERT_HEAD": ("a revert", "git revert --abort"),
    "rebase-merge": ("a rebase", "git rebase --abort"),
    "rebase-apply": ("a rebase", "git rebase --abort"),
}


class Work:
    """One repository as it stands at `head`; `ref` is the branch, HEAD where there is none.

    What judges is that of `head`: settings, schemas, rules; never that of an earlier state.
    """

    def __init__(self, repository: Repository | None = None) -> None:
        self.repository = repository or discover(os.getcwd())
        try:
            self.head = resolve(self.repository, "HEAD", "commit")
        except ConfledgerError as error:
            raise ConfledgerError(
                "there is no commit yet", help="commit something first"
            ) from error
        self.ref = head_of(self.repository)
        self.now = CommitSnapshot(self.repository, self.head, workspace.LIMIT)
        self._then: dict[str, CommitSnapshot] = {}
        # The commit whose settings judge, where those of `head` cannot be used.
        self.settings_from = ""

    def close(self) -> None:
        """End what reads objects."""
        self.now.close()
        for one in self._then.values():
            one.close()

    def verify_quiet(self) -> None:
        """Raise ConfledgerError where git is in the middle of something."""
        for name, (what, end) in _BUSY.items():
            if os.path.lexists(os.path.join(self.repository.git_dir, name)):
                raise ConfledgerError(
                    f"{what} is not finished here", help=f"finish it, or give it up: {end}"
                )

    @cached_property
    def found(self) -> workspace.Found:
        """The settings of today, and where they were looked for.

        Where nobody can use them, the last ones that could be: to go back is what mends that, and
        what they protect is not open meanwhile.
        """
        try:
            return workspace.settings_of(self.now)
        except ConfledgerError:
            found = self._usable_before()
            if found is None:
                raise
            return found

    def _usable_before(self) -> workspace.Found | None:
        from confledger.documents.settings_file import PYPROJECT
        from confledger.git.mainline import steps
        from confledger.settings import ALTERNATIVES, FILE

        names = (FILE, *ALTERNATIVES, PYPROJECT)
        for step in islice(steps(self.repository, self.head, names), _SETTINGS):
            try:
                found = workspace.settings_of(self.then(step.oid))
            except ConfledgerError:
                continue
            self.settings_from = step.oid
            return found
        return None

    @property
    def settings(self) -> "Settings":
        """The settings of today."""
        return self.found.settings

    @cached_property
    def selection(self) -> Selection:
        """Which files are configuration, by the settings of today."""
        return Selection(self.settings)

    @cached_property
    def governed(self) -> "Governed":
        """What the rules of SOPS of today say of a path."""
        from confledger.cli.governed import governed
        from confledger.secrets.rules import FILE

        listed = [path for path in self.now.entries() if path.rpartition("/")[2] == FILE]
        return governed(self.now, listed)

    @cached_property
    def rules(self) -> "Rules":
        """The creation rules of SOPS of today."""
        from confledger.cli.governed import rules_above
        from confledger.secrets.rules import FILE

        listed = [path for path in self.now.entries() if path.rpartition("/")[2] == FILE]
        return rules_above(listed, self.now)

    @cached_property
    def environments(self) -> "list[dict[str, object]]":
        """The environments of the settings, or those that the names of files suggest."""
        if self.settings.environments:
            return list(self.settings.environments)
        from confledger.inventory.environments import guess

        paths = [path for path in self.now.entries() if self.selection.dialect(path)]
        found = guess(sorted(paths)).environments
        return [{"name": one.name, "paths": one.paths} for one in found]

    @cached_property
    def belongs(self) -> "Callable[[str], list[str]]":
        """Names the environments that a path is part of."""
        return belonging(self.environments)

    def then(self, commit: str) -> CommitSnapshot:
        """Return the files of another commit; opened once."""
        if commit not in self._then:
            self._then[commit] = CommitSnapshot(self.repository, commit, workspace.LIMIT)
        return self._then[commit]

    def revision(self, commit: str) -> Revision:
        """Return what a plan says of a commit."""
        form = "--format=%H%x00%ct%x00%an%x00%s"
        raw = self.repository.run("log", "-1", "--no-show-signature", form, commit, "--")
        oid, time, author, subject = raw.decode("utf-8", "replace").rstrip("\n").split("\0")
        return Revision(oid, int(time or 0), author, subject)

    def pairs(self, commit: str) -> dict[str, Pair]:
        """Return what differs between now and another commit: what is, and what was."""
        return differing(self.repository, self.head, commit)

    def scope(self, word: str | None, commit: str) -> Scope:
        """Return what a word means, in the state of now or in that of another commit."""
        known = {*self.now.entries(), *self.then(commit).entries()}
        names = [str(one["name"]) for one in self.environments]
        naming = Naming(known, names, self.belongs, self._configuration, self._ever)
        return naming.scope(word, None if word is None else self.path_of(word))

    def path_of(self, word: str) -> str | None:
        """Return the path from the root that a word is, seen from here; None outside of it."""
        if self.repository.top is None:
            return word.removeprefix("./")
        try:
            return workspace.relative(word, self.repository.top)
        except ConfledgerError:
            return None

    def _ever(self, path: str) -> bool:
        """Whether any commit had a path that the two states do not have."""
        how = ("log", "-1", "--format=%H", "--no-show-signature", self.head, "--")
        return bool(self.repository.run(*how, f":(literal,top){path}"))

    def _configuration(self, path: str) -> bool:
        return self.selection.dialect(path) is not None and not self.judges(path)

    def judges(self, path: str) -> bool:
        """Whether a file says what is right: it stays that of today, unless it is named."""
        if path in (self.settings.file, self.settings.waivers):
            return True
        return any(path == str(one["schema"]).removeprefix("./") for one in self.settings.schemas)
