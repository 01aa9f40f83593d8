"""argparse with our manners: errors say what to do next, help ends with examples."""

import argparse
from collections.abc import Callable
from typing import NoReturn

from confledger.cli.streams import put
from confledger.errors import ConfledgerError, nearest


def one_of(choices: tuple[str, ...], what: str) -> Callable[[str], str]:
    """Return a `type` for argparse that takes only these, and names the nearest."""

    def choose(word: str) -> str:
        if word in choices:
            return word
        close = nearest(word, choices)
        known = f"{', '.join(choices[:-1])} and {choices[-1]}"
        asked = f"did you mean {close!r}? " if close else ""
        raise ConfledgerError(f"there is no {what} {word!r}", help=f"{asked}there are {known}")

    return choose


class Parser(argparse.ArgumentParser):
    """A parser for one command; an unknown option names the nearest known one."""

    def __init__(self, command: str, about: str, *, examples: tuple[str, ...]) -> None:
        self._command = command
        super().__init__(
            prog=f"confledger {command}",
            description=about,
            epilog="examples:\n" + "".join(f"  {one}\n" for one in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def print_help(self, file: object = None) -> None:
        """Print the help as every other answer is printed."""
        put(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Raise ConfledgerError instead of printing the whole usage."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            word = unknown.split(" ")[0].partition("=")[0]
            if not word.startswith("-"):
                raise ConfledgerError(
                    f"one argument too many: {word!r}",
                    help=f"see `confledger {self._command} --help`",
                )
            close = nearest(word, list(self._option_string_actions))
            raise ConfledgerError(
                f"there is no option {word!r}",
                help=f"did you mean {close}?"
                if close
                else f"see `confledger {self._command} --help`",
            )
        for theirs, ours in (
            (": expected one argument", "needs a value"),
            (": ignored explicit argument", "takes no value"),
        ):
            argument, found, _ = message.partition(theirs)
            if found:
                message = f"{argument.removeprefix('argument ')} {ours}"
        raise ConfledgerError(message, help=f"see `confledger {self._command} --help`")
