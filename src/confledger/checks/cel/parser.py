"""The syntax tree of an expression.

https://github.com/google/cel-spec, "Syntax". Depth is bounded, so that neither reading nor
working out can run out of stack.
"""

from confledger.checks.cel.faults import NotAnExpression
from confledger.checks.cel.lexer import END, IDENT, LITERAL, MARK, QUOTED, Token, tokens

# Of parentheses, lists, maps and calls within one another; of operators in a chain.
DEEPEST = 48
LONGEST_CHAIN = 200
_RESERVED = frozenset(
    (
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let"),
        *("loop", "namespace", "package", "return", "var", "void", "while"),
    )
)
_LEVELS = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("<", "<=", ">=", ">", "==", "!=", "in"), 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
}


class Node:
    """A part of an expression: what it is, where it begins, and its own parts."""

    __slots__ = ("depth", "offset")

    def __init__(self, offset: int, *parts: "Node") -> None:
        self.offset = offset
        self.depth: int = 1 + max((part.depth for part in parts), default=0)
        if self.depth > LONGEST_CHAIN:
            raise NotAnExpression(
                f"more than {LONGEST_CHAIN} operations depend on one another here", offset
            )


class Constant(Node):
    """A literal."""

    __slots__ = ("value",)

    def __init__(self, offset: int, value: object) -> None:
        super().__init__(offset)
        self.value = value


class Name(Node):
    """A variable, or the first part of a longer name; `root` when it was written `.name`."""

    __slots__ = ("name", "root")

    def __init__(self, offset: int, name: str, *, root: bool = False) -> None:
        super().__init__(offset)
        self.name = name
        self.root = root


class Select(Node):
    """`operand.field`, or `operand.?field`."""

    __slots__ = ("field", "operand", "optional")

    def __init__(self, offset: int, operand: Node, field: str, *, optional: bool) -> None:
        super().__init__(offset, operand)
        self.operand = operand
        self.field = field
        self.optional = optional


class Call(Node):
    """A function or an operator; `target` is what stands before the dot."""

    __slots__ = ("arguments", "name", "root", "target")

    def __init__(
        self,
        offset: int,
        name: str,
        arguments: list[Node],
        *,
        target: Node | None = None,
        root: bool = False,
    ) -> None:
        super().__init__(offset, *arguments, *([] if target is None else [target]))
        self.name = name
        self.arguments = arguments
        self.target = target
        self.root = root


class List(Node):
    """A list; of the items in `optional` only those that hold a value are taken."""

    __slots__ = ("items", "optional")

    def __init__(self, offset: int, items: list[Node], optional: set[int]) -> None:
        super().__init__(offset, *items)
        self.items = items
        self.optional = optional


class Map(Node):
    """A map, by keys and values."""

    __slots__ = ("entries", "optional")

    def __init__(self, offset: int, entries: list[tuple[Node, Node]], optional: set[int]) -> None:
        super().__init__(offset, *(part for entry in entries for part in entry))
        self.entries = entries
        self.optional = optional


