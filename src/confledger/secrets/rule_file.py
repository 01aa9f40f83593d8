"""One `.sops.yaml`, and what it says of each path."""

from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.secrets.metadata import Recipient
    from confledger.secrets.scope import Scope


class Rule:
    """One creation rule; the first whose pattern is found in the path decides.

    `number` counts from 0; `pattern` is None where it takes all files; `recipients` are those
    that a new file gets, key groups and `merge` resolved; `scope` is None where the rule says
    nothing, so that SOPS takes its default. `at` is where it stands in the file.
    `usable` is False where SOPS fails at the rule, with whatever file.
    """

    __slots__ = (
        *(
            "_found",
            "at",
            "file",
            "groups",
            "mac_only_encrypted",
            "number",
            "pattern",
            "recipients",
        ),
        *("scope", "threshold", "usable"),
    )

    file: "RuleFile"
    number: int
    at: Path
    pattern: str | None
    recipients: "list[Recipient]"
    groups: int
    threshold: int | None
    scope: "Scope | None"
    mac_only_encrypted: bool
    usable: bool
    _found: "Callable[[str], bool] | None"

    @property
    def label(self) -> str:
        """What people call the rule: they count from one."""
        return f"rule {self.number + 1} of {self.file.path}"

    @property
    def pattern_fails(self) -> bool:
        """Whether SOPS stops at the pattern, and so never gets to the rules behind it."""
        return self.pattern is not None and self._ready() is None

    def matches(self, path: str) -> bool:
        """Whether the rule takes this path, given from the root of the repository.

        None is taken by a rule whose pattern is at fault.
        """
        if not path.startswith(self.file.folder):
            return False
        if self.pattern is None:
            return True
        found = self._ready()
        return found is not None and found(path[len(self.file.folder) :])

    def _ready(self) -> "Callable[[str], bool] | None":
        """Return how to search a path for the pattern; None where it is at fault."""
        try:
            return self._found
        except AttributeError:
            pass
        from confledger.secrets.patterns import PatternError, compiled

        try:
            self._found = compiled(self.pattern or "").found
        except PatternError:
            self._found = None
        return self._found


class RuleFile:
    """One `.sops.yaml`: `folder` is its folder from the root, with `/` at its end unless empty.

    `faults` are what SOPS fails at, `doubts` what it passes over without a word. `broken` says
    that nothing of it can be used.
    """

    __slots__ = (
        *("_names", "_taken", "broken", "data", "doubts", "faults", "folder", "path", "rules"),
    )

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self.folder = path[: path.rfind("/") + 1]
        self.data = data
        self.rules: list[Rule] = []
        self.faults: list[tuple[Path, str]] = []
        self.doubts: list[tuple[Path, str]] = []
        self.broken = False
        self._names: dict[str, str] | None = None
        self._taken: dict[str, Rule | None] = {}

    @property
    def useless(self) -> bool:
        """Whether it says nothing of some files, or of any, as SOPS stops before their rules."""
        return self.broken or any(rule.pattern_fails for rule in self.rules)

    def rule_for(self, path: str) -> Rule | None:
        """Return the first rule that takes the path; the pattern sees it from `folder`.

        None where a pattern before it is at fault, as SOPS goes no further.
        """
        if path not in self._taken:
            self._taken[path] = self._first(path)
        return self._taken[path]

    def _first(self, path: str) -> Rule | None:
        for rule in self.rules:
            if rule.matches(path):
                return rule
            if rule.pattern_fails:
                return None
        return None

    def name_of(self, identity: str) -> str | None:
        """Return what the file calls a recipient: its anchor, or the comment in its line."""
        from confledger.secrets.rule_names import bare

        return self._known().get(bare(identity))

    def shown(self, one: "Recipient") -> str:
        """Return a recipient as a message tells it: the name, where there is one, and who it is."""
        from confledger.secrets.rule_names import shown

        return shown(one.identity, self.name_of(one.identity))

    def named(self, name: str) -> list[str]:
        """Return the recipients that the file calls so; keys of SSH without their comments."""
        return [identity for identity, known in self._known().items() if known == name]

    def _known(self) -> dict[str, str]:
        if self._names is None:
            from confledger.secrets.rule_names import names

            self._names = names(self.data)
        return self._names
