"""argparse with our manners: errors say what to do next, help ends with examples."""

import argparse
from typing import NoReturn

from confledger.errors import ConfledgerError, nearest


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

    def error(self, message: str) -> NoReturn:
        """Raise ConfledgerError instead of printing the whole usage."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            word = unknown.split(" ")[0].partition("=")[0]
            close = nearest(word, list(self._option_string_actions))
            raise ConfledgerError(
                f"there is no option {word!r}",
                help=f"did you mean {close}?"
                if close
                else f"see `confledger {self._command} --help`",
            )
        raise ConfledgerError(message, help=f"see `confledger {self._command} --help`")
