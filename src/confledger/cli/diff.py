"""Say which values differ between two states: commits, the index, the work tree, folders, files."""

from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.cli.diff_files import Documents
    from confledger.reports.changes.content import Comparison

FORMATS = ("text", "markdown", "json", "json-patch", "merge-patch")
_PATCHES = FORMATS[3:]
# What git's configuration has behind `confledger diff`; git adds words of its own.
DRIVER = "--git-driver"
_MEANT = {
    "--name-only": "did you mean --stat?",
    "--name-status": "did you mean --stat?",
    "--numstat": "did you mean --stat?",
    "--no-index": "two files or folders are compared when exactly two are named",
    "--since": "see `confledger log --since TIME`, or name a revision",
    "--until": "see `confledger log --until TIME`, or name two revisions",
    "--author": "see `confledger log --author NAME`",
    "--at": "name a revision; for the state at a time: confledger log --at TIME",
    "--secret": "see `confledger log --secret`, or `confledger secrets diff`",
    **dict.fromkeys(("-p", "-u", "--patch"), "values are shown anyway; to apply: confledger patch"),
    **dict.fromkeys(
        ("-w", "-b", "--ignore-all-space", "--ignore-space-change"),
        "what is only written otherwise is never a change here",
    ),
    **dict.fromkeys(("--word-diff", "--color-words"), "values are compared, not lines"),
    "--output": "write standard output to a file: confledger diff --format json > FILE",
}


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "diff",
        "Say which values differ between two states: typed, items matched by what they are,\n"
        "secrets hidden, files that are only written otherwise apart. Without arguments: the\n"
        "files on disk against HEAD, so all that you changed since the last commit.",
        examples=(
            "confledger diff                              what you changed since the last commit",
            "confledger diff --staged                     what the next commit changes",
            "confledger diff main...HEAD --format markdown",
            "confledger diff v1.4 v1.5 --env prod -- charts/",
            "confledger diff envs/staging.yaml envs/prod.yaml",
            "helm template . | confledger diff last.yaml -",
        ),
        meant=_MEANT,
    )
    made.add_argument(
        "names",
        metavar="REV|PATH",
        nargs="*",
        help="one revision to compare the files on disk with (default: HEAD), two, or a range A..B "
        "or A...B; then files or folders to which it is restricted. Exactly two files or two "
        "folders are compared with one another; `-` is standard input",
    )
    made.add_argument(
        "--staged",
        "--cached",
        action="store_true",
        help="compare what is staged, not the files on disk",
    )
    made.add_argument(
        "--from",
        dest="since",
        metavar="REV",
        help="compare HEAD with its common ancestor with REV, as `check --from` does",
    )
    made.add_argument(
        "--to", dest="until", metavar="REV", help="with --from: another end than HEAD"
    )
    made.add_argument("--env", metavar="NAME", help="only files of one environment")
    made.add_argument(
        "--effective",
        action="store_true",
        help="compare what holds after overlays; not there yet, and refused",
    )
    made.add_format(
        *FORMATS,
        help="how to print: text, markdown, json, json-patch (RFC 6902) or merge-patch (RFC 7386), "
        "the last two of one file (default: text)",
    )
    made.add_argument("--stat", action="store_true", help="print one line for each file")
    made.add_argument(
        "--full", action="store_true", help="shorten nothing: neither texts, nor new files"
    )
    made.add_argument("--comments", action="store_true", help="list changes of comments as well")
    made.add_argument(
        "--style",
        action="store_true",
        help="list what is written otherwise as well: quotes, blocks, order of keys",
    )
    made.add_argument(
        "--redact",
        action="store_true",
        help="with a patch: write `<redacted>` for secrets; it cannot be applied then",
    )
    made.add_argument(
        "--dialect", metavar="DIALECT", help="read every file as this: yaml, json, toml, ..."
    )
    made.add_argument(
        "--exit-code", action="store_true", help="exit with 1 if anything differs, as git does"
    )
    made.add_argument(
        "-q", "--quiet", action="store_true", help="print nothing; implies --exit-code"
    )
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto)",
    )
    return made


