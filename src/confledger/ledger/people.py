"""Who is the same person among the authors of a history, and who is a program.

Somebody who has the same address or the same name, after the `.mailmap`, is one person: the
account of a forge has an address of its own.
"""

import re
from collections import Counter

from confledger.ledger import spelling
from confledger.ledger.mailmap import Mailmap

# `renovate[bot]`, `Renovate Bot`, `release-bot`; a person may be called Abbot.
_BOT = re.compile(r"(?:^|[^a-z])bot(?:$|[^a-z])")


class People:
    """Gives each author a number, which a name and an address lead to; `called` names them."""

    def __init__(self, mailmap: Mailmap) -> None:
        self._mailmap = mailmap
        self._of: dict[tuple[str, str], str] = {}
        self._above: dict[str, str] = {}
        self._names: dict[str, Counter[str]] = {}

    def add(self, name: str, email: str) -> None:
        """Learn of an author of one more commit; all have to be known before one is asked for."""
        one = self._of.get((name, email))
        if one is None:
            known, address = self._mailmap.of(name, email)
            keys = [mark + text for mark, text in _keys(known, address)] or ["n:"]
            one = self._of[name, email] = keys[0]
            for key in keys:
                self._join(one, key)
            self._names.setdefault(one, Counter())
        self._names[one][self._mailmap.of(name, email)[0] or email] += 1

    def of(self, name: str, email: str) -> str:
        """Return what stands for a person, whichever way they are written."""
        return self._top(self._of[name, email])

    def called(self) -> dict[str, str]:
        """Return the name that each person goes by most often."""
        found: dict[str, Counter[str]] = {}
        for one, names in self._names.items():
            found.setdefault(self._top(one), Counter()).update(names)
        return {
            one: min(names, key=lambda name: (-names[name], name)) for one, names in found.items()
        }

    def _top(self, key: str) -> str:
        while key != (above := self._above.setdefault(key, key)):
            self._above[key] = key = self._above.setdefault(above, above)
        return key

    def _join(self, one: str, other: str) -> None:
        # The smaller one stays above: which that is depends on no order.
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first


def is_bot(name: str) -> bool:
    """Whether a name says of itself that it is a program's."""
    return _BOT.search(name.lower()) is not None


def _keys(name: str, email: str) -> list[tuple[str, str]]:
    given = (("a:", spelling.address(email)), ("n:", spelling.name(name)))
    return [(mark, text) for mark, text in given if text]
