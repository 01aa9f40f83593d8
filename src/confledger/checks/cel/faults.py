"""What can go wrong with an expression: when it is read, when it is worked out, or never ending."""


class NotAnExpression(Exception):
    """The text is no expression that can be used; `offset` counts characters from 0."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class Unanswerable(Exception):
    """The expression has no value for this input: `no such key`, an overflow, mixed types.

    `&&` and `||` take it back when the other side decides alone. The message names keys and
    types, never a value.
    """


class Stopped(Exception):
    """The expression asked for more work or more room than it may have; nothing takes it back."""
