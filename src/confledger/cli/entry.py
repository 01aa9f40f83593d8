"""Where every invocation starts: the short way for what is known, the long one for the rest."""

import sys


def main() -> int:
    """Run one command; return its exit code."""
    arguments = sys.argv[1:]
    try:
        if None in (sys.stdin, sys.stdout, sys.stderr):
            from confledger.cli.streams import complete

            complete()
        if arguments[:1] == ["check"]:
            from confledger.cli import known

            code = known.answer(arguments[1:])
            if code is not None:
                return code
        from confledger.cli.program import run

        return run(arguments)
    except KeyboardInterrupt:
        from confledger.cli.streams import tell

        tell("\ninterrupted\n")
        return 130
    except Exception as error:
        from confledger.cli.failure import report

        return report(error)