def run(arguments: list[str]) -> int:
    """Print what differs; return the exit code."""
    if arguments[:1] == [DRIVER]:
        from confledger.cli import diff_driver

        return diff_driver.run(arguments[1:])
    end = arguments.index("--") if "--" in arguments else len(arguments)
    asked = parser().parse_intermixed_args(arguments[:end])
    _verify(asked)
    from confledger.cli.diff_files import Comparing, tell_untracked
    from confledger.cli.diff_wanted import Wanted, sides_of
    from confledger.cli.progress import Progress

    wanted = Wanted()
    wanted.names = asked.names
    wanted.literal = arguments[end + 1 :] if end < len(arguments) else None
    wanted.staged, wanted.since, wanted.until = asked.staged, asked.since, asked.until
    sides, paths = sides_of(wanted)
    progress = Progress("comparing")
    try:
        comparing = Comparing(sides, paths, asked.env)
        comparing.dialect = asked.dialect
        classes = (("comment", asked.comments), ("style", asked.style))
        comparing.classes = frozenset(name for name, wanted in classes if wanted)
        comparing.keep = [] if asked.format in _PATCHES else None
        comparison = comparing.run(progress)
    finally:
        progress.close()
        sides.close()
    comparison.command = _command(arguments)
    unreadable = comparison.statuses()["unreadable"]
    if asked.quiet:
        pass
    elif comparing.keep is not None:
        _patch(asked, comparison, comparing.keep)
    else:
        _print(asked, comparison)
        if asked.format == "text":
            tell_untracked(comparison.untracked)
    if unreadable:
        return 2
    differs = any(file.differs or file.styles for file in comparison.files)
    return int((asked.exit_code or asked.quiet) and differs)


def _verify(asked: "argparse.Namespace") -> None:
    """Raise for what does not go together, before any work is done."""
    if asked.effective:
        raise ConfledgerError(
            "--effective is not there yet: overlays cannot be resolved",
            help="without it, the files are compared as they are; --env NAME restricts it to those "
            "of an environment",
        )
    if asked.redact and asked.format not in _PATCHES:
        raise ConfledgerError(
            "--redact is for patches: all other formats hide secrets anyway",
            help="leave it out, or add --format json-patch",
        )
    if asked.stat and asked.format != "text":
        raise ConfledgerError("--stat is a format of its own", help="leave out --format")
    if asked.since is None and asked.until is not None:
        raise ConfledgerError("--to needs --from", help="name the start: --from main")
    if asked.staged and asked.since is not None:
        raise ConfledgerError("--staged and --from are two questions", help="leave one of them out")
    if asked.dialect is not None:
        from confledger.documents.dialect import DIALECTS

        one_of(DIALECTS, "dialect")(asked.dialect)


def _print(asked: "argparse.Namespace", comparison: "Comparison") -> None:
    from importlib import import_module
    from shutil import get_terminal_size

    from confledger.cli.output import coloured
    from confledger.cli.streams import put

    name = "stat" if asked.stat else asked.format
    renderer = import_module(f"confledger.reports.changes.renderers.{name}")
    width = get_terminal_size((100, 24)).columns
    put(
        renderer.render(
            comparison, colour=coloured(asked.color), width=max(width, 40), full=asked.full
        )
    )


def _patch(asked: "argparse.Namespace", comparison: "Comparison", kept: "list[Documents]") -> None:
    """Print the patch of the one file that differs."""
    from confledger.cli.diff_patch import patch
    from confledger.cli.streams import put

    put(patch(asked.format, comparison, kept, redact=asked.redact))


def _command(arguments: list[str]) -> str:
    """Return what shows the same at a terminal."""
    from shlex import join

    kept = [one for one in arguments if not one.startswith("--format")]
    for name in ("markdown", *FORMATS):
        if "--format" in arguments and name in kept:
            kept.remove(name)
    return join(["confledger", "diff", *kept])
