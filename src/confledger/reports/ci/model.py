"""What a merge request is told of a change, without a format.

All texts may come from a branch that nobody has reviewed; whoever writes them makes them harmless.
Values in it may be shown: what has to stay hidden is not in it.
"""

from dataclasses import dataclass, field

# How a comment of ours is found again.
MARKER = "<!-- confledger:ci:v1 -->"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changes, in one environment and in `also` others in the same way.

    `was` and `becomes` are texts, None where there is nothing. Of what is `hidden`, neither is
    shown; of what is `sealed`, only the ciphertext is known. `line` is 0 where it is not known.
    """

    key: str
    was: str | None
    becomes: str | None
    note: str = ""
    path: str = ""
    line: int = 0
    origin: str = ""
    also: tuple[str, ...] = ()
    masked: tuple[tuple[str, str], ...] = ()
    """Environments that it does not reach, each with the file that overrides it there."""
    risks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    hidden: bool = False
    sealed: bool = False
    gone: bool = False
    """Whether it is removed, so that the place is one before the change."""
    kind: str = "changed"


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one environment, or of files that belong to none: `name` is empty then."""

    name: str
    changes: tuple[Change, ...]
    more: int = 0
    """How many more changes there are, which nobody has written down."""
    note: str = ""
    """Such as that the environment is new."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be said of a file as a whole; `serious` stands out."""

    path: str
    text: str
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """So many files with so many values, of these environments."""

    files: int = 0
    values: int = 0
    environments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Masked:
    """A value of a file that changes and has no effect anywhere, and what overrides it where."""

    key: str
    path: str
    by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding that the change brings or mends."""

    check: str
    severity: str
    message: str
    path: str
    line: int = 0
    help: str = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """What was put off and paid back by the change, in minutes and in items."""

    new_minutes: int
    removed_minutes: int
    new_items: int = 0
    removed_items: int = 0
    risks: int = 0
    items: tuple[tuple[str, str, int, str, int], ...] = ()
    """Of new ones: rule, path, line, what it is, and its minutes."""


@dataclass(frozen=True, slots=True)
class Told:
    """One commit of the change."""

    oid: str
    subject: str
    author: str


@dataclass(frozen=True, slots=True)
class Model:
    """All of it. `environments` has the number of values that change in each, production first."""

    base: str
    head: str
    version: str
    digest: str = ""
    environments: tuple[tuple[str, int], ...] = ()
    values: int = 0
    """Values that change, each once; without secrets, and without those of `new` and `gone`."""
    secrets: int = 0
    secrets_in: tuple[str, int] = ("", 0)
    """Of these, how many are in the environment that matters most."""
    outside: int = 0
    """Of the values, how many are in files that belong to no environment."""
    unknown: tuple[str, ...] = ()
    """Environments of which it cannot be told what changes there."""
    new: Whole = Whole()
    gone: Whole = Whole()
    """Files that are new or gone, whose values are not counted above."""
    needs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Files that say what is right, and that the change alters: those of the base judged it."""
    newer: tuple[str, ...] = ()
    """Such files that the target has otherwise since the change began: not these judged it."""
    groups: tuple[Group, ...] = ()
    masked: tuple[Masked, ...] = ()
    files: tuple[Note, ...] = ()
    formatting: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    fixed: tuple[Problem, ...] = ()
    more_problems: int = 0
    more_fixed: int = 0
    """How many more there are of either, which nobody has written down."""
    failing: int = 0
    """How many of the problems stop the change."""
    debt: Debt | None = None
    checklist: str = ""
    """What reviewers of risky keys are to look at, in Markdown already."""
    unapproved: bool = False
    rollback: str = ""
    commits: tuple[Told, ...] = ()
    more_commits: int = 0
    unmeasured: tuple[tuple[str, str], ...] = ()
    links: str = ""
    """What stands before `/COMMIT/path` in the address of a file; empty without links."""
    rest: str = ""
    """The command that prints every value."""
    reproduce: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    """Values that are created, updated and deleted; and how many of each kind of file."""

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        told = (
            self.groups,
            self.rules,
            self.masked,
            self.files,
            self.formatting,
            self.problems,
            self.fixed,
        )
        serious = any(not why.startswith("not run") for _, why in self.unmeasured)
        return not any(told) and not serious and (self.debt is None or not _moves(self.debt))


def _moves(debt: Debt) -> bool:
    return bool(debt.new_items or debt.removed_items or debt.new_minutes or debt.removed_minutes)
