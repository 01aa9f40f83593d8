"""A key, or a type, that one environment has and the others have not.

What was tried out in one environment and forgotten in the others is found the day it is
needed. The files of the `environments` of the settings are merged along `extends`, and
compared by key: a finding is a key that only one environment has, or that all but one have,
and a value whose type differs. Different values are what environments are for, and no
finding. Items of a list that have a `name` are compared by it. Environments of several files
each are compared file by file, by the path below their folder. The name of the environment in
a path or a key does not count: `Service/shop-dev` of dev is `Service/shop-prod` of prod, and
so is the only Kubernetes object of its kind in either file, whatever it is called. One that
is not `deployed` is only there to be extended.

A key for which the schema of a file has a `default` is never missing. What has to differ
stands in allowed-differences.yaml, with the reason; an entry there that no longer fits
anything is a finding as well.

Bad:
    # confledger.yaml
    environments:
      - {name: dev, paths: [dev.yaml]}
      - {name: prod, paths: [prod.yaml]}
    # dev.yaml
    db: {host: localhost, pool: 5}
    # prod.yaml
    db: {host: db.example, pool: "50"}
Good:
    # confledger.yaml
    environments:
      - {name: dev, paths: [dev.yaml]}
      - {name: prod, paths: [prod.yaml]}
    # dev.yaml
    db: {host: localhost, pool: 5}
    # prod.yaml
    db: {host: db.example, pool: 50, replicas: 3}
    # allowed-differences.yaml
    differences:
      - keys: [db.replicas]
        environments: [prod]
        reason: Only prod has more than one database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from confledger.checks.allowed import Differences, Key, differences
from confledger.checks.defaults import Defaults
from confledger.checks.environments import Environment, Node, anonymous, environments
from confledger.checks.globs import matcher
from confledger.checks.outline import LIST, NULL, UNKNOWN
from confledger.checks.whole import Severity, Whole
from confledger.location import Path, Span, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

ID = "environment-divergence"
SEVERITY = Severity.WARNING
# Where there is nothing to point to but the file.
_TOP = Span(1, 1, 1, 1)
_KINDS = {"map": "a map", "list": "a list", "string": "a string", "number": "a number"}
Nodes = dict[str, Node]


def check(whole: Whole) -> Iterator["Finding"]:
    """Yield what only some environments have, and what of the agreements is of no use."""
    if len(whole.settings.environments) < 2:
        return
    yield from _Comparison(whole).findings()


class _Comparison:
    """The deployed environments, side by side."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        everything = environments(whole)
        self._by_name = {one.name: one for one in everything if one.deployed}
        # The environments that have the file which is looked at.
        self._among: list[str] = []
        self._allowed: Differences = differences(whole, {one.name for one in everything})
        self._defaults = Defaults(whole)
        # By environment: each has many files, and may lack many keys.
        self._schemas: dict[str, list[str]] = {}
        # Who changes what is agreed, or which files there are, is told everything.
        globs = [glob for one in whole.settings.environments for glob in one["paths"]]
        self._everything = any(map(matcher(globs), whole.gone)) or whole.concerns(
            [self._allowed.path, whole.settings.file or ""]
        )

    def findings(self) -> Iterator["Finding"]:
        """Yield the findings; none of the keys while a file cannot be read."""
        path = self._allowed.path
        for fault in self._allowed.faults:
            if self._whole.concerns([path]):
                yield self._whole.finding(ID, Severity.ERROR, fault.message, path, at=fault.at)
        deployed = self._by_name.values()
        if len(deployed) < 2 or not all(one.readable for one in deployed):
            return
        for role in sorted({role for one in deployed for role in one.roles()}):
            trees = {one.name: tree for one in deployed if (tree := one.tree(role))}
            self._among = list(self._by_name)
            if len(trees) < len(self._among):
                yield from self._uneven(role, (), trees)
            # Those that have the file are compared, whoever has none.
            self._among = list(trees)
            if len(trees) > 1:
                yield from self._compare(role, (), trees)
        if self._everything:
            yield from self._unused()

    def _compare(self, role: str, key: Key, nodes: Nodes) -> Iterator["Finding"]:
        """Compare the environments below one key, which those in `nodes` have."""
        if len(nodes) < len(self._among):
            yield from self._uneven(role, key, nodes)
            return
        kinds = {node.kind for node in nodes.values()} - {NULL, UNKNOWN}
        if len(kinds) > 1:
            yield from self._types(role, key, nodes)
            return
        below = [node.below for node in nodes.values()]
        if any(one is None for one in below):
            if len({node.digest for node in nodes.values()}) > 1:
                self._allowed.note(role, key, set(nodes))
            return
        for name, inside in _paired(nodes):
            yield from self._compare(role, (*key, name), inside)

    def _uneven(self, role: str, key: Key, nodes: Nodes) -> Iterator["Finding"]:
        absent = set(self._among) - set(nodes)
        odd = [one for one in (set(nodes), absent) if len(one) == 1]
        name, node = next(iter(nodes.items()))
        if not odd:
            # Neither side is the exception.
            self._allowed.note(role, key, set(self._among))
            return
        if name not in self._schemas:
            self._schemas[name] = self._defaults.schemas(self._by_name[name].files())
        for left in self._remaining(role, key, node, odd, self._schemas[name]):
            inside = nodes
            for step in left[len(key) :]:
                inside = _inside(inside, step)
            yield from self._told(role, left, inside)

    def _remaining(
        self, role: str, key: Key, node: Node, odd: list[set[str]], schemas: list[str]
    ) -> list[Key]:
        """Return what of a key is neither allowed nor a default: itself if that is all of it."""
        if self._allowed.allow(role, key, odd) or self._defaults.has(schemas, key):
            return []
        if not node.below:
            return [key]
        parts = {
            (*key, name): self._remaining(role, (*key, name), child, odd, schemas)
            for name, child in node.below.items()
        }
        if all(rest == [one] for one, rest in parts.items()):
            return [key]
        return [left for rest in parts.values() for left in rest]

    def _told(self, role: str, key: Key, nodes: Nodes) -> Iterator["Finding"]:
        absent = [name for name in self._among if name not in nodes]
        node = next(iter(nodes.values()))
        lacking = self._by_name[absent[0]]
        own = lacking.own_file(role)
        involved = {one.path for one in nodes.values()} | {
            path for name in absent if (path := self._by_name[name].own_file(role))
        }
        if not self._everything and not self._whole.concerns(involved):
            return
        what = f"`{dotted(key)}`" if key else "this file"
        have = _have(list(nodes))
        others = "they have" if len(absent) > 1 else "it has"
        path, document, at, span = node.path, node.document, node.at, None
        if len(nodes) == 1:
            message = f"{what} is in {_list(nodes)} only; {_list(absent)} {_have(absent)} no such "
            message += "key" if key else "file"
        elif own is None or not key:
            message = f"{what} is missing in {_list(absent)}; {_list(nodes)} {have} it"
        else:
            shown = self._whole.shown(path, document, at)
            message = f"{what} is missing in {_list(absent)}; {_list(nodes)} {have} it ({shown})"
            path, document, at, span = self._nearest(lacking, role, own, key)
        yield self._whole.finding(
            ID,
            SEVERITY,
            message,
            path,
            document=document,
            at=at,
            key=True,
            span=span or (None if at else _TOP),
            help=f"set it there as well, or say in {self._allowed.path} why {others} none",
            subject=":".join((*sorted(absent), role, *key)),
        )

    def _nearest(
        self, environment: Environment, role: str, own: str, key: Key
    ) -> tuple[str, int, Path, Span | None]:
        """Return where in the file of an environment a key would belong."""
        node = environment.tree(role)
        place: tuple[str, int, Path, Span | None] = (own, 0, (), _TOP)
        for step in key:
            if node is None or node.path != own:
                break
            if node.at:
                place = (own, node.document, node.at, None)
            node = (node.below or {}).get(step)
        return place

    def _types(self, role: str, key: Key, nodes: Nodes) -> Iterator["Finding"]:
        groups: dict[str, list[str]] = {}
        for name, node in nodes.items():
            if node.kind not in (NULL, UNKNOWN):
                groups.setdefault(node.kind, []).append(name)
        # What most have is right; of equally many, what comes first.
        usual = max(groups, key=lambda kind: len(groups[kind]))
        for kind, names in groups.items():
            sides = [set(names), *([set(nodes) - set(names)] if len(nodes) == 2 else [])]
            if kind == usual or self._allowed.allow(role, key, sides):
                continue
            node, other = nodes[names[0]], nodes[groups[usual][0]]
            if self._everything or self._whole.concerns([node.path, other.path]):
                shown = self._whole.shown(other.path, other.document, other.at)
                yield self._whole.finding(
                    ID,
                    SEVERITY,
                    f"`{dotted(key)}` is {_kind(kind)} in {_list(names)}, {_kind(usual)} in "
                    f"{_list(groups[usual])} ({shown})",
                    node.path,
                    document=node.document,
                    at=node.at,
                    help="write it alike, or say why it differs in " + self._allowed.path,
                    subject=":".join(("type", *names)),
                )

    def _unused(self) -> Iterator["Finding"]:
        for entry in self._allowed.entries:
            if not entry.used:
                yield self._whole.finding(
                    ID,
                    SEVERITY,
                    f"`{entry.text}` is allowed to differ, and does not",
                    self._allowed.path,
                    at=entry.at,
                    help="remove it, or correct the key",
                    subject=entry.text,
                )


