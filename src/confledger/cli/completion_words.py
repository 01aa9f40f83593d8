"""What can stand where on the command line, from the parsers of the commands themselves."""

import argparse
import re
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from confledger.cli.parser import OneOf
from confledger.cli.program import COMMANDS, MODULES, check_parser
from confledger.reports.catalog import FORMATS

SHELLS = ("bash", "fish", "zsh")
_WORDS = {
    "FORMAT": tuple(FORMATS),
    "SHELL": SHELLS,
    "SIDE": ("base", "head"),
    "SEVERITY": ("error", "warning", "info"),
    "WHEN": ("auto", "always", "never"),
}
_FILES = ("FILE", "PATH", "FOLDER", "DIR", "DIRECTORY", "ARGUMENT", "GLOB")


class Value:
    """What an option or an argument takes: some of these words, a revision, or a file."""

    def __init__(
        self, words: tuple[str, ...] = (), *, revisions: bool = False, files: bool = False
    ) -> None:
        self.words = words
        self.revisions = revisions
        self.files = files


class Option:
    """One option by all its names; `value` is None when it takes none."""

    def __init__(self, names: tuple[str, ...], help: str, value: Value | None) -> None:
        self.names = names
        self.help = help
        self.value = value


class Command:
    """One command, or one action of a command that has its own options: `schema add`."""

    def __init__(self, name: str, help: str, options: list[Option], arguments: Value) -> None:
        self.name = name
        self.help = help
        self.options = options
        self.arguments = arguments


def commands() -> list[Command]:
    """Return every command by name, each before its actions."""
    found: list[Command] = []
    for name, help in sorted(COMMANDS.items()):
        module = MODULES.get(name)
        if module is None:
            found.append(_described(name, help, check_parser()))
        elif find_spec(f"confledger.cli.{module}") is not None:
            found += _of_module(name, help, f"confledger.cli.{module}")
    return found


def _of_module(name: str, help: str, path: str) -> list[Command]:
    module = import_module(path)
    parser = getattr(module, "parser", None)
    actions = getattr(module, "ACTIONS", {})
    if not isinstance(actions, dict):
        actions = {}
    if parser is None and not actions:
        return [_of_help(name, help, module)]
    # Some, such as `debt`, do something without an action, too.
    found = [
        Command(name, help, [], Value()) if parser is None else _described(name, help, parser())
    ]
    found[0].arguments.words += tuple(actions)
    # Each has a module of its own: `schema add` is cli/schema_add.py, `secrets set` is
    # cli/secrets/set.py; or those that are alike have a parser of the command.
    beside = f"confledger.cli.{name}."
    if not path.startswith(beside):
        beside = f"confledger.cli.{name}_"
    for action, said in actions.items():
        own = beside + action.replace("-", "_")
        if hasattr(module, "parser_of") and not _runs(own):
            found.append(_described(f"{name} {action}", said, module.parser_of(action)))
        else:
            found += _of_module(f"{name} {action}", said, own)
    return found


def _runs(path: str) -> bool:
    return find_spec(path) is not None and hasattr(import_module(path), "run")


def first_sentence(help: str) -> str:
    """Return a help text as one short line without quotes that a shell would take."""
    text = re.split(r"; | \(", help, maxsplit=1)[0]
    return re.sub(r"[`'\"\\$]", "", text).strip().replace("\n", " ")


def _described(name: str, help: str, parser: argparse.ArgumentParser) -> Command:
    options: list[Option] = []
    words: tuple[str, ...] = ()
    revisions = files = False
    # What is written to files comes in the formats that are printed.
    printed = next((one.type for one in parser._actions if "--format" in one.option_strings), None)
    for action in parser._actions:
        if action.option_strings:
            value = None if action.nargs == 0 else _value(action, printed)
            options.append(Option(tuple(action.option_strings), action.help or "", value))
        elif action.help != argparse.SUPPRESS:
            value = _value(action, printed)
            words += value.words
            revisions, files = revisions or value.revisions, files or value.files
    return Command(name, help, options, Value(words, revisions=revisions, files=files))


def _value(action: argparse.Action, printed: object) -> Value:
    """Return what an option or argument takes, by its type, else by what help calls it."""
    if action.metavar == "FORMAT=FILE" and isinstance(printed, OneOf):
        return Value(tuple(f"{word}=" for word in printed.choices), files=True)
    if isinstance(action.type, OneOf):
        return Value(action.type.choices)
    if action.choices is not None:
        return Value(tuple(map(str, action.choices)))
    return _called(str(action.metavar or action.dest).upper())


def _called(metavar: str) -> Value:
    first, equals, _ = metavar.partition("=")
    if equals:
        return Value(tuple(f"{word}=" for word in _WORDS.get(first, ())), files=True)
    # `REV[..REV]`, `FILE ...`
    names = [name.partition("[")[0] for name in metavar.split("|")]
    return Value(
        tuple(word for name in names for word in _WORDS.get(name, ())),
        revisions=not {"REV", "REVISION", "BASE"}.isdisjoint(names),
        files=any(name.rstrip("S") in _FILES for name in names),
    )


def _of_help(name: str, help: str, module: ModuleType) -> Command:
    """Read options and arguments from the help of a command, where nothing else tells them."""
    from contextlib import redirect_stdout, suppress
    from io import BytesIO, TextIOWrapper

    written = BytesIO()
    with redirect_stdout(TextIOWrapper(written, "utf-8")) as stdout, suppress(SystemExit):
        module.run(["--help"])
        stdout.flush()
    options: list[Option] = []
    words: set[str] = set()
    for line in written.getvalue().decode("utf-8").partition("\nexamples:")[0].splitlines():
        row = re.match(r"  (\S.*?)(?:  +(\S.*))?$", line)
        if row is None:
            continue
        names = re.findall(r"(?:^|, )(-{1,2}[a-z][a-z-]*)", row[1])
        taken = re.search(r" ([A-Z][A-Z|=-]*)", row[1])
        if names:
            value = _called(taken[1]) if taken else None
            if value is not None:
                # Not every command has every format; its help names those that it has.
                named = tuple(word for word in value.words if re.search(rf"\b{word}\b", line))
                value.words = named or value.words
            options.append(Option(tuple(names), row[2] or "", value))
        elif row[1].isupper():
            words.update(row[1].split("|"))
    return Command(name, help, options, _called("|".join(sorted(words))))
