"""The command `migrate`: files brought to another version of their schema, comments and all."""

import os

from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from confledger.cli.migrate_work import Work
    from confledger.loader.migration.migration import Migration
    from confledger.loader.migration.planning import Plan

_ABOUT = """\
Bring files from one version of their schema to the next, by the migrations of the repository,
`migrations/0002-rename-pool.yaml` and so on. Comments, quotes and order stay as they are.
Without --apply nothing is written, and the exit code is 1 where something would change.
All files are planned and judged by their schemas before the first one is written; a run that
was stopped is finished by the next one."""


def parser() -> Parser:
    """Return the parser of this command."""
    made = Parser(
        "migrate",
        _ABOUT,
        examples=(
            "confledger migrate                   what would change, as a diff",
            "confledger migrate --apply",
            "confledger migrate --to 1 --apply    back, where every migration knows the way",
        ),
        meant={
            "--dry-run": "nothing is written without --apply",
            "--down": "did you mean --to VERSION?",
            "--up": "did you mean --apply?",
            "--yes": "did you mean --apply?",
        },
    )
    what = made.add_mutually_exclusive_group()
    what.add_argument("--plan", action="store_true", help="show what would change (the default)")
    what.add_argument("--apply", action="store_true", help="write the files")
    what.add_argument(
        "--check", action="store_true", help="run the examples of each migration, both ways"
    )
    made.add_argument("--to", metavar="VERSION", type=int, help="this version, not the last one")
    made.add_argument(
        "--from-schema",
        action="store_true",
        help="move deprecated keys to where `x-replaced-by` of their schema says, instead",
    )
    made.add_argument("--folder", metavar="DIR", help="of the configuration (default: settings)")
    made.add_argument(
        "--file", metavar="FILE", action="append", default=[], help="only this; may be repeated"
    )
    made.add_argument(
        "--force", action="store_true", help="write files with changes that are not committed too"
    )
    made.add_argument(
        "--allow-code",
        action="store_true",
        help="run migrations in Python; they are code of this repository: read them first",
    )
    made.add_format("text", "json", default="text", help="text or json")
    return made


def run(arguments: list[str]) -> int:
    """Show, write or check; return the exit code."""
    asked = parser().parse_args(arguments)
    from confledger.cli.migrate_work import Work
    from confledger.loader.migration.migration import all_of

    work = Work(asked.folder, asked.file)
    migrations = all_of(work.source, work.migrations)
    if asked.allow_code:
        for one in migrations:
            one.allow_code()
    if asked.check:
        return _check(work, migrations)
    if asked.from_schema:
        if asked.to is not None:
            raise ConfledgerError(
                "--from-schema leaves the version as it is", help="leave out --to"
            )
        plan = work.by_schema()
    else:
        if not migrations and asked.to is None and asked.format == "text":
            tell(f"up to date: there are no migrations in {work.migrations}/\n")
            return 0
        plan = work.planned(migrations, asked.to)
    faults = work.judged(plan)
    _show(asked, plan, work, faults)
    for fault in faults:
        from confledger.cli.failure import shown

        tell(shown(fault) + "\n")
    if faults:
        tell("the files would not be what their schemas say; nothing was written\n")
        return 1
    if not asked.apply:
        return 1 if plan.files else 0
    _write(asked, plan, work)
    return 0


def _write(asked: "Namespace", plan: "Plan", work: "Work") -> None:
    if asked.file and not asked.from_schema:
        _alone(plan, work)
    if not asked.force:
        dirty = work.dirty(plan)
        if dirty:
            raise ConfledgerError(
                f"{', '.join(dirty[:5])}: there are changes that are not committed",
                help="commit or stash them, or add --force; nothing was written",
            )
    work.write(plan)
    if plan.files:
        from confledger.reports.wording import plural

        version = f", now of version {plan.end}" if plan.end != plan.start else ""
        tell(f"{plural(len(plan.files), 'file', 'files')} written{version}\n")


def _alone(plan: "Plan", work: "Work") -> None:
    """Refuse to bring one file forward where others have no version but its own."""
    rest = work.left_behind(plan)
    if rest:
        raise ConfledgerError(
            f"{', '.join(rest[:5])}: without a version of its own, it goes with the others",
            help="leave out --file",
        )


def _show(asked: "Namespace", plan: "Plan", work: "Work", faults: list[str]) -> None:
    if asked.format == "json":
        put(_json(asked, plan, faults))
        return
    from confledger.cli.failure import shown
    from confledger.cli.migrate_show import difference

    for note in work.notes:
        tell(shown(note) + "\n")
    for one in plan.files:
        there = "" if one.before == one.after else f": version {one.before} to {one.after}"
        put(shown(f"{one.path}{there}\n"))
        put("".join(shown(f"  {said}\n") for said in one.said))
        put(shown(difference(one.path, one.dialect, one.old, one.new)) + "\n")
    if not plan.files:
        tell(f"up to date: version {plan.end}\n" if plan.end else "nothing is deprecated\n")


def _json(asked: "Namespace", plan: "Plan", faults: list[str]) -> str:
    from json import dumps

    answer = {
        "version": 1,
        "from": plan.start,
        "to": plan.end,
        "faults": faults,
        "migrations": [
            {"number": one.number, "file": one.file, "irreversible": one.irreversible or None}
            for one in plan.migrations
        ],
        "files": [
            {"path": one.path, "from": one.before, "to": one.after, "operations": one.said}
            for one in plan.files
        ],
    }
    return dumps(answer, indent=2) + "\n"


def _check(work: "Work", migrations: "list[Migration]") -> int:
    from confledger.cli.failure import shown
    from confledger.cli.migrate_show import difference
    from confledger.documents.dialect import dialect_of
    from confledger.loader.migration.golden import examples

    bad = count = 0
    for migration in migrations:
        found = examples(work.source, migration)
        if not found:
            bad += 1
            put(shown(f"{migration.file}: there is no example in {migration.stem}/\n"))
        for one in found:
            count += 1
            if one.holds:
                continue
            bad += 1
            put(shown(f"{one.file}: {one.fault or 'something else comes out'}\n"))
            if not one.fault:
                dialect = dialect_of(os.path.basename(one.file)) or ""
                put(shown(difference(one.file, dialect, one.wanted, one.made)) + "\n")
    from confledger.reports.wording import plural

    said = [
        plural(len(migrations), "migration", "migrations"),
        plural(count, "comparison", "comparisons"),
        plural(bad, "fault", "faults"),
    ]
    tell(", ".join(said) + "\n")
    return 1 if bad else 0
