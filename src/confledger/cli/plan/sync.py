"""`plan sync`: plans and a store of their boxes, brought together from both sides."""

import os

from confledger.cli.atomic import replace
from confledger.cli.parser import Parser, one_of
from confledger.cli.plan.files import Here, chosen, content, here
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.plans.lines import written
from confledger.plans.merging import PLAN, STORE, Merged, Step, merged
from confledger.plans.plan import Plan
from confledger.plans.store import Stored, dumped, loaded, of_plan
from confledger.reports.plans import steps

DEFAULT = ".confledger/plans.json"


def parser() -> Parser:
    """Return the parser of `plan sync`."""
    made = Parser(
        "plan sync",
        "Bring plans and a store of their boxes together. What one side changed since both last "
        "agreed is taken over by the other; what both changed is a conflict, and stays.",
        examples=(
            "confledger plan sync --dry-run docs/roadmap.md",
            "confledger plan sync --prefer plan",
        ),
    )
    made.add_argument("files", nargs="*", metavar="FILE", help="plans (default: see the guide)")
    made.add_argument(
        "--store", metavar="FILE", help=f"the store (default: {DEFAULT}, from the root)"
    )
    made.add_argument("--dry-run", action="store_true", help="only show what would be done")
    made.add_argument(
        "--prefer",
        metavar="SIDE",
        type=one_of((PLAN, STORE), "side"),
        help="who wins a conflict: plan or store (default: nobody)",
    )
    made.add_argument(
        "--rebuild", action="store_true", help="make the store anew, from the plans alone"
    )
    made.add_format()
    return made


def run(arguments: list[str]) -> int:
    """Show and do what brings both together; return 1 where something could not be."""
    asked = parser().parse_args(arguments)
    at = here()
    file = asked.store or at.file_of(DEFAULT)
    plans = chosen(at, asked.files, quietly=asked.format == "json")
    known: dict[str, Stored] = {}
    if not asked.rebuild and os.path.lexists(file):
        known = loaded(content(at, file), file)
    done: list[tuple[Plan, Merged]] = []
    for plan in plans:
        if asked.rebuild:
            done.append((plan, Merged(written(plan.lines), of_plan(plan))))
        else:
            done.append((plan, merged(plan, known.get(plan.path), prefer=asked.prefer)))
    told = [(plan.path, one.steps) for plan, one in done]
    store = dumped(known | {plan.path: one.stored for plan, one in done})
    changes = _changes(at, done, file, store)
    if asked.format == "json":
        put(steps.json(told, written=not asked.dry_run and bool(changes)))
    else:
        put(steps.text(told, fresh=True))
    if not asked.dry_run:
        _write(at, changes)
    conflicts: list[Step] = [step for _, one in done for step in one.conflicts]
    if asked.format == "text":
        tell(_summary(changes, conflicts, dry=asked.dry_run))
    return int(bool(conflicts))


def _changes(
    at: Here, done: list[tuple[Plan, Merged]], file: str, store: bytes
) -> list[tuple[str, bytes]]:
    """Return the files that get other bytes: plans first, so that a store never runs ahead."""
    changes = []
    for plan, one in done:
        place = plan.path if os.path.isabs(plan.path) else at.file_of(plan.path)
        if plan.path.startswith(".."):
            place = plan.path
        if one.content != written(plan.lines):
            changes.append((place, one.content))
    if not os.path.isfile(file) or content(at, file) != store:
        changes.append((file, store))
    return changes


def _write(at: Here, changes: list[tuple[str, bytes]]) -> None:
    for place, data in [(at.target(file), data) for file, data in changes]:
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            replace(place, data)
        except OSError as error:
            raise ConfledgerError(
                f"{place!r} could not be written: {(error.strerror or '').lower()}",
                help="mend that, and run it again: it goes on where it was",
            ) from error


def _summary(changes: list[tuple[str, bytes]], conflicts: list[Step], *, dry: bool) -> str:
    if not changes and not conflicts:
        return "plans and store agree\n"
    files = "1 file" if len(changes) == 1 else f"{len(changes)} files"
    were = "would be" if dry else "was" if len(changes) == 1 else "were"
    said = f"{files} {were} written"
    if conflicts:
        many = "1 conflict" if len(conflicts) == 1 else f"{len(conflicts)} conflicts"
        said += f"; {many}: change one side, or say --prefer plan or --prefer store"
    return said + "\n"
