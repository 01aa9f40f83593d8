"""The command `log`: every value that keys ever had."""

from confledger.cli.parser import Parser, one_of
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.cli.log_scope import Scope
    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.question import Question

FORMATS = ("text", "json", "csv")
_ABOUT = """\
List every value that keys ever had: when it took effect, from what to what, and by whom.

A KEY is a pattern over keys, such as '**/image/tag', /spec/replicas or db.pool; * stands for
one step, ** for any number of them, and an item of a list may be named by what tells it apart:
'containers/web/image'. FILE#KEY asks for one key of one file. The rows are those of the
mainline, which is what `git log --first-parent` follows; what a merge brought is told by the
commit that wrote it. Days are in UTC. Secrets are told as changed, without their values."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "log",
        _ABOUT,
        examples=(
            "confledger log '**/image/tag' --since 2026-01-01",
            "confledger log apps/shop.yaml#/spec/replicas",
            "confledger log --env prod --author ada -n 20",
            "confledger log apps/shop.yaml --at 2026-03-01",
        ),
        meant={
            "--limit": "did you mean -n?",
            "--max-count": "did you mean -n?",
            "--after": "did you mean --since?",
            "--before": "did you mean --until?",
            "--from": "did you mean --since?",
            "--to": "did you mean --until?",
            "--user": "did you mean --author?",
            "--committer": "did you mean --author?",
            "--diff-filter": "did you mean --kind?",
            "-S": "did you mean --grep?",
            "-G": "did you mean --grep?",
            "-L": "name a key: confledger log FILE KEY",
            "--first-parent": "it does so anyway; for side branches: --all",
            "--no-merges": "merges have no rows of their own, unless they changed something",
            "--merges": "see `git log --merges`",
            "--graph": "see `git log --graph`",
            "--stat": "see `confledger diff --stat`, or the counts of `confledger audit report`",
            "--name-only": "see `confledger diff --stat`",
            "--oneline": "each row is one line with --format csv",
            "-p": "the values are shown anyway",
            "--patch": "the values are shown anyway",
        },
    )
    made.add_argument("what", nargs="*", metavar="KEY|FILE|FOLDER", help="all, without any")
    made.add_argument("--env", metavar="NAME", help="only files of this environment")
    made.add_argument("--author", help="only what somebody wrote, by a part of name or address")
    made.add_argument("--since", metavar="TIME|REV", help="what landed then or later; after REV")
    made.add_argument("--until", metavar="TIME|REV", help="what landed then or earlier")
    made.add_argument("--secret", action="store_true", help="only secrets")
    made.add_argument("--kind", action="append", help="only added, removed, changed, ...")
    made.add_argument("--grep", metavar="TEXT", help="only with this in the subject or a value")
    made.add_argument(
        "--all", action="store_true", help="what was written on side branches, where it was"
    )
    made.add_argument(
        "--no-follow", dest="follow", action="store_false", help="do not go through renames"
    )
    made.add_argument("--follow", action="store_true", default=True, help="the default")
    made.add_argument("--expand", action="store_true", help="each key of files that came and went")
    made.add_argument("-n", type=_count, metavar="N", dest="limit", help="only the newest N rows")
    made.add_argument("--reverse", action="store_true", help="the oldest first")
    made.add_argument(
        "--at", metavar="TIME|REV", help="what files held at a time or commit of the mainline"
    )
    made.add_argument("--ids", action="store_true", help="with ids that `show` takes")
    made.add_format(*FORMATS)
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto)",
    )
    return made


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ConfledgerError(f"-n takes a number from 1, not {text!r}")
    return int(text)


def run(arguments: list[str]) -> int:
    """Print the rows, or the state at a time."""
    asked = parser().parse_intermixed_args(_dashed(arguments))
    from confledger.cli.opened_ledger import opened

    with opened() as ledger:
        if asked.at is not None:
            from confledger.cli.log_state import print_state

            return print_state(asked, ledger)
        from confledger.cli.log_output import print_lines
        from confledger.cli.log_scope import Arguments

        arguments_of = Arguments(ledger.repository, ledger.store, follow=asked.follow)
        scope = arguments_of.scope(asked.what)
        arguments_of.tell_of_keys(asked.what)
        print_lines(asked, ledger, question(asked, ledger, scope))
    return 0


def _dashed(arguments: list[str]) -> list[str]:
    """Write `-5` as `-n 5`, as git takes it."""
    return [f"-n{one[1:]}" if one[:1] == "-" and one[1:].isdecimal() else one for one in arguments]


def question(asked: "argparse.Namespace", ledger: "Opened", scope: "Scope") -> "Question":
    """Return what is asked for."""
    from confledger.cli.log_ends import ends
    from confledger.cli.log_scope import environment
    from confledger.ledger.question import KINDS, Question

    kind = one_of(KINDS, "kind")
    kinds = frozenset(kind(one) for word in asked.kind or () for one in word.split(","))
    since, after = ends(ledger, asked.since, "--since")
    until, up_to = ends(ledger, asked.until, "--until")
    return Question(
        files=scope.files,
        keys=scope.keys,
        belongs=None
        if asked.env is None
        else environment(ledger.settings, ledger.store, asked.env),
        since=since,
        until=until,
        after=after,
        up_to=up_to,
        author=asked.author,
        text=asked.grep,
        kinds=kinds,
        secret=asked.secret,
        everything=asked.all,
        expand=asked.expand,
    )
