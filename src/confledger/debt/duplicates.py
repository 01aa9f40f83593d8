"""Values that several environments hold, each in a place of its own.

Each copy beyond the first is one item: it is what has to be changed in addition. A value that
environments share through what they extend has one place, and is no copy.
"""

from collections.abc import Iterator
from shlex import quote

from confledger.checks.environments import Environment, Node, environments
from confledger.checks.outline import LIST, MAP, STRING
from confledger.checks.whole import Whole
from confledger.debt.churn import Churn
from confledger.debt.item import Item, item
from confledger.debt.leaves import LARGE, Leaves
from confledger.location import dotted, pointer

RULE = "duplicated-value"
# What the items of a list are known by; see checks.outline.
_NAMES = frozenset(("name", "id", "key"))
Nodes = dict[str, Node]


def duplicates(whole: Whole, held: dict[str, Leaves], churn: Churn | None) -> Iterator[Item]:
    """Yield an item for each copy, in the order of environments and keys."""
    every = [one for one in environments(whole) if one.readable]
    deployed = {one.name: one for one in every if one.deployed}
    home = {path: one.name for one in every for path in one.files(own=True)}
    for role in sorted({role for one in deployed.values() for role in one.roles()}):
        trees = _trees(deployed, role)
        if len(trees) > 1:
            yield from _Walk(whole, held, churn, role, home).below((), trees)


def _trees(deployed: dict[str, Environment], role: str) -> Nodes:
    return {name: tree for name, one in deployed.items() if (tree := one.tree(role)) is not None}


def _step(node: Node, step: str) -> Node | None:
    return None if node.below is None else node.below.get(step)


class _Walk:
    """The trees of one role, side by side."""

    def __init__(
        self,
        whole: Whole,
        held: dict[str, Leaves],
        churn: Churn | None,
        role: str,
        home: dict[str, str],
    ) -> None:
        self._whole = whole
        self._held = held
        self._churn = churn
        self._role = role
        # The environment that each file is of, also one that is only extended.
        self._home = home

    def below(self, key: tuple[str, ...], nodes: Nodes, *, listed: bool = False) -> Iterator[Item]:
        """Yield what is the same at a key, and where it is not, what is below.

        What is `listed` has a name that it is known by, which is the same of itself.
        """
        settled: set[str] = set()
        alike: dict[bytes, list[str]] = {}
        for name, node in nodes.items():
            alike.setdefault(node.digest if key else b"", []).append(name)
        for digest, names in alike.items():
            places = self._places(nodes, names)
            if digest and len(places) > 1 and self._worth_it(nodes[names[0]]):
                yield from self._copies(key, nodes, places)
                settled.update(names)
        inside = {name: one for name, one in nodes.items() if one.below and name not in settled}
        steps = {step for one in inside.values() for step in one.below or ()}
        within = any(one.kind == LIST for one in inside.values())
        for step in sorted(steps - _NAMES if listed else steps):
            there = {n: found for n, one in inside.items() if (found := _step(one, step))}
            if len(there) > 1:
                yield from self.below((*key, step), there, listed=within)

    def _places(self, nodes: Nodes, names: list[str]) -> dict[tuple[str, int, object], str]:
        """Return each place once, with the first environment that has its value from there."""
        found: dict[tuple[str, int, object], str] = {}
        for name in names:
            node = nodes[name]
            if not self._own(node):
                # It is put together from several files: its parts are looked at.
                return {}
            found.setdefault((node.path, node.document, node.at), name)
        return found

    def _own(self, node: Node) -> bool:
        """Whether a value stands in one file, all of it."""
        return node.below is None or all(
            one.path == node.path and self._own(one) for one in node.below.values()
        )

    def _worth_it(self, node: Node) -> bool:
        return self._weight(node) >= LARGE if node.kind in (MAP, LIST) else self._is_long(node)

    def _weight(self, node: Node) -> int:
        if node.below is not None:
            return sum(self._weight(one) for one in node.below.values())
        if node.kind == LIST:
            return self._of(node) or 0
        return 1

    def _is_long(self, node: Node) -> bool:
        return node.kind == STRING and self._of(node) == 0

    def _of(self, node: Node) -> int | None:
        held = self._held.get(node.path)
        return None if held is None else held.weights.get((node.document, node.at))

    def _copies(
        self, key: tuple[str, ...], nodes: Nodes, places: dict[tuple[str, int, object], str]
    ) -> Iterator[Item]:
        # What environments extend is where a value should be, so it is no copy itself.
        named = {self._home.get(nodes[user].path, user): nodes[user] for user in places.values()}
        ordered = sorted(named, key=lambda name: name in nodes)
        origin = named[ordered[0]]
        shown = self._whole.shown(origin.path, origin.document, origin.at)
        touches = self._touches(list(named.values()))
        for name in ordered[1:]:
            node = named[name]
            span = self._whole.place(node.path, node.document, node.at, key=True)
            what = "structure" if node.kind in (MAP, LIST) else "text"
            yield item(
                RULE,
                node.path,
                pointer=pointer(node.at),
                address=f"{name}:{'.'.join(key)}",
                line=None if span is None else span.line,
                message=f"`{dotted(key)}` is the same {what} as in {ordered[0]} ({shown})",
                subject=name,
                environments=(name,),
                touches=touches,
                command=f"confledger explain {quote('.'.join(key))} --env {quote(name)}",
            )

    def _touches(self, nodes: list[Node]) -> int | None:
        """Return how many commits changed any of the copies."""
        if self._churn is None:
            return None
        return len(set().union(*(self._churn.of_key(one.path, pointer(one.at)) for one in nodes)))
