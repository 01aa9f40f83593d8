"""Print the completion of a shell: a script that needs nothing but that shell and git."""

from confledger.cli.completion_words import SHELLS, commands
from confledger.cli.parser import Parser, one_of
from confledger.cli.streams import put
from confledger.errors import ConfledgerError

_HELP = "for example: confledger completion bash"


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "completion",
        "Print what a shell needs to complete commands, options and their values.\n"
        'In ~/.bashrc: eval "$(confledger completion bash)"; in ~/.zshrc, after compinit,\n'
        "the same with zsh. What was written to a file: again after each update.",
        examples=(
            "confledger completion bash",
            "confledger completion fish > ~/.config/fish/completions/confledger.fish",
        ),
    )
    made.add_argument(
        "shell", metavar="SHELL", nargs="?", type=one_of(SHELLS, "shell"), help="bash, fish or zsh"
    )
    return made


def run(arguments: list[str]) -> int:
    """Print the script of one shell; return the exit code."""
    asked = parser().parse_args(arguments)
    if asked.shell is None:
        raise ConfledgerError("a shell is missing: bash, fish or zsh", help=_HELP)
    from importlib import import_module

    module = import_module(f"confledger.cli.completion_{asked.shell}")
    put(module.script(commands()))
    return 0
