"""Configuration files that say the same: byte for byte, or leaf for leaf."""

from confledger.inventory.facts import CONFIG, Facts
from confledger.inventory.flaws import ALIKE, DUPLICATE, Flaw
from confledger.inventory.kinds import is_test
from confledger.inventory.mentions import Mentions

# Shorter files are alike by chance.
_LEAST = 40


def doubles(facts: dict[str, Facts], oids: dict[str, str], mentions: Mentions) -> list[Flaw]:
    """Return all but one of each group of equal files: the one that most others name is kept."""
    same: dict[str, list[str]] = {}
    alike: dict[str, list[str]] = {}
    for path, one in sorted(facts.items()):
        if one.what == CONFIG and one.size >= _LEAST and not is_test(path) and not one.sealed:
            same.setdefault(oids[path], []).append(path)
            if one.leaves:
                alike.setdefault(one.leaves, []).append(path)
    found = []
    for group in same.values():
        if len(group) > 1:
            kept, *others = sorted(group, key=lambda one: (-len(mentions.of(one)), len(one), one))
            found += [Flaw(DUPLICATE, one, f"byte for byte the same as {kept}") for one in others]
    for group in alike.values():
        # Of those that are the same byte for byte, one stands for all.
        distinct = {oids[path]: path for path in reversed(group)}
        if len(distinct) > 1:
            kept, *others = sorted(distinct.values(), key=lambda one: (len(one), one))
            found += [
                Flaw(ALIKE, one, f"every value is that of {kept}; the text differs")
                for one in others
            ]
    return found
