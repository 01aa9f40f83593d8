"""The command `scan`: what there is in the repository, file by file."""

from confledger.cli.parser import Parser, one_of

KINDS = {"config": "inventory", "obs": "observability", "hygiene": "hygiene"}
_ABOUT = """\
Look at every tracked file of a commit, and say what there is.

--kind config: each configuration file with its format, schema, owner,
environments, readers, secrets and last change, and the environment variables
that code reads. --kind obs: logs, metrics, dashboards, alert rules. --kind
hygiene: backups, junk, doubles, misread characters.

Every file is listed, left out with a reason, or unreadable with a reason.
Nothing is run."""


def parser() -> Parser:
    """Return the parser of this command."""
    from confledger.cli.report import printing

    made = Parser(
        "scan",
        _ABOUT,
        examples=(
            "confledger scan",
            "confledger scan --kind hygiene",
            "confledger scan --format json > config-scan.json",
            "confledger scan --write                 into the folder of the reports",
        ),
    )
    made.add_argument(
        "--kind",
        metavar="KIND",
        type=one_of(tuple(KINDS), "kind"),
        default="config",
        help="config, obs or hygiene (default: config)",
    )
    printing.add_to(made)
    made.add_argument(
        "--write", action="store_true", help="write the report as the settings say, print nothing"
    )
    made.add_argument(
        "--check", action="store_true", help="exit with 1 if the written report is out of date"
    )
    return made


def run(arguments: list[str]) -> int:
    """Print, write or check the report of one kind."""
    from confledger.cli.report import printing

    asked = parser().parse_args(arguments)
    kind = KINDS[asked.kind]
    if not (asked.write or asked.check):
        return printing.shown(kind, asked)
    from confledger.cli.report import writing
    from confledger.cli.streams import tell

    basis = printing.asked_basis(asked)
    try:
        made = writing.files(basis, [kind])
        if asked.check:
            found = writing.checked(basis, made)
            for path, why in found.stale:
                tell(
                    f"{path}: {why}; `confledger scan --kind {asked.kind} --write` makes it anew\n"
                )
            return int(bool(found.stale))
        done = writing.save(basis, made)
        for path in done.changed:
            tell(f"wrote {path}\n")
    finally:
        basis.close()
    return 0
