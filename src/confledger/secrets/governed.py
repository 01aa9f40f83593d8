"""Which files ought to be encrypted, so that no value of them is shown while they are not."""

from confledger.location import Path
from confledger.secrets.scope import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.rules import Rules

# In no repository: what takes it takes every file of its kind.
_ANY = "a-folder-of-nobody/a-file-of-nobody"
_SUFFIXES = (".yaml", ".json", ".env", ".ini")


class Governed:
    """Asks the rule files of SOPS; `names` are all that they could be told apart by."""

    def __init__(self, rules: "Rules") -> None:
        self._rules = rules
        self._known: dict[str, Scope | None] = {}

    @property
    def names(self) -> str:
        """What two sets of rules differ in if they do not govern the same files."""
        return repr(
            [
                (file.path, rule.pattern, rule.scope)
                for file in self._rules.files.values()
                for rule in file.rules
            ]
        )

    def scope_of(self, path: str) -> Scope | None:
        """Return which values of a file ought to be encrypted; None if no rule takes it.

        A rule without a scope that would take any file says nothing of this one.
        """
        if path not in self._known:
            self._known[path] = self._scope_of(path)
        return self._known[path]

    def _scope_of(self, path: str) -> Scope | None:
        rule = self._rules.rule_for(path)
        if rule is None:
            return None
        if rule.scope is not None:
            return rule.scope
        anywhere = rule.file.folder + _ANY
        if any(rule.matches(anywhere + suffix) for suffix in _SUFFIXES):
            return None
        return Scope()


class Both(Governed):
    """What either of two sets of rules takes: of a change, those before and those after it."""

    def __init__(self, one: Governed, two: Governed) -> None:
        super().__init__(one._rules)
        self._sides = (one, two)

    @property
    def names(self) -> str:
        """What two sets of rules differ in if they do not govern the same files."""
        return repr([one.names for one in self._sides])

    def _scope_of(self, path: str) -> Scope | None:
        one, two = (side.scope_of(path) for side in self._sides)
        if one is None or two is None or one == two:
            return one or two
        return _Either(one, two)


class _Either(Scope):
    """Takes what one of two scopes does."""

    __slots__ = ("_scopes",)

    def __init__(self, *scopes: Scope) -> None:
        super().__init__(scopes[0].way, scopes[0].pattern)
        self._scopes = scopes

    @property
    def by_comment(self) -> bool:
        """Whether comments decide, not keys."""
        return any(one.by_comment for one in self._scopes)

    def selects(self, path: Path, comments: tuple[str, ...] = ()) -> bool:
        """Whether a value at `path` is to be encrypted by one of them."""
        return any(one.selects(path, comments) for one in self._scopes)


def selects(scope: Scope, path: Path) -> bool:
    """Whether a value ought to be encrypted; where comments decide, it may be."""
    return scope.by_comment or scope.selects(path)
