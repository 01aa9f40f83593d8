"""What the inventory of one commit comes to, before it is written as a report."""

from dataclasses import dataclass, field

from confledger.inventory.items import (
    ABSENT,
    CONFIGURATION,
    INVALID,
    PLAIN,
    PROGRAM,
    SKIPPED,
    UNCHECKED,
    UNREADABLE,
    Item,
)
from confledger.inventory.kinds import is_test
from confledger.inventory.reads import Form
from confledger.inventory.variables import Variables


@dataclass(frozen=True, slots=True)
class Gathered:
    """Items in path order. `unread` are names of variables of `.env` that no file has in it.

    `languages` counts the programs that no rule reads. Without `owned`, no file says who owns
    what; without `dated`, the history that dates come from is not here.
    """

    items: list[Item]
    variables: Variables
    environments: list[str]
    guessed: bool
    owned: bool
    dated: bool
    unread: frozenset[str] = frozenset()
    forms: list[tuple[str, Form]] = field(default_factory=list)
    loads: list[tuple[str, str, int]] = field(default_factory=list)
    languages: dict[str, int] = field(default_factory=dict)

    @property
    def configuration(self) -> list[Item]:
        """The configuration files, those that cannot be read included."""
        return [one for one in self.items if one.status == CONFIGURATION or _was_meant(one)]

    @property
    def read(self) -> list[Item]:
        """The configuration files that can be read."""
        return [one for one in self.items if one.status == CONFIGURATION]

    @property
    def unreadable(self) -> list[Item]:
        """What should be readable and is not: configuration first, then code."""
        found = [one for one in self.items if one.status == UNREADABLE]
        return sorted(found, key=lambda one: (not _was_meant(one), is_test(one.path), one.path))

    @property
    def programs(self) -> list[Item]:
        """The code that was read."""
        return [one for one in self.items if one.status == PROGRAM]

    @property
    def invalid(self) -> list[Item]:
        """The configuration files that the checks find fault with."""
        return [one for one in self.read if one.valid == INVALID]

    @property
    def unchecked(self) -> list[Item]:
        """The configuration files that no schema is held against."""
        return [one for one in self.read if one.valid in (UNCHECKED, ABSENT) or not one.schema]

    @property
    def plain(self) -> list[Item]:
        """The files with secrets in plain text; those of tests are made up."""
        return [one for one in self.items if one.secrets == PLAIN and not is_test(one.path)]

    @property
    def skipped(self) -> dict[str, list[Item]]:
        """What was left out, by reason: the most frequent first."""
        found: dict[str, list[Item]] = {}
        for one in self.items:
            if one.status == SKIPPED:
                found.setdefault(one.reason, []).append(one)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _was_meant(one: Item) -> bool:
    """Whether an item is configuration that cannot be read."""
    return one.status == UNREADABLE and one.format in _FORMATS


_FORMATS = frozenset(("yaml", "json", "jsonc", "json5", "toml", "ini", "dotenv", "properties"))
