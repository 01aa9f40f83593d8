"""The macros: `has`, and those that look at every item of a list or every key of a map."""

from collections.abc import Callable, Iterator

from confledger.checks.cel.faults import NotAnExpression, Unanswerable
from confledger.checks.cel.operators import item
from confledger.checks.cel.parser import Call, Name, Node, Select
from confledger.checks.cel.scope import Frame, Make, Part
from confledger.checks.cel.values import Maybe, type_name


def macro(node: Call, make: Make, names: frozenset[str]) -> Part | None:
    """Return the part of a call that is a macro; None when it is a function."""
    count = len(node.arguments)
    if node.target is None:
        return _has(node.arguments[0], make, names) if (node.name, count) == ("has", 1) else None
    if node.name == "bind" and count == 3 and _is_name(node.target, "cel"):
        return _bind(node, make, names)
    if node.name in ("optMap", "optFlatMap") and count == 2:
        return _opt_map(node, make, names)
    found = _ONE.get((node.name, count))
    variables = 1
    if found is None:
        found, variables = _TWO.get((node.name, count)), 2
    if found is None:
        return None
    inner = [_variable(one) for one in node.arguments[:variables]]
    if len(set(inner)) < len(inner):
        raise NotAnExpression("the two names must differ", node.arguments[1].offset)
    scope = names | set(inner)
    parts = [make(one, scope) for one in node.arguments[variables:]]
    return found(_Over(make(node.target, names), inner), *parts)


def _is_name(node: Node, name: str) -> bool:
    return isinstance(node, Name) and node.name == name


def _variable(node: Node) -> str:
    if not isinstance(node, Name) or node.root:
        raise NotAnExpression("expected a name of your own here, such as `item`", node.offset)
    return node.name


def _has(node: Node, make: Make, names: frozenset[str]) -> Part:
    if not isinstance(node, Select):
        raise NotAnExpression("`has` takes a key of something: `has(value.key)`", node.offset)
    operand, field = make(node.operand, names), node.field

    def has(frame: Frame) -> object:
        value = operand(frame)
        if isinstance(value, Maybe):
            value = value.value if value.there else {}
        if not isinstance(value, dict):
            raise Unanswerable(f"`has` looks into a map, not {type_name(value)}")
        return item(value, field, frame.budget).there

    return has


def _bind(node: Call, make: Make, names: frozenset[str]) -> Part:
    name = _variable(node.arguments[0])
    value, body = make(node.arguments[1], names), make(node.arguments[2], names | {name})

    def bind(frame: Frame) -> object:
        frame.budget.spend()
        return _within(frame, {name: value(frame)}, body)

    return bind


def _opt_map(node: Call, make: Make, names: frozenset[str]) -> Part:
    assert node.target is not None
    name = _variable(node.arguments[0])
    target, body = make(node.target, names), make(node.arguments[1], names | {name})
    flat = node.name == "optFlatMap"

    def opt_map(frame: Frame) -> object:
        frame.budget.spend()
        maybe = target(frame)
        if not isinstance(maybe, Maybe):
            raise Unanswerable(f"`{node.name}` takes an optional, not {type_name(maybe)}")
        if not maybe.there:
            return maybe
        found = _within(frame, {name: maybe.value}, body)
        return found if flat else Maybe(found, there=True)

    return opt_map


def _within(frame: Frame, inner: dict[str, object], body: Part) -> object:
    """Work out a part with more variables."""
    return body(Frame(frame.variables | inner, frame.budget))


class _Over:
    """The items that a macro looks at, under the names that it gives them."""

    __slots__ = ("_names", "_target")

    def __init__(self, target: Part, names: list[str]) -> None:
        self._target = target
        self._names = names

    def frames(self, frame: Frame) -> "Iterator[tuple[object, Frame]]":
        """Yield the first of the variables, and a frame in which they are set.

        It is the same frame each time.
        """
        value = self._target(frame)
        if not isinstance(value, list | dict):
            raise Unanswerable(f"a macro looks into a list or a map, not {type_name(value)}")
        pairs = len(self._names) == 2
        inner = Frame(dict(frame.variables), frame.budget)
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for first, second in rows:
            frame.budget.spend()
            if pairs:
                inner.variables[self._names[0]] = first
                inner.variables[self._names[1]] = second
            else:
                first = first if isinstance(value, dict) else second
                inner.variables[self._names[0]] = first
            yield first, inner


def _decided(over: _Over, body: Part, answer: bool) -> Part:
    """Return a part that is `answer` as soon as one item is; errors count only without it."""

    def decide(frame: Frame) -> object:
        fault: Unanswerable | None = None
        for _, inner in over.frames(frame):
            try:
                if truth(body(inner)) is answer:
                    return answer
            except Unanswerable as error:
                fault = fault or error
        if fault is not None:
            raise fault
        return not answer

    return decide


def truth(value: object) -> bool:
    """Return true or false; raise Unanswerable for any other value."""
    if value is True or value is False:
        return bool(value)
    raise Unanswerable(f"expected true or false, not {type_name(value)}")


def _exists(over: _Over, body: Part) -> Part:
    return _decided(over, body, True)


def _all(over: _Over, body: Part) -> Part:
    return _decided(over, body, False)


def _exists_one(over: _Over, body: Part) -> Part:
    def exists_one(frame: Frame) -> object:
        return sum(truth(body(inner)) for _, inner in over.frames(frame)) == 1

    return exists_one


def _filter(over: _Over, body: Part) -> Part:
    def keep(frame: Frame) -> object:
        return _listed(frame, (first for first, inner in over.frames(frame) if truth(body(inner))))

    return keep


def _map(over: _Over, *parts: Part) -> Part:
    *conditions, body = parts

    def change(frame: Frame) -> object:
        return _listed(
            frame,
            (
                body(inner)
                for _, inner in over.frames(frame)
                if all(truth(condition(inner)) for condition in conditions)
            ),
        )

    return change


def _listed(frame: Frame, found: Iterator[object]) -> list[object]:
    items = []
    for one in found:
        frame.budget.make(1)
        items.append(one)
    return items


def _transform_map(over: _Over, *parts: Part) -> Part:
    *conditions, body = parts

    def change(frame: Frame) -> object:
        entries: dict[object, object] = {}
        for first, inner in over.frames(frame):
            if all(truth(condition(inner)) for condition in conditions):
                frame.budget.make(1)
                entries[first] = body(inner)
        return entries

    return change


# Name and number of arguments; with one variable, and with two.
_ONE: dict[tuple[str, int], Callable[..., Part]] = {
    ("all", 2): _all,
    ("exists", 2): _exists,
    ("exists_one", 2): _exists_one,
    ("existsOne", 2): _exists_one,
    ("filter", 2): _filter,
    ("map", 2): _map,
    ("map", 3): _map,
}
_TWO: dict[tuple[str, int], Callable[..., Part]] = {
    ("all", 3): _all,
    ("exists", 3): _exists,
    ("exists_one", 3): _exists_one,
    ("existsOne", 3): _exists_one,
    ("transformList", 3): _map,
    ("transformList", 4): _map,
    ("transformMap", 3): _transform_map,
    ("transformMap", 4): _transform_map,
}