def parse(text: str) -> Node:
    """Return the tree of an expression; raise NotAnExpression."""
    parser = _Parser(tokens(text))
    node = parser.expression()
    parser.expect(END)
    return node


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0

    def expect(self, kind: str, value: str | None = None) -> Token:
        token = self._tokens[self._at]
        if token.kind != kind or (value is not None and token.value != value):
            wanted = {IDENT: "a name", END: "an operator or the end"}.get(kind, f"`{value}`")
            raise NotAnExpression(f"expected {wanted}, not {_shown(token)}", token.offset)
        self._at += 1
        return token

    def _take(self, *marks: str) -> Token | None:
        token = self._tokens[self._at]
        if token.kind == MARK and token.value in marks:
            self._at += 1
            return token
        return None

    def expression(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotAnExpression(
                f"the expression is nested deeper than {DEEPEST} levels",
                self._tokens[self._at].offset,
            )
        node = self._binary(1)
        mark = self._take("?")
        if mark is not None:
            yes = self._binary(1)
            self.expect(MARK, ":")
            # A chain of `? :` nests to the right, and is as long as people make it.
            node = Call(mark.offset, "?:", [node, yes, self.expression()])
        self._depth -= 1
        return node

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while True:
            token = self._tokens[self._at]
            level = _LEVELS.get(str(token.value), 0) if token.kind == MARK else 0
            if level < least or not level:
                return left
            self._at += 1
            left = Call(token.offset, str(token.value), [left, self._binary(level + 1)])

    def _unary(self) -> Node:
        first = self._take("!", "-")
        if first is None:
            return self._member(self._primary())
        marks = [first]
        while (mark := self._take(str(first.value))) is not None:
            marks.append(mark)
        token = self._tokens[self._at]
        if first.value == "-" and token.kind == LITERAL and type(token.value) in (int, float):
            # The smallest number is the one that has no positive counterpart.
            self._at += 1
            node = self._member(Constant(marks.pop().offset, -token.value))  # type: ignore[operator]
        else:
            node = self._member(self._primary())
        for mark in reversed(marks):
            node = Call(mark.offset, f"{mark.value}_", [node])
        return node

    def _member(self, node: Node) -> Node:
        while (mark := self._take(".", ".?", "[", "[?")) is not None:
            optional = str(mark.value).endswith("?")
            if mark.value in ("[", "[?"):
                index = self.expression()
                self.expect(MARK, "]")
                node = Call(mark.offset, "[?]" if optional else "[]", [node, index])
                continue
            token = self._tokens[self._at]
            if token.kind == LITERAL and str(token.value) in ("True", "False", "None"):
                raise NotAnExpression("expected the name of a key", token.offset)
            if token.kind == QUOTED:
                self._at += 1
                node = Select(mark.offset, node, str(token.value), optional=optional)
                continue
            name = str(self.expect(IDENT).value)
            if not optional and self._take("("):
                arguments = self._list(")")[0]
                node = Call(token.offset, name, arguments, target=node)
            else:
                node = Select(mark.offset, node, name, optional=optional)
        return node

    def _primary(self) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if token.kind == LITERAL:
            if type(token.value) is int and token.value > (1 << 63) - 1:
                raise NotAnExpression("the number is too large for 64 bits", token.offset)
            return Constant(token.offset, token.value)
        if token.kind == IDENT or token.value == ".":
            return self._name(token)
        if token.kind == MARK and token.value == "(":
            node = self.expression()
            self.expect(MARK, ")")
            return node
        if token.kind == MARK and token.value in ("[", "[?"):
            if token.value == "[?":
                # It is `[` and `?item` here.
                items, optional = self._list("]", first_optional=True)
            else:
                items, optional = self._list("]")
            return List(token.offset, items, optional)
        if token.kind == MARK and token.value == "{":
            return self._map(token)
        raise NotAnExpression(f"expected a value, not {_shown(token)}", token.offset)

    def _name(self, token: Token) -> Node:
        root = token.value == "."
        name = str(self.expect(IDENT).value) if root else str(token.value)
        if name in _RESERVED:
            raise NotAnExpression(f"`{name}` is a reserved word", token.offset)
        if self._take("("):
            return Call(token.offset, name, self._list(")")[0], root=root)
        return Name(token.offset, name, root=root)

    def _list(self, end: str, *, first_optional: bool = False) -> tuple[list[Node], set[int]]:
        items: list[Node] = []
        optional: set[int] = {0} if first_optional else set()
        while first_optional or not self._take(end):
            first_optional = False
            if end == "]" and self._take("?"):
                optional.add(len(items))
            items.append(self.expression())
            if not self._take(","):
                self.expect(MARK, end)
                break
            if end == ")" and self._tokens[self._at].value == ")":
                raise NotAnExpression("expected a value, not `)`", self._tokens[self._at].offset)
        return items, optional

    def _map(self, token: Token) -> Node:
        entries: list[tuple[Node, Node]] = []
        optional: set[int] = set()
        while not self._take("}"):
            if self._take("?"):
                optional.add(len(entries))
            key = self.expression()
            self.expect(MARK, ":")
            entries.append((key, self.expression()))
            if not self._take(","):
                self.expect(MARK, "}")
                break
        return Map(token.offset, entries, optional)


def _shown(token: Token) -> str:
    """Write a token for a message."""
    if token.kind == END:
        return "the end"
    return "a literal" if token.kind == LITERAL else f"`{token.value}`"
