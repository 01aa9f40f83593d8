"""One way from bytes to documents, whatever the dialect and whichever parser reads it.

Fast yes, careful no: `quick` only ever says that a text is certainly in order; everything
else is read again, slowly and well. Both give the same documents.
"""

from confledger.documents import text as encoding
from confledger.documents.dialect import DOTENV, INI, JSON, JSON5, JSONC, PROPERTIES, TOML, YAML
from confledger.documents.limits import DEFAULT, Limits
from confledger.documents.problem import LIMITS, MOST, Loaded, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.positions import Positions
    from confledger.documents.reader import Reader


def load(data: bytes, dialect: str, limits: Limits = DEFAULT) -> Loaded:
    """Read a file's bytes: its documents, JSON-like, and every problem with its place.

    Never raises for what is in the bytes. Anchors, aliases and merge keys are resolved; keys
    are strings; dates stay strings; tags are dropped from the value they stand before.
    """
    documents = quick(data, dialect, limits)
    if documents is not None:
        if dialect == YAML:
            from confledger.documents.formats import yaml

            normal = yaml.normalised(documents)
            if normal is not None:
                return Loaded(normal)
        else:
            return Loaded(documents)
    return careful(data, dialect, limits)


def quick(data: bytes, dialect: str, limits: Limits = DEFAULT) -> list[object] | None:
    """Return the documents when nothing is doubtful, else None; never raises.

    YAML keys are left as the parser gave them, since almost nobody needs them otherwise:
    `formats.yaml.normalised` makes strings of them.
    """
    if len(data) > limits.max_bytes:
        return None
    text = encoding.quick(data)
    if text is None:
        return None
    if dialect == YAML:
        from confledger.documents.formats import yaml

        return yaml.quick(data, text, limits)
    return _reader(dialect).quick(text, limits)


def careful(data: bytes, dialect: str, limits: Limits = DEFAULT) -> Loaded:
    """Read slowly, with every problem; see `load`."""
    if len(data) > limits.max_bytes:
        return Loaded([], [too_large(len(data), limits)])
    text, problems = encoding.read(data, dialect)
    if text is None:
        return Loaded([], problems)
    loaded = _read(text, dialect, limits)
    loaded.problems = _listed(problems + loaded.problems)
    return loaded


def positions(data: bytes, dialect: str) -> "Positions":
    """Return where each value stands; ask only for files that could be decoded."""
    text = encoding.read(data, dialect)[0] or ""
    if dialect == YAML:
        from confledger.documents.formats import yaml_positions

        return yaml_positions.positions(text)
    return _reader(dialect).positions(text)


def too_large(size: int, limits: Limits) -> Problem:
    """Say that a file of `size` bytes is not read at all."""
    return Problem(
        LIMITS,
        f"the file has {size:,} bytes, more than the {limits.max_bytes:,} that are read",
        help="split it, list it under `ignore`, or raise `limits.max-bytes` in confledger.yaml",
    )


def _listed(problems: list[Problem]) -> list[Problem]:
    """Return the first MOST, and one that says so where there are more."""
    if len(problems) <= MOST:
        return problems
    rest = f"the file has more than {MOST:,} faults, of which the others are not listed"
    other = problems[MOST]
    return [*problems[:MOST], Problem(other.kind, rest, other.span, document=other.document)]


def _read(text: str, dialect: str, limits: Limits) -> Loaded:
    if dialect == YAML:
        from confledger.documents.formats import yaml_careful

        return yaml_careful.read(text, limits)
    return _reader(dialect).read(text, limits)


class _Json:
    """The readers of the JSON family as one module-like thing for each dialect."""

    __slots__ = ("dialect",)

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def quick(self, text: str, limits: Limits) -> list[object] | None:
        from confledger.documents.formats import json

        return json.quick(text, limits, dialect=self.dialect)

    def read(self, text: str, limits: Limits) -> Loaded:
        from confledger.documents.formats import json

        return json.read(text, limits, dialect=self.dialect)

    def positions(self, text: str) -> "Positions":
        from confledger.documents.formats import json

        return json.positions(text, dialect=self.dialect)


def _reader(dialect: str) -> "Reader":
    """Import the one reader that is needed; the others cost a hook time for nothing."""
    if dialect in (JSON, JSONC, JSON5):
        return _Json(dialect)
    if dialect == TOML:
        from confledger.documents.formats import toml

        return toml
    from confledger.documents.scanning import Scanning

    if dialect == INI:
        from confledger.documents.formats import ini

        return Scanning(ini.Scan)
    if dialect == DOTENV:
        from confledger.documents.formats import dotenv

        return Scanning(dotenv.Scan)
    if dialect == PROPERTIES:
        from confledger.documents.formats import properties

        return Scanning(properties.Scan)
    raise ValueError(f"unknown dialect {dialect!r}")
