"""One migration: what makes a file of version N - 1 one of version N, and perhaps the way back.

`migrations/0002-rename-pool.yaml` holds steps, which need no code. `migrations/0003-split.py` has
the functions `forward(document)` and `backward(document)`; it runs only where that is allowed.
"""

import re
from collections.abc import Iterator

from confledger.checks.globs import matcher
from confledger.documents.dialect import YAML
from confledger.documents.load import load, positions
from confledger.errors import ConfledgerError, nearest
from confledger.loader.migration.operation import Operation, done
from confledger.loader.migration.step_reading import KINDS, read
from confledger.loader.migration.steps import AnyStep
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.loader.folder import Source
    from confledger.loader.migration.code import Code

_NAME = re.compile(r"([0-9]{1,9})-[A-Za-z0-9][\w.-]*\.(yaml|yml|py)")
_KEYS = ("description", "files", "irreversible", "steps", "backward")


class Migration:
    """What leads from version `number` - 1 to `number`, in the files that `concerns` says.

    `irreversible` says why there is no way back; it is empty where there is one.
    """

    __slots__ = (
        "_back",
        "_code",
        "_files",
        "_steps",
        "description",
        "file",
        "irreversible",
        "number",
    )

    def __init__(
        self,
        number: int,
        file: str,
        *,
        description: str = "",
        files: "list[str] | None" = None,
        steps: "list[AnyStep] | None" = None,
        back: "list[AnyStep] | None" = None,
        irreversible: str = "",
        code: "Code | None" = None,
    ) -> None:
        self.number = number
        self.file = file
        self.description = description
        self.irreversible = irreversible
        self._files = None if files is None else matcher(files)
        self._steps = steps or []
        self._back = back or []
        self._code = code

    @property
    def needs_code(self) -> bool:
        """Whether it runs code of the repository."""
        return self._code is not None

    def allow_code(self) -> None:
        """Allow that its code, if it has some, is run."""
        if self._code is not None:
            self._code.allow()

    @property
    def stem(self) -> str:
        """Return the name of its file without suffix: what the folder of its examples is called."""
        return self.file.rpartition(".")[0]

    def concerns(self, path: str) -> bool:
        """Whether a file is one that it changes."""
        return self._files is None or self._files(path)

    def operations(self, document: object, *, back: bool = False) -> Iterator[Operation]:
        """Yield what it does to a document of the version before; `back`, to one of its own."""
        if self._code is not None:
            yield from self._code.operations(document, back=back)
            return
        for step in self._back if back else self._steps:
            for one in list(step.operations(document)):
                yield one
                document = done(one, document)


def all_of(source: "Source", folder: str) -> list[Migration]:
    """Return the migrations of a folder in their order; raise ConfledgerError."""
    found: dict[int, Migration] = {}
    for name in sorted(source.names(folder)):
        matched = _NAME.fullmatch(name)
        if matched is None:
            continue
        file = f"{folder}/{name}"
        data = source.read(file)
        if data is None:
            continue
        number = int(matched[1])
        one = _python(number, file, data) if matched[2] == "py" else parsed(number, file, data)
        if number in found:
            raise ConfledgerError(
                f"{found[number].file} and {file} both lead to version {number}",
                help="give one of them the next number",
            )
        if number < 2:
            raise ConfledgerError(
                f"{file} would lead to version {number}", help="the first migration leads to 2"
            )
        found[number] = one
    return [found[number] for number in sorted(found)]


def parsed(number: int, file: str, data: bytes) -> Migration:
    """Return the migration that a file of steps describes; raise ConfledgerError with its line."""
    loaded = load(data, YAML)

    def fault(path: Path, message: str, help: str | None = None) -> ConfledgerError:
        span = positions(data, YAML).key(0, path)
        at = f"{file}:{span.line}:{span.column}" if span else file
        return ConfledgerError(f"{at}: {message}", help=help)

    for problem in loaded.problems:
        at = f"{file}:{problem.span.line}:{problem.span.column}" if problem.span else file
        raise ConfledgerError(f"{at}: {problem.message}", help=problem.help)
    raw = loaded.documents[0] if len(loaded.documents) == 1 else None
    if not isinstance(raw, dict):
        raise fault((), "a migration is one map", "see docs/guides/loading/migrate.md")
    for name in raw:
        if name not in _KEYS:
            close = nearest(name, _KEYS)
            help = f"did you mean `{close}`?" if close else f"known are {', '.join(_KEYS)}"
            raise fault((name,), f"unknown key `{name}`", help)
    for name in ("description", "irreversible"):
        if not isinstance(raw.get(name, ""), str):
            raise fault((name,), f"`{name}` is a text")
    files = raw.get("files")
    if files is not None and not (
        isinstance(files, list) and files and all(isinstance(one, str) for one in files)
    ):
        raise fault(("files",), "`files` is a list of globs")
    steps = _steps(raw, "steps", fault)
    if not steps:
        raise fault((), "a migration has `steps`")
    irreversible = str(raw.get("irreversible", ""))
    back: list[AnyStep] = []
    if "backward" in raw:
        if irreversible:
            raise fault(("irreversible",), "it has `backward`, so there is a way back")
        back = _steps(raw, "backward", fault)
    elif not irreversible:
        for step in reversed(steps):
            undone = step.backward()
            if isinstance(undone, str):
                irreversible = undone
                break
            back.append(undone)
    return Migration(
        number,
        file,
        description=str(raw.get("description", "")),
        files=files,
        steps=steps,
        back=back,
        irreversible=irreversible,
    )


def _steps(
    raw: dict[str, object], name: str, fault: "Callable[..., ConfledgerError]"
) -> list[AnyStep]:
    held = raw.get(name, [])
    if not isinstance(held, list):
        raise fault((name,), f"`{name}` is a list of steps")
    made = []
    for at, one in enumerate(held):
        if not isinstance(one, dict) or len(one) != 1:
            raise fault((name, at), "a step is one key with what it takes: `- delete: db.pool`")
        kind, rest = next(iter(one.items()))
        if kind not in KINDS:
            close = nearest(kind, list(KINDS))
            help = f"did you mean `{close}`?" if close else f"known are {', '.join(KINDS)}"
            raise fault((name, at), f"there is no step `{kind}`", help)
        try:
            made.append(read(kind, rest))
        except ConfledgerError as error:
            raise fault((name, at, kind), str(error), error.help) from error
    return made


def _python(number: int, file: str, data: bytes) -> Migration:
    from confledger.loader.migration.code import Code

    code = Code(file, data)
    return Migration(
        number,
        file,
        description=code.description,
        files=code.files,
        irreversible="" if code.has_backward else "it has no function `backward`",
        code=code,
    )
