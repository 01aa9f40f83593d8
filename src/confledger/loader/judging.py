"""Whether a whole configuration is what its schema asks for; secrets are judged unopened.

Each secret that is not known has a stand-in of its type: what the schema says of its type is
held against it, what it says of the value is not.
"""

from confledger.errors import nearest
from confledger.loader.compiling import MASK, compiled
from confledger.loader.resolution import Fault, Resolution
from confledger.loader.secret import Given, Referred, Secret
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

    from confledger.loader.compiling import Compiled
    from confledger.loader.schema import SchemaView
    from confledger.loader.sources import Sources

# Of one configuration: what follows is rarely read.
_MOST = 100
# Made-up values are tried so many times over, all at once.
_ROUNDS = 80
# What a fault says of a value, beyond its type.
_OF_VALUES = frozenset(
    (
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        *("minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"),
        *("enum", "const"),
    )
)
_STANDS_IN: dict[str, object] = {
    "integer": 1,
    "number": 1.0,
    "boolean": True,
    "null": None,
    "object": {},
    "array": [],
}
_TYPES = {"integer": "int", "number": "float", "boolean": "bool"}


def judge(resolution: Resolution, sources: "Sources") -> list[Fault]:
    """Return what the schema has against a configuration, in the order of the schema.

    Made-up secrets are put right first, as far as the schema lets them. Raise ConfledgerError
    where the schema itself cannot be used.
    """
    schema = sources.schema
    assert schema is not None
    openers = sources.openers
    made = compiled(
        schema,
        sources.files,
        None if openers is None else openers.source,
        None if openers is None else openers.settings,
    )
    stands = _Stands(resolution.tree)
    if made.validator.is_valid(stands.tree):
        return []
    if stands.fakes:
        _fitted(made, stands)
    if stands.sealed and _of_values_only(made, stands):
        return []
    return _told(made, stands, schema)


class _Stands:
    """The tree as the validator sees it; `sealed` are unknown values, `fakes` made-up ones."""

    def __init__(self, tree: object) -> None:
        self.sealed: dict[Path, str] = {}
        self.fakes: dict[Path, Secret] = {}
        self._source = tree
        self.tree = self._through(tree, ())

    def again(self) -> None:
        """Take the values that made-up secrets have now."""
        self.tree = self._through(self._source, ())

    def _through(self, value: object, path: Path) -> object:
        if isinstance(value, dict):
            return {name: self._through(one, (*path, name)) for name, one in value.items()}
        if isinstance(value, list):
            return [self._through(one, (*path, at)) for at, one in enumerate(value)]
        return self._of(value, path) if isinstance(value, Secret) else value

    def _of(self, secret: Secret, path: Path) -> object:
        # Of what is made up, what it stands for; asked so, as that module is rarely needed.
        real: Secret = getattr(secret, "real", secret)
        fake = real is not secret
        if isinstance(real, Referred):
            # The schema describes the reference, not what it leads to.
            return real.reference
        if fake or isinstance(secret, Given):
            if fake:
                self.fakes[path] = secret
            return secret.value()
        parts = getattr(secret, "parts", ())
        if parts and all(isinstance(one, str) or hasattr(one, "real") for one in parts):
            self.fakes[path] = secret
            return secret.reveal()
        self.sealed[path] = _TYPES.get(secret.kind, "str")
        return _STANDS_IN.get(secret.kind, "x")


def _fitted(made: "Compiled", stands: _Stands) -> None:
    """Try other made-up values for those that the schema refuses, until it refuses none."""
    for _ in range(_ROUNDS):
        moved = False
        for error in _errors(made, stands.tree):
            for path, inside in _concerned(error, stands):
                moved |= _advanced(stands.fakes[path], inside)
        if not moved:
            return
        stands.again()


def _concerned(error: "ValidationError", stands: _Stands) -> list[tuple[Path, Path]]:
    """Return the made-up values that an error may be about, and where inside of each.

    Those at its place or above; else, what is below.
    """
    from confledger.checks.fault import place

    at = place(error, stands.tree)
    kind = error.kind
    if kind.name in ("anyOf", "oneOf"):
        # What is wrong in an alternative that is nearly right, deep inside.
        branches = [one for branch in getattr(kind, "context", None) or () for one in branch]
        deeper = [one for one in branches if len(one.instance_path) > len(at)]
        found = [one for inner in deeper for one in _concerned(inner, stands)]
        if found:
            return list(dict.fromkeys(found))
    here = [(one, at[len(one) :]) for one in stands.fakes if at[: len(one)] == one]
    return here or [(one, ()) for one in stands.fakes if one[: len(at)] == at]


def _advanced(secret: Secret, inside: Path) -> bool:
    from confledger.loader.fakes import Fake

    if isinstance(secret, Fake):
        return secret.advance(inside)
    parts = [one for one in getattr(secret, "parts", ()) if isinstance(one, Fake)]
    moved = [one.advance() for one in parts]
    return any(moved)


def _errors(made: "Compiled", tree: object) -> "list[ValidationError]":
    found = []
    for error in made.validator.iter_errors(tree):
        found.append(error)
        if len(found) == _MOST:
            break
    return found


def _of_values_only(made: "Compiled", stands: _Stands) -> bool:
    """Whether all that is refused is the value of a stand-in, of which nobody knows."""
    for error in made.validator.iter_errors(stands.tree):
        if tuple(error.instance_path) not in stands.sealed or error.kind.name not in _OF_VALUES:
            return False
    return True


def _told(made: "Compiled", stands: _Stands, schema: "SchemaView") -> list[Fault]:
    if stands.sealed:
        from confledger.checks.certainty import judgement
        from confledger.secrets.sealed import Opened

        opened = Opened(stands.tree, stands.sealed)
        explained = judgement(made.validator, opened, made.look).faults
    else:
        from confledger.checks.explain import explained as all_of

        explained = all_of(made.validator, stands.tree, made.look)
    found: list[Fault] = []
    for one in explained[:_MOST]:
        message = one.message.replace(MASK, "the value")
        if one.unknown and one.path:
            names = schema.names(one.path[:-1])
            close = nearest(str(one.path[-1]), names)
            message += f"; did you mean `{close}`?" if close else ""
        elif one.path in stands.fakes:
            message = f"cannot be made up: it {message}; `examples` in its schema would help"
        elif one.help and one.help not in message:
            message += f"; {one.help}"
        found.append(Fault(one.path, message))
    return list({(one.path, one.message): one for one in found}.values())
