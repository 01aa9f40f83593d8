"""argparse with our manners: errors say what to do next, help ends with examples."""

import argparse
from typing import NoReturn

from confledger.cli.streams import put
from confledger.errors import ConfledgerError, nearest


class OneOf:
    """A `type` for argparse that takes only these words, and names the nearest."""

    def __init__(self, choices: tuple[str, ...], what: str) -> None:
        self.choices = choices
        self._what = what

    def __call__(self, word: str) -> str:
        """Return the word, or raise."""
        if word in self.choices:
            return word
        close = nearest(word, self.choices)
        known = f"{', '.join(self.choices[:-1])} and {self.choices[-1]}"
        asked = f"did you mean {close!r}? " if close else ""
        raise ConfledgerError(
            f"there is no {self._what} {word!r}", help=f"{asked}there are {known}"
        )


def one_of(choices: tuple[str, ...], what: str) -> OneOf:
    """Return a `type` for argparse that takes only these, and names the nearest."""
    return OneOf(choices, what)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Wraps what a command does between words, and leaves examples as they are written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" in text:
            return super()._fill_text(text, width, indent)
        return argparse.HelpFormatter._fill_text(self, text, width, indent)


class Parser(argparse.ArgumentParser):
    """A parser for one command; an unknown option names the nearest known one."""

    def __init__(
        self,
        command: str,
        about: str,
        *,
        examples: tuple[str, ...],
        meant: dict[str, str] | None = None,
        surplus: str | None = None,
    ) -> None:
        self._command = command
        # What to do about an argument too many, where it may be a secret: it is not quoted then.
        self._surplus = surplus
        # What to say of options that other tools have.
        self._meant = meant or {}
        super().__init__(
            prog=f"confledger {command}",
            description=about,
            epilog="examples:\n" + "".join(f"  {one}\n" for one in examples),
            formatter_class=_Formatter,
            allow_abbrev=False,
        )

    def add_format(
        self, *choices: str, default: str | None = "text", help: str | None = None
    ) -> None:
        """Add `--format`, of text and json without any choices; `help` where it needs words."""
        choices = choices or ("text", "json")
        several = f"{', '.join(choices[:-1])} or {choices[-1]}"
        self.add_argument(
            "--format",
            metavar="FORMAT",
            type=one_of(choices, "format"),
            default=default,
            help=help or f"how to print: {several} (default: {default})",
        )

    def print_help(self, file: object = None) -> None:
        """Print the help as every other answer is printed."""
        put(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Raise ConfledgerError instead of printing the whole usage."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            if self._surplus is not None and not unknown.startswith("--"):
                raise ConfledgerError("one argument too many", help=self._surplus)
            word = unknown.split(" ")[0].partition("=")[0]
            if not word.startswith("-"):
                raise ConfledgerError(
                    f"one argument too many: {word!r}",
                    help=f"see `confledger {self._command} --help`",
                )
            raise ConfledgerError(f"there is no option {word!r}", help=self._instead_of(word))
        for theirs, ours in (
            (": expected one argument", "needs a value"),
            (": ignored explicit argument", "takes no value"),
        ):
            argument, found, _ = message.partition(theirs)
            if found:
                message = f"{argument.removeprefix('argument ')} {ours}"
        raise ConfledgerError(message, help=f"see `confledger {self._command} --help`")

    def _instead_of(self, word: str) -> str:
        """Return what to do where an option is not known."""
        if word in self._meant:
            return self._meant[word]
        form = self._option_string_actions.get("--format")
        if form is not None and isinstance(form.type, OneOf) and word[2:] in form.type.choices:
            return f"did you mean --format {word[2:]}?"
        if word in ("--no-color", "--no-colour") and "--color" in self._option_string_actions:
            return "did you mean --color never?"
        long = [name for name in self._option_string_actions if name.startswith("--")]
        if word.startswith("--"):
            close = nearest(word, long)
        else:
            # One letter is near to every other: the one option that begins with it.
            begun = [name for name in long if name[2] == word[1:2]]
            close = begun[0] if len(begun) == 1 else None
        return f"did you mean {close}?" if close else f"see `confledger {self._command} --help`"
