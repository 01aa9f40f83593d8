"""What a rollback has to decrypt for: the one module of it that reaches `sops`.

Old ciphertext is verified without a key before any is used, and held against the rules, the
settings and the key services of today. What is in clear text is in memory only; what comes
out is ciphertext. Each opening is noted in the journal first, as all of them are.
"""

from confledger.cli.secrets import access
from confledger.cli.secrets.place import Place
from confledger.cli.secrets.verification import verify
from confledger.errors import ConfledgerError
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.location import Path, dotted
from confledger.secrets import sops_file
from confledger.secrets.plain import Plain
from confledger.secrets.plan import SCOPE, actions
from confledger.secrets.redaction import path_shown
from confledger.secrets.scope import Scope
from confledger.secrets.sops import SopsFailed, SopsMissing
from confledger.secrets.sops_file import SopsFile
from confledger.secrets.values import BARE, PLAIN, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from confledger.cli.rollback.work import Work
    from confledger.secrets.rules import Rule

EVENT = "rollback"


class NotBack(Exception):
    """Why a file of secrets cannot go back: `code` names it for programs."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Opening:
    """Opens files by the rules and settings of the commit that a rollback starts from."""

    def __init__(self, work: "Work") -> None:
        top = work.repository.top or work.repository.git_dir
        tree = WorkTreeSnapshot(work.repository, top, sops_file.MOST_BYTES)
        self._place = Place(work.repository, tree, policy=work.now)
        self._rules = work.rules

    def rule(self, path: str) -> "Rule":
        """Return the rule that says who may read a file today; raise NotBack without one."""
        rule = self._rules.rule_for(path)
        if rule is None or not rule.usable:
            said = "no rule says today who may read it" if rule is None else "its rule is broken"
            raise NotBack("secrets-rule", f"{said}, so nobody knows for whom to encrypt it")
        return rule

    def read(self, path: str, data: bytes, *, strangers: bool = True) -> SopsFile:
        """Return an encrypted file that may be decrypted here; raise NotBack.

        With `strangers` it may be open to who is no reader today, as old files are.
        """
        services = self._place.settings.secrets["key-services"]
        assert isinstance(services, list)
        try:
            file = sops_file.read(data, path)
            verify(file, self._rules.rule_for(path), services, None, strangers=strangers)
        except sops_file.Unreadable as fault:
            raise NotBack("secrets-unreadable", fault.reason) from None
        except ConfledgerError as error:
            raise NotBack("secrets-untrusted", str(error)) from None
        return file

    def note(self, file: SopsFile, pointers: "Sequence[Path]" = ()) -> None:
        """Note in the journal that a file is about to be opened; raise ConfledgerError."""
        access.note(self._place, EVENT, file.path, pointers, data=file.data)

    def text(self, file: SopsFile) -> Plain:
        """Return a file in clear text, its MAC verified; raise NotBack."""
        try:
            return self._place.sops(file).decrypt(file.data, file.store)
        except (SopsFailed, SopsMissing) as failed:
            raise _told(failed) from None

    def parsed(self, file: SopsFile, text: Plain) -> SopsFile:
        """Return what a clear text holds; to be let go of soon, and never to be shown."""
        try:
            return sops_file.read(text.reveal(), file.path, file.store)
        except sops_file.Unreadable:
            raise NotBack("secrets-unreadable", "it cannot be read when decrypted") from None

    def sealed_anew(self, file: SopsFile, rule: "Rule", now: SopsFile | None) -> SopsFile:
        """Return a file with a new data key, for the readers of today; raise NotBack.

        The readers come first: whoever is none today gets the new data key at no time. `now` is
        the file that it takes the place of.
        """
        inside = file.path[len(rule.file.folder) :]
        sops = self._place.sops(file, rule)
        try:
            data = sops.update_keys(file.data, file.store, path=inside, rules=rule.file.data)
            data = sops.rotate(data, file.store)
        except (SopsFailed, SopsMissing) as failed:
            raise _told(failed) from None
        made = sops_file.read(data, file.path, file.store)
        if any(one.kind != SCOPE for one in actions([made], self._rules)):
            raise NotBack(
                "secrets-readers", f"sops encrypted it for others than {rule.label} names"
            )
        left = _left_plain(made, rule, now)
        if left is not None:
            what = f"`{dotted(path_shown(left))}` was in plain text then"
            raise NotBack("plain-secret", f"{what}, and {rule.label} wants it encrypted")
        return made

    def with_value(self, file: SopsFile, at: Path, value: Plain | None) -> bytes:
        """Return a file with one value set, given as JSON, or without it; raise NotBack."""
        sops = self._place.sops(file)
        try:
            if value is None:
                return sops.unset(file.data, file.store, at)
            with value:
                return sops.set(file.data, file.store, at, value)
        except (SopsFailed, SopsMissing) as failed:
            raise _told(failed) from None


def _left_plain(made: SopsFile, rule: "Rule", now: SopsFile | None) -> Path | None:
    """Return a value that anybody can read, and that the rule of today wants encrypted.

    Nothing is said where the file has the same scope today: that is as good or bad as before.
    """
    scope = rule.scope or Scope()
    assert made.metadata is not None
    if made.store == sops_file.BINARY or scope.by_comment or scope == made.metadata.scope:
        return None
    if now is not None and now.metadata is not None and now.metadata.scope == made.metadata.scope:
        return None
    states = Values(made).states
    for (_, path), state in states.items():
        if state in (PLAIN, BARE) and scope.selects(path):
            return path
    return None


def _told(failed: ConfledgerError) -> NotBack:
    """Return why `sops` could not, in our words."""
    if isinstance(failed, SopsMissing) or getattr(failed, "kind", "") == "no-key":
        return NotBack("secrets-key", f"--with-secrets needs a key: {failed}")
    return NotBack("secrets-unreadable", f"it cannot be opened: {failed}")
