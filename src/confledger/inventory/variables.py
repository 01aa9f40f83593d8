"""The environment variables of a tree: which code reads them, and what declares them."""

from confledger.inventory import kinds
from confledger.inventory.declarations import OF_DOTENV
from confledger.inventory.facts import CODE, Facts
from confledger.inventory.given import is_given

DECLARED, GIVEN, UNDECLARED, UNREAD, TESTS, OUTSIDE = (
    *("declared", "given", "declared nowhere", "read nowhere", "tests only", "for others"),
)


class Use:
    """One place: where, how, whether it does without, and whether it is in a test."""

    __slots__ = ("default", "how", "line", "path", "test")

    def __init__(self, path: str, line: int, how: str, *, default: bool, test: bool) -> None:
        self.path = path
        self.line = line
        self.how = how
        self.default = default
        self.test = test

    @property
    def place(self) -> str:
        """Path and line."""
        return f"{self.path}:{self.line}"


class Variable:
    """One variable: where it is read, those in tests last, and where it is declared."""

    __slots__ = ("declared", "name", "reads", "standing")

    def __init__(self, name: str) -> None:
        self.name = name
        self.reads: list[Use] = []
        self.declared: list[Use] = []
        self.standing = ""

    @property
    def required(self) -> bool:
        """Whether some program does not do without it."""
        own = [one for one in self.reads if not one.test]
        return bool(own) and not all(one.default for one in own)


class Variables:
    """All of them by name, and the places where a name is made up as the program runs."""

    def __init__(self) -> None:
        self.all: list[Variable] = []
        self.computed: list[Use] = []

    def having(self, standing: str) -> list[Variable]:
        """Return those that stand so: first what programs need, then by name."""
        found = [one for one in self.all if one.standing == standing]
        return sorted(found, key=lambda one: (not one.required, one.name))

    @property
    def read(self) -> list[Variable]:
        """Those that some program reads that is no test."""
        return [one for one in self.all if any(not use.test for use in one.reads)]


def variables(facts: dict[str, Facts]) -> Variables:
    """Collect them; nobody has looked yet whether one that seems unread is named elsewhere."""
    found = Variables()
    named: dict[str, Variable] = {}
    for path, one in sorted(facts.items()):
        test = kinds.is_test(path)
        for read in one.reads:
            use = Use(path, read.line, read.how, default=read.default, test=test)
            if read.name:
                named.setdefault(read.name, Variable(read.name)).reads.append(use)
            elif not test:
                found.computed.append(use)
        for name, line, how in one.declared:
            use = Use(path, line, how, default=True, test=test)
            named.setdefault(name, Variable(name)).declared.append(use)
    reading = sorted(
        path
        for path, one in facts.items()
        if one.what == CODE and one.reads and not kinds.is_test(path)
    )
    meant = {path for path, one in facts.items() if _is_own(path, one, reading)}
    for name in sorted(named):
        variable = named[name]
        variable.reads.sort(key=lambda one: (one.test, one.path, one.line))
        variable.standing = _standing(variable, meant)
        found.all.append(variable)
    return found


def _is_own(path: str, facts: Facts, reading: list[str]) -> bool:
    """Whether a file is a `.env` of code beside or below it, and not for a program elsewhere."""
    folder, _, name = path.rpartition("/")
    if not (name == ".env" or name.startswith(".env.")) or facts.sealed or kinds.is_test(path):
        return False
    inside = f"{folder}/" if folder else ""
    return any(one.startswith(inside) for one in reading)


def _standing(variable: Variable, meant: set[str]) -> str:
    own = [one for one in variable.reads if not one.test]
    if own:
        if variable.declared:
            return DECLARED
        return GIVEN if is_given(variable.name) else UNDECLARED
    if variable.reads:
        return TESTS
    asked = [one for one in variable.declared if one.how == OF_DOTENV and one.path in meant]
    return UNREAD if asked and len(asked) == len(variable.declared) else OUTSIDE
