"""An expression, ready to be worked out: what it names is known, and nothing else is in reach."""

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import NotAnExpression, Unanswerable
from confledger.checks.cel.functions import GLOBAL, MEMBERS, call
from confledger.checks.cel.macros import macro, truth
from confledger.checks.cel.operators import BINARY, item, negate
from confledger.checks.cel.parser import Call, Constant, List, Map, Name, Node, Select, parse
from confledger.checks.cel.scope import Frame, Part
from confledger.checks.cel.values import TYPES, Maybe, Type, type_name
from confledger.errors import nearest


class Program:
    """One expression over some variables."""

    __slots__ = ("_part", "text")

    def __init__(self, text: str, variables: tuple[str, ...]) -> None:
        """Read an expression; raise NotAnExpression, with the offset."""
        self.text = text
        self._part = _make(parse(text), frozenset(variables))

    def value(self, variables: dict[str, object], budget: Budget) -> object:
        """Work the expression out; raise Unanswerable or Stopped."""
        return self._part(Frame(variables, budget))


def _make(node: Node, names: frozenset[str]) -> Part:
    if isinstance(node, Constant):
        value = node.value
        return lambda frame: value
    if isinstance(node, Name):
        return _named(node, names)
    if isinstance(node, Select):
        return _select(node, names)
    if isinstance(node, List):
        return _list(node, names)
    if isinstance(node, Map):
        return _map(node, names)
    assert isinstance(node, Call)
    return macro(node, _make, names) or _call(node, names)


def _named(node: Name, names: frozenset[str]) -> Part:
    name = node.name
    if name in names:
        return lambda frame: frame.variables[name]
    if name in TYPES:
        of_type: Type = TYPES[name]
        return lambda frame: of_type
    close = nearest(name, set(names))
    known = f"did you mean `{close}`?" if close else f"it sees {', '.join(sorted(names))}"
    raise NotAnExpression(f"there is no `{name}` for an expression; {known}", node.offset)


def _dotted(node: Node) -> str | None:
    """Return `a.b.c` of a node that is written so."""
    steps: list[str] = []
    while isinstance(node, Select) and not node.optional:
        steps.append(node.field)
        node = node.operand
    if not isinstance(node, Name):
        return None
    return ".".join([node.name, *reversed(steps)])


def _select(node: Select, names: frozenset[str]) -> Part:
    dotted = _dotted(node)
    if dotted in names or dotted in TYPES:
        assert dotted is not None
        return _named(Name(node.offset, dotted), names)
    operand, field = _make(node.operand, names), node.field
    return _inside(operand, lambda frame: field, optional=node.optional, written=field)


def _inside(operand: Part, index: Part, *, optional: bool, written: str = "") -> Part:
    """Return what is at an index or key; an optional when it was asked for with `?`.

    `written` is the key where the expression has it as it is.
    """

    def inside(frame: Frame) -> object:
        value = operand(frame)
        key = index(frame)
        if isinstance(value, Maybe):
            if not value.there:
                return value
            return item(value.value, key, frame.budget)
        found = item(value, key, frame.budget)
        if optional:
            return found
        if not found.there:
            raise Unanswerable(_missing(value, written))
        return found.value

    return inside


def _missing(value: object, written: str) -> str:
    if isinstance(value, list):
        return "the list has no such item"
    # What the author wrote; what is computed may be a value of the document.
    return f"there is no key `{written}`" if written else "there is no such key"


def _list(node: List, names: frozenset[str]) -> Part:
    items, optional = [_make(one, names) for one in node.items], node.optional

    def make(frame: Frame) -> object:
        frame.budget.make(len(items))
        if not optional:
            return [one(frame) for one in items]
        found = []
        for number, one in enumerate(items):
            value = one(frame)
            if number not in optional:
                found.append(value)
            elif _maybe(value).there:
                found.append(_maybe(value).value)
        return found

    return make


