"""Where a result goes: standard output, files, and one line on standard error."""

import os
import sys

from confledger.checks.result import Result, is_advice
from confledger.cli.options import Options
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError

_TEXTUAL = ("text", "short")


def verify(options: Options) -> None:
    """Raise when a format or an output cannot be used, before any work is done."""
    if options.format == "text" and not options.output:
        return
    from confledger.reports.catalog import renderer

    renderer(options.format)
    places = []
    for one in options.output:
        name, equals, file = one.partition("=")
        if not equals or not file:
            raise ConfledgerError(
                f"--output takes FORMAT=FILE, not {one!r}",
                help="for example --output sarif=confledger.sarif",
            )
        renderer(name)
        if file == "-":
            raise ConfledgerError(
                "--output writes files", help=f"for standard output: --format {name}"
            )
        if os.path.isdir(file):
            raise ConfledgerError(
                f"{file!r} is a folder",
                help=f"name a file in it: --output {name}={os.path.join(file, 'confledger.out')}",
            )
        folder = os.path.dirname(os.path.abspath(file))
        if not os.path.isdir(folder):
            raise ConfledgerError(f"there is no folder {folder!r} for {file!r}", help="create it")
        places.append(os.path.realpath(file))
        if len(places) != len(set(places)):
            raise ConfledgerError(
                f"--output names {file!r} twice", help="give each format a file of its own"
            )


def write(result: Result, options: Options, top: str | None = None) -> str:
    """Print and save what was asked; return the summary that was, or would be, printed.

    For people, paths are relative to the current folder, so that they can be clicked; for
    machines, to the root `top`.
    """
    from confledger.reports import wording

    taken = options.verbose and result.accepted
    if result.findings or result.files is not None or taken or options.format not in _TEXTUAL:
        _print(result, options, top)
    for one in options.output:
        from confledger.reports.catalog import renderer

        name, _, file = one.partition("=")
        told = _for_people(result, options) if name in _TEXTUAL else result
        save(file, renderer(name)(told, verbose=options.verbose))
    said = wording.summary(result) + "\n"
    if not options.quiet:
        late = f"{result.seconds:.1f} s\n" if result.seconds > 1 else ""
        tell(_apart(said.rstrip("\n") + (f", {late}" if late else "\n"), result, options))
    return said


def _apart(said: str, result: Result, options: Options) -> str:
    """Return the summary as it stands best on a terminal, below the findings; else as it is."""
    if not sys.stderr.isatty():
        return said
    from shutil import get_terminal_size

    if len(said) > (columns := get_terminal_size().columns):
        from textwrap import fill

        said = fill(said, columns, subsequent_indent="  ", break_long_words=False) + "\n"
    between = options.format == "text" and result.findings and sys.stdout.isatty()
    return f"\n{said}" if between else said


def _print(result: Result, options: Options, top: str | None) -> None:
    from confledger.reports.catalog import renderer

    if options.format in _TEXTUAL:
        result = _from_here(_for_people(result, options), top)
        text = _readable(result, options)
        if result.files is not None:
            from confledger.cli.failure import shown

            rows = (
                f"{status:14} {shown(path)}{'   ' + reason if reason else ''}\n"
                for path, status, reason in result.files
            )
            text += "".join(rows)
    else:
        text = renderer(options.format)(result, verbose=options.verbose)
    put(text)


def _readable(result: Result, options: Options) -> str:
    colour, verbose = coloured(options.color), options.verbose
    if options.format == "short":
        from confledger.reports.renderers import short

        return short.render(result, colour=colour, verbose=verbose)
    from confledger.reports.renderers import text

    return text.render(result, colour=colour, verbose=verbose, width=terminal_width())


def terminal_width() -> int | None:
    """Return the width of the terminal that standard output is; None when it is none."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _for_people(result: Result, options: Options) -> Result:
    """Return the result without information on single files, unless asked for or failing the run.

    It is found only when a program reads along (`--output`), and that must not change what
    people see.
    """
    from confledger.reports.wording import fails

    if options.verbose:
        return result
    kept = [
        finding for finding in result.findings if not is_advice(finding) or fails(finding, result)
    ]
    return result.having(kept, result.files)


def _from_here(result: Result, top: str | None) -> Result:
    """Return the result with paths as seen from the current folder."""
    if top is None or os.path.realpath(top) == os.getcwd():
        return result
    from dataclasses import replace

    def here(path: str) -> str:
        return os.path.relpath(os.path.join(os.path.realpath(top), path))

    findings = [replace(finding, path=here(finding.path)) for finding in result.findings]
    files = [(here(path), *rest) for path, *rest in result.files or ()]
    return result.having(findings, files if result.files is not None else None)  # type: ignore[arg-type]


def coloured(when: str) -> bool:
    """Whether standard output should have colours (https://no-color.org)."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def save(file: str, text: str) -> None:
    """Replace a file as a whole; the old one stays when anything goes wrong.

    A link stays a link, and a device or pipe (`/dev/fd/3`) is written to.
    """
    data = text.encode("utf-8", "backslashreplace")
    from confledger.cli.atomic import replace

    try:
        if file.startswith("/dev/") or (os.path.exists(file) and not os.path.isfile(file)):
            with open(file, "wb") as out:
                out.write(data)
        else:
            replace(os.path.realpath(file), data)
    except OSError as error:
        raise ConfledgerError(
            f"{file!r} could not be written: {(error.strerror or '').lower()}"
        ) from error
