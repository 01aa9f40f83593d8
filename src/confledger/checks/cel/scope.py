"""What a part of an expression is worked out in: the variables, and the budget."""

from collections.abc import Callable

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.parser import Node


class Frame:
    """Variables by name; those of macros come and go."""

    __slots__ = ("budget", "variables")

    def __init__(self, variables: dict[str, object], budget: Budget) -> None:
        self.variables = variables
        self.budget = budget


Part = Callable[[Frame], object]
# Makes a part of a tree, with these names in scope.
Make = Callable[[Node, frozenset[str]], Part]