def _map(node: Map, names: frozenset[str]) -> Part:
    entries = [(_make(key, names), _make(value, names)) for key, value in node.entries]
    optional = node.optional

    def make(frame: Frame) -> object:
        frame.budget.make(len(entries))
        found: dict[object, object] = {}
        for number, (one, other) in enumerate(entries):
            key, value = one(frame), other(frame)
            if not isinstance(key, str | int):
                raise Unanswerable(f"{type_name(key)} cannot be the key of a map")
            if key in found:
                raise Unanswerable("a map has the same key twice")
            if number in optional:
                if not _maybe(value).there:
                    continue
                value = _maybe(value).value
            found[key] = value
        return found

    return make


def _maybe(value: object) -> Maybe:
    if not isinstance(value, Maybe):
        raise Unanswerable(f"`?` takes an optional, not {type_name(value)}")
    return value


def _call(node: Call, names: frozenset[str]) -> Part:
    if node.name in ("[]", "[?]"):
        operand, index = [_make(one, names) for one in node.arguments]
        key = node.arguments[1]
        written = key.value if isinstance(key, Constant) and isinstance(key.value, str) else ""
        return _inside(operand, index, optional=node.name == "[?]", written=written)
    if node.name in ("&&", "||", "?:", "!_", "-_") or node.name in BINARY:
        return _operator(node.name, [_make(one, names) for one in node.arguments])
    dotted = None if node.target is None else _dotted(node.target)
    full = node.name if dotted is None else f"{dotted}.{node.name}"
    if node.target is None or (dotted is not None and full in GLOBAL):
        table, arguments = GLOBAL, node.arguments
        name = full
    else:
        table, arguments = MEMBERS, [node.target, *node.arguments]
        name = node.name
    forms = table.get(name)
    if forms is None:
        raise NotAnExpression(
            _unknown(full if table is GLOBAL else node.name, dotted, names), node.offset
        )
    counts = {len(types) for types, _ in forms}
    if len(arguments) not in counts:
        wanted = " or ".join(str(count - (table is MEMBERS)) for count in sorted(counts))
        raise NotAnExpression(f"`{name}` takes {wanted} arguments", node.offset)
    parts = [_make(one, names) for one in arguments]
    known = forms

    def function(frame: Frame) -> object:
        return call(name, known, frame.budget, [part(frame) for part in parts])

    return function


def _unknown(name: str, dotted: str | None, names: frozenset[str]) -> str:
    if dotted is not None and dotted.partition(".")[0] not in names:
        name = f"{dotted}.{name}"
    close = nearest(name, [*GLOBAL, *MEMBERS])
    hint = f"; did you mean `{close}`?" if close else ", and none that reaches outside of the file"
    return f"there is no function `{name}`{hint}"


def _operator(name: str, parts: list[Part]) -> Part:
    if name in ("&&", "||"):
        return _either(parts[0], parts[1], decisive=name == "||")
    if name == "?:":
        condition, yes, no = parts
        return lambda frame: yes(frame) if truth(condition(frame)) else no(frame)
    if name == "!_":
        return lambda frame: not truth(parts[0](frame))
    if name == "-_":
        return lambda frame: negate(parts[0](frame))
    left, right = parts
    work = BINARY[name]

    def operate(frame: Frame) -> object:
        frame.budget.spend()
        return work(left(frame), right(frame), frame.budget)

    return operate


def _either(left: Part, right: Part, *, decisive: bool) -> Part:
    """Return `&&` or `||`: a side that decides alone makes up for an error of the other."""

    def either(frame: Frame) -> object:
        frame.budget.spend()
        try:
            if truth(left(frame)) is decisive:
                return decisive
        except Unanswerable as error:
            try:
                if truth(right(frame)) is decisive:
                    return decisive
            except Unanswerable:
                # The first one is what an author has to ask about.
                pass
            raise error
        return truth(right(frame))

    return either
