"""The command `report`, by its kinds; each is a statement, printed or kept as files."""

from confledger.cli import actions
from confledger.cli.parser import Parser, one_of
from confledger.cli.report.kinds import ALL, KINDS
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.report.basis import Basis
    from confledger.cli.report.writing import Checked

# These have options, and a module, of their own.
_OWN = {
    "needs": "what each module needs, signed by its owner",
    "publish": "write the reports to a branch of their own",
}
ACTIONS = {"all": ALL.about, **{name: one.about for name, one in KINDS.items()}, **_OWN}
_MEANT = {
    "usage": "report access",
    "unused": "report access",
    "scan": "scan",
    "obs": "report observability",
    "performance": "report perf",
    "changes": "report change",
    "list": "report --help",
    "--write": "report all --write",
    "--check": "report all --check",
}
_EXAMPLES = (
    "confledger report debt",
    "confledger report all --write",
    "confledger report config --output html=config.html",
)
_ABOUT = """\
Say what configuration there is, what is missing, what it costs and what
changed: each report about one commit, in every format with the same numbers,
and the same bytes whenever it is made."""


def run(arguments: list[str]) -> int:
    """Run one kind of report; return the exit code."""
    name = arguments[0] if arguments else ""
    if name == "all" or (name in KINDS and name != "access"):
        return _report(name, arguments[1:])
    return actions.run(
        "report",
        ACTIONS,
        arguments,
        about=_ABOUT,
        examples=_EXAMPLES,
        beside="confledger.cli.report.",
        meant=_MEANT,
    )


def parser_of(kind: str) -> Parser:
    """Return the parser of one kind."""
    from confledger.cli.report import printing
    from confledger.cli.report.making import module

    made = Parser(
        f"report {kind}",
        f"Report {ACTIONS[kind]}.",
        examples=(
            f"confledger report {kind}",
            f"confledger report {kind} --output html={kind}.html",
            f"confledger report {kind} --write",
        ),
    )
    printing.add_to(made)
    made.add_argument(
        "--write", action="store_true", help="keep it in the folder of reports, in all formats"
    )
    made.add_argument(
        "--check", action="store_true", help="say whether what is kept there is up to date"
    )
    made.add_argument(
        "--dated", action="store_true", help="with --write: under a name with the commit's day"
    )
    if kind == "gap":
        made.add_argument(
            "--domain",
            metavar="DOMAIN",
            type=one_of(("config", "obs"), "domain"),
            default="config",
            help="config, or obs for logs, metrics, dashboards and alerts (default: config)",
        )
    options = getattr(module(kind), "add_options", None)
    if options is not None:
        options(made)
    return made


def _report(kind: str, arguments: list[str]) -> int:
    asked = parser_of(kind).parse_args(arguments)
    if getattr(asked, "domain", None) == "obs":
        kind = "obs-gap"
    if asked.dated and not asked.write:
        raise ConfledgerError("--dated goes with --write", help=f"confledger report {kind} --write")
    if asked.write and asked.check:
        raise ConfledgerError("--write and --check exclude each other", help="name one of them")
    if (asked.write or asked.check) and getattr(asked, "range", None) is not None:
        raise ConfledgerError(
            "what is kept is about the last days, not about a range",
            help="to keep one elsewhere: --output html=FILE",
        )
    from confledger.cli.report import printing

    if not asked.write and not asked.check:
        return printing.shown(kind, asked)
    found = printing.asked_basis(asked)
    try:
        return _kept(found, kind, asked)
    finally:
        found.close()


def _kept(basis: "Basis", kind: str, asked: "Namespace") -> int:
    """Bring the files of a kind up to date, or say whether they are."""
    from confledger.cli.report import writing

    made = writing.files(basis, None if kind == "all" else [kind])
    if asked.check:
        return _told(writing.checked(basis, made), kind)
    done = writing.save(basis, writing.dated(made, basis) if asked.dated else made)
    for path in done.changed:
        put(f"{path}\n")
    same = f", {len(done.same)} were up to date" if done.same else ""
    tell(f"{len(done.changed)} files written to {done.folder}{same}\n")
    _tell_local(basis)
    return 0


def _told(found: "Checked", kind: str) -> int:
    for path, wrong in found.stale:
        put(f"{path}: {wrong}\n")
    if found.stale:
        every = len(found.stale) + len(found.current)
        tell(
            f"{len(found.stale)} of {every} files are out of date; "
            f"to mend them: confledger report {kind} --write\n"
        )
        return 1
    tell(f"{len(found.current)} files in {found.folder} are up to date\n")
    return 0


def _tell_local(basis: "Basis") -> None:
    """Say that what is not committed is in no report."""
    from confledger.git.deltas import on_disk

    own = str(basis.settings.reports["folder"]).rstrip("/") + "/"
    local = [one.path for one in on_disk(basis.repository, basis.head)]
    many = sum(not path.startswith(own) for path in local)
    if many:
        tell(
            f"note: reports are about the last commit; {many} "
            f"{'file differs' if many == 1 else 'files differ'} from it\n"
        )
