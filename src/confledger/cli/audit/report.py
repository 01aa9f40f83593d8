"""List all changes of a period for somebody who audits; also as a bundle that proves itself."""

from confledger.cli import atomic
from confledger.cli.audit import believed
from confledger.cli.failure import shown
from confledger.cli.opened_ledger import opened
from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.ledger.rewrites import noticed

FORMATS = ("markdown", "json", "csv", "html")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.cli.opened_ledger import Opened
    from confledger.ledger.audit import Audit


def parser() -> Parser:
    """Return the parser of this action."""
    made = Parser(
        "audit report",
        "List all changes of a period: first how much there was, month by month, then what stands\n"
        "out, then a row for each value. It is made from commits alone: the same commit and the\n"
        "same period give the same bytes on every machine. What is not known says `unknown`.",
        examples=(
            "confledger audit report --from 2026-01 --to 2026-03",
            "confledger audit report --from v1.4 --env prod --format html --output report.html",
            "confledger audit report --from 2026-01 --to 2026-03 --bundle q1.tar",
        ),
        meant={
            "--since": "did you mean --from?",
            "--until": "did you mean --to?",
            "--quarter": "did you mean --from 2026-Q1 --to 2026-Q1?",
            "-o": "did you mean --output?",
        },
    )
    made.add_argument(
        "--from",
        dest="since",
        metavar="DATE|REV",
        help="2026-03-31, 2026-03 or 2026-Q1, in UTC; or a commit of the mainline, not in it "
        "(default: the beginning)",
    )
    made.add_argument(
        "--to",
        dest="until",
        metavar="DATE|REV",
        help="a day, month or quarter, or a commit, which is in it (default: HEAD)",
    )
    made.add_argument("--env", metavar="E", help="only the files of one environment")
    made.add_format(
        *FORMATS,
        default="markdown",
        help="markdown, json, csv (only the rows) or html (default: markdown)",
    )
    made.add_argument("--output", metavar="FILE", help="write the report to a file")
    made.add_argument(
        "--bundle",
        metavar="FILE",
        help="write a tar with the report in all formats, the rows and the commits, which "
        "`audit verify FILE` proves anywhere",
    )
    made.add_argument(
        "--with-objects",
        action="store_true",
        help="with --bundle: put the whole history in, so that everything can be computed again "
        "from it; mind that this has every value in plain text",
    )
    believed.add_option(made)
    return made


def run(arguments: list[str]) -> int:
    """Write the report, or the bundle; return 0."""
    asked = parser().parse_args(arguments)
    if asked.with_objects and not asked.bundle:
        raise ConfledgerError("--with-objects is about a bundle", help="add --bundle FILE")
    with opened() as ledger:
        audit = _audit(ledger, asked.since, asked.until, asked.env, asked.allowed_signers)
        history = _history(ledger, audit) if asked.with_objects else None
        rewritten = noticed(ledger.store.connection, ledger.repository)
    for one in rewritten:
        tell(f"note: seen in this clone, and so not in the report: {shown(one)}\n")
    if asked.bundle:
        _write_bundle(asked.bundle, audit, history)
    if asked.output or not asked.bundle:
        text = _rendered(audit, asked.format)
        if asked.output:
            atomic.replace(asked.output, text.encode("utf-8"))
        else:
            put(text)
    return 0


def _audit(
    ledger: "Opened", since: str | None, until: str | None, env: str | None, signers: str | None
) -> "Audit":
    from confledger.ledger import audit
    from confledger.ledger.period import period

    repository = ledger.repository
    allowed = None
    if signers is not None:
        allowed = believed.believed(repository, signers).allowed_data
    wanted = period(repository, since, until)
    return audit.audit(ledger.store, repository, ledger.settings, wanted, env, allowed)


def _rendered(audit: "Audit", form: str) -> str:
    from importlib import import_module

    from confledger.reports.audit.content import Report

    renderer = import_module(f"confledger.reports.audit.renderers.{form}")
    return str(renderer.render(Report(audit)))


def _history(ledger: "Opened", audit: "Audit") -> bytes:
    """Return the history up to the last commit as `git bundle` writes it, under one name."""
    from confledger.cli.audit.history_bundle import written

    return written(ledger.repository, str(audit.about["tip"]))


def _write_bundle(path: str, audit: "Audit", history: bytes | None) -> None:
    from hashlib import sha256

    from confledger.ledger.bundle import pack
    from confledger.reports.audit.files import files

    data = pack(files(audit, history))
    atomic.replace(path, data)
    commits = len(audit.facts)
    tell(
        f"{path}: {commits:,} {'commit' if commits == 1 else 'commits'}, {len(data):,} bytes, "
        f"SHA-256 {sha256(data).hexdigest()}\n"
    )
    if history is not None:
        tell("note: it has the whole history, with every value in plain text\n")
