"""The commands and their help; built only when the short way does not know the answer."""

from confledger.cli.streams import put, tell

COMMANDS = {
    "check": "say what is wrong with the configuration, where, and what to do",
    "settings": "print the effective settings and where each comes from",
    "git": "let git run confledger: install or uninstall the hooks",
}
_USAGE = """\
usage: confledger COMMAND [OPTIONS]

Know what changed in your configuration, who changed it, what it costs,
and how to get back.

commands:
"""
_EXAMPLES = """
  confledger COMMAND --help   what a command does, with examples
  confledger --version        which version this is

examples:
  confledger check                 every tracked file
  confledger check --staged        what the next commit would hold
"""


def run(arguments: list[str]) -> int:
    """Run one command; return its exit code."""
    if arguments[:1] == ["help"] and arguments[1:2]:
        arguments = [arguments[1], "--help"]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        (put if arguments else tell)(help_text())
        return 0 if arguments else 2
    if arguments[0] in ("-V", "--version", "version"):
        from confledger import __version__

        put(f"confledger {__version__}\n")
        return 0
    name, rest = arguments[0], arguments[1:]
    if name == "check":
        return _check(rest)
    if name == "settings":
        from confledger.cli import show_settings

        return show_settings.run(rest)
    if name == "git":
        from confledger.cli import git_hooks

        return git_hooks.run(rest)
    from confledger.errors import ConfledgerError, nearest

    close = nearest(name, list(COMMANDS))
    raise ConfledgerError(
        f"there is no command {name!r}",
        help=f"did you mean `confledger {close}`?" if close else "see `confledger --help`",
    )


def help_text() -> str:
    """Return what `confledger --help` prints."""
    rows = "".join(f"  {name:10} {text}\n" for name, text in sorted(COMMANDS.items()))
    return _USAGE + rows + _EXAMPLES


def _check(rest: list[str]) -> int:
    from confledger.cli import check, options

    asked = options.read(rest)
    if asked is None:
        asked = _parsed(rest)
    return check.run(asked, rest)


def _parsed(rest: list[str]) -> "Options":
    """Read the arguments with argparse, which prints help and errors and ends the process."""
    from confledger.cli import options
    from confledger.cli.parser import Parser

    parser = Parser(
        "check",
        "Check configuration files: syntax, encoding, duplicate keys, schemas, and more.",
        examples=(
            "confledger check --staged                   what the next commit would hold",
            "confledger check --from main --output sarif=out.sarif",
        ),
    )
    options.add_to(parser)
    return options.careful(parser, rest)


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
