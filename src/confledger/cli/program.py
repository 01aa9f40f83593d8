"""The commands and their help; built only when the short way does not know the answer."""

from confledger.cli.streams import put, tell

COMMANDS = {
    "check": "say what is wrong with the configuration, where, and what to do",
    "settings": "print the effective settings and where each comes from",
    "git": "let git run confledger: install or uninstall the hooks",
    "init": "look at a repository, and write settings and hooks for it",
    "doctor": "say what is installed, what would not run, and how to mend it",
    "schema": "find, add, update, infer, export and compare schemas",
    "explain": "say where a value comes from, which layers set it, and what a check is about",
    "completion": "print the completion of a shell",
    "hook": "what git runs after its own commands, and on messages",
    "secrets": "prove secrets encrypted, find those that are not, and work with them",
    "diff": "say which values differ between two states: commits, the index, files, folders",
    "patch": "apply a patch that `diff` made to a file, and print the result",
    "log": "list every value that keys ever had: when, from what to what, by whom",
    "blame": "say of each key of a file which commit gave it its value",
    "show": "show what holds in an environment, or all that is known of one change",
    "render": "write what holds in an environment in another format",
    "run": "start a program with the variables that the configuration declares",
    "report": "report on configuration, gaps, debt, changes and activity, in every format",
    "scan": "list every file with what it is: configuration, observability, hygiene",
    "clean": "remove backups and junk that git can give back; a plan comes first",
    "debt": "say what was put off, what it costs, and whether a change adds to it",
    "ci": "all that a merge request needs: checks, reports in every format, the comment",
    "badge": "draw badges from the same numbers as the reports",
    "doc": "write reference pages from schemas, checks and metrics",
    "plan": "hold Markdown plans to what was done: check, status, sync, finalize",
    "rollback": "bring configuration back to an earlier state, as one new commit",
    "backup": "write, prove, restore and keep backups of the history and of what git lacks",
    "undo": "take a rollback back, as one new commit",
    "migrate": "bring files to another version of their schema, comments and all",
    "ledger": "build, inspect and export the ledger of all changes of values",
    "audit": "report changes for an auditor, and prove such a report from git alone",
    "suggest": "say what usually changes together, and which values are usual",
}
# The module of each command; `check` has a way of its own.
MODULES = {
    "settings": "show_settings",
    "git": "git_hooks",
    "init": "init",
    "doctor": "doctor",
    "schema": "schema_files",
    "explain": "explain",
    "completion": "completion",
    "hook": "git_events",
    "secrets": "secrets.command",
    "diff": "diff",
    "patch": "patch",
    "log": "log",
    "blame": "blame",
    "show": "show",
    "render": "render",
    "run": "run",
    "report": "report.command",
    "scan": "scan",
    "clean": "clean",
    "debt": "debt.command",
    "ci": "ci.command",
    "badge": "badge",
    "doc": "doc.command",
    "plan": "plan.command",
    "migrate": "migrate",
    "rollback": "rollback.command",
    "backup": "backup.command",
    "undo": "rollback.undo",
    "ledger": "ledger.command",
    "audit": "audit.command",
    "suggest": "suggest.command",
}
# What other tools call it.
_MEANT = {
    "lint": "check",
    "validate": "check",
    "verify": "check",
    "inventory": "scan",
    "docs": "doc",
    "badges": "badge --all",
    "comment": "ci",
    "pr": "ci",
    "tidy": "clean",
    "gap": "report gap",
    "activity": "report activity",
    "dora": "report activity",
    "fix": "check --fix",
    "test": "check --tests",
    "tests": "check --tests",
    "install": "git install",
    "uninstall": "git uninstall",
    "hooks": "git status",
    "config": "settings",
    "rules": "explain",
    "setup": "init",
    "infer": "schema infer",
    "history": "log",
    "annotate": "blame",
    "export": "ledger export",
    "exec": "run",
    "why": "explain",
    "get": "show",
    "upgrade": "migrate",
    "revert": "rollback --entry",
    "restore": "rollback",
    "reset": "rollback --to",
    "redo": "undo",
    "template": "render",
}
_OPTIONS_MEANT = {
    **{
        f"--{name}": f"did you mean --format {name}?"
        for name in ("json", "sarif", "codequality", "junit", "github", "checkstyle", "rdjson")
    },
    "--diff": "did you mean --fix --dry-run? that shows the difference, and writes nothing",
    "-f": "did you mean --format FORMAT?",
    "-o": "did you mean --output FORMAT=FILE?",
    "--cached": "did you mean --staged?",
    "--write": "did you mean --fix?",
    "--list": "did you mean --files?",
    "--since": "did you mean --new-since REV, or --from REV, which looks at changed files only?",
    "--base": "did you mean --from REV, or --new-since REV, which looks at all files?",
    "--no-color": "did you mean --color never?",
    "--config": "the settings are those of the repository: confledger settings",
    **dict.fromkeys(
        ("--exclude", "--skip"), "what is left out is said under `ignore` in confledger.yaml"
    ),
    **dict.fromkeys(
        ("--rule", "--rules", "--only", "--select", "--disable", "--ignore"),
        "what each check weighs is said under `checks` in confledger.yaml; one finding is "
        "accepted with a comment: confledger explain --rule ID",
    ),
    **dict.fromkeys(
        ("--strict", "--severity", "--level"), "what fails a run is `fail-on` in confledger.yaml"
    ),
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
    if arguments and arguments[0] in ("-h", "--help", "help") and arguments[1:2]:
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
    if name in MODULES:
        from importlib import import_module

        return int(import_module(f"confledger.cli.{MODULES[name]}").run(rest))
    from confledger.errors import ConfledgerError, nearest

    if name.startswith("-"):
        raise ConfledgerError(
            f"there is no option {name!r} without a command",
            help="options follow the command: confledger check --staged",
        )
    close = _MEANT.get(name) or nearest(name, list(COMMANDS))
    raise ConfledgerError(
        f"there is no command {name!r}",
        help=f"did you mean `confledger {close}`?" if close else "see `confledger --help`",
    )


def help_text() -> str:
    """Return what `confledger --help` prints."""
    rows = "".join(f"  {name:11} {text}\n" for name, text in sorted(COMMANDS.items()))
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

    return options.careful(check_parser(), rest)


def check_parser() -> "Parser":
    """Return the parser of `check`."""
    from confledger.cli import options
    from confledger.cli.parser import Parser

    made = Parser(
        "check",
        "Check configuration files: syntax, encoding, duplicate keys, schemas, and more.",
        examples=(
            "confledger check --staged                   what the next commit would hold",
            "confledger check --from main --output sarif=out.sarif",
        ),
        meant=_OPTIONS_MEANT,
    )
    options.add_to(made)
    return made


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.options import Options
    from confledger.cli.parser import Parser
