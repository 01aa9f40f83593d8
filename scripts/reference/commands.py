"""The page of commands: what each says when asked for help, exit codes, and formats."""

import os
import re
import subprocess
import sys

from confledger.reports.catalog import FORMATS

ENDINGS = {
    "0": "clean: nothing reached the severity that `fail-on` names",
    "1": "findings",
    "2": "something that you can put right: an option, the settings, a revision, a full disk",
    "3": "a fault of confledger; the message names a log to attach, which holds no values",
    "130": "interrupted",
}
SEVERITIES = {
    "text": "errors, warnings; of information up to three a check, all with `--verbose`",
    "short": "as `text`",
    "json": "all, always",
    "sarif": "all, always, as `error`, `warning`, `note`; of more than 25,000 the worst",
    "codequality": "errors (`major`), warnings (`minor`); information with `--verbose`",
    "junit": "as `codequality`; what fails the run is a failed test, the rest are passed ones",
    "github": "as `codequality`; ten of each, and the tenth says how many more there are",
    "checkstyle": "as `codequality`",
    "rdjson": "as `codequality`",
}
TAIL = """
Files without a schema are information, and many: `text` and `short` show none of them without
`--verbose`. Information that fails the run (`fail-on: info`) is in every format. A check that is
`off` is in none. Findings go to standard output; the summary and errors to standard error.
"""


def page(note: str) -> str:
    """Return the page, with a note at its top."""
    top = help_of()
    sections = [f"\n## confledger\n\n```text\n{top}```\n"]
    sections += [f"\n## {name}\n\n```text\n{help_of(name)}```\n" for name in names(top)]
    return "# Commands\n\n" + note + "".join(sections) + endings() + formats()


def endings() -> str:
    """Return the section on exit codes."""
    rows = "".join(f"| {code} | {what} |\n" for code, what in ENDINGS.items())
    return (
        "\n## Exit codes\n\n| code | says |\n|---|---|\n"
        + rows
        + "\nStopped by a hook, `git commit`, `git merge` and `git push` themselves exit with 1, "
        "whatever the\nhook said.\n"
    )


def formats() -> str:
    """Return the section on formats: what each is, and which severities it has."""
    rows = "".join(
        f"| `{name}` | {what} | {SEVERITIES[name]} |\n" for name, what in FORMATS.items()
    )
    return (
        "\n## Formats\n\n`--format` prints one; `--output FORMAT=FILE` writes one to a file, and "
        "may be repeated.\n\n| format | what it is | severities |\n|---|---|---|\n"
        + "".join(rows)
        + TAIL
    )


def names(text: str) -> list[str]:
    """Return the commands that a help text lists under `commands:`, in its order."""
    _, _, listed = text.partition("\ncommands:\n")
    return re.findall(r"(?m)^  ([a-z][a-z-]*) ", listed.partition("\n\n")[0])


def help_of(*command: str) -> str:
    """Return the help of a command, the same at any terminal and with any Python."""
    done = subprocess.run(
        [sys.executable, "-m", "confledger", *command, "--help"],
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "PYTHON_COLORS": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    # Python 3.13 stopped repeating the value: `-f FILE, --file FILE` is now `-f, --file FILE`.
    return re.sub(r"(?m)^(  +-\w) (\S+), (--[\w-]+ \2)", r"\1, \3", done.stdout)
