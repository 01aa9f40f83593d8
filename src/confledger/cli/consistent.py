"""Options that go together: whatever contradicts itself is told before any work is done."""

from confledger.cli.options import Options
from confledger.errors import ConfledgerError


def verify(options: Options) -> None:
    """Raise when options contradict each other, or a format cannot be had."""
    modes = [
        name
        for name, given in (
            ("--staged", options.staged),
            ("--rev", options.rev is not None),
            ("--from", options.since is not None),
        )
        if given
    ]
    if len(modes) > 1:
        raise ConfledgerError(f"{' and '.join(modes)} exclude each other", help="choose one")
    if options.until is not None and options.since is None:
        raise ConfledgerError("--to needs --from", help="for one revision use --rev")
    if options.new_since is not None and options.since is not None:
        raise ConfledgerError(
            "--new-since and --from exclude each other",
            help="--from looks at what changed; of all files, --new-since tells what is new",
        )
    if options.trust not in (None, "base", "head"):
        raise ConfledgerError(
            f"--trust takes base or head, not {options.trust!r}",
            help="base: the settings, waivers and policies of the merge base, which were reviewed",
        )
    if options.trust is not None and options.since is None:
        raise ConfledgerError("--trust needs --from", help="other runs have one side only")
    if options.as_of is not None:
        _verify_day(options.as_of)
    if options.dry_run and not options.fix:
        raise ConfledgerError("--dry-run needs --fix", help="nothing else changes a file")
    if options.all and options.paths:
        raise ConfledgerError("--all and paths exclude each other", help="choose one")
    if options.jobs is not None and not (options.jobs.isdigit() and int(options.jobs) > 0):
        from confledger.cli.checking import cores

        raise ConfledgerError(
            f"--jobs takes a number from 1, not {options.jobs!r}",
            help=f"leave it out for {cores()}, the cores of this machine",
        )
    if options.color not in ("auto", "always", "never"):
        raise ConfledgerError(
            f"--color takes auto, always or never, not {options.color!r}",
            help="leave it out to have colours on a terminal only",
        )
    from confledger.cli import output

    output.verify(options)


def _verify_day(text: str) -> None:
    from confledger.checks.days import is_day

    if not is_day(text):
        raise ConfledgerError(
            f"--as-of takes a day, not {text!r}", help="such as --as-of 2027-01-31"
        )
