"""Environment variables over the files: `APP_DB__POOL=7` is `db.pool`, and an integer.

Three ways lead from a variable to a key: its name after the prefix, with `__` between keys; the
keyword `x-env: NAME` of the schema; and `overrides` of a variable that the configuration
declares. The schema says how the text is read.
"""

from confledger.errors import ConfledgerError
from confledger.loader.declared import Declared, declared, overridden
from confledger.loader.findings import UNKNOWN_VARIABLE, Finding
from confledger.loader.layer import UNSET, VARIABLE, WORDS, Layer
from confledger.loader.naming import BETWEEN, Unmatched, keys, matched, suggested
from confledger.loader.outside import Given, laid
from confledger.loader.resolution import Fault, at
from confledger.loader.schema import SECRET, SchemaView
from confledger.loader.schema import VARIABLE as NAMED
from confledger.loader.secret import Given as Told
from confledger.loader.typed_text import Untypable, typed, wanted
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

ERROR, WARNING, IGNORE = "error", "warning", "ignore"


class Surroundings:
    """Environment variables as the settings want them read.

    `reserved` are names with the prefix that are no keys, such as the one that names the
    environment; with the text that stands for it where it was chosen otherwise, or None.
    """

    __slots__ = ("declared", "environ", "prefix", "reserved", "unknown")

    def __init__(
        self,
        environ: "Mapping[str, str]",
        *,
        prefix: str = "",
        declared: str = "",
        unknown: str = WARNING,
        reserved: "Mapping[str, str | None] | None" = None,
    ) -> None:
        self.environ = environ
        self.prefix = prefix
        self.declared = declared
        self.unknown = unknown
        self.reserved = {} if reserved is None else dict(reserved)


