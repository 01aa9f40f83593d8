"""Whether enough people looked at what a change does to risky keys, and none of them made it.

There are two ways to know: the forge says that an account approves; or a commit names a reviewer,
which anybody can write. That a commit is signed proves who committed it, and they do not count.
"""

from dataclasses import dataclass

from confledger.ledger import spelling
from confledger.ledger.mailmap import Mailmap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ON_FORGE, CLAIMED = "forge", "claimed"
OWN = "made a part of it"
NAMED = "named in a commit, and has not approved it on the forge"
YES, NO, UNKNOWN, NOBODY = "yes", "no", "unknown", "no owners"
_ACCOUNT = "@users.noreply.github.com"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they are told: by an account, or by name and address."""

    name: str = ""
    email: str = ""
    account: str = ""

    @property
    def shown(self) -> str:
        """How people know them: by their account, or name; by an address where that is all."""
        return f"@{self.account}" if self.account else self.name or self.email


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who approves, how that is known, and why it does not count, if it does not."""

    person: Person
    source: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One risk: what changes, how many have to approve, who does, and whether owners do."""

    risk: str
    keys: dict[str, list[str]]
    needed: int
    approvers: tuple[Approver, ...]
    given: int
    owned: str

    @property
    def satisfied(self) -> bool:
        """Whether it is enough; who cannot be told to own it, does not."""
        return self.given >= self.needed and self.owned in (YES, NOBODY)

    @property
    def claimed(self) -> bool:
        """Whether it is enough by what commits say alone."""
        known = [one for one in self.approvers if one.source == ON_FORGE and not one.why_not]
        return self.satisfied and len(known) < self.needed


class Makers:
    """All who made a part of a change; the same account, address or name is one of them.

    A forge gives people addresses of their own: by those alone somebody would be two people.
    """

    __slots__ = ("_accounts", "_keys", "_mailmap", "_names")

    def __init__(self, people: "Iterable[Person]", mailmap: Mailmap) -> None:
        self._mailmap = mailmap
        self._keys: set[str] = set()
        self._names: set[str] = set()
        self._accounts: set[str] = set()
        for one in people:
            for name, email in ((one.name, one.email), mailmap.of(one.name, one.email)):
                if email:
                    self._keys.add(spelling.address(email))
                if name:
                    self._names.add(spelling.name(name))
                if account := account_of(email):
                    self._accounts.add(account)
            if one.account:
                self._accounts.add(one.account.casefold())

    def have(self, one: Person) -> bool:
        """Whether somebody is one of them."""
        account = one.account.casefold()
        if account and account in self._accounts:
            return True
        email = one.email or (account + _ACCOUNT if account else "")
        for name, address in ((one.name, email), self._mailmap.of(one.name, email)):
            if address and spelling.address(address) in self._keys:
                return True
            if name and spelling.name(name) in self._names:
                return True
            if address and account_of(address) in self._accounts:
                return True
        return False


def account_of(email: str) -> str:
    """Return the account that an address of GitHub is of; empty for any other."""
    address = spelling.address(email)
    return address.removesuffix(_ACCOUNT) if address.endswith(_ACCOUNT) else ""


def weighed(
    given: "Iterable[Approver]", makers: Makers, mailmap: Mailmap, *, claims: bool
) -> tuple[Approver, ...]:
    """Return each approver once, with why they do not count; `claims` lets a mere name count."""
    found: dict[tuple[str, str], Approver] = {}
    for one in given:
        why_not = one.why_not
        if makers.have(one.person):
            why_not = OWN
        elif not why_not and one.source == CLAIMED and not claims:
            why_not = NAMED
        person = one.person
        key = person.account.casefold() or mailmap.key(person.name, person.email)
        known = found.get((one.source, key))
        if known is None or (known.why_not and not why_not):
            found[one.source, key] = Approver(person, one.source, why_not)
    listed = sorted(found.items(), key=lambda one: (one[0][0] != ON_FORGE, one[0][1]))
    return tuple(one for _, one in listed)


def count(approvers: "Iterable[Approver]") -> int:
    """Return how many people approve, at the least.

    Somebody may approve on the forge and in a commit, under two names: only those who are known
    in the same way are surely different.
    """
    counts = {ON_FORGE: 0, CLAIMED: 0}
    for one in approvers:
        if not one.why_not:
            counts[one.source] += 1
    return max(counts.values())


def rows(
    risks: dict[str, dict[str, list[str]]],
    needed: dict[str, int],
    approvers: "Callable[[list[str]], tuple[Approver, ...]]",
    owned: "Callable[[list[str], list[Person]], str]",
) -> tuple[Row, ...]:
    """Return a row for each risk that somebody has to approve; what is critical comes first.

    `approvers` says who approves what a change does to some files, and `owned` whether some
    people own them.
    """
    found = []
    for risk in sorted(risks, key=lambda one: (one != "critical", one)):
        if needed.get(risk, 0) < 1:
            continue
        paths = sorted(risks[risk])
        who = approvers(paths)
        counted = [one.person for one in who if not one.why_not]
        found.append(
            Row(
                risk=risk,
                keys={path: risks[risk][path] for path in paths},
                needed=needed[risk],
                approvers=who,
                given=count(who),
                owned=owned(paths, counted),
            )
        )
    return tuple(found)