def _paired(nodes: Nodes) -> Iterator[tuple[str, Nodes]]:
    """Yield each key below, and who has it.

    Keys of one environment each are the same when only its name in them differs; then `*`
    stands for that.
    """
    names = sorted({name for node in nodes.values() for name in node.below or ()})
    kinds, address = _single_kinds(nodes), _one_address_each(nodes)
    # By what they have in common: the environments, and what each calls it.
    alike: dict[str, dict[str, str]] = {}
    for name in names:
        having = list(_inside(nodes, name))
        if len(having) == 1:
            kind = name.partition("/")[0]
            shape = f"{kind}/*" if kind in kinds else anonymous(name, having[0])
            alike.setdefault("*" if address else shape, {}).setdefault(having[0], name)
    common = {name: shape for shape, own in alike.items() if len(own) > 1 for name in own.values()}
    done = set()
    for name in names:
        called = common.get(name)
        if called is None:
            yield name, _inside(nodes, name)
        elif called not in done:
            done.add(called)
            own = alike[called]
            yield called, {one: _inside(nodes, own[one])[one] for one in nodes if one in own}


def _single_kinds(nodes: Nodes) -> set[str]:
    """Return the kinds of which each environment has one object, whatever it is called."""
    if not all(node.holds_documents for node in nodes.values()):
        return set()
    counted = [
        Counter(name.partition("/")[0] for name in node.below or ()) for node in nodes.values()
    ]
    return {kind for kind in counted[0] if all(one[kind] == 1 for one in counted)}


def _one_address_each(nodes: Nodes) -> bool:
    """Whether these are lists of one item each, called by the name of a host: that is a value."""
    return all(
        node.kind == LIST and node.below and len(node.below) == 1 and "." in next(iter(node.below))
        for node in nodes.values()
    )


def _inside(nodes: Nodes, name: str) -> Nodes:
    return {n: (one.below or {})[name] for n, one in nodes.items() if name in (one.below or {})}


def _kind(kind: str) -> str:
    return _KINDS.get(kind, f"a {kind}")


def _have(names: list[str]) -> str:
    return "have" if len(names) > 1 else "has"


def _list(names: Iterable[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
