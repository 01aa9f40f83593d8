"""Badges: how the configuration stands, for a page, and never better than the checks say."""

import os

from confledger.cli import atomic
from confledger.cli.parser import Parser, one_of
from confledger.cli.report import making
from confledger.cli.report.basis import Basis, standing_here
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.reports.badge import measures
from confledger.reports.badge.endpoint import endpoint
from confledger.reports.badge.model import Badge, unmeasured, worst
from confledger.reports.badge.picture import picture

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.result import Result

FORMATS = {"svg": picture, "shields": endpoint}
_SUFFIXES = {"svg": "svg", "shields": "json"}


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "badge",
        "Print a badge about a commit: SVG, or JSON as shields.io and its like read it.\n"
        "It has the numbers of the checks and reports; what was not measured is grey,\n"
        "and `n/a`.\n\n" + "\n".join(f"  {name:15}{about}" for name, (about, _) in BADGES.items()),
        examples=(
            "confledger badge config-health > health.svg",
            "confledger badge --all --write badges",
        ),
        meant={"--json": "did you mean --format shields?"},
    )
    made.add_argument(
        "name", nargs="?", metavar="NAME", type=one_of(tuple(BADGES), "badge"), help="which"
    )
    made.add_argument("--all", action="store_true", help="every badge; needs --write")
    made.add_argument("--rev", metavar="REV", default="HEAD", help="of this commit")
    made.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(tuple(FORMATS), "format"),
        default="svg",
        help="svg or shields (default: svg)",
    )
    made.add_argument("--output", metavar="FILE", help="write it to a file")
    made.add_argument(
        "--write", metavar="FOLDER", help="write both formats into a folder, as NAME.svg and .json"
    )
    return made


def run(arguments: list[str]) -> int:
    """Print one badge, or write some; return 0, whatever they say."""
    asked = parser().parse_args(arguments)
    if bool(asked.name) == asked.all:
        raise ConfledgerError(
            "one badge, or all of them", help=f"name one of {', '.join(BADGES)}, or say --all"
        )
    if asked.all and not asked.write:
        raise ConfledgerError("all badges need a place", help="add --write FOLDER")
    if asked.output and asked.write:
        raise ConfledgerError("one file, or a folder", help="leave out --output or --write")
    found = standing_here(asked.rev)
    try:
        measuring = _Measuring(found)
        made = [measuring.of(name) for name in (BADGES if asked.all else [asked.name])]
    finally:
        found.close()
    if asked.write:
        _write(asked.write, made)
        return 0
    text = FORMATS[asked.format](made[0])
    if asked.output:
        _save(asked.output, text)
    else:
        put(text)
    return 0


def _write(folder: str, made: list[Badge]) -> None:
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise ConfledgerError(
            f"{folder!r} could not be made: {(error.strerror or '').lower()}"
        ) from error
    for badge in made:
        for form, write in FORMATS.items():
            _save(os.path.join(folder, f"{badge.name}.{_SUFFIXES[form]}"), write(badge))
    tell("".join(f"{one.name}: {one.message}\n" for one in made))


def _save(path: str, text: str) -> None:
    try:
        atomic.replace(path, text.encode("utf-8"))
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be written: {(error.strerror or '').lower()}",
            help="name a place that you may write to",
        ) from error


class _Measuring:
    """Measures each thing once."""

    def __init__(self, basis: Basis) -> None:
        self.basis = basis
        self._known: dict[str, Badge] = {}

    def of(self, name: str) -> Badge:
        """Return one badge."""
        if name not in self._known:
            self._known[name] = BADGES[name][1](self)
        return self._known[name]

    def valid(self) -> Badge:
        return measures.valid(self.basis.result)

    def health(self) -> Badge:
        return worst("config-health", [self.of(name) for name in PARTS])

    def model(self) -> Badge:
        return measures.model(self.basis.result)

    def debt(self) -> Badge:
        statement = making.statement(self.basis, "debt")
        rating = next((one for one in statement.figures if one.name.lower() == "rating"), None)
        told = statement.data.get("rating") if rating is None else rating.value
        return measures.debt(statement, told if isinstance(told, str) else "")

    def secrets(self) -> Badge:
        return measures.secrets(_secrets(self.basis))

    def audit(self) -> Badge:
        if self.basis.shallow:
            return unmeasured("audit")
        return measures.audit(making.statement(self.basis, "audit"))

    def report(self) -> Badge:
        return _reports(self.basis)


def _secrets(basis: Basis) -> "Result":
    from confledger.cli.options import Options
    from confledger.cli.secrets.proving import Proving

    options = Options()
    options.rev = basis.revision
    proving = Proving(options, basis.today)
    try:
        return proving.result()
    finally:
        proving.close()


def _reports(basis: Basis) -> Badge:
    """Compare the reports in the commit that was asked for with what they are made from."""
    from confledger.cli.report import writing
    from confledger.cli.report.kinds import ALL, KINDS
    from confledger.cli.workspace import LIMIT
    from confledger.git.snapshot import CommitSnapshot

    folder = str(basis.settings.reports["folder"]).rstrip("/") + "/"
    snapshot = CommitSnapshot(basis.repository, basis.head, LIMIT)
    try:
        kept = {
            path.removeprefix(folder): held[1]
            for path in snapshot.entries()
            if path.startswith(folder) and (held := snapshot.find(path)) is not None
        }
    finally:
        snapshot.close()
    known = {one.stem for one in (*KINDS.values(), ALL)}
    if not any(name.partition(".")[0] in known for name in kept):
        return unmeasured("report")
    made = writing.files(basis)
    stale = sum(kept.get(name) != data for name, data in made.items())
    return measures.reports(stale, len(made) - stale)


BADGES: "dict[str, tuple[str, Callable[[_Measuring], Badge]]]" = {
    "config-valid": ("whether it passes the checks", _Measuring.valid),
    "config-health": ("the worst of config-valid, model, debt, secrets, audit", _Measuring.health),
    "model": ("whether every file has a schema, and agrees with it", _Measuring.model),
    "debt": ("how it is rated, A to E", _Measuring.debt),
    "secrets": ("whether secrets are encrypted, all of them", _Measuring.secrets),
    "audit": ("whether something stands out in the history", _Measuring.audit),
    "report": ("whether the reports in the repository are up to date", _Measuring.report),
}
PARTS = ("config-valid", "model", "debt", "secrets", "audit")
