"""Where an action on secrets works: the repository, its rules, its settings, the `sops` program."""

import os

from confledger.cli.workspace import relative, repository_here, settings_of, work_tree
from confledger.errors import ConfledgerError
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.secrets import sops_file
from confledger.secrets.rules import FILE, Rules
from confledger.secrets.rules import read as read_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from confledger.git.repository import Repository
    from confledger.git.snapshot import Snapshot
    from confledger.secrets.rules import Rule, RuleFile
    from confledger.secrets.sops import Sops
    from confledger.secrets.sops_file import SopsFile
    from confledger.settings import Settings


class Place:
    """The work tree, as it is on disk; `top` is its root, and paths are from there.

    Rules and settings are those of `policy`, where it is given: another state of the files.

    Without a repository, `top` is the nearest folder above with settings or a `.sops.yaml`.
    """

    __slots__ = ("_all", "_near", "_policy", "repository", "settings", "top", "tree")

    def __init__(
        self,
        repository: "Repository | None",
        tree: WorkTreeSnapshot,
        policy: "Snapshot | None" = None,
    ) -> None:
        self.repository = repository
        self.tree = tree
        self.top = tree.top
        self._policy: Snapshot = tree if policy is None else policy
        self.settings: Settings = settings_of(self._policy).settings
        self._all: Rules | None = None
        self._near: dict[str, RuleFile | None] = {}
        tree.limit = sops_file.MOST_BYTES

    @property
    def rules(self) -> Rules:
        """All rule files of the work tree, tracked or not, but not those that git ignores."""
        if self._all is None:
            names = [path for path in self.tree.below("") if os.path.basename(path) == FILE]
            folders = (name[: -len(FILE)] for name in names)
            self._all = Rules(one for folder in folders if (one := self._rules_in(folder)))
        return self._all

    def rule_file(self, path: str) -> "RuleFile | None":
        """Return the rule file that governs a path: the nearest above, whatever git says of it."""
        folder = path
        while folder:
            folder = folder[: folder.rstrip("/").rfind("/") + 1]
            found = self._rules_in(folder)
            if found is not None:
                return found
        return None

    def rule(self, path: str) -> "Rule | None":
        """Return the creation rule that governs a path."""
        found = self.rule_file(path)
        return None if found is None else found.rule_for(path)

    def path(self, given: str) -> str:
        """Return a path given on the command line from the root; raise when it lies outside."""
        found = relative(given, self.top)
        if not found or os.path.isdir(os.path.join(self.top, found)):
            raise ConfledgerError(f"{given!r} is a folder", help="name one file")
        return found

    def full(self, path: str) -> str:
        """Return where a path from the root is on disk."""
        return os.path.join(self.top, path)

    def data(self, path: str) -> bytes:
        """Return the bytes of a file on disk; raise ConfledgerError where there are none to use."""
        found = self.tree.find(path)
        if found is None:
            raise ConfledgerError(f"there is no file {path!r}", help=self._near_by(path))
        content = found[1]
        if not isinstance(content, bytes):
            reason = getattr(content, "reason", "it is too large to be a file of secrets")
            raise ConfledgerError(f"{path!r} cannot be used: {reason}", help="name another file")
        return content

    def read(self, path: str) -> "SopsFile":
        """Read a file on disk; raise ConfledgerError where there is none, or it is unreadable."""
        return self.parsed(path, self.data(path))

    def parsed(self, path: str, data: bytes) -> "SopsFile":
        """Read bytes as the file at a path; raise ConfledgerError where they are unreadable."""
        try:
            return sops_file.read(data, path)
        except sops_file.Unreadable as fault:
            where = f":{fault.span.line}:{fault.span.column}" if fault.span else ""
            reason = fault.reason
        raise ConfledgerError(
            f"{path}{where}: {reason}", help="see `confledger check`, or restore it from a commit"
        )

    def verified(self, path: str) -> "SopsFile":
        """Read an encrypted file and verify it without a key; raise ConfledgerError.

        Nothing may be decrypted that this has not returned: metadata, recipients and key
        services are held against the rules first.
        """
        from confledger.cli.secrets.verification import verify

        file = self.read(path)
        services = self.settings.secrets["key-services"]
        assert isinstance(services, list)
        verify(file, self.rule(path), services, self.committed(path))
        return file

    def committed(self, path: str) -> bytes | None:
        """Return what HEAD has of a file; None where there is none."""
        if self.repository is None:
            return None
        from confledger.git.snapshot import CommitSnapshot, RevisionNotFound

        try:
            snapshot = CommitSnapshot(self.repository, "HEAD", self.tree.limit)
        except RevisionNotFound:
            return None
        found = snapshot.find(path)
        snapshot.close()
        content = None if found is None else found[1]
        return content if isinstance(content, bytes) else None

    def sops(self, file: "SopsFile | None" = None, rule: "Rule | None" = None) -> "Sops":
        """Return the program, with credentials only for the services of that file, or rule."""
        from confledger.secrets.sops import find

        recipients = [] if rule is None else list(rule.recipients)
        if file is not None and file.metadata is not None:
            recipients += file.metadata.recipients
        return find(os.environ, sorted({one.kind for one in recipients}), top=self.top)

    def write(self, path: str, data: bytes, *, before: bytes | None = None) -> None:
        """Replace a file with ciphertext as a whole, its mode kept; raise ConfledgerError.

        With `before`, only if the file still has those bytes.
        """
        from confledger.cli.atomic import replace

        full = self.full(path)
        if os.path.islink(full):
            raise ConfledgerError(f"{path!r} is a symbolic link", help="name the file itself")
        try:
            with _alone(os.path.dirname(full)):
                if before is not None and self.data(path) != before:
                    raise ConfledgerError(
                        f"{path!r} was changed by somebody else meanwhile",
                        help="nothing was written; again",
                    )
                replace(full, data)
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise ConfledgerError(
                f"{path!r} cannot be written: {reason}", help="it has the bytes that it had"
            ) from None

    def _rules_in(self, folder: str) -> "RuleFile | None":
        if folder not in self._near:
            found = self._policy.find(folder + FILE)
            content = None if found is None else found[1]
            if content is not None and not isinstance(content, bytes):
                raise ConfledgerError(
                    f"{folder}{FILE} cannot be used: {getattr(content, 'reason', 'too large')}",
                    help="rules are a regular file",
                )
            self._near[folder] = None if content is None else read_rules(content, folder + FILE)
        return self._near[folder]

    def _near_by(self, path: str) -> str:
        from confledger.errors import nearest

        folder, _, name = path.rpartition("/")
        try:
            there = os.listdir(self.full(folder))
        except OSError:
            there = []
        close = nearest(name, there)
        if close is None:
            return "paths are from the current folder; see `confledger secrets status`"
        return f"did you mean {f'{folder}/{close}' if folder else close!r}?"


def here() -> Place:
    """Return the place of the current directory."""
    repository = repository_here()
    if repository is None:
        return Place(None, WorkTreeSnapshot(None, _root(), sops_file.MOST_BYTES))
    return Place(repository, work_tree(repository))


def _alone(folder: str) -> "AbstractContextManager[None]":
    """Let no other process of ours write in a folder: it could come between a look and a write."""
    from contextlib import contextmanager

    @contextmanager
    def held() -> "Iterator[None]":
        import fcntl

        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX)
            except OSError:
                # A file system without locks: what is left is the look.
                pass
            yield
        finally:
            os.close(opened)

    return held()


def _root() -> str:
    """Return the nearest folder above with settings or rules; the current one without any."""
    from confledger.settings import ALTERNATIVES
    from confledger.settings import FILE as SETTINGS

    folder = current = os.getcwd()
    while True:
        if any(
            os.path.isfile(os.path.join(folder, one)) for one in (FILE, SETTINGS, *ALTERNATIVES)
        ):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return current
        folder = above
