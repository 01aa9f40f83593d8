"""The action `ledger export`: all entries, for other programs."""

import os
from collections.abc import Callable, Iterable, Iterator

from confledger.cli.parser import Parser
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.export import Exported

FORMATS = ("jsonl", "csv", "parquet")
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet"}
# What a program would open, and find to be something else.
_OTHERS = (".xlsx", ".xls", ".ods", ".tsv", ".json", ".yaml", ".sqlite", ".db")
_ABOUT = """\
Write every entry of the ledger, in the order in which they landed: what each commit changed,
those of side branches and what merges brought (on_mainline is true there). For the same commit
the bytes are the same. Secrets have no values. In CSV, a text that a spreadsheet would take for
a formula has an apostrophe before it."""


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "ledger export",
        _ABOUT,
        examples=(
            "confledger ledger export --output entries.parquet",
            "confledger ledger export --format csv --since 2026-01-01 > entries.csv",
        ),
        meant={
            "-o": "did you mean --output?",
            "--to": "did you mean --output?",
            **dict.fromkeys(
                ("--env", "--author", "--secret", "--until", "--kind", "--grep"),
                "see `confledger log --format csv`, which chooses rows",
            ),
        },
    )
    made.add_argument("--output", metavar="FILE", help="else standard output")
    made.add_format(
        *FORMATS,
        default=None,
        help="jsonl, csv or parquet (default: as FILE is called, else jsonl)",
    )
    made.add_argument("--since", metavar="TIME", help="only what landed then or later")
    made.add_argument(
        "--from", dest="start", metavar="REV", help="only what landed after this commit"
    )
    return made


def run(arguments: list[str]) -> int:
    """Write the entries."""
    asked = parser().parse_args(arguments)
    kind = asked.format or _of_name(asked.output)
    if kind == "parquet" and asked.output is None:
        raise ConfledgerError(
            "Parquet is written into a file", help="name it: --output entries.parquet"
        )
    from confledger.cli.log_output import pour
    from confledger.cli.log_scope import environments
    from confledger.cli.opened_ledger import opened
    from confledger.reports.ledger import exports

    if kind == "parquet":
        _need_pyarrow()
    with opened() as ledger:
        belonging = environments(ledger.settings, ledger.store)
        found = _entries(asked, ledger)
        if kind == "parquet":
            from confledger.reports.ledger import parquet

            rows = exports.rows(found, belonging)
            _placed(asked.output, lambda draft: parquet.write(rows, draft))
            return 0
        parts = (exports.as_csv if kind == "csv" else exports.as_jsonl)(found, belonging)
        if asked.output is None:
            pour(parts)
        else:
            _placed(asked.output, lambda draft: _write(parts, draft))
    return 0


def _of_name(file: str | None) -> str:
    suffix = os.path.splitext(file or "")[1].lower()
    if suffix in _OTHERS:
        raise ConfledgerError(
            f"entries are not written as {suffix}",
            help="as .csv, .jsonl or .parquet; or say which with --format",
        )
    return _SUFFIXES.get(suffix, "jsonl")


def _entries(asked: "argparse.Namespace", ledger: "Opened") -> "Iterable[Exported]":
    from confledger.cli.moments import moment
    from confledger.git.snapshot import resolve
    from confledger.ledger.commit import Commits
    from confledger.ledger.export import exported

    since = None if asked.since is None else moment(ledger.repository, asked.since, "--since")
    after = None
    if asked.start is not None:
        oid = resolve(ledger.repository, asked.start, "commit")
        commits = Commits(ledger.store)
        after = commits.numbered(oid)
        if after is None or not commits[after].mainline:
            raise ConfledgerError(
                f"{asked.start!r} is no commit of the mainline of HEAD",
                help="see those there are: git log --first-parent",
            )
    found = exported(ledger.store, since=since, after=after)
    return found if asked.output is None else _counted(found, ledger)


def _counted(found: "Iterable[Exported]", ledger: "Opened") -> "Iterator[Exported]":
    """Yield entries, with a bar on a terminal."""
    from confledger.cli.progress import Progress

    (total,) = ledger.store.connection.execute("SELECT count(*) FROM changes").fetchone()
    progress = Progress("exporting")
    try:
        for one in found:
            if one.sequence % 1000 == 0:
                progress(one.sequence, total)
            yield one
    finally:
        progress.close()


def _need_pyarrow() -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise ConfledgerError(
            "Parquet needs pyarrow, which is not installed",
            help="pip install 'confledger[parquet]', or choose --format jsonl",
        )


def _write(parts: Iterable[str], draft: str) -> None:
    with open(draft, "w", encoding="utf-8", errors="backslashreplace", newline="") as out:
        out.writelines(parts)
        out.flush()
        os.fsync(out.fileno())


def _placed(file: str, write: Callable[[str], None]) -> None:
    """Write beside a file and then over it, so that it is always whole."""
    target = os.path.realpath(file)
    draft = f"{target}.{os.getpid()}.tmp"
    try:
        write(draft)
        if os.path.exists(target):
            os.chmod(draft, os.stat(target).st_mode & 0o7777)
        os.replace(draft, target)
    except OSError as error:
        raise ConfledgerError(
            f"{file!r} could not be written: {(error.strerror or '').lower()}",
            help="name another file with --output",
        ) from error
    finally:
        if os.path.exists(draft):
            os.unlink(draft)
