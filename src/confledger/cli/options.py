"""The options of `check`: one table, read without argparse where nothing is unusual.

argparse costs a hook a tenth of its time. It is built from the same table for `--help`, for
errors, and for whatever the short reader does not know.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    Flags = tuple[tuple[str, str | None, str], ...]
    Values = tuple[tuple[str, str, str], ...]

# name, short form, what it takes, help
FLAGS = (
    ("--staged", None, "what the next commit holds, not the work tree"),
    ("--all", None, "every tracked file; the default without paths"),
    ("--verbose", "-v", "also list information, and what is accepted"),
    ("--quiet", "-q", "do not print the summary on standard error"),
    ("--files", None, "list every file with how it ended"),
    ("--no-cache", None, "neither read nor write remembered verdicts"),
    ("--tests", None, "run the tests of policies and in *.cltest.yaml files"),
    ("--fix", None, "mend what is safe to mend, and show the difference"),
    ("--dry-run", None, "with --fix: only show the difference"),
)
VALUES = (
    ("--rev", "REV", "all files of a commit, tag or branch"),
    ("--from", "REV", "only what changed since the common ancestor with REV"),
    ("--to", "REV", "with --from: up to REV (default: HEAD)"),
    ("--new-since", "REV", "only what the common ancestor with REV did not have"),
    ("--trust", "SIDE", "with --from: whose rules count, base or head"),
    ("--as-of", "DATE", "the day on which waivers end or not (default: today)"),
    (
        "--format",
        "FORMAT",
        "how to print findings: text, short, json, sarif, codequality, junit, github, checkstyle, "
        "rdjson",
    ),
    ("--jobs", "N", "worker processes (default: the number of cores)"),
    ("--color", "WHEN", "auto, always or never (default: auto, or NO_COLOR)"),
)
# Those of `secrets check` and `secrets scan` that `check` has not.
_OF_SECRETS = (
    ("--history", None, "every commit there is, not one state"),
    ("--push", None, "what a push brings: since the branch that is pushed to"),
    ("--no-scan", None, "only the proof, without looking for secrets in plain text"),
)
_SHARED = ("--staged", "--all", "--verbose", "--quiet")
SECRET_FLAGS = (*(one for one in FLAGS if one[0] in _SHARED), *_OF_SECRETS)
SECRET_VALUES = tuple(one for one in VALUES if one[0] not in ("--new-since", "--jobs"))
OUTPUT = ("--output", "FORMAT=FILE", "also write a format to a file; may be repeated")


class Options:
    """What one run of `check`, or of `secrets check`, was asked; see FLAGS and VALUES."""

    def __init__(self) -> None:
        self.staged = False
        self.all = False
        self.verbose = False
        self.quiet = False
        self.files = False
        self.no_cache = False
        self.tests = False
        self.fix = False
        self.dry_run = False
        self.history = False
        self.no_scan = False
        self.push = False
        self.rev: str | None = None
        self.since: str | None = None
        self.until: str | None = None
        self.new_since: str | None = None
        self.trust: str | None = None
        self.as_of: str | None = None
        self.format = "text"
        self.jobs: str | None = None
        self.color = "auto"
        self.output: list[str] = []
        self.paths: list[str] = []

    def set(self, name: str, value: object) -> None:
        """Set one option by its long name."""
        attribute = {"--from": "since", "--to": "until"}.get(name, name[2:].replace("-", "_"))
        setattr(self, attribute, value)


def read(arguments: list[str], flags: "Flags" = FLAGS, values: "Values" = VALUES) -> Options | None:
    """Read plain arguments; None for anything that argparse should see."""
    options = Options()
    known = {name: name for name, _, _ in flags} | {
        short: name for name, short, _ in flags if short
    }
    valued = {name for name, _, _ in values} | {OUTPUT[0]}
    at = 0
    while at < len(arguments):
        word = arguments[at]
        at += 1
        if word == "--":
            options.paths += arguments[at:]
            break
        if word in known:
            options.set(known[word], True)
            continue
        if not word.startswith("-"):
            options.paths.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in valued:
            return None
        if not equals:
            if at == len(arguments) or arguments[at].startswith("-"):
                return None
            value = arguments[at]
            at += 1
        if name == OUTPUT[0]:
            options.output.append(value)
        else:
            options.set(name, value)
    return options


def add_to(
    parser: "argparse.ArgumentParser", flags: "Flags" = FLAGS, values: "Values" = VALUES
) -> None:
    """Give argparse the same table."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files or folders")
    for name, short, help in flags:
        names = (name,) if short is None else (short, name)
        parser.add_argument(*names, action="store_true", help=help)
    for name, metavar, help in values:
        dest = {"--from": "since", "--to": "until"}.get(name)
        extra = {"dest": dest} if dest else {}
        default = {"--format": "text", "--color": "auto"}.get(name)
        parser.add_argument(name, metavar=metavar, default=default, help=help, **extra)  # type: ignore[arg-type]
    parser.add_argument(OUTPUT[0], metavar=OUTPUT[1], action="append", default=[], help=OUTPUT[2])


def careful(parser: "argparse.ArgumentParser", arguments: list[str]) -> Options:
    """Read arguments with argparse, which prints help and names faults; as `read` would.

    What follows `--` it is not shown: how it takes that depends on its version.
    """
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = Options()
    for key, value in vars(parser.parse_intermixed_args(arguments[:end])).items():
        setattr(options, key, value)
    options.paths = [*options.paths, *arguments[end + 1 :]]
    return options
