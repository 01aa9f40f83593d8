"""Files held against one set of creation rules: what is read of each, and what is found."""

from confledger.checks import proof
from confledger.git.snapshot import SUBMODULE, SYMLINK
from confledger.secrets import rules as creation
from confledger.secrets.sops_file import Unreadable, looks_encrypted, read, store_of
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.examined import Examined
    from confledger.checks.finding import Finding
    from confledger.git.snapshot import Content, Snapshot
    from confledger.secrets.rules import Rules
    from confledger.settings import Settings

_NAME = creation.FILE


def rules_of(snapshot: "Snapshot", paths: list[str]) -> "Rules":
    """Return the rules of a state, of which these are all paths."""
    there = [path for path in paths if path.rpartition("/")[2] == _NAME]
    return _read(snapshot.find, there)


def rules_above(snapshot: "Snapshot", paths: list[str]) -> "Rules":
    """Return the rules that govern these paths, looked for in the folders above them.

    A rule file with a conflict is part of what is staged, so that all of them are read then.
    """
    folders = {""}
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    names = [f"{folder}/{_NAME}".lstrip("/") for folder in sorted(folders)]
    return _read(snapshot.settled, names)


def _read(find: "Callable[[str], tuple[str, Content] | None]", paths: list[str]) -> "Rules":
    found = []
    for path in paths:
        held = find(path)
        if held is not None and isinstance(held[1], bytes):
            found.append(creation.read(held[1], path))
        elif held is not None:
            found.append(creation.unread(path, getattr(held[1], "reason", "it is too large")))
    return creation.Rules(found)


class Proved:
    """The files of one state by the rules; `examined` has the encrypted and governed ones."""

    def __init__(self, settings: "Settings", rules: "Rules", before: "Rules | None" = None) -> None:
        self.rules = rules
        # Those of the state that a change started from: they name who has left.
        self._before = rules if before is None else before
        self.examined: dict[str, Examined] = {}
        self._settings = settings.secrets
        self._severities = settings.severities

    def of_file(self, path: str, content: "Content") -> "list[Finding]":
        """Return what a file shows by itself; nothing where it has no part in secrets."""
        governed = self.rules.rule_for(path) is not None
        if not isinstance(content, bytes):
            reason = getattr(content, "reason", "it is too large")
            return [_unread(path, reason)] if self._is_meant(path) else []
        if not governed and not looks_encrypted(content, store_of(path)):
            return []
        try:
            examined = self._examine(path, content, self.rules)
        except Unreadable as fault:
            if looks_encrypted(content, store_of(path)) or self._is_meant(path):
                return [_unread(path, fault.reason, fault)]
            return []
        if examined.encrypted or governed:
            self.examined[path] = examined
            return proof.of_file(examined, self._severities)
        return []

    def of_kind(self, path: str, kind: str, before: "Content | None") -> "list[Finding]":
        """Return what is to be said of an encrypted file that is a link or a submodule now."""
        if not isinstance(before, bytes) or not looks_encrypted(before, store_of(path)):
            return []
        try:
            encrypted = self._examine(path, before, self._before).encrypted
        except Unreadable:
            return []
        if not encrypted:
            return []
        from confledger.checks.finding import Finding, Severity

        what = {SYMLINK: "a symbolic link", SUBMODULE: "a submodule"}[kind]
        return [
            Finding(
                "secret-made-plain",
                Severity.ERROR,
                f"this file was encrypted, and is {what} now: nothing says what is behind it",
                path,
                help="keep the encrypted file itself under this name",
                subject="kind",
            )
        ]

    def is_sealed(self, path: str) -> bool:
        """Whether a file is encrypted with all that is in it, so that no text can give a secret."""
        file = self.examined.get(path)
        if file is None or not file.encrypted:
            return False
        from confledger.checks.secrets.plain_comment import has_plain
        from confledger.secrets.metadata import NAMES

        if has_plain(file.sops.data):
            return False
        if any(isinstance(told, dict) and told.keys() - NAMES for told in file.sops.told):
            return False
        return all(
            leaf.value is None
            or leaf.value == ""
            or isinstance(leaf.value, bool)
            or (isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING))
            for leaf in file.sops.leaves()
        )

    def _is_meant(self, path: str) -> bool:
        """Whether a rule is for a file that cannot be read, by its name; not just for all files."""
        from confledger.secrets.intent import by_name

        rule = self.rules.rule_for(path)
        return rule is not None and by_name(path, rule)

    def of_change(
        self, path: str, content: "Content | None", name: str, before: "Content | None"
    ) -> "list[Finding]":
        """Return what the change of a file shows, which was called `name` before.

        `content` is None where it is gone.
        """
        if not isinstance(before, bytes) or not looks_encrypted(before, store_of(name)):
            return []
        after = self.examined.get(path)
        try:
            earlier = self._examine(name, before, self._before)
            if after is None and isinstance(content, bytes):
                after = self._examine(path, content, self.rules)
        except Unreadable:
            return []
        return proof.of_change(earlier, after, self._severities)

    def _examine(self, path: str, data: bytes, rules: "Rules") -> "Examined":
        from confledger.checks.examined import Examined

        return Examined(read(data, path), rules, self._settings)


def _unread(path: str, reason: str, fault: Unreadable | None = None) -> "Finding":
    from confledger.checks.finding import Finding, Severity

    return Finding(
        "malformed-metadata",
        Severity.ERROR,
        f"whether this file is encrypted cannot be told: {reason}",
        path,
        None if fault is None else fault.span,
        help="mend it so that it can be read, or encrypt it anew",
        subject="unreadable",
    )
