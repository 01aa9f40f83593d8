"""Where every invocation starts: the short way for what is known, the long one for the rest."""

import sys


def main() -> int:
    """Run one command; return its exit code."""
    arguments = sys.argv[1:]
    try:
        if arguments[:1] == ["check"]:
            from confledger.cli import known

            code = known.answer(arguments[1:])
            if code is not None:
                return code
        from confledger.cli.program import run

        return run(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted\n")
        return 130
    except BrokenPipeError:
        # The reader went away (`| head`); nothing is left to say, and Python would try to.
        import os

        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:
        from confledger.cli.failure import report

        return report(error)
