"""Check configuration: say what is wrong, where, and what to do about it."""

import time

from confledger.cli import consistent, known
from confledger.cli.checking import Checking
from confledger.cli.options import Options


def run(options: Options, arguments: list[str]) -> int:
    """Run the checks that were asked for; return the exit code."""
    started = time.monotonic()
    consistent.verify(options)
    if options.tests:
        from confledger.cli import config_tests

        return config_tests.run(options, options.as_of or known.today())
    code: int | None = None
    if options.fix:
        from confledger.cli import fix

        code = fix.run(options, options.as_of or known.today())
        if options.dry_run:
            return code or 0
    command = Checking(options, options.as_of or known.today())
    # Before anything is read: what changes while it is judged was not judged.
    key = command.key(arguments)
    try:
        result = command.result()
        if result.findings:
            from confledger.cli import governed

            result.findings = governed.hidden(result.findings, command.snapshot)
    finally:
        command.close()
    result.seconds = time.monotonic() - started
    from confledger.cli import output

    said = output.write(result, options, command.top)
    if key is not None and not result.findings and command.repository is not None:
        known.remember(command.repository, key, said)
    command.settle(result, said)
    return code or result.exit_code
