"""The command `secrets status`: what is encrypted, for whom, how old it is; without a key."""

import os
import sys

from confledger.cli import known
from confledger.cli.parser import Parser, one_of
from confledger.cli.progress import Progress
from confledger.cli.secrets import place as places
from confledger.cli.secrets.proved import Proved
from confledger.cli.secrets.status_table import (
    ENCRYPTED,
    FAULTY,
    PLAIN,
    UNGOVERNED,
    Row,
    as_json,
    as_text,
    summary,
)
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.finding import Finding
    from confledger.cli.secrets.place import Place
    from confledger.secrets.history import History

_ABOUT = """\
List the files that are encrypted, or that a creation rule has encrypted: for whom, which
values, how old they are and the data key is. Everything comes from the files on disk, from
.sops.yaml and from the history of git; no key, no network, no `sops`.

A value is as old as the first commit with its ciphertext. `~` before an age: all values were
encrypted anew since then, so it may be younger. `>`: this clone is shallow, so it is older.
`new`: not committed yet. The exit code is 1 where a file is plain or faulty."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "secrets status",
        _ABOUT,
        examples=("confledger secrets status", "confledger secrets status --format json secrets/"),
        meant={"--json": "did you mean --format json?"},
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help="only these files and folders")
    made.add_format()
    made.add_argument("--no-ages", action="store_true", help="do not look into the history")
    made.add_argument("--as-of", type=_day, metavar="DATE", help="the day that ages are counted to")
    made.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way"),
        default="auto",
        help="auto, always or never (default: auto, or NO_COLOR)",
    )
    return made


def _day(text: str) -> str:
    from confledger.checks.days import is_day

    if not is_day(text):
        raise ConfledgerError(f"--as-of takes a day, not {text!r}", help="such as 2026-01-31")
    return text


def run(arguments: list[str]) -> int:
    """Print the list; return 1 where a file is plain or faulty."""
    asked = parser().parse_args(arguments)
    place = places.here()
    rows = _rows(place, asked.paths)
    history = None
    if not asked.no_ages and rows:
        history = _history(place)
    if history is not None:
        for row in rows:
            if row.file.metadata is not None:
                row.ages = history.ages(row.file)
    today = asked.as_of or known.today()
    if asked.format == "json":
        put(as_json(rows, shallow=history is not None and history.shallow))
    else:
        from confledger.cli.output import coloured

        put(as_text(rows, today, width=_columns(), colour=coloured(asked.color)))
    tell(summary(rows, shallow=history is not None and history.shallow))
    return int(any(row.state in (PLAIN, FAULTY) for row in rows))


def _rows(place: "Place", given: list[str]) -> list[Row]:
    """Return the files on disk that have a part in secrets, in path order."""
    wanted = _wanted(place, given)
    entries = [one for one in place.tree.below("").values() if one.kind == "file"]
    proved = Proved(place.settings, place.rules)
    found: dict[str, list[Finding]] = {}
    for entry, content in place.tree.stream(entries):
        if isinstance(content, bytes):
            found[entry.path] = proved.of_file(entry.path, content)
    from confledger.checks import proof
    from confledger.checks.examined import Tree

    tree = Tree(list(found), proved.examined, proved.rules, place.settings.secrets)
    for one in proof.of_tree(tree, place.settings.severities):
        found.setdefault(one.path, []).append(one)
    rows = []
    for path, examined in sorted(proved.examined.items()):
        findings = proof.weighed(found[path], place.settings.severities)
        if wanted(path) and (examined.encrypted or any(_is_error(one) for one in findings)):
            state = PLAIN
            if examined.encrypted:
                state = ENCRYPTED if examined.rule is not None else UNGOVERNED
                if any(_is_error(one) for one in findings):
                    state = FAULTY
            rows.append(Row(examined, state, findings))
    return rows


def _is_error(finding: "Finding") -> bool:
    return finding.severity.value == "error"


def _wanted(place: "Place", given: list[str]) -> "Callable[[str], bool]":
    """Return a function that says whether a path is one of those asked for."""
    from confledger.cli.workspace import relative

    named = []
    for one in given:
        path = relative(one, place.top)
        if not os.path.lexists(place.full(path)):
            raise ConfledgerError(f"there is no file or folder {one!r}", help="see `git ls-files`")
        named.append(path)
    if not named or "" in named:
        return lambda path: True
    folders = tuple(one + "/" for one in named)
    return lambda path: path in named or path.startswith(folders)


def _history(place: "Place") -> "History | None":
    """Return what came before HEAD; None where there is nothing, or it cannot be known."""
    from confledger.git.deltas import has_commits
    from confledger.git.history import HistoryIncomplete
    from confledger.secrets.history import History

    if place.repository is None or not has_commits(place.repository):
        return None
    progress = Progress() if sys.stderr.isatty() else None
    try:
        return History(place.repository, progress=progress)
    except HistoryIncomplete as error:
        tell(f"note: no ages, as {error}; {error.help}\n")
        return None
    finally:
        if progress is not None:
            progress.close()


def _columns() -> int | None:
    """Return the width of the terminal; None where none is written to."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns
