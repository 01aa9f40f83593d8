"""References in a text, `${some.key}`: what is literal, what is referred to, what stands in.

${db.host}              the value of a key
${env:NAME}             an environment variable
${db.host:-localhost}   with what stands in where there is none; it may hold references itself
$${db.host}             the text `${db.host}`
${{ x }}                as it is: the templates of other programs look like this
"""

# References within what stands in for references: so deep.
_DEEPEST = 16


class Reference:
    """One `${name}`; `instead` is what stands in for it, None where nothing does."""

    __slots__ = ("instead", "name")

    def __init__(self, name: str, instead: "Parts | None" = None) -> None:
        self.name = name
        self.instead = instead

    def __repr__(self) -> str:
        return f"Reference({self.name!r}, {self.instead!r})"


# A text in order: what is literal, and references.
Parts = list[str | Reference]


class Malformed(ValueError):
    """A text with a reference that is not written as one; the message says how."""


def parts(text: str) -> Parts:
    """Split a text; raise Malformed. In time that grows with its length."""
    return _Scan(text).parts(0)


class _Scan:
    """One text, and how far it was read."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def parts(self, depth: int) -> Parts:
        """Read to the end, or to the `}` that closes what stands in for a reference."""
        if depth > _DEEPEST:
            raise Malformed(f"references stand in for each other more than {_DEEPEST} deep")
        found: Parts = []
        literal: list[str] = []
        while not self.ended(depth):
            if self.begins():
                self.at += 2
                if literal:
                    found.append("".join(literal))
                literal = []
                found.append(self.reference(depth))
            else:
                literal.append(self.literal(depth))
        return [*found, "".join(literal)] if literal else found

    def ended(self, depth: int) -> bool:
        """Whether nothing follows, or the `}` that closes; raise Malformed where it never does."""
        if self.at < len(self.text):
            return depth > 0 and self.text[self.at] == "}"
        if depth:
            raise Malformed(_OPEN)
        return True

    def begins(self) -> bool:
        """Whether a reference begins here."""
        return self.text.startswith("${", self.at) and not self.text.startswith("${{", self.at)

    def literal(self, depth: int) -> str:
        """Read a piece of text that is as it is, or `$${`."""
        text, at = self.text, self.at
        if text.startswith("$${", at):
            self.at += 3
            return "${"
        if text.startswith("${{", at):
            ends = text.find("}}", at)
            self.at = len(text) if ends == -1 else ends + 2
            return text[at : self.at]
        stops = [text.find("$", at + 1)]
        if depth:
            stops.append(text.find("}", at))
        self.at = min((one for one in stops if one != -1), default=len(text))
        return text[at : self.at]

    def reference(self, depth: int) -> Reference:
        """Read a reference after its `${`, to its `}`."""
        ends = self.text.find("}", self.at)
        if ends == -1:
            raise Malformed(_OPEN)
        stands = self.text.find(":-", self.at, ends)
        name = self.text[self.at : ends if stands == -1 else stands].strip()
        _look_at(name)
        if stands == -1:
            self.at = ends + 1
            return Reference(name)
        self.at = stands + 2
        instead = self.parts(depth + 1)
        self.at += 1
        return Reference(name, instead)


_OPEN = "a `${` has no `}`"


def _look_at(name: str) -> None:
    if not name:
        raise Malformed("a `${}` names nothing")
    if "$" in name or "{" in name:
        raise Malformed("a reference names a key, and no other reference")
