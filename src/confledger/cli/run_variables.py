"""Which environment variables `run` gives to a program, and what is in them."""

from confledger.cli import effective
from confledger.cli.secrets.variables import refuse
from confledger.errors import ConfledgerError
from confledger.loader.declared import Declared, declared, overridden
from confledger.loader.layer import VARIABLE
from confledger.loader.rendering.flat import text_of
from confledger.loader.rendering.veiling import MASK, Veil, in_clear
from confledger.loader.resolution import at
from confledger.loader.secret import SHOWN, Referred
from confledger.location import Path, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from confledger.loader.config import Config
    from confledger.settings import Settings


class Variable:
    """One variable: its name, the key that its value stands at, and the value."""

    __slots__ = ("is_secret", "name", "path", "value")

    def __init__(self, name: str, path: Path, value: object, *, is_secret: bool) -> None:
        self.name = name
        self.path = path
        self.value = value
        self.is_secret = is_secret

    def masked(self) -> str:
        """Return the text as it may be shown."""
        return SHOWN if self.is_secret else text_of(self.value)

    def text(self) -> str:
        """Return the text itself; raise ConfledgerError where no variable can hold it."""
        text = text_of(in_clear(self.value))
        if "\0" in text:
            raise ConfledgerError(
                f"`{dotted(self.path)}` has a NUL in it, so {self.name} cannot hold it",
                help="the program was not started",
            )
        return text


def chosen(
    config: "Config", settings: "Settings", environ: "Mapping[str, str]", asked: list[str]
) -> list[Variable]:
    """Return the variables that are declared and have a value, and the secrets asked for.

    One that is set in `environ` is left to it, unless something stronger than a variable holds.
    """
    resolution = config.snapshot.resolution
    key = str(settings.load["declared"])
    found, _ = declared(resolution.tree, key)
    named = _asked(config, asked)
    variables: list[Variable] = []
    kept: list[Path] = []
    risky: list[Path] = []
    for one in found.values():
        if any(one.name == other.name for other in named):
            continue
        if one.name == settings.load["environment-variable"]:
            if config.snapshot.environment is not None:
                variables.append(
                    Variable(one.name, one.place, config.snapshot.environment, is_secret=False)
                )
            continue
        made = _made(config, one, environ)
        if made is None:
            continue
        if made.is_secret and not one.secret:
            kept.append(made.path)
            continue
        try:
            refuse(one.name, f"`{dotted(one.place)}`", given=False)
        except ConfledgerError:
            # Whoever can write the configuration could run anything with these.
            risky.append(one.place)
            continue
        variables.append(made)
    effective.noted(len(kept), "secret", kept, "kept back (declare the variable `secret: true`)")
    effective.noted(
        len(risky), "variable", risky, "not set, since such names change how programs run"
    )
    return variables + named


def _made(config: "Config", one: Declared, environ: "Mapping[str, str]") -> Variable | None:
    """Return a declared variable with what it overrides, or its default; None without a value."""
    resolution = config.snapshot.resolution
    places = []
    for path in overridden(one, resolution.tree, resolution.schema):
        try:
            places.append((path, at(resolution.tree, path)))
        except KeyError:
            continue
    if one.name in environ:
        wins = next((it for path, _ in places for it in resolution.declarations(path)), None)
        if wins is None or wins.layer.kind == VARIABLE:
            return None
    # Of several keys, only what is the same in all can be one value.
    if places and places[0][1] is not None and all(it[1] == places[0][1] for it in places):
        path, value = places[0]
    elif one.default is not None and not one.overrides:
        path, value = one.default, at(resolution.tree, one.default)
    else:
        return None
    veil = Veil(resolution.tree, resolution.schema, MASK, resolution.inputs)
    veil.over(value, path)
    return Variable(one.name, path, value, is_secret=one.secret or bool(veil.met))


def _asked(config: "Config", asked: list[str]) -> list[Variable]:
    """Return the secrets that are asked for by name and key; raise ConfledgerError."""
    found: dict[str, Variable] = {}
    for one in asked:
        name, equals, key = one.partition("=")
        if not equals or not key:
            raise ConfledgerError(
                "--secret takes NAME=KEY", help="for example --secret PGPASSWORD=db.password"
            )
        refuse(name, f"`{key}`", given=True)
        path, value = effective.placed(config, key)
        if isinstance(value, dict):
            # Of an entry that says where a secret is, the secret is meant.
            within = [(at, it) for at, it in value.items() if isinstance(it, Referred)]
            if len(within) == 1:
                path, value = (*path, within[0][0]), within[0][1]
        if isinstance(value, (dict, list)) or value is None:
            raise ConfledgerError(f"`{key}` is no single value", help="name one that is in it")
        if name in found:
            raise ConfledgerError(f"--secret names {name} twice", help="give each its own name")
        found[name] = Variable(name, path, value, is_secret=True)
    return list(found.values())