class Variables:
    """What the variables come to: a layer, and what is wrong; callable for `${env:NAME}`."""

    __slots__ = ("_declared", "_given", "_named", "faults", "findings", "layer")

    def __init__(self, given: Surroundings) -> None:
        self._given = given
        self._declared: dict[str, Declared] = {}
        self._named: list[tuple[str, Path]] = []
        self.layer: Layer | None = None
        self.faults: list[Fault] = []
        self.findings: list[Finding] = []

    def __call__(self, name: str) -> "str | Path | None":
        """Return the text of a variable, the path of its default, or None where it has neither."""
        text = self._given.environ.get(name)
        if text is None:
            text = self._given.reserved.get(name)
        one = self._declared.get(name)
        if text is None or one is None:
            return text if one is None or text is not None else one.default
        if one.secret:
            return Told(f"env:{name}", text)  # type: ignore[return-value]  # a secret stands for its text
        try:
            return typed(text, [one.type])  # type: ignore[return-value]  # or its typed value
        except Untypable as untypable:
            if not any(told.place == _said(name) for told in self.faults):
                self.faults.append(Fault(one.place, str(untypable), place=_said(name)))
            return text

    @property
    def declared(self) -> "Mapping[str, Declared]":
        """The variables that the configuration declares, by name."""
        return self._declared

    def read(
        self, tree: dict[str, object], schema: SchemaView | None, *, fake: bool, by_schema: bool
    ) -> None:
        """Take every variable that is for a key of `tree`, which the weaker sources come to.

        `by_schema` where the schema may name some; with `fake`, a secret need not be set.
        """
        self._named = [] if schema is None or not by_schema else named(tree, schema)
        self._declared, faults = declared(tree, self._given.declared)
        self.faults += faults
        given = [
            *self._of_declared(tree, schema, fake=fake),
            *self._of_schema(tree, schema),
            *self._with_prefix(tree, schema),
        ]
        if given:
            name = f"{self._given.prefix}*" if self._given.prefix else "environment variables"
            self.layer, faults = laid(VARIABLE, name, given)
            self.faults += faults

    def _of_declared(
        self, tree: dict[str, object], schema: SchemaView | None, *, fake: bool
    ) -> list[Given]:
        found = []
        for one in self._declared.values():
            text = self._given.environ.get(one.name)
            there = bool(text or self._given.reserved.get(one.name))
            if one.required and not there and not (fake and one.secret):
                self.faults.append(
                    Fault(one.place, f"requires {one.name} to be set", place=_said(one.name))
                )
            try:
                paths = overridden(one, tree, schema)
            except ConfledgerError as error:
                self.faults.append(Fault((*one.place, "overrides"), str(error)))
                continue
            if text is not None:
                for path in paths:
                    found += self._read(one.name, path, text, tree, schema, one)
        return found

    def _of_schema(self, tree: dict[str, object], schema: SchemaView | None) -> list[Given]:
        found = []
        for name, path in self._named:
            text = self._given.environ.get(name)
            if text is not None:
                found += self._read(name, path, text, tree, schema)
        return found

    def _with_prefix(self, tree: dict[str, object], schema: SchemaView | None) -> list[Given]:
        prefix, environ = self._given.prefix, self._given.environ
        if not prefix:
            return []
        known = {*self._declared, *self._given.reserved, *(name for name, _ in self._named)}
        found = []
        for name in sorted(environ):
            if not name.startswith(prefix) or name in known or _of_kubernetes(name, environ):
                continue
            try:
                path = matched(name[len(prefix) :].split(BETWEEN), tree, schema)
            except Unmatched as unmatched:
                self._unknown(name, str(unmatched), tree, schema)
                continue
            found += self._read(name, path, environ[name], tree, schema)
        return found

    def _read(
        self,
        name: str,
        path: Path,
        text: str,
        tree: dict[str, object],
        schema: SchemaView | None,
        said: Declared | None = None,
    ) -> list[Given]:
        """Return the value for a key; none, and a fault, where the text is not of its type."""
        try:
            below = at(tree, path)
        except KeyError:
            below = None
        types = wanted(
            [] if schema is None else schema.types(path), None if below is UNSET else below
        )
        if not types and said is not None:
            types = [said.type]
        try:
            value = typed(text, types)
        except Untypable as untypable:
            self.faults.append(Fault(path, str(untypable), place=_said(name)))
            return []
        if (said is not None and said.secret) or (
            schema is not None and schema.keyword(path, SECRET) is True
        ):
            value = Told(f"env:{name}", value)
        return [Given(name, path, value)]

    def _unknown(
        self, name: str, why: str, tree: dict[str, object], schema: SchemaView | None
    ) -> None:
        if self._given.unknown == IGNORE:
            return
        close = suggested(name, self._given.prefix, tree, schema)
        help = f"did you mean {close}?" if close else None
        if self._given.unknown == ERROR:
            hint = f"; {help}" if help else ""
            self.faults.append(Fault((), why + hint, place=_said(name)))
        else:
            message = f"{why}, and has no effect"
            self.findings.append(Finding(UNKNOWN_VARIABLE, _said(name), message, help=help))


def _said(name: str) -> str:
    return f"{WORDS[VARIABLE]} {name}"


def named(tree: dict[str, object], schema: SchemaView) -> list[tuple[str, Path]]:
    """Return the variables that the schema names with `x-env`, with their keys, in order."""
    found = []
    for path in keys(tree, schema):
        name = schema.keyword(path, NAMED)
        # What holds for each item of a list is not said by one variable.
        if isinstance(name, str) and not any(isinstance(step, int) for step in path):
            found.append((name, path))
    return found


def _of_kubernetes(name: str, environ: "Mapping[str, str]") -> bool:
    """Whether Kubernetes set it, for a service whose name happens to make up the prefix.

    https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
    """
    service, between, rest = name.partition("_SERVICE_")
    if between and (rest in ("HOST", "PORT") or rest.startswith("PORT_")):
        return service + "_SERVICE_HOST" in environ and service + "_SERVICE_PORT" in environ
    service, between, rest = name.partition("_PORT")
    if between and service + "_SERVICE_HOST" in environ:
        return environ[name].startswith(("tcp://", "udp://", "sctp://")) or rest.endswith(
            ("_ADDR", "_PORT", "_PROTO")
        )
    return False
