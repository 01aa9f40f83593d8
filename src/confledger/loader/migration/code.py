"""A migration in Python: what it says of itself is read without running it."""

import ast
from collections.abc import Iterator

from confledger.changes.patch import json_patch
from confledger.errors import ConfledgerError
from confledger.loader.migration.operation import (
    ADD,
    MOVE,
    REMOVE,
    REPLACE,
    Operation,
    copied,
    done,
)
from confledger.location import Path, Step, parse_pointer

_KINDS = {"add": ADD, "remove": REMOVE, "replace": REPLACE, "move": MOVE}


class Code:
    """The functions `forward` and `backward` of a file; `FILES` are globs, the docstring tells."""

    def __init__(self, file: str, data: bytes) -> None:
        self._file = file
        self._allowed = False
        self._functions: dict[str, object] | None = None
        try:
            self._tree = ast.parse(data, filename=file)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            at = f"{file}:{line}" if line else file
            raise ConfledgerError(f"{at}: this is not Python") from error
        self.description = (ast.get_docstring(self._tree) or "").partition("\n")[0]
        self.files = self._globs()
        named = {one.name for one in self._tree.body if isinstance(one, ast.FunctionDef)}
        if "forward" not in named:
            raise ConfledgerError(f"{file} has no function `forward(document)`")
        self.has_backward = "backward" in named

    def allow(self) -> None:
        """Allow that it is run."""
        self._allowed = True

    def operations(self, document: object, *, back: bool) -> Iterator[Operation]:
        """Yield what makes of a document what its function makes of it."""
        name = "backward" if back else "forward"
        given = copied(document)
        function = self._loaded()[name]
        try:
            made = function(given)  # type: ignore[operator]  # looked at when it was loaded
        except Exception as error:
            # Not its message, which may have a value in it.
            raise ConfledgerError(
                f"{self._file}: `{name}` raised {type(error).__name__}",
                help="try it on the values of the file by hand",
            ) from error
        wanted = given if made is None else made
        for one in json_patch([document], [wanted]):
            path = _path(document, str(one["path"]))
            target: Path = ()
            if one["op"] == "move":
                path, target = _path(document, str(one["from"])), path
            operation = Operation(
                _KINDS[str(one["op"])], path, value=one.get("value"), target=target
            )
            yield operation
            document = done(operation, document)

    def _loaded(self) -> dict[str, object]:
        if not self._allowed:
            raise ConfledgerError(
                f"{self._file} is code of this repository, which runs only where you allow it",
                help="read it, and add --allow-code",
            )
        if self._functions is None:
            self._functions = {"__name__": "confledger_migration", "__file__": self._file}
            # The user named this file on the command line, with --allow-code.
            exec(compile(self._tree, self._file, "exec"), self._functions)  # noqa: S102
        return self._functions

    def _globs(self) -> list[str] | None:
        for one in self._tree.body:
            if isinstance(one, ast.Assign) and any(
                isinstance(name, ast.Name) and name.id == "FILES" for name in one.targets
            ):
                try:
                    value = ast.literal_eval(one.value)
                except ValueError:
                    value = None
                if isinstance(value, (list, tuple)) and all(isinstance(x, str) for x in value):
                    return list(value)
                raise ConfledgerError(f"{self._file}:{one.lineno}: FILES is a list of globs")
        return None


def _path(tree: object, pointer: str) -> Path:
    """Return a path with numbers for the items of lists."""
    steps: list[Step] = []
    for step in parse_pointer(pointer):
        if isinstance(tree, list):
            steps.append(int(step))
            tree = tree[int(step)] if int(step) < len(tree) else None
        else:
            steps.append(step)
            tree = tree.get(step) if isinstance(tree, dict) else None
    return tuple(steps)
